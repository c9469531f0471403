// The prover's terms: bags as comprehensions, two-valued formulas over values of which NULL is one.
//
// A query becomes a Bag: a sum of Blocks, each of which gives one row `outs` for every choice of its
// variables for which `cond` holds. A variable ranges over the rows of a table, or over the set of rows of
// another bag (a squash). NULL is one more value of every type, so that null-safe equality is plain equality;
// SQL's three-valued predicates become two formulas each, "is true" and "is false". Ordering atoms and
// arithmetic over NULL have some arbitrary value: whoever builds them guards them.
//
// Terms, formulas and closed bags are interned: same structure, same number. Variables of closed bags have
// negative numbers given by nesting height, so that bags equal up to the names of bound variables are the
// same; free variables are positive.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer/prove/id_map.h"
#include "optimizer/prove/intern_table.h"
#include "optimizer/prove/pages.h"
#include "optimizer/prove/var_sets.h"
#include "src/sql/type.h"
#include "tacit/value.h"

namespace tacit::prove {

using VarId = int;
using TermId = int;
using FormulaId = int;
using BagId = int;

enum class TermKind {
  kNull,
  kConst,   // `value`
  kColumn,  // column `ordinal` of variable `var`
  kParam,   // parameter number `ordinal`
  kApply,   // `name`(args); strict: NULL exactly where an argument is
  kLinear,  // coefs[0] + coefs[1] * args[0] + ...: exact numbers only, two or more summands, strict
  kIte,     // args[0] where `cond`, else args[1]
  kFold,    // `name` over the rows of closed bag `bag`, which has one column
};

// What it points to belongs to its store.
struct Term {
  TermKind kind = TermKind::kNull;
  sql::TypeKind type = sql::TypeKind::kUnknown;
  bool strict = false;
  int name_id = -1;  // of `name`, in its store
  std::string_view name;
  VarId var = 0;
  int ordinal = 0;
  std::span<const TermId> args;
  std::span<const std::int64_t> coefs;
  FormulaId cond = 0;
  BagId bag = -1;
  Value value;
};

enum class FormulaKind {
  kFalse,
  kTrue,
  kAnd,
  kOr,
  kNot,     // of an atom
  kEq,      // left and right are the same value, or both NULL
  kLess,    // left < right in their type's total order
  kExists,  // the closed bag `bag`, one block without outs, has a row
};

struct Formula {
  FormulaKind kind = FormulaKind::kFalse;
  std::span<const FormulaId> args;
  TermId left = -1;
  TermId right = -1;
  BagId bag = -1;
};

inline constexpr FormulaId kFalseFormula = 0;
inline constexpr FormulaId kTrueFormula = 1;
inline constexpr TermId kNullTerm = 0;

// What a variable ranges over: the rows of `table`, each as often as it is there; where `set` is a bag, its
// distinct rows; where both are given, those of the bag's rows that a limit keeps, which `table` describes.
struct Source {
  std::string table;
  BagId set = -1;
  [[nodiscard]] bool IsSet() const { return set >= 0 && table.empty(); }
  [[nodiscard]] bool IsLimited() const { return set >= 0 && !table.empty(); }
  friend auto operator<=>(const Source&, const Source&) = default;
};
struct Decl {
  VarId var = 0;
  Source source;
};
struct Block {
  std::vector<Decl> vars;
  FormulaId cond = kTrueFormula;
  std::vector<TermId> outs;
};
using Bag = std::vector<Block>;

// Variables to variables, or columns of a variable to terms.
struct Substitution {
  std::map<VarId, VarId> vars;
  std::map<VarId, std::vector<TermId>> columns;
  [[nodiscard]] bool empty() const { return vars.empty() && columns.empty(); }
};

// What two constants are to each other; kUnknown where nothing certain is known (collation, spelling).
enum class ConstOrder { kSame, kLess, kGreater, kDistinct, kUnknown };
[[nodiscard]] ConstOrder CompareConstants(const Term& a, const Term& b, bool distinct_text);

// Owns and interns everything of one proof. Numbers and references to elements stay valid until it dies.
// Belongs to one thread.
class Store {
 public:
  // distinct_text: texts spelled differently are never equal (no case-insensitive collation).
  explicit Store(bool distinct_text);

  [[nodiscard]] const Term& term(TermId id) const { return terms_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Formula& formula(FormulaId id) const { return formulas_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Bag& bag(BagId id) const { return bags_[static_cast<std::size_t>(id)]; }
  // A measure of the work done: everything interned so far.
  [[nodiscard]] std::size_t size() const { return terms_.size() + formulas_.size() + bags_.size(); }

  VarId FreshVar() { return next_var_++; }

  TermId Const(Value value, sql::TypeKind type);
  TermId Integer(std::int64_t value) { return Const(value, sql::TypeKind::kInteger); }
  TermId Bool(bool value) { return Const(value, sql::TypeKind::kBoolean); }
  TermId Column(VarId var, int ordinal, sql::TypeKind type);
  TermId Param(int number, sql::TypeKind type);
  TermId Apply(std::string_view name, std::span<const TermId> args, sql::TypeKind type, bool strict);
  TermId Apply(std::string_view name, std::initializer_list<TermId> args, sql::TypeKind type, bool strict) {
    return Apply(name, std::span(args.begin(), args.size()), type, strict);
  }
  // factor * a + b, for exact numbers.
  TermId AddScaled(TermId a, std::int64_t factor, TermId b, sql::TypeKind type);
  // Whether the number, where it is not NULL, is a whole one whatever the database.
  [[nodiscard]] bool IsWhole(TermId t) const;
  // a * b, for exact numbers.
  TermId Multiply(TermId a, TermId b, sql::TypeKind type);
  TermId Ite(FormulaId cond, TermId then, TermId otherwise);
  TermId Fold(std::string_view name, BagId bag, sql::TypeKind type);

  using Formulas = std::span<const FormulaId>;
  FormulaId Not(FormulaId f);
  FormulaId And(Formulas args) { return Nary(FormulaKind::kAnd, args); }
  FormulaId Or(Formulas args) { return Nary(FormulaKind::kOr, args); }
  FormulaId And(std::initializer_list<FormulaId> args) { return And(Formulas(args.begin(), args.size())); }
  FormulaId Or(std::initializer_list<FormulaId> args) { return Or(Formulas(args.begin(), args.size())); }
  FormulaId And(FormulaId a, FormulaId b) { return And({a, b}); }
  FormulaId Or(FormulaId a, FormulaId b) { return Or({a, b}); }
  FormulaId Implies(FormulaId a, FormulaId b) { return Or(Not(a), b); }
  FormulaId IsNull(TermId t);
  FormulaId NotNull(TermId t) { return Not(IsNull(t)); }
  // Null-safe equality.
  FormulaId Same(TermId a, TermId b);
  FormulaId SameAll(const std::vector<TermId>& a, const std::vector<TermId>& b);
  // Guarded by the caller: both are not NULL.
  FormulaId ValueEq(TermId a, TermId b);
  FormulaId ValueLess(TermId a, TermId b);
  // The block's outs do not matter. No variables: just the condition.
  FormulaId Exists(Block block);
  FormulaId ExistsAny(const Bag& bag);

  // Free variables of a closed bag, sorted.
  [[nodiscard]] const std::vector<VarId>& FreeVarsOfBag(BagId b) const {
    return var_sets_[bag_inside_[static_cast<std::size_t>(b)].vars];
  }
  // The bag with every variable over a set replaced by the set's own blocks: the same rows, but not as often.
  Bag InlineSets(Bag bag);

  // Replaces folds outside of bags.
  using FoldMap = std::function<TermId(TermId)>;
  TermId MapFolds(TermId t, const FoldMap& map);
  FormulaId MapFoldsIn(FormulaId f, const FoldMap& map);

  // Closes blocks over their variables; a closed bag's blocks can be opened again with fresh variables.
  BagId Close(Bag bag);
  // The same block, open or closed, over fresh variables.
  Block Open(Block block);
  // A block that returns the first `columns` columns of a fresh variable over the source, whose `set` is
  // given.
  Block RowsOf(Source source, std::size_t columns);
  // A closed bag's blocks, each over fresh variables.
  Bag Opened(BagId b);

  // Columns of free variables and constants, wherever in a fold they stand.
  [[nodiscard]] std::vector<TermId> FreeLeaves(TermId fold) const;

  TermId Substitute(const Substitution& s, TermId t);
  FormulaId SubstituteIn(const Substitution& s, FormulaId f);
  // Renames declared variables too where `s` renames them.
  Block Substitute(const Substitution& s, const Block& block);

  // Free variables, sorted.
  [[nodiscard]] const std::vector<VarId>& FreeVars(TermId t) const {
    return var_sets_[term_inside_[static_cast<std::size_t>(t)].vars];
  }
  [[nodiscard]] const std::vector<VarId>& FreeVarsOf(FormulaId f) const {
    return var_sets_[formula_inside_[static_cast<std::size_t>(f)].vars];
  }
  [[nodiscard]] bool Mentions(TermId t, VarId var) const;
  [[nodiscard]] bool FormulaMentions(FormulaId f, VarId var) const;

  [[nodiscard]] std::vector<FormulaId> Conjuncts(FormulaId f) const;
  // Visits every term of f (not inside bags), and every atom.
  template <typename F>
  void VisitAtoms(FormulaId f, F&& visit) const {
    const Formula& node = formula(f);
    for (FormulaId arg : node.args) VisitAtoms(arg, visit);
    if (node.kind == FormulaKind::kEq || node.kind == FormulaKind::kLess ||
        node.kind == FormulaKind::kExists) {
      visit(f);
    }
  }
  // Every term of f's comparisons.
  template <typename F>
  void VisitComparedTerms(FormulaId f, F&& visit) const {
    VisitAtoms(f, [&](FormulaId atom) {
      const Formula& node = formula(atom);
      if (node.kind == FormulaKind::kExists) return;
      VisitTerms(node.left, visit);
      VisitTerms(node.right, visit);
    });
  }
  template <typename F>
  void VisitTerms(TermId t, F&& visit) const {
    visit(t);
    for (TermId arg : term(t).args) VisitTerms(arg, visit);
  }

  // char(n) ignores trailing blanks, some collations ignore case, '1 day' is '24 hours': such an `=` is not
  // identity. Of types that are not known, see ComparedAs.
  [[nodiscard]] bool BlurredEquality(TermId a, TermId b) const;

  // Whether an atom of f (not inside an exists) is about a fold.
  [[nodiscard]] bool HasFold(FormulaId f) const;
  [[nodiscard]] ConstOrder Compare(TermId a, TermId b) const {
    return CompareConstants(term(a), term(b), distinct_text_);
  }
  [[nodiscard]] sql::TypeKind TypeOf(TermId t) const { return term(t).type; }
  // The kind that holds the values of all: of whole and decimal numbers, decimal; of kinds that nothing
  // unites, kUnknown, or kChar if the equality of one of them is blurred. NULL is of any kind.
  [[nodiscard]] sql::TypeKind CommonKind(std::span<const TermId> terms) const;
  [[nodiscard]] sql::TypeKind ColumnKind(const Bag& rows, std::size_t column) const;

  [[nodiscard]] std::string Print(TermId t) const;
  [[nodiscard]] std::string PrintFormula(FormulaId f) const;
  [[nodiscard]] std::string Print(const Block& block) const;
  [[nodiscard]] std::string Print(const Bag& bag) const;

 private:
  // What a term, a formula or a bag has inside: the free variables, and the least bound variable's number, 0
  // where there is none.
  struct Inside {
    VarSets::SetId vars = VarSets::kEmpty;
    int depth = 0;
  };
  // What a substitution has made of what it has met.
  struct Memo {
    explicit Memo(const Substitution& s);

    VarId renamed;  // the greatest bound number that is renamed; what has only greater ones is left alone
    IdMap terms, formulas, bags;
  };

  [[nodiscard]] bool Blurs(sql::TypeKind kind) const;
  struct KeptName {
    int id;
    std::string_view text;
  };
  KeptName Name(std::string_view text);
  template <typename T>
  std::span<const T> Kept(std::span<const T> list);
  // What is interned here is new. Elements are added in pairs: it and what it has inside.
  Term& NewTerm(TermKind kind, sql::TypeKind type) {
    Term& added = terms_.Add();
    added.kind = kind;
    added.type = type;
    return added;
  }
  FormulaId NewFormula(FormulaKind kind, Formulas args, TermId left, TermId right, BagId bag);
  TermId WithInside(const Term& added);
  void Include(Inside& whole, Inside part) {
    whole.vars = var_sets_.Union(whole.vars, part.vars);
    whole.depth = std::min(whole.depth, part.depth);
  }
  [[nodiscard]] Inside OfTerm(TermId t) const { return term_inside_[static_cast<std::size_t>(t)]; }
  [[nodiscard]] Inside OfFormula(FormulaId f) const { return formula_inside_[static_cast<std::size_t>(f)]; }
  [[nodiscard]] Inside OfBag(BagId b) const { return bag_inside_[static_cast<std::size_t>(b)]; }
  FormulaId Atom(FormulaKind kind, TermId left, TermId right);
  FormulaId Nary(FormulaKind kind, Formulas args);
  BagId InternBag(Bag closed);
  // coefs[0] + coefs[1] * args[0] + ..., as it stands.
  TermId Linear(sql::TypeKind type, std::span<const std::int64_t> coefs, std::span<const TermId> args);
  // The function again, over other arguments.
  TermId Reapply(const Term& node, std::vector<TermId> args);
  // The atom again, over other terms.
  FormulaId Remake(const Formula& atom, TermId left, TermId right);
  [[nodiscard]] bool Concerns(const Substitution& s, const Memo& memo, Inside part) const;
  TermId Rewrite(const Substitution& s, TermId t, Memo& memo);
  FormulaId RewriteFormula(const Substitution& s, FormulaId f, Memo& memo);
  Block RewriteBlock(const Substitution& s, const Block& block, Memo& memo);
  Block RewriteBinder(const Substitution& s, Block closed);
  BagId RewriteBag(const Substitution& s, BagId b, Memo& memo);
  // The least bound variable number anywhere in it; 0 where there is none.
  int Depth(const Block& block) const;

  Pages<Term> terms_;
  Pages<Formula> formulas_;
  Pages<Bag> bags_;
  std::vector<Inside> term_inside_, formula_inside_, bag_inside_;
  VarSets var_sets_;
  InternTable term_index_, formula_index_, bag_index_;
  std::vector<FormulaId> negations_;           // of formulas: -1 where it was not asked for
  std::pmr::monotonic_buffer_resource lists_;  // of arguments and coefficients
  std::vector<InternTable::Word> key_;         // room to make a key in
  std::map<std::string, int, std::less<>> names_;
  VarId next_var_ = 1;
  bool distinct_text_;
};

// The kind whose equality the type has: that of char(n), of which no more is known than that it is some
// relation, where `=` may call values equal that some function tells apart: citext, times with a zone, and
// every type that is not known. Numbers are not: 1.0 and 1.00 count as one value, and so do 0 and -0.
[[nodiscard]] sql::TypeKind ComparedAs(const sql::Type& type);

// The number that a constant denotes exactly enough for ordering. False where it is none.
[[nodiscard]] bool NumberOf(const Term& constant, double* number);

}  // namespace tacit::prove
