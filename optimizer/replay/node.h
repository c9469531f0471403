// The checker's own terms, formulas and bags. Nothing here is shared with the prover: both follow
// docs/formats/certificate.md, so that a slip in one is seen by the other.
//
// One table of interned nodes holds everything: same meaning of a node's parts, same number. Variables of a
// bag's blocks are bound by position (locally nameless), so that bags equal up to names are the same node;
// a variable that is not bound yet is free and has a number.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tacit::replay {

using Ref = int;  // of a node
using Var = int;  // a free variable

enum class Op : std::uint8_t {
  // Terms. NULL is a value like any other: equal to itself and to nothing else.
  kNull,
  kConst,   // text: a kind letter and the value as written ("i42", "sabc", "btrue", "d1.5", "x00ff")
  kColumn,  // numbers: free variable, ordinal
  kBound,   // numbers: blocks between here and the binder, position in it, ordinal
  kParam,   // numbers: which
  kApply,   // text: name; numbers: 1 where it is NULL exactly if an argument is (strict)
  kLinear,  // numbers: c0, c1, ...: c0 + c1 * args[0] + ..., exact numbers, strict
  kIf,      // args: formula, term, term
  kFold,    // text: name; args: bag of one column
  // Formulas.
  kFalse,
  kTrue,
  kAnd,
  kOr,
  kNot,     // of an atom
  kEqual,   // the same value; NULL is the same as NULL alone
  kLess,    // in the order of their type; NULL comes before all others
  kExists,  // args: a bag of one block without columns
  // Bags: sums of blocks. A block gives one row for every choice of its variables that meets its condition.
  kBag,     // args: blocks
  kBlock,   // numbers: count of variables; args: sources, condition, columns
  kSource,  // text: table; args: none, or the bag whose rows (a set, or what a limit keeps) it ranges over
};

enum class Type : std::uint8_t {
  kOther,
  kInteger,
  kNumeric,
  kFloat,
  kText,
  kChar,
  kBoolean,
  kDate,
  kTimestamp,
  kTime
};

struct Node {
  Op op = Op::kNull;
  Type type = Type::kOther;
  std::string text;
  std::vector<std::int64_t> numbers;
  std::vector<Ref> args;

  friend bool operator==(const Node&, const Node&) = default;
  [[nodiscard]] bool strict() const { return op == Op::kLinear || (op == Op::kApply && numbers[0] == 1); }
};

// A block with its variables free.
struct Row {
  Var var = 0;
  Ref source = -1;
};
struct Open {
  std::vector<Row> rows;
  Ref cond = -1;
  std::vector<Ref> outs;
};

// Thrown inside this room only: more work, or deeper nesting, than any proof of ours needs.
struct TooLarge {};

enum class Order { kSame, kLess, kGreater, kDistinct, kUnknown };

// Replaces a column of a free variable; -1 leaves it.
using ColumnMap = std::function<Ref(Var var, int ordinal, Type type)>;

class Nodes {
 public:
  using Tables = std::map<std::string, std::vector<Type>>;  // the types of their columns

  // distinct_text: texts spelled differently are never equal.
  Nodes(Tables tables, bool distinct_text);
  // Whether every column of a variable that was bound so far is one that its source has, of its type.
  [[nodiscard]] bool well_typed() const { return well_typed_; }

  // Every step of work is counted, so that no proof is followed for ever; throws TooLarge.
  void Spend(std::size_t steps) const {
    if (steps > work_left_) throw TooLarge{};
    work_left_ -= steps;
  }

  [[nodiscard]] const Node& operator[](Ref r) const { return nodes_[static_cast<std::size_t>(r)]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  // Any node, from its parts; simplified by the laws of its kind.
  Ref Make(Node node);

  Ref null() const { return null_; }
  Ref yes() const { return yes_; }
  Ref no() const { return no_; }
  Ref Integer(std::int64_t n);
  Ref Bool(bool value);
  Ref Column(Var var, int ordinal, Type type);
  Ref If(Ref cond, Ref then, Ref otherwise);
  Ref Fold(std::string name, Ref bag, Type type);
  // factor * a + b, and a * b, of exact numbers.
  Ref AddScaled(Ref a, std::int64_t factor, Ref b, Type type);
  Ref Multiply(Ref a, Ref b, Type type);

  Ref Not(Ref f);
  Ref And(std::vector<Ref> args) { return Nary(Op::kAnd, std::move(args)); }
  Ref Or(std::vector<Ref> args) { return Nary(Op::kOr, std::move(args)); }
  Ref Implies(Ref a, Ref b) { return Or({Not(a), b}); }
  Ref IsNull(Ref t);
  Ref NotNull(Ref t) { return Not(IsNull(t)); }
  // Both are the atom's one reading; Same() spells out where the two are NULL.
  Ref Same(Ref a, Ref b);
  Ref Equal(Ref a, Ref b);
  Ref Less(Ref a, Ref b);
  [[nodiscard]] bool IsIdentity(Ref a, Ref b) const { return !Blurred(a, b); }  // whether Same says so
  Ref SameAll(const std::vector<Ref>& a, const std::vector<Ref>& b);
  // Whether the block has a row. Variables over sets are replaced by the sets' own blocks.
  Ref Exists(Open block);
  Ref Exists(const std::vector<Open>& any);

  Ref Source(std::string table, Ref bag = -1);
  [[nodiscard]] std::optional<Type> TypeOf(Ref source, std::int64_t ordinal) const;
  [[nodiscard]] bool IsSet(Ref source) const { return (*this)[source].text.empty(); }
  [[nodiscard]] bool IsTable(Ref source) const { return (*this)[source].args.empty(); }
  Ref Close(const Open& block);
  Ref Bag(const std::vector<Open>& blocks);
  // A closed block over fresh variables, or over those given.
  Open OpenBlock(Ref block, const std::vector<Var>* names = nullptr);
  std::vector<Open> OpenBag(Ref bag);
  // The blocks with every variable over a set replaced by the set's blocks: the same rows, not as often.
  std::vector<Open> InlineSets(std::vector<Open> blocks);
  Var Fresh() { return next_var_++; }
  void Reserve(Var var) { next_var_ = var < next_var_ ? next_var_ : var + 1; }

  Ref Substitute(Ref r, const ColumnMap& map);
  Open Substitute(const Open& block, const ColumnMap& map);  // its own variables are left
  Open Rename(const Open& block, const std::map<Var, Var>& names);
  // Every column of `var`, by what `values` has at its ordinal.
  [[nodiscard]] static ColumnMap ColumnsOf(Var var, std::vector<Ref> values);

  [[nodiscard]] std::vector<Ref> Conjuncts(Ref f) const;
  [[nodiscard]] bool Mentions(Ref r, Var var) const;
  [[nodiscard]] bool HasFree(Ref r) const;  // whether it speaks of any free variable
  // Of values of either type; what may be equal in more than one spelling stays so.
  [[nodiscard]] Type Common(Type a, Type b) const;
  // Whether every value of the source's column is one of the type.
  [[nodiscard]] bool Holds(Type type, Ref source, std::int64_t ordinal) const;
  // Every node of r that is not inside a bag, once.
  void Visit(Ref r, const std::function<void(Ref)>& visit) const;
  [[nodiscard]] Order Compare(Ref a, Ref b) const;  // of constants

 private:
  [[nodiscard]] bool Has(Ref r, const std::function<bool(const Node&)>& wanted) const;
  struct Hash {
    std::size_t operator()(const Node& node) const noexcept;
  };

  Ref Intern(Node node);
  void Append(const Node& node, std::size_t parts);
  Ref Nary(Op op, std::vector<Ref> args);
  Ref Atom(Op op, Ref a, Ref b);
  Ref Apply(Node node);
  Ref Linear(const Node& node);
  Ref EqualAgain(const Node& was, Ref a, Ref b);
  Ref ExistsAgain(Ref bag);
  [[nodiscard]] bool Blurred(Ref a, Ref b) const;
  // Rebuilds r with every column replaced by what `leaf` says; depth counts the blocks around.
  using Leaf = std::function<Ref(const Node& column, int depth)>;
  Ref Map(Ref r, int depth, const Leaf& leaf, std::map<std::pair<Ref, int>, Ref>& memo);

  std::vector<Node> nodes_;
  std::vector<int> depth_;                      // of each node
  mutable std::size_t work_left_ = 20'000'000;  // the largest of 1,700 proofs needs two thirds of it
  std::unordered_map<Node, Ref, Hash> index_;
  Var next_var_ = 1;
  Tables tables_;
  bool distinct_text_;
  bool well_typed_ = true;
  Ref null_ = -1, yes_ = -1, no_ = -1;
};

}  // namespace tacit::replay
