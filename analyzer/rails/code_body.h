// The code that a callback or a validation names: a block, a lambda, or a method of the model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/rails/predicate.h"

namespace tacit::analyze::rails {

struct CodeBody {
  std::vector<const syntax::Node*> statements;
  std::vector<std::string> parameters;
  Names names;           // the frame, and the first parameter of a block as the record
  bool rescues = false;  // an exception inside of it is caught
};

// Nothing where there is no such method among the sources, or it takes parameters.
[[nodiscard]] std::optional<CodeBody> BodyOf(const ruby::Value& code, const std::string& model,
                                             const Reader& reader);
[[nodiscard]] CodeBody BodyOf(const Code& method, const std::string& model);

// The attribute that a statement writes on the record: "x" of `self.x = 1`, `record.x ||= 1`, `self[:x] = 1`,
// `write_attribute(:x, 1)`, `x.strip!`; empty where it writes none.
[[nodiscard]] std::string WrittenAttribute(const syntax::Node& node, const Names& names);

// The attributes that a piece of code writes anywhere in it.
[[nodiscard]] std::vector<std::string> WrittenWithin(const syntax::Node& node, const Names& names);

// Whether code after the statement may not be reached.
[[nodiscard]] bool LeavesEarly(const syntax::Node& node);

}  // namespace tacit::analyze::rails
