// Conditions that sqlite_orm builds of operators and functions over pointers to members.
#include <array>

#include "analyzer/cpp/sqlite_orm.h"
#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr int kMaxConditionDepth = 40;

struct Spelling {
  std::string_view written;
  std::string_view sql;
};

// Comparisons, as operators and as the functions of that name.
constexpr std::array kComparisons = {
    Spelling{"==", "="},
    Spelling{"is_equal", "="},
    Spelling{"eq", "="},
    Spelling{"!=", "<>"},
    Spelling{"is_not_equal", "<>"},
    Spelling{"ne", "<>"},
    Spelling{">", ">"},
    Spelling{"greater_than", ">"},
    Spelling{"gt", ">"},
    Spelling{">=", ">="},
    Spelling{"greater_or_equal", ">="},
    Spelling{"ge", ">="},
    Spelling{"<", "<"},
    Spelling{"lesser_than", "<"},
    Spelling{"less_than", "<"},
    Spelling{"lt", "<"},
    Spelling{"<=", "<="},
    Spelling{"lesser_or_equal", "<="},
    Spelling{"less_or_equal", "<="},
    Spelling{"le", "<="},
};
constexpr std::array kConnectives = {
    Spelling{"&&", "AND"},
    Spelling{"and_", "AND"},
    Spelling{"||", "OR"},
    Spelling{"or_", "OR"},
};
constexpr std::array kArithmetic = {Spelling{"+", "+"}, Spelling{"-", "-"}, Spelling{"*", "*"}};
constexpr std::array kFunctions = {
    Spelling{"length", "length"},
    Spelling{"lower", "lower"},
    Spelling{"upper", "upper"},
    Spelling{"abs", "abs"},
};

template <std::size_t kSize>
std::string_view In(const std::array<Spelling, kSize>& spellings, std::string_view written) {
  for (const Spelling& spelling : spellings) {
    if (spelling.written == written) return spelling.sql;
  }
  return {};
}

class ConditionPrinter {
 public:
  ConditionPrinter(const Index& index, const ColumnOf& column_of) : index_(index), column_of_(column_of) {}

  std::optional<std::string> Predicate(const Expr& given, int depth) const {
    const Expr& expr = Bare(given);
    if (depth > kMaxConditionDepth) return std::nullopt;
    if (expr.kind == Kind::kUnary && expr.text == "!" && expr.args.size() == 1) {
      const auto inner = Predicate(expr.args[0], depth + 1);
      return inner ? std::optional("NOT (" + *inner + ")") : std::nullopt;
    }
    const std::string_view called = Operation(expr);
    if (const std::string_view connective = In(kConnectives, called); !connective.empty()) {
      return Join(expr, connective, depth, &ConditionPrinter::Predicate, true);
    }
    if (const std::string_view comparison = In(kComparisons, called); !comparison.empty()) {
      return Join(expr, comparison, depth, &ConditionPrinter::Operand, false);
    }
    if (called == "is_null" || called == "is_not_null") {
      if (expr.args.size() != 1) return std::nullopt;
      const auto operand = Operand(expr.args[0], depth + 1);
      return operand ? std::optional(*operand + (called == "is_null" ? " IS NULL" : " IS NOT NULL"))
                     : std::nullopt;
    }
    if (called == "between" && expr.args.size() == 3) return Between(expr, depth);
    if (called == "in" && expr.args.size() == 2) return OneOf(expr, depth);
    return std::nullopt;
  }

 private:
  // The operator, or the library's function: "and_", "between".
  static std::string_view Operation(const Expr& expr) {
    if (expr.kind == Kind::kBinary && expr.args.size() == 2) return expr.text;
    return SqliteOrmCall(expr);
  }

  using Part = std::optional<std::string> (ConditionPrinter::*)(const Expr&, int) const;

  std::optional<std::string> Join(const Expr& expr, std::string_view with, int depth, Part part,
                                  bool in_parentheses) const {
    if (expr.args.size() != 2) return std::nullopt;
    const auto left = (this->*part)(expr.args[0], depth + 1);
    const auto right = (this->*part)(expr.args[1], depth + 1);
    if (!left || !right) return std::nullopt;
    const std::string joined = *left + " " + std::string(with) + " " + *right;
    return in_parentheses ? "(" + joined + ")" : joined;
  }

  std::optional<std::string> Between(const Expr& expr, int depth) const {
    const auto operand = Operand(expr.args[0], depth + 1);
    const auto low = Operand(expr.args[1], depth + 1);
    const auto high = Operand(expr.args[2], depth + 1);
    if (!operand || !low || !high) return std::nullopt;
    return *operand + " BETWEEN " + *low + " AND " + *high;
  }

  std::optional<std::string> OneOf(const Expr& expr, int depth) const {
    const auto operand = Operand(expr.args[0], depth + 1);
    const Expr* list = &Bare(expr.args[1]);
    while (list->kind == Kind::kConstruct && list->args.size() == 1) list = &Bare(list->args[0]);
    if (!operand || list->kind != Kind::kList || list->args.empty()) return std::nullopt;
    std::string values;
    for (const Expr& item : list->args) {
      const auto value = SqlOfConstant(item, index_);
      if (!value) return std::nullopt;
      values += (values.empty() ? "" : ", ") + *value;
    }
    return *operand + " IN (" + values + ")";
  }

  std::optional<std::string> Operand(const Expr& given, int depth) const {
    const Expr& expr = Bare(given);
    if (depth > kMaxConditionDepth) return std::nullopt;
    if (expr.kind == Kind::kMemberPointer) {
      const auto column = column_of_(expr);
      return column ? std::optional(sql::SqlName(*column, Dialect::kPostgresql)) : std::nullopt;
    }
    const std::string_view called = SqliteOrmCall(expr);
    // c(&T::x) and column<T>(&T::x) only make an operand of a pointer.
    if ((called == "c" || called == "column") && expr.args.size() == 1) {
      return Operand(expr.args[0], depth + 1);
    }
    if (const std::string_view function = In(kFunctions, called);
        !function.empty() && expr.args.size() == 1) {
      const auto operand = Operand(expr.args[0], depth + 1);
      return operand ? std::optional(std::string(function) + "(" + *operand + ")") : std::nullopt;
    }
    if (const std::string_view sign = In(kArithmetic, Operation(expr)); !sign.empty()) {
      const auto joined = Join(expr, sign, depth, &ConditionPrinter::Operand, true);
      if (joined) return joined;
    }
    return SqlOfConstant(expr, index_);
  }

  const Index& index_;
  const ColumnOf& column_of_;
};

}  // namespace

std::optional<std::string> SqlOfConstant(const Expr& given, const Index& index) {
  const Expr& expr = Bare(given);
  if (expr.kind == Kind::kBool) return expr.number != 0 ? "true" : "false";
  if (expr.kind == Kind::kFloat) return expr.text;
  // How an enumeration is kept is said elsewhere.
  if (expr.kind == Kind::kEnumerator || expr.type.kind == Type::Kind::kEnum) return std::nullopt;
  if (expr.kind == Kind::kConstruct && expr.args.size() == 1) return SqlOfConstant(expr.args[0], index);
  if (const auto number = KnownInt(expr, index)) return std::to_string(*number);
  if (const auto text = KnownText(expr, index)) return sql::QuoteWith(*text, '\'');
  return std::nullopt;
}

std::optional<std::string> SqlOfCondition(const Expr& condition, const Index& index,
                                          const ColumnOf& column_of) {
  return ConditionPrinter(index, column_of).Predicate(condition, 0);
}

}  // namespace tacit::analyze::cpp
