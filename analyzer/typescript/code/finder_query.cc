// User.findAll({ where, order, limit }), prisma.user.findMany({ where, orderBy, take }), ...
#include <algorithm>

#include "analyzer/typescript/code/queries.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

// Options that change nothing of the rows that come.
bool SaysNothing(std::string_view key) {
  static constexpr std::string_view kKeys[] = {
      "transaction",        "logging", "raw",       "nest",  "rejectOnEmpty",
      "benchmark",          "cache",   "useMaster", "plain", "searchPath",
      "loadEagerRelations", "comment", "hooks"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

std::string Joined(const std::vector<std::string>& parts, const char* between) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : between) + part;
  return joined;
}

}  // namespace

std::optional<std::string> FinderQuery::Bound(const Node& node) {
  if (MayBeAbsent(node)) return std::nullopt;
  const Value value = evaluator_.Eval(node, place_.scope);
  if (const auto number = value.Integer()) return std::to_string(*number);
  if (!value.Is<Unknown>() && value.AsChain() == nullptr) return std::nullopt;
  return Parameter();
}

std::optional<std::string> FinderQuery::Term(const WhereTerm& term) {
  using Op = WhereTerm::Op;
  if (term.may_be_absent) return std::nullopt;
  const std::string column = Quoted(term.field->column);
  const auto value = [&] { return term.literal ? QuotedValue(*term.literal) : Parameter(); };
  switch (term.op) {
    case Op::kEqual: return column + " = " + value();
    case Op::kNotEqual: return column + " <> " + value();
    case Op::kLess: return column + " < " + value();
    case Op::kLessEqual: return column + " <= " + value();
    case Op::kGreater: return column + " > " + value();
    case Op::kGreaterEqual: return column + " >= " + value();
    case Op::kLike: return column + " LIKE " + value();
    case Op::kILike: return column + " ILIKE " + value();
    case Op::kIsNull: return column + " IS NULL";
    case Op::kIsNotNull: return column + " IS NOT NULL";
    case Op::kIn:
    case Op::kNotIn: {
      std::vector<std::string> items;
      for (const tacit::Value& item : term.list) items.push_back(QuotedValue(item));
      if (items.empty()) items.push_back(Parameter());
      return column + (term.op == Op::kIn ? " IN (" : " NOT IN (") + Joined(items, ", ") + ")";
    }
  }
  return std::nullopt;
}

bool FinderQuery::AddWhere(const Node& where) {
  if (where.Is("array")) {  // TypeORM: any one of them
    std::vector<std::string> alternatives;
    for (const Node* one : where.children) {
      const std::size_t before = conditions_.size();
      if (!AddWhere(*one)) return false;
      const std::vector<std::string> own(conditions_.begin() + static_cast<std::ptrdiff_t>(before),
                                         conditions_.end());
      conditions_.resize(before);
      if (own.empty()) return false;
      alternatives.push_back("(" + Joined(own, " AND ") + ")");
    }
    if (alternatives.empty()) return false;
    conditions_.push_back("(" + Joined(alternatives, " OR ") + ")");
    return true;
  }
  const auto terms = ReadWhere(evaluator_, where, model_, place_);
  if (!terms) return false;
  for (const WhereTerm& term : *terms) {
    auto sql = Term(term);
    if (!sql) return false;
    conditions_.push_back(std::move(*sql));
  }
  return true;
}

bool FinderQuery::AddOrderItem(const std::string& property, const std::string& direction) {
  const Field* field = model_.Find(property);
  const std::string way = LowerCase(direction);
  if (field == nullptr || field->property != property || (way != "asc" && way != "desc" && !way.empty()))
    return false;
  order_.push_back(Quoted(field->column) + (way == "desc" ? " DESC" : way == "asc" ? " ASC" : ""));
  return true;
}

bool FinderQuery::AddOrder(const Value& order) {
  if (const Object* object = order.AsObject()) {
    return !object->open &&
           std::all_of(object->properties.begin(), object->properties.end(), [&](const Property& one) {
             return one.value.Text() && AddOrderItem(one.key, *one.value.Text());
           });
  }
  const Array* array = order.AsArray();
  if (array == nullptr || array->open || array->items.empty()) return false;
  return std::all_of(array->items.begin(), array->items.end(), [&](const Value& item) {
    if (item.Text()) return AddOrderItem(*item.Text(), "");
    if (item.AsObject() != nullptr) return AddOrder(item);
    const Array* pair = item.AsArray();
    if (pair == nullptr || pair->items.empty() || pair->items.size() > 2 || !pair->items[0].Text())
      return false;
    if (pair->items.size() == 1) return AddOrderItem(*pair->items[0].Text(), "");
    return pair->items[1].Text() && AddOrderItem(*pair->items[0].Text(), *pair->items[1].Text());
  });
}

bool FinderQuery::AddColumns(const Value& columns) {
  const auto add = [&](const std::string& property) {
    const Field* field = model_.Find(property);
    if (field == nullptr || field->property != property) return false;
    columns_.push_back(Quoted(field->column));
    return true;
  };
  if (const Object* object = columns.AsObject()) {  // { id: true }
    return !object->open && !object->properties.empty() &&
           std::all_of(object->properties.begin(), object->properties.end(), [&](const Property& one) {
             return one.value.Is<bool>() && one.value.IsTrue() && add(one.key);
           });
  }
  const auto names = columns.AsArray() == nullptr ? std::nullopt : TextList(columns);
  return names && !names->empty() && std::all_of(names->begin(), names->end(), add);
}

bool FinderQuery::ReadOption(const std::string& key, const Node& value) {
  if (key == "where") return AddWhere(value);
  if (key == "order" || key == "orderBy") return AddOrder(evaluator_.Eval(value, place_.scope));
  if (key == "attributes" || key == "select") return AddColumns(evaluator_.Eval(value, place_.scope));
  if (key == "paranoid" || key == "withDeleted") {
    const auto truth = evaluator_.Eval(value, place_.scope).Truth();
    if (!truth) return false;
    with_deleted_ = *truth == (key == "withDeleted");
    return true;
  }
  if (key == "limit" || key == "take" || key == "offset" || key == "skip") {
    auto bound = Bound(value);
    if (!bound) return false;
    (key == "limit" || key == "take" ? limit_ : offset_) = std::move(*bound);
    return true;
  }
  // Prisma reads what is included by queries of their own.
  return (key == "include" && model_.orm == Orm::kPrisma) || SaysNothing(key);
}

bool FinderQuery::ReadOptions(const Node& options) {
  if (!options.Is("object")) return false;
  return std::all_of(options.children.begin(), options.children.end(), [&](const Node* part) {
    if (part->Is("shorthand_property_identifier")) return ReadOption(std::string(part->text), *part);
    const Node* key = part->Field("key");
    const Node* value = part->Field("value");
    const auto name = part->Is("pair") && key != nullptr ? LiteralText(*key) : std::nullopt;
    return name && value != nullptr && ReadOption(*name, *value);
  });
}

std::optional<std::string> FinderQuery::Sql(const std::string& method,
                                            const std::vector<const Node*>& arguments) {
  if (model_.reads_more || !model_.doubts.empty()) return std::nullopt;
  const Node* first = arguments.empty() ? nullptr : arguments[0];
  const bool by = method.ends_with("By") || (first != nullptr && IsBareCondition(*first, model_));
  if (method == "findByPk") {
    const std::vector<std::string> key = model_.PrimaryKey();
    if (key.size() != 1 || first == nullptr || (arguments.size() > 1 && !ReadOptions(*arguments[1])))
      return std::nullopt;
    conditions_.push_back(Quoted(model_.Find(key[0])->column) + " = " + Parameter());
  } else if (first != nullptr && by) {
    if (!AddWhere(*first)) return std::nullopt;
    if (arguments.size() > 1 && !ReadOptions(*arguments[1])) return std::nullopt;
  } else if (first != nullptr && !ReadOptions(*first)) {
    return std::nullopt;
  }
  const Field* deleted =
      model_.deleted_at.empty() || with_deleted_ ? nullptr : model_.Find(model_.deleted_at);
  if (deleted != nullptr) conditions_.push_back(Quoted(deleted->column) + " IS NULL");
  const bool counts = method.starts_with("count");
  if (counts && (!limit_.empty() || !offset_.empty())) return std::nullopt;
  if (columns_.empty() && !counts) {
    for (const Field& field : model_.fields) {
      const std::string name = Quoted(field.column);
      if (std::find(columns_.begin(), columns_.end(), name) == columns_.end()) columns_.push_back(name);
    }
  }
  std::string sql = "SELECT " + (counts ? std::string("count(*)") : Joined(columns_, ", ")) + " FROM " +
                    Quoted(model_.table);
  if (!conditions_.empty()) sql += " WHERE " + Joined(conditions_, " AND ");
  if (!order_.empty() && !counts) sql += " ORDER BY " + Joined(order_, ", ");
  const bool one = method == "findOne" || method == "findOneBy" || method == "findFirst" ||
                   method == "findOneOrFail" || method == "findOneByOrFail" || method == "findFirstOrThrow";
  if (one) limit_ = "1";
  if (!limit_.empty()) sql += " LIMIT " + limit_;
  if (!offset_.empty()) sql += " OFFSET " + offset_;
  return sql;
}

}  // namespace tacit::analyze::typescript
