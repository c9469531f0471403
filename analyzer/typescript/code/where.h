// The condition object of a query: { teamId, state: "open", deletedAt: null, name: { [Op.iLike]: x } }.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/typescript/code/model_index.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

struct WhereTerm {
  bool may_be_absent = false;  // null or undefined at times: then it is another condition, or none
  enum class Op {
    kEqual,
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kIn,
    kNotIn,
    kLike,
    kILike,
    kIsNull,
    kIsNotNull
  };
  const Field* field = nullptr;
  Op op = Op::kEqual;
  std::optional<tacit::Value> literal;  // of a comparison; nothing: known only when it runs
  std::vector<tacit::Value> list;       // of kIn and kNotIn; empty: known only when it runs
  const syntax::Node* node = nullptr;   // the value as written
};

// A conjunction. Nothing where some part of it is not understood.
using Where = std::vector<WhereTerm>;
[[nodiscard]] std::optional<Where> ReadWhere(Evaluator& evaluator, const syntax::Node& node,
                                             const Model& model, const Place& place);

// Whether a finder's object is a condition itself, as in findOne({ email }), and not options.
[[nodiscard]] bool IsBareCondition(const syntax::Node& object, const Model& model);

// The value of a key of an object node; null where there is none.
[[nodiscard]] const syntax::Node* MemberNode(const syntax::Node& object, std::string_view key);

// Does the expression say itself that it may be null or undefined: `x ?? null`, `x ? y : undefined`, `x?.y`?
[[nodiscard]] bool MayBeAbsent(const syntax::Node& value);

}  // namespace tacit::analyze::typescript
