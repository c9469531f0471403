// What the bodies of model classes declare, before names are mapped to columns.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/ruby/interpreter.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::rails {

// One thing that must be so for a declaration to apply.
struct Gate {
  bool negated = false;  // `unless`
  ruby::Value test;      // a Symbol (method name), a Proc, or Unknown
  std::string text;      // "if: -> { admin? }", as the source has it
};

struct Declared {
  std::vector<Evidence> evidence;
  std::vector<Gate> gates;
  std::string declarer;  // full name of the class whose body made it
};

struct Association {
  enum class Kind { kBelongsTo, kHasOne, kHasMany, kManyToMany };
  Kind kind = Kind::kBelongsTo;
  std::string name;
  std::string class_name;                // as written; empty: from the name
  std::vector<std::string> foreign_key;  // empty: from the name
  std::string foreign_type;              // of a polymorphic one; empty: from the name
  std::string primary_key;               // of the target; empty: the target's own
  bool polymorphic = false;
  bool required = false;
  bool known = true;       // false: an option that names columns or classes is not literal
  std::string join_table;  // of a many-to-many one; empty: from the tables' names
  std::string target_key;  // of its far side; empty: from the class's name
  std::string as;          // has_one, has_many: the polymorphic reference on the other side
  bool through = false;
  ruby::Value scope = {ruby::Nil{}};         // a lambda; nil: none
  std::string dependent;                     // what becomes of the other side's rows; empty: nothing
  std::optional<std::string> counter_cache;  // belongs_to: the parent's column; "": by Rails' name
  Declared declared;
};

// A validator on one attribute.
struct Rule {
  ConstraintKind kind = ConstraintKind::kNotNull;
  std::string attribute;
  std::vector<std::string> scope;  // of a unique one: further attributes
  ConstraintDetail detail;
  NullPolicy nulls = NullPolicy::kAllowed;
  Declared declared;
  // Empty: `detail` says it all. Else why it does not, and then the constraint is only a hint.
  std::string unknown;
  bool meant_only = false;      // not_null: rejects no NULL by itself, and is stated where the database does
  bool racy = false;            // unique: nothing stops two writers
  bool about_loaded = false;    // concerns the Ruby value, which the column may hold in another form
  std::optional<Gate> where;    // rows among which a unique one holds
  std::string other_attribute;  // a comparison of two attributes: `detail` is a check "{a} OP {b}"
};

// Something that a declaration tells without stating a rule: a hint about columns.
struct Remark {
  HintKind kind = HintKind::kDefault;
  std::vector<std::string> attributes;  // or names of associations
  std::string text;
  Declared declared;
  std::vector<ConstraintKind>
      suggests;  // candidates that follow: unique, not_null, foreign_key to the own table
};

// Code that runs at a point of a record's life, as `before_save :clean`.
struct Callback {
  std::string event;
  ruby::Value code;  // a Symbol (method name) or a Proc
  Declared declared;
};

// normalizes :a, with: code
struct Normalized {
  std::string attribute;
  ruby::Value code;
  Declared declared;
};

// validate :method, validate { }, validates_each :a { }, validates :a, of_our_own: true
struct CustomValidation {
  std::vector<std::string> attributes;  // empty: the record as a whole
  ruby::Value code;                     // a Symbol, a Proc, or a Constant: a validator class
  bool skips_nil = false;
  bool skips_blank = false;
  Declared declared;
};

struct EnumMap {
  std::vector<std::pair<std::string, tacit::Value>> values;
  std::string prefix;  // of the predicates' names
  std::string suffix;
};

// A call in the class's body, or in a macro that the body calls: what the class was given, word for word.
struct ClassCall {
  std::string name;
  std::vector<ruby::Value> arguments;  // positional
  ruby::Hash options;                  // with those of `with_options` around it
  ruby::Value block;
  std::string file;
  int line = 0;
};

struct Model {
  std::string name;
  std::vector<Association> associations;
  std::vector<Rule> rules;
  std::vector<Remark> remarks;
  std::vector<Callback> callbacks;
  std::vector<CustomValidation> validations;
  std::vector<std::pair<ruby::Value, Declared>> default_scopes;
  std::vector<Normalized> normalized;
  std::vector<std::pair<std::string, Declared>> tokens;  // attributes that get random values
  std::map<std::string, EnumMap> enums;                  // by attribute
  std::map<std::string, std::string> aliases;            // alias_attribute: new name to old
  std::map<std::string, std::string> transformed;        // attribute to why its column holds something else
  std::set<std::string> accessors;                       // attr_reader, attr_accessor
  std::map<std::string, ruby::Value> scopes;             // lambdas by name
  std::vector<std::string> class_method_modules;         // extended, in order
  std::set<std::string> foreign_modules;                 // included, and not among the sources
  std::vector<std::string> included;                     // modules, in order
  std::vector<ClassCall> calls;                          // in order
  std::map<std::string, ruby::Value> settings;  // self.NAME = value: "table_name", "primary_key", ...
};

}  // namespace tacit::analyze::rails
