#include "analyzer/cpp/predicates.h"

#include <algorithm>

#include "analyzer/cpp/formats.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

bool IsCount(const Expr& expr) {
  return expr.kind == Kind::kMethod && expr.args.size() == 1 &&
         (expr.text == "size" || expr.text == "length" || expr.text == "count");
}
bool IsEmptyTest(const Expr& expr) {
  return expr.kind == Kind::kMethod && expr.args.size() == 1 &&
         (expr.text == "empty" || expr.text == "isEmpty");
}

// Text whose size() counts bytes: QString counts something else.
bool CountsBytes(const Expr& count) { return count.owner.starts_with("std::"); }

std::string Flip(const std::string& comparison) {
  if (comparison == "<") return ">";
  if (comparison == ">") return "<";
  if (comparison == "<=") return ">=";
  if (comparison == ">=") return "<=";
  return comparison;
}
std::string Negate(const std::string& comparison) {
  if (comparison == "<") return ">=";
  if (comparison == ">") return "<=";
  if (comparison == "<=") return ">";
  if (comparison == ">=") return "<";
  if (comparison == "==") return "!=";
  return "==";
}
bool IsComparison(const Expr& expr) {
  static const std::set<std::string> kComparisons = {"<", ">", "<=", ">=", "==", "!="};
  return expr.kind == Kind::kBinary && expr.args.size() == 2 && kComparisons.contains(expr.text);
}

struct Comparison {
  const Expr* left = nullptr;
  std::string operation;  // as it holds
  const Expr* right = nullptr;
};

// An atom as a comparison with what is constant on the right.
std::optional<Comparison> ComparisonOf(const Known& atom) {
  if (!IsComparison(*atom.condition)) return std::nullopt;
  Comparison comparison = {&Bare(atom.condition->args[0]),
                           atom.holds ? atom.condition->text : Negate(atom.condition->text),
                           &Bare(atom.condition->args[1])};
  const auto constant = [](const Expr& expr) {
    return expr.kind == Kind::kInt || expr.kind == Kind::kEnumerator || expr.kind == Kind::kString ||
           expr.kind == Kind::kBool;
  };
  if (constant(*comparison.left) && !constant(*comparison.right)) {
    std::swap(comparison.left, comparison.right);
    comparison.operation = Flip(comparison.operation);
  }
  return comparison;
}

// A condition as SQL over columns; nothing where it names anything else.
class Writer {
 public:
  Writer(const PathColumns& paths, const Index& index, const Locals& locals)
      : paths_(paths), index_(index), locals_(locals) {}

  std::optional<std::string> Write(const Expr& given, bool holds, bool in_conjunction = false) {
    const Expr& expr = Bare(given);
    if (expr.kind == Kind::kUnary && (expr.text == "!" || expr.text == "bool")) {
      return Write(expr.args[0], (expr.text == "bool") == holds, in_conjunction);
    }
    if (expr.kind == Kind::kBinary && (expr.text == "&&" || expr.text == "||")) {
      const bool conjunction = (expr.text == "&&") == holds;
      const auto left = Write(expr.args[0], holds, conjunction);
      const auto right = Write(expr.args[1], holds, conjunction);
      if (!left || !right) return std::nullopt;
      if (conjunction) return *left + " AND " + *right;
      return in_conjunction ? "(" + *left + " OR " + *right + ")" : *left + " OR " + *right;
    }
    if (IsEmptyTest(expr)) {
      const auto column = ColumnOf(expr.args[0]);
      if (!column) return std::nullopt;
      return *column + (holds ? " = ''" : " <> ''");
    }
    if (const auto comparison = ComparisonOf({&expr, holds, false})) return WriteComparison(*comparison);
    return WritePresence(expr, holds);
  }

  [[nodiscard]] const std::set<std::string>& columns() const { return columns_; }

 private:
  std::optional<std::string> ColumnOf(const Expr& expr) {
    const auto path = PathOf(expr);
    if (!path) return std::nullopt;
    const auto found = paths_.column_of.find(*path);
    if (found == paths_.column_of.end() || found->second.empty()) return std::nullopt;
    columns_.insert(found->second);
    return found->second;
  }

  std::optional<std::string> WriteComparison(const Comparison& comparison) {
    const auto left = ColumnOf(*comparison.left);
    if (!left) return std::nullopt;
    const std::string operation = comparison.operation == "=="   ? "="
                                  : comparison.operation == "!=" ? "<>"
                                                                 : comparison.operation;
    if (const auto number = KnownInt(*comparison.right, index_, locals_)) {
      if (comparison.right->kind == Kind::kBool) return std::nullopt;
      return *left + " " + operation + " " + std::to_string(*number);
    }
    if (comparison.right->kind == Kind::kString) {
      if (comparison.right->text.find('\'') != std::string::npos) return std::nullopt;
      return *left + " " + operation + " '" + comparison.right->text + "'";
    }
    const auto right = ColumnOf(*comparison.right);
    if (!right || *right == *left) return std::nullopt;
    return *left + " " + operation + " " + *right;
  }

  // `if (optional)`: whether the column is NULL. Of anything else, what a truth is kept as is not known.
  std::optional<std::string> WritePresence(const Expr& expr, bool holds) {
    const Expr* tested = &expr;
    if (tested->kind == Kind::kUnary && tested->text == "bool") tested = &Bare(tested->args[0]);
    const bool asks =
        tested->kind == Kind::kMethod && (tested->text == "has_value" || tested->text == "isValid");
    if (asks && tested->args.size() == 1) tested = &Bare(tested->args[0]);
    const std::string_view type = LastName(tested->type.name);
    if (type != "optional" && type != "unique_ptr" && type != "shared_ptr") return std::nullopt;
    const auto column = ColumnOf(*tested);
    if (!column) return std::nullopt;
    return *column + (holds ? " IS NOT NULL" : " IS NULL");
  }

  const PathColumns& paths_;
  const Index& index_;
  const Locals& locals_;
  std::set<std::string> columns_;
};

bool IsPath(const Expr& expr, const std::string& path) { return PathOf(expr) == path; }

std::string PatternOf(const std::string& sql, std::size_t columns) {
  if (sql.find(" OR ") != std::string::npos) {
    return sql.find(" IS NULL") == std::string::npos && sql.find(" IS NOT NULL") != std::string::npos
               ? "guard-at-least-one"
               : "guard-implication";
  }
  if (columns == 2) return "guard-order";
  return sql.find("<> ''") != std::string::npos ? "guard-not-empty" : "guard-compare";
}

}  // namespace

std::string Claim::Key() const {
  std::string key = std::to_string(static_cast<int>(kind)) + "|" + sql + "|" + std::to_string(max);
  for (const std::string& column : columns) key += "|" + column;
  return key;
}

std::vector<Claim> ClaimsOf(const std::vector<Known>& known, const PathColumns& paths, const Index& index,
                            const Locals& locals) {
  std::vector<Claim> claims;
  for (const Known& atom : Atoms(known)) {
    if (const auto format = FormatOf(atom, index, locals)) {
      const auto column = paths.column_of.find(format->path);
      if (column == paths.column_of.end() || column->second.empty()) continue;
      Claim claim;
      claim.kind = ConstraintKind::kFormat;
      claim.columns = {column->second};
      claim.sql = format->regex;
      claim.place = atom.condition->place;
      claim.asserted = atom.asserted;
      claim.rejects = atom.rejects || atom.asserted;
      claim.pattern = "guard-format";
      claims.push_back(std::move(claim));
      continue;
    }
    // That something is there or not is what a branch is about, not a rule, unless several depend on it.
    Writer writer(paths, index, locals);
    const std::optional<std::string> sql = writer.Write(*atom.condition, atom.holds);
    if (!sql || writer.columns().empty()) continue;
    const std::string& plain = *sql;
    if (writer.columns().size() == 1 && (plain.ends_with(" IS NULL") || plain.ends_with(" IS NOT NULL")))
      continue;
    Claim claim;
    claim.columns.assign(writer.columns().begin(), writer.columns().end());
    claim.sql = plain;
    claim.place = atom.condition->place;
    claim.asserted = atom.asserted;
    claim.rejects = atom.rejects || atom.asserted;
    claim.pattern = PatternOf(plain, claim.columns.size());
    claims.push_back(std::move(claim));
  }
  return claims;
}

bool MakesNonEmpty(const std::vector<Known>& known, const std::string& path, const Index& index) {
  for (const Known& atom : Atoms(known)) {
    const Expr& condition = Bare(*atom.condition);
    if (IsEmptyTest(condition) && !atom.holds && IsPath(condition.args[0], path)) return true;
    const auto comparison = ComparisonOf(atom);
    if (!comparison) continue;
    if (comparison->right->kind == Kind::kString && comparison->right->text.empty() &&
        comparison->operation == "!=" && IsPath(*comparison->left, path)) {
      return true;
    }
    if (!IsCount(*comparison->left) || !IsPath(comparison->left->args[0], path)) continue;
    const auto number = KnownInt(*comparison->right, index);
    if (number &&
        ((comparison->operation == ">" && *number >= 0) || (comparison->operation == ">=" && *number >= 1) ||
         (comparison->operation == "!=" && *number == 0))) {
      return true;
    }
  }
  return false;
}

bool MakesNonZero(const std::vector<Known>& known, const std::string& path, const Index& index) {
  for (const Known& atom : Atoms(known)) {
    const auto comparison = ComparisonOf(atom);
    if (!comparison || !IsPath(*comparison->left, path)) continue;
    const auto number = KnownInt(*comparison->right, index);
    if (number &&
        ((comparison->operation == "!=" && *number == 0) || (comparison->operation == ">" && *number >= 0))) {
      return true;
    }
  }
  return false;
}

std::optional<std::int64_t> MaxBytes(const std::vector<Known>& known, const std::string& path,
                                     const Index& index, const Locals& locals, Place* place) {
  std::optional<std::int64_t> least;
  for (const Known& atom : Atoms(known)) {
    if (atom.asserted) continue;
    const auto comparison = ComparisonOf(atom);
    if (!comparison || !IsCount(*comparison->left) || !CountsBytes(*comparison->left) ||
        !IsPath(comparison->left->args[0], path)) {
      continue;
    }
    const auto number = KnownInt(*comparison->right, index, locals);
    if (!number) continue;
    std::optional<std::int64_t> max;
    if (comparison->operation == "<=" || comparison->operation == "==") max = *number;
    if (comparison->operation == "<") max = *number - 1;
    if (max && *max >= 0 && (!least || *max < *least)) {
      least = max;
      *place = atom.condition->place;
    }
  }
  return least;
}

std::optional<std::int64_t> CutTo(const Expr& given, const Index& index, const Locals& locals) {
  const Expr& value = Bare(given);
  const bool makes =
      value.kind == Kind::kConstruct && value.text == "std::basic_string" && value.args.size() >= 3;
  const bool cuts = value.kind == Kind::kMethod && value.text == "substr" && value.args.size() >= 3;
  if (!makes && !cuts) return std::nullopt;
  return KnownInt(value.args[2], index, locals);
}

std::optional<int> Ordered(const std::vector<Known>& known, const std::string& a, const std::string& b) {
  bool at_most = false;
  bool differ = false;
  for (const Known& atom : Atoms(known)) {
    if (atom.asserted) continue;
    const auto comparison = ComparisonOf(atom);
    if (!comparison) continue;
    std::string operation = comparison->operation;
    if (IsPath(*comparison->left, b) && IsPath(*comparison->right, a)) {
      operation = Flip(operation);
    } else if (!IsPath(*comparison->left, a) || !IsPath(*comparison->right, b)) {
      continue;
    }
    if (operation == "<") return -1;
    if (operation == "<=") at_most = true;
    if (operation == "!=") differ = true;
  }
  if (!at_most) return std::nullopt;
  return differ ? -1 : 0;
}

}  // namespace tacit::analyze::cpp
