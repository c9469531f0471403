#include "optimizer/algebra/facts.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "src/sql/bind.h"

namespace tacit::algebra {
namespace {

using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::Type;
using sql::TypeKind;

std::optional<std::int64_t> WholeNumber(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Shortest decimal text that reads back as the same double, without an exponent where that is possible.
std::optional<std::string> DecimalText(double value) {
  char buffer[400];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  return std::string(buffer, end);
}

bool IsDateOrTime(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTime || kind == TypeKind::kTimestamp;
}

// A constraint's value as a literal of the column's type, so that it compares with the literals of bound
// queries. None where the value cannot stand in such a column: the constraint then says nothing we can use.
std::optional<ExprPtr> LiteralFor(const Value& value, const Type& type) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  const auto* truth = std::get_if<bool>(&value);
  switch (type.kind) {
    case TypeKind::kBoolean:
      if (truth) return sql::MakeBool(*truth);
      if (number && (*number == 0 || *number == 1)) return sql::MakeBool(*number == 1);
      return std::nullopt;
    case TypeKind::kInteger:
      if (number) return sql::MakeInteger(*number);
      if (truth) return sql::MakeInteger(*truth ? 1 : 0);
      if (text) {
        if (const auto parsed = WholeNumber(*text)) return sql::MakeInteger(*parsed);
      }
      [[fallthrough]];  // a bound of 0.5 on an integer column is a numeric literal
    case TypeKind::kNumeric:
    case TypeKind::kFloat:
      if (number) return sql::MakeInteger(*number);
      if (real) {
        if (auto decimal = DecimalText(*real)) {
          return sql::MakeLiteral(std::move(*decimal), sql::MakeType(TypeKind::kNumeric));
        }
      }
      return std::nullopt;
    case TypeKind::kText:
    case TypeKind::kChar:
      if (text) return sql::MakeText(*text);
      if (number) return sql::MakeText(std::to_string(*number));
      return std::nullopt;
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kTimestamp:
    case TypeKind::kUuid:
      if (text) return sql::MakeLiteral(*text, type);
      return std::nullopt;
    default: return std::nullopt;
  }
}

ExprPtr InList(ExprPtr column, std::vector<ExprPtr> values, bool negated) {
  Expr list;
  list.kind = ExprKind::kInList;
  list.type = sql::MakeType(TypeKind::kBoolean);
  list.args.push_back(std::move(column));
  std::move(values.begin(), values.end(), std::back_inserter(list.args));
  list.negated = negated;
  return std::make_shared<const Expr>(std::move(list));
}

ExprPtr IsNotTrue(ExprPtr arg) {
  Expr test;
  test.kind = ExprKind::kIsTrue;
  test.type = sql::MakeType(TypeKind::kBoolean);
  test.args.push_back(std::move(arg));
  test.negated = true;
  return std::make_shared<const Expr>(std::move(test));
}

// Builds the facts of one constraint.
class Builder {
 public:
  Builder(const Catalogue& catalogue, Dialect dialect) : catalogue_(catalogue), dialect_(dialect) {}

  std::vector<Fact> Build(const Constraint& constraint) {
    constraint_ = &constraint;
    facts_.clear();
    table_ = catalogue_.schema.Find(constraint.table);
    if (table_ == nullptr || !FindColumns(*table_, constraint.columns, ordinals_)) return {};
    condition_ = nullptr;
    if (constraint.condition) {
      if (constraint.condition->opaque) return {};
      auto bound = sql::BindPredicate(constraint.condition->text, *table_, dialect_);
      if (!bound.ok()) return {};
      condition_ = *bound;
    }
    switch (constraint.kind) {
      case ConstraintKind::kNotNull: AddNotNulls(); break;
      case ConstraintKind::kUnique: AddKey(); break;
      case ConstraintKind::kForeignKey: AddForeignKey(); break;
      case ConstraintKind::kCheck: AddCheck(); break;
      case ConstraintKind::kLength:
      case ConstraintKind::kRange:
      case ConstraintKind::kOneOf:
      case ConstraintKind::kNoneOf:
      case ConstraintKind::kFormat: AddValueConstraint(); break;
    }
    return std::move(facts_);
  }

 private:
  static bool FindColumns(const Table& table, const std::vector<std::string>& names, std::vector<int>& out) {
    out.clear();
    for (const std::string& name : names) {
      const int ordinal = table.ColumnOrdinal(name);
      if (ordinal < 0) return false;
      out.push_back(ordinal);
    }
    return true;
  }

  const Column& ColumnAt(int ordinal) const { return table_->columns[static_cast<std::size_t>(ordinal)]; }
  Type TypeOf(int ordinal) const { return sql::TypeFromName(ColumnAt(ordinal).type); }
  ExprPtr ColumnExpr(int ordinal) const {
    return sql::MakeColumn({sql::kTableRow, ordinal}, TypeOf(ordinal));
  }
  bool HasStringColumn() const {
    return std::any_of(ordinals_.begin(), ordinals_.end(), [&](int c) {
      const TypeKind kind = TypeOf(c).kind;
      return sql::IsString(kind) || kind == TypeKind::kUnknown;
    });
  }
  // Rows with a blank string escape the constraint, and "blank" (all white space of Unicode) has no SQL form.
  bool SkipsBlankStrings() const {
    return constraint_->nulls == NullPolicy::kBlankAllowed && HasStringColumn();
  }

  void Add(FactKind kind, std::vector<int> columns, ExprPtr predicate, ExprPtr condition) {
    Fact fact;
    fact.kind = kind;
    fact.table = table_->name;
    fact.columns = std::move(columns);
    fact.predicate = std::move(predicate);
    fact.condition = std::move(condition);
    fact.constraint_id = constraint_->id;
    facts_.push_back(std::move(fact));
  }

  // A predicate that holds where the condition does.
  void AddPredicate(ExprPtr predicate) {
    if (condition_) predicate = sql::MakeOr({IsNotTrue(condition_), std::move(predicate)});
    std::set<int> mentioned;
    for (const sql::ColumnId& column : sql::ColumnsOf(predicate)) mentioned.insert(column.index);
    Add(FactKind::kCheck, {mentioned.begin(), mentioned.end()}, std::move(predicate), nullptr);
  }

  // SQLite lets NULL into a primary key unless it is the row id or is declared NOT NULL.
  bool IsNullablePrimaryKeyInSqlite(int ordinal) const {
    if (dialect_ != Dialect::kSqlite || constraint_->source != Source::kSchema) return false;
    const Column& column = ColumnAt(ordinal);
    const std::vector<std::string>& key = table_->primary_key;
    if (!column.nullable || std::find(key.begin(), key.end(), column.name) == key.end()) return false;
    return key.size() > 1 || TypeOf(ordinal).kind != TypeKind::kInteger;
  }

  void AddNotNulls() {
    for (const int ordinal : ordinals_) {
      if (IsNullablePrimaryKeyInSqlite(ordinal)) continue;
      if (condition_) {
        AddPredicate(sql::MakeIsNull(ColumnExpr(ordinal), /*negated=*/true));
      } else {
        Add(FactKind::kNotNull, {ordinal}, nullptr, nullptr);
      }
    }
  }

  void AddKey() {
    const auto* detail = std::get_if<UniqueDetail>(&constraint_->detail);
    if (ordinals_.empty() || SkipsBlankStrings()) return;
    // Case-insensitive uniqueness is stronger than equality needs, but it is checked with the collation of
    // another layer (LOWER in Ruby, in SQL), so it is not a key of ours.
    if (detail != nullptr && !detail->case_sensitive) return;
    Add(FactKind::kKey, ordinals_, nullptr, condition_);
  }

  void AddForeignKey() {
    const auto* detail = std::get_if<ForeignKeyDetail>(&constraint_->detail);
    if (detail == nullptr || detail->type_column || condition_) return;
    const Table* target = catalogue_.schema.Find(detail->ref_table);
    std::vector<int> ref_ordinals;
    if (target == nullptr || !FindColumns(*target, detail->ref_columns, ref_ordinals)) return;
    if (ordinals_.empty() || ref_ordinals.size() != ordinals_.size()) return;
    Add(FactKind::kForeignKey, ordinals_, nullptr, nullptr);
    facts_.back().ref_table = target->name;
    facts_.back().ref_columns = std::move(ref_ordinals);
  }

  void AddCheck() {
    const auto* detail = std::get_if<CheckDetail>(&constraint_->detail);
    if (detail == nullptr) return;
    auto bound = sql::BindPredicate(detail->sql, *table_, dialect_);
    if (bound.ok()) AddPredicate(*bound);
  }

  void AddValueConstraint() {
    if (!SkipsBlankStrings()) {
      for (const int ordinal : ordinals_) {
        if (ExprPtr predicate = ValuePredicate(ordinal)) AddPredicate(std::move(predicate));
      }
    }
    if (constraint_->nulls == NullPolicy::kRejected && !ListsNull()) AddNotNulls();
  }

  bool ListsNull() const {
    const auto* values = std::get_if<ValuesDetail>(&constraint_->detail);
    return values != nullptr && std::any_of(values->values.begin(), values->values.end(),
                                            [](const Value& value) { return IsNull(value); });
  }

  // Null where the constraint says nothing that SQL can state of this column.
  ExprPtr ValuePredicate(int ordinal) const {
    if (const auto* d = std::get_if<LengthDetail>(&constraint_->detail)) return LengthPredicate(ordinal, *d);
    if (const auto* d = std::get_if<RangeDetail>(&constraint_->detail)) return RangePredicate(ordinal, *d);
    if (const auto* d = std::get_if<ValuesDetail>(&constraint_->detail)) return ValuesPredicate(ordinal, *d);
    return nullptr;
  }

  ExprPtr LengthPredicate(int ordinal, const LengthDetail& detail) const {
    const Type type = TypeOf(ordinal);
    if (!sql::IsString(type.kind)) return nullptr;
    const bool from_type = constraint_->source == Source::kSchema && type.length && detail.max == type.length;
    if (from_type && dialect_ == Dialect::kSqlite) return nullptr;  // varchar(n) bounds nothing there
    const ExprPtr length =
        sql::MakeCall(std::string(kLengthFunction), {ColumnExpr(ordinal)}, sql::MakeType(TypeKind::kInteger));
    std::vector<ExprPtr> parts;
    if (detail.min) parts.push_back(sql::MakeCompare(CompareOp::kGe, length, sql::MakeInteger(*detail.min)));
    if (detail.max) parts.push_back(sql::MakeCompare(CompareOp::kLe, length, sql::MakeInteger(*detail.max)));
    return parts.empty() ? nullptr : sql::MakeAnd(std::move(parts));
  }

  ExprPtr RangePredicate(int ordinal, const RangeDetail& detail) const {
    const Type type = TypeOf(ordinal);
    if (!sql::IsNumber(type.kind) && !IsDateOrTime(type.kind)) return nullptr;
    std::vector<ExprPtr> parts;
    const auto add = [&](const std::optional<Value>& bound, CompareOp op) {
      if (!bound) return;
      if (auto literal = LiteralFor(*bound, type)) {
        parts.push_back(sql::MakeCompare(op, ColumnExpr(ordinal), std::move(*literal)));
      }
    };
    add(detail.min, detail.min_exclusive ? CompareOp::kGt : CompareOp::kGe);
    add(detail.max, detail.max_exclusive ? CompareOp::kLt : CompareOp::kLe);
    return parts.empty() ? nullptr : sql::MakeAnd(std::move(parts));
  }

  ExprPtr ValuesPredicate(int ordinal, const ValuesDetail& detail) const {
    const Type type = TypeOf(ordinal);
    const bool listed = constraint_->kind == ConstraintKind::kOneOf;
    std::vector<ExprPtr> literals;
    for (const Value& value : detail.values) {
      if (IsNull(value)) continue;  // a NULL satisfies the check either way
      auto literal = LiteralFor(value, type);
      if (literal) {
        literals.push_back(std::move(*literal));
      } else if (listed) {
        return nullptr;  // we do not know what the column holds in its place
      }
    }
    if (literals.empty()) return nullptr;
    return InList(ColumnExpr(ordinal), std::move(literals), /*negated=*/!listed);
  }

  const Catalogue& catalogue_;
  Dialect dialect_;
  const Constraint* constraint_ = nullptr;
  const Table* table_ = nullptr;
  std::vector<int> ordinals_;
  ExprPtr condition_;
  std::vector<Fact> facts_;
};

// What the code declares and the schema implies is enforced; but SQLite keeps no varchar(n), so that there
// only the code's word is left.
Trust TrustIn(const Catalogue& catalogue, const Constraint& constraint, Dialect dialect) {
  const auto* length = std::get_if<LengthDetail>(&constraint.detail);
  const Table* table = catalogue.schema.Find(constraint.table);
  if (dialect != Dialect::kSqlite || length == nullptr || length->min || !length->max || table == nullptr) {
    return constraint.trust;
  }
  const bool within_type = std::ranges::all_of(constraint.columns, [&](const std::string& name) {
    const int ordinal = table->ColumnOrdinal(name);
    if (ordinal < 0) return false;
    const Type type = sql::TypeFromName(table->columns[static_cast<std::size_t>(ordinal)].type);
    return type.length && *type.length <= *length->max;
  });
  return within_type ? std::min(constraint.trust, Trust::kDeclared) : constraint.trust;
}

}  // namespace

Facts Facts::Build(const Catalogue& catalogue, Trust minimum, Dialect dialect) {
  Facts facts;
  Builder builder(catalogue, dialect);
  for (const Constraint& constraint : catalogue.constraints) {
    if (TrustIn(catalogue, constraint, dialect) < minimum) continue;
    for (Fact& fact : builder.Build(constraint)) {
      facts.of_table_[fact.table].push_back(static_cast<FactId>(facts.all_.size()));
      facts.all_.push_back(std::move(fact));
    }
  }
  return facts;
}

const std::vector<FactId>& Facts::OfTable(std::string_view table) const {
  static const std::vector<FactId> kNone;
  const auto found = of_table_.find(table);
  return found == of_table_.end() ? kNone : found->second;
}

FactId Facts::NotNull(std::string_view table, int column) const {
  for (const FactId id : OfTable(table)) {
    const Fact& fact = (*this)[id];
    if (fact.kind == FactKind::kNotNull && fact.columns[0] == column) return id;
  }
  return -1;
}

std::vector<std::string> Facts::ConstraintIds(const std::vector<FactId>& facts) const {
  std::set<std::string> ids;
  for (const FactId id : facts) ids.insert((*this)[id].constraint_id);
  return {ids.begin(), ids.end()};
}

}  // namespace tacit::algebra
