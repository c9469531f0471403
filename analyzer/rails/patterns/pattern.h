// A pattern: a form of source code, and the facts that it states.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/rails/model.h"

namespace tacit::analyze::rails {

// One use of a pattern: a validator on a list of attributes, or a class-level call.
struct Use {
  std::string call;                    // the name that was called: "validates_length_of", "aasm"
  std::vector<ruby::Value> arguments;  // positional; of a validator: the attributes
  ruby::Hash options;                  // with those of the line and of `with_options` around it
  bool braced = false;                 // what is in `options` was written as a hash of its own
  ruby::Value block;
  Declared declared;
  ruby::Value validator_class;       // of a key of `validates` that names one of the application's
  bool belongs_to_required = false;  // the application's default

  // Attributes whose names are known.
  [[nodiscard]] std::vector<std::string> Attributes() const;
  [[nodiscard]] const ruby::Value* Option(std::string_view name) const { return options.Find(name); }
  // The option's value is not false or nil; one that is unknown counts as true.
  [[nodiscard]] bool MayBeOn(std::string_view name) const;
  // The option's value is known, and is neither false nor nil.
  [[nodiscard]] bool IsOn(std::string_view name) const;
  // Whether NULL passes: allow_nil or allow_blank is, or may be, given.
  [[nodiscard]] NullPolicy Nulls(NullPolicy otherwise) const;
  // A remark of this use.
  [[nodiscard]] Remark MakeRemark(HintKind kind, std::vector<std::string> attributes, std::string text) const;
  // A rule of this use for one attribute.
  [[nodiscard]] Rule MakeRule(ConstraintKind kind, const std::string& attribute) const;
};

class Facts;
class ModelView;

struct Pattern {
  PatternDoc doc;
  std::initializer_list<std::string_view> calls = {};       // class-level calls that it reads
  std::initializer_list<std::string_view> validators = {};  // keys of `validates` that it reads
  void (*apply)(const Use& use, Model& model) = nullptr;    // null: it listens to nothing
  // Called for every model that has a table, and for each concrete parent of it on another table: `declares`
  // is the one whose declarations are meant.
  void (*derive)(const ModelView& view, const Model& declares, Facts& facts) = nullptr;
};

// Names the pattern in the evidence: one function may serve several pages.
void CallIt(Declared& declared, const Pattern& pattern);

// Every pattern, in the order of the documentation.
[[nodiscard]] std::span<const Pattern* const> Registry();

// Null where no pattern listens.
[[nodiscard]] const Pattern* PatternOfCall(std::string_view call);
[[nodiscard]] const Pattern* PatternOfValidator(std::string_view key);

// The values of an `in:` or `within:` list; nothing where it is not literal.
struct LiteralSet {
  std::vector<tacit::Value> values;  // without NULL
  bool has_null = false;
  bool has_symbol = false;
};
[[nodiscard]] std::optional<LiteralSet> ReadSet(const ruby::Value& value);

// The `in:` (or `within:`, `with:`) of a validator; null where there is none.
[[nodiscard]] const ruby::Value* SetOption(const Use& use);

// Why a value that should have been literal is not usable: "in: its value is known only at run time (TEXT)".
[[nodiscard]] std::string NotLiteral(std::string_view option, const ruby::Value* value);

}  // namespace tacit::analyze::rails
