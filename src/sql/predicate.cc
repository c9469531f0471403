// Conditions of one table, from the parse tree that PostgreSQL's own grammar gives and back to text.
#include "tacit/predicate.h"

#include <charconv>
#include <cmath>

#include "src/base/status_macros.h"
#include "src/sql/nesting.h"
#include "src/sql/pg_parse.h"

namespace tacit {
namespace {

using nlohmann::json;
using Kind = Predicate::Kind;

constexpr std::string_view kBefore = "SELECT FROM t WHERE (";
// The tree of the text is some levels deeper than the predicate's.
constexpr int kMostNesting = 8 * kMaxPredicateDepth;

class PredicateReader {
 public:
  explicit PredicateReader(std::string_view where) : where_(where) {}

  Result<Predicate> Read(const json& node, int depth) {
    if (depth > kMaxPredicateDepth) {
      return Status::InvalidArgument("the condition is deeper than " + std::to_string(kMaxPredicateDepth) +
                                     " levels: simplify it");
    }
    if (const json* logic = sql::NodeAs(node, "BoolExpr")) return Logic(*logic, depth);
    if (const json* test = sql::NodeAs(node, "NullTest")) return NullTest(*test);
    if (const json* test = sql::NodeAs(node, "BooleanTest")) return BooleanTest(*test, depth);
    if (const json* operation = sql::NodeAs(node, "A_Expr")) return Operation(*operation);
    if (const json* column = sql::NodeAs(node, "ColumnRef")) {
      Result<std::string> name = ColumnName(*column);
      if (!name.ok()) return name.status();
      return Leaf(Kind::kEqual, std::move(*name), {true});
    }
    Result<Value> literal = Literal(node);
    if (!literal.ok()) return literal.status();
    if (const bool* truth = std::get_if<bool>(&*literal)) {
      Predicate constant;
      constant.kind = *truth ? Kind::kAnd : Kind::kOr;
      return constant;
    }
    return NotSupported(node, "a literal that is neither TRUE nor FALSE, as a condition");
  }

 private:
  static Predicate Leaf(Kind kind, std::string column, std::vector<Value> values) {
    Predicate leaf;
    leaf.kind = kind;
    leaf.column = std::move(column);
    leaf.values = std::move(values);
    return leaf;
  }
  static Predicate Not(Predicate inner) {
    Predicate negation;
    negation.kind = Kind::kNot;
    negation.parts.push_back(std::move(inner));
    return negation;
  }

  // "column N: ...", of the condition's text.
  [[nodiscard]] std::string Place(const json& body) const {
    const std::size_t at = sql::LocationOf(body);
    return "column " + std::to_string(at >= kBefore.size() ? at - kBefore.size() + 1 : 1) + ": ";
  }
  [[nodiscard]] Status NotSupported(const json& body, const std::string& what) const {
    return Status::NotSupported(Place(body) + what +
                                "; expected comparisons of a column with literals, IN, BETWEEN, LIKE, "
                                "IS NULL, joined by AND, OR, NOT");
  }

  Result<Predicate> Logic(const json& body, int depth) {
    const std::string kind = sql::TextMember(body, "boolop");
    Predicate joined;
    joined.kind = kind == "OR_EXPR" ? Kind::kOr : kind == "NOT_EXPR" ? Kind::kNot : Kind::kAnd;
    for (const json& part : sql::Member(body, "args")) {
      Result<Predicate> read = Read(part, depth + 1);
      if (!read.ok()) return read;
      joined.parts.push_back(std::move(*read));
    }
    return joined;
  }

  Result<Predicate> NullTest(const json& body) {
    Result<std::string> column = ColumnOf(sql::Member(body, "arg"), body);
    if (!column.ok()) return column.status();
    return Leaf(sql::TextMember(body, "nulltesttype") == "IS_NOT_NULL" ? Kind::kIsNotNull : Kind::kIsNull,
                std::move(*column), {});
  }

  // c IS TRUE: c is there and true. c IS NOT TRUE: it is false or NULL.
  Result<Predicate> BooleanTest(const json& body, int) {
    Result<std::string> column = ColumnOf(sql::Member(body, "arg"), body);
    if (!column.ok()) return column.status();
    const std::string kind = sql::TextMember(body, "booltesttype");
    if (kind == "IS_UNKNOWN") return Leaf(Kind::kIsNull, std::move(*column), {});
    if (kind == "IS_NOT_UNKNOWN") return Leaf(Kind::kIsNotNull, std::move(*column), {});
    const bool truth = kind == "IS_TRUE" || kind == "IS_NOT_TRUE" || kind.empty();
    Predicate is = Leaf(Kind::kEqual, *column, {truth});
    if (kind != "IS_NOT_TRUE" && kind != "IS_NOT_FALSE") return is;
    Predicate either;
    either.kind = Kind::kOr;
    either.parts.push_back(Not(std::move(is)));
    either.parts.push_back(Leaf(Kind::kIsNull, std::move(*column), {}));
    return either;
  }

  Result<Predicate> Operation(const json& body) {
    const std::string kind = sql::TextMember(body, "kind");
    const std::vector<std::string> names = sql::StringList(sql::Member(body, "name"));
    const std::string name = names.empty() ? std::string() : names.back();
    if (kind == "AEXPR_OP") return Comparison(body, name);
    const json& left = sql::Member(body, "lexpr");
    Result<std::string> column = ColumnOf(left, body);
    if (!column.ok()) return column.status();
    if (kind == "AEXPR_IN") {
      Result<std::vector<Value>> values = Literals(sql::Member(body, "rexpr"));
      if (!values.ok()) return values.status();
      Predicate in = Leaf(Kind::kIn, std::move(*column), std::move(*values));
      return name == "<>" ? Not(std::move(in)) : in;
    }
    if (kind == "AEXPR_BETWEEN" || kind == "AEXPR_NOT_BETWEEN") {
      Result<std::vector<Value>> values = Literals(sql::Member(body, "rexpr"));
      if (!values.ok()) return values.status();
      Predicate between = Leaf(Kind::kBetween, std::move(*column), std::move(*values));
      return kind == "AEXPR_BETWEEN" ? between : Not(std::move(between));
    }
    if (kind == "AEXPR_LIKE") {
      Result<Value> pattern = Literal(sql::Member(body, "rexpr"));
      if (!pattern.ok()) return pattern.status();
      Predicate like = Leaf(Kind::kLike, std::move(*column), {std::move(*pattern)});
      return name == "!~~" ? Not(std::move(like)) : like;
    }
    return NotSupported(body, "the operator " + name);
  }

  Result<Predicate> Comparison(const json& body, const std::string& name) {
    static constexpr std::pair<std::string_view, Kind> kOperators[] = {
        {"=", Kind::kEqual},        {"<>", Kind::kNotEqual}, {"<", Kind::kLess},
        {"<=", Kind::kLessOrEqual}, {">", Kind::kGreater},   {">=", Kind::kGreaterOrEqual}};
    for (const auto& [symbol, kind] : kOperators) {
      if (symbol != name) continue;
      const json& left = sql::Member(body, "lexpr");
      const json& right = sql::Member(body, "rexpr");
      const bool mirrored = Unwrapped(left) == nullptr && Unwrapped(right) != nullptr;
      Result<std::string> column = ColumnOf(mirrored ? right : left, body);
      if (!column.ok()) return column.status();
      if (!mirrored && Unwrapped(right) != nullptr) return NotSupported(body, "a comparison of two columns");
      Result<Value> literal = Literal(mirrored ? left : right);
      if (!literal.ok()) return literal.status();
      return Leaf(mirrored ? Mirrored(kind) : kind, std::move(*column), {std::move(*literal)});
    }
    return NotSupported(body, "the operator " + name);
  }

  static Kind Mirrored(Kind kind) {
    switch (kind) {
      case Kind::kLess: return Kind::kGreater;
      case Kind::kLessOrEqual: return Kind::kGreaterOrEqual;
      case Kind::kGreater: return Kind::kLess;
      case Kind::kGreaterOrEqual: return Kind::kLessOrEqual;
      default: return kind;
    }
  }

  // The column that stands there, under casts; null where none does.
  static const json* Unwrapped(const json& node) {
    if (const json* cast = sql::NodeAs(node, "TypeCast")) return Unwrapped(sql::Member(*cast, "arg"));
    return sql::NodeAs(node, "ColumnRef");
  }

  Result<std::string> ColumnOf(const json& node, const json& body) {
    const json* column = Unwrapped(node);
    if (column == nullptr) return NotSupported(body, "something else in the place of a column");
    return ColumnName(*column);
  }

  // t.c and s.t.c mean c: a model has one table.
  Result<std::string> ColumnName(const json& body) {
    for (const json& field : sql::Member(body, "fields")) {
      if (sql::NodeAs(field, "A_Star") != nullptr) return NotSupported(body, "* in the place of a column");
    }
    const std::vector<std::string> names = sql::StringList(sql::Member(body, "fields"));
    if (names.empty()) return NotSupported(body, "something else in the place of a column");
    return names.back();
  }

  Result<std::vector<Value>> Literals(const json& node) {
    std::vector<Value> values;
    const json* list = sql::NodeAs(node, "List");
    for (const json& item : list != nullptr ? sql::Member(*list, "items") : node) {
      Result<Value> value = Literal(item);
      if (!value.ok()) return value.status();
      values.push_back(std::move(*value));
    }
    return values;
  }

  Result<Value> Literal(const json& node) {
    if (const json* cast = sql::NodeAs(node, "TypeCast")) return Literal(sql::Member(*cast, "arg"));
    if (const json* constant = sql::NodeAs(node, "A_Const")) return Constant(*constant);
    if (const json* operation = sql::NodeAs(node, "A_Expr")) {
      const std::vector<std::string> names = sql::StringList(sql::Member(*operation, "name"));
      if (names == std::vector<std::string>{"-"} && sql::Member(*operation, "lexpr").is_null()) {
        return Negated(sql::Member(*operation, "rexpr"), *operation);
      }
      return NotSupported(*operation, "arithmetic");
    }
    const std::string tag = node.is_object() && !node.empty() ? node.begin().key() : "nothing";
    return NotSupported(node.is_object() && !node.empty() ? node.begin().value() : node,
                        tag == "FuncCall"   ? "a function"
                        : tag == "SubLink"  ? "a sub-query"
                        : tag == "ParamRef" ? "a parameter"
                                            : "a " + tag);
  }

  Result<Value> Negated(const json& node, const json& body) {
    Result<Value> value = Literal(node);
    if (!value.ok()) return value;
    if (const auto* integer = std::get_if<std::int64_t>(&*value)) return Value(-*integer);
    if (const auto* real = std::get_if<double>(&*value)) {
      return *real == 0x1p63 ? Value(std::int64_t{INT64_MIN}) : Value(-*real);
    }
    return NotSupported(body, "a minus before what is no number");
  }

  Result<Value> Constant(const json& body) {
    if (sql::BoolMember(body, "isnull")) return Value();
    if (body.contains("ival"))
      return Value(sql::Member(body["ival"], "ival").is_number() ? body["ival"]["ival"].get<std::int64_t>()
                                                                 : std::int64_t{0});
    if (body.contains("boolval")) return Value(sql::BoolMember(body["boolval"], "boolval"));
    if (body.contains("sval")) return Value(sql::TextMember(body["sval"], "sval"));
    if (body.contains("fval")) return Number(sql::TextMember(body["fval"], "fval"), body);
    return NotSupported(body, "a bit string");
  }

  // What is no 32-bit integer.
  Result<Value> Number(const std::string& text, const json& body) {
    std::int64_t integer = 0;
    const char* end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, integer);
        read.ec == std::errc() && read.ptr == end)
      return Value(integer);
    double real = 0;
    if (const auto read = std::from_chars(text.data(), end, real); read.ec == std::errc() && read.ptr == end)
      return Value(real);
    return NotSupported(body, "a number beyond a double");
  }

  std::string_view where_;
};

std::string QuotedText(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string LiteralSql(const Value& value) {
  if (IsNull(value)) return "NULL";
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "TRUE" : "FALSE";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof(text), *real).ptr;
    std::string number(text, end);
    // A number with a point stays one.
    return std::isfinite(*real) && number.find_first_of(".e") == std::string::npos ? number + ".0" : number;
  }
  const auto* text = std::get_if<std::string>(&value);
  return QuotedText(text != nullptr ? *text : std::get<Blob>(value).bytes);
}

std::string QuotedColumn(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string JoinedSql(const std::vector<Predicate>& parts, std::string_view word, std::string_view none) {
  if (parts.empty()) return std::string(none);
  std::string text;
  for (const Predicate& part : parts) text += (text.empty() ? "(" : std::string(word)) + ToSql(part);
  return text + ")";
}

}  // namespace

Result<Predicate> ParsePredicate(std::string_view where) {
  if (where.find('\0') != std::string_view::npos)
    return Status::InvalidArgument("the condition has a zero byte in it");
  const std::string text = std::string(kBefore) + std::string(where) + "\n)";
  if (sql::NestingBound(text) > kMostNesting) {
    return Status::InvalidArgument("the condition is deeper than " + std::to_string(kMaxPredicateDepth) +
                                   " levels: simplify it");
  }
  const sql::PgParse parse = sql::ParsePostgres(text);
  if (!parse.ok()) {
    const std::size_t at = parse.error_offset >= kBefore.size() ? parse.error_offset - kBefore.size() + 1 : 1;
    return Status::InvalidArgument("column " + std::to_string(at) + " of the condition: " + parse.error);
  }
  // What closes the parenthesis and goes on is no condition.
  const json* select =
      parse.statements.size() == 1 ? sql::NodeAs(parse.statements[0], "SelectStmt") : nullptr;
  if (select == nullptr || !select->contains("whereClause") || select->contains("groupClause") ||
      select->contains("sortClause") || select->contains("limitCount") || select->contains("larg") ||
      select->contains("havingClause") || select->contains("lockingClause")) {
    return Status::InvalidArgument("expected a condition as it stands after WHERE, found more than one");
  }
  return PredicateReader(where).Read((*select)["whereClause"], 0);
}

std::string ToSql(const Predicate& predicate) {
  const auto compare = [&](std::string_view symbol) {
    return QuotedColumn(predicate.column) + " " + std::string(symbol) + " " + LiteralSql(predicate.values[0]);
  };
  switch (predicate.kind) {
    case Kind::kAnd: return JoinedSql(predicate.parts, " AND ", "TRUE");
    case Kind::kOr: return JoinedSql(predicate.parts, " OR ", "FALSE");
    case Kind::kNot: return "(NOT " + ToSql(predicate.parts[0]) + ")";
    case Kind::kEqual: return compare("=");
    case Kind::kNotEqual: return compare("<>");
    case Kind::kLess: return compare("<");
    case Kind::kLessOrEqual: return compare("<=");
    case Kind::kGreater: return compare(">");
    case Kind::kGreaterOrEqual: return compare(">=");
    case Kind::kLike: return compare("LIKE");
    case Kind::kBetween: return compare("BETWEEN") + " AND " + LiteralSql(predicate.values[1]);
    case Kind::kIsNull: return QuotedColumn(predicate.column) + " IS NULL";
    case Kind::kIsNotNull: return QuotedColumn(predicate.column) + " IS NOT NULL";
    case Kind::kIn: break;
  }
  if (predicate.values.empty()) return "FALSE";
  std::string list;
  for (const Value& value : predicate.values) list += (list.empty() ? "" : ", ") + LiteralSql(value);
  return QuotedColumn(predicate.column) + " IN (" + list + ")";
}

}  // namespace tacit
