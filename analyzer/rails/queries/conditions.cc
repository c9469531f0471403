// What where, order, select and joins are given, as SQL text.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

std::string Subquery(const Relation& relation, const std::string& key) {
  return SelectText(relation,
                    relation.select.empty() && !key.empty() ? ColumnName(relation.table->name, key) : "");
}

bool IsDirection(std::string_view text) {
  return text == "asc" || text == "desc" || text == "ASC" || text == "DESC";
}

bool IsIdentifier(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

// Whether a name is that of several things: "user_ids", "params[projects]".
bool Evaluator::IsPlural(const std::string& origin) const {
  std::size_t end = origin.find_last_not_of("])?!\"' ");
  if (end == std::string::npos) return false;
  std::size_t begin = end + 1;
  while (begin > 0 &&
         (std::isalnum(static_cast<unsigned char>(origin[begin - 1])) != 0 || origin[begin - 1] == '_'))
    --begin;
  const std::string word = origin.substr(begin, end + 1 - begin);
  if (word.size() < 3 || word.back() != 's') return false;
  const std::string last = word.substr(word.rfind('_') == std::string::npos ? 0 : word.rfind('_') + 1);
  const std::string& singular = Singular(last);
  return singular != last && Plural(singular) == last;
}

const std::string& Evaluator::Singular(const std::string& word) const {
  auto known = memory_.singulars.find(word);
  if (known == memory_.singulars.end()) {
    known = memory_.singulars.emplace(word, world_.inflector().Singularize(word)).first;
  }
  return known->second;
}

const std::string& Evaluator::Plural(const std::string& word) const {
  auto known = memory_.plurals.find(word);
  if (known == memory_.plurals.end())
    known = memory_.plurals.emplace(word, world_.inflector().Pluralize(word)).first;
  return known->second;
}

Value Evaluator::EnumValue(const std::string& model, const std::string& attribute, const Value& value) const {
  const EnumMap* map = model.empty() ? nullptr : world_.FindEnum(model, attribute);
  if (map == nullptr) return value;
  if (const Array* array = value.AsArray()) {
    std::vector<Value> items;
    for (const Value& item : array->items) items.push_back(EnumValue(model, attribute, item));
    return MakeArray(std::move(items));
  }
  const auto name = Name(value);
  for (const auto& [key, number] : map->values) {
    if (!name || key != *name) continue;
    if (const auto* held = std::get_if<std::int64_t>(&number)) return {*held};
    if (const auto* held = std::get_if<std::string>(&number)) return {*held};
  }
  return name ? MakeScalar("") : value;
}

std::optional<std::string> Evaluator::ColumnCondition(const std::string& name, const Column* column,
                                                      const Value& value) {
  if (value.Is<Nil>()) return name + " IS NULL";
  if (value.Is<List>()) return name + " IN (" + kListHole + ")";
  if (const RelationPtr relation = value.AsRelation()) {
    return name + " IN (" + Subquery(*relation, world_.PrimaryKey(relation->model)) + ")";
  }
  if (const auto* range = value.As<Range>()) {
    const auto begin = Literal(*range->begin, column);
    const auto end = Literal(*range->end, column);
    if (!begin || !end) return std::nullopt;
    const bool open_begin = range->begin->Is<Nil>();
    const bool open_end = range->end->Is<Nil>();
    if (open_begin && open_end) return std::nullopt;
    if (open_end) return name + " >= " + *begin;
    if (open_begin) return name + (range->exclusive ? " < " : " <= ") + *end;
    if (range->exclusive) return name + " >= " + *begin + " AND " + name + " < " + *end;
    return name + " BETWEEN " + *begin + " AND " + *end;
  }
  if (const Array* array = value.AsArray()) {
    std::vector<Value> items;
    bool null = false;
    for (const Value& item : array->items) {
      if (const Array* inner = item.AsArray()) {
        items.insert(items.end(), inner->items.begin(), inner->items.end());
      } else if (item.Is<Nil>()) {
        null = true;
      } else {
        items.push_back(item);
      }
    }
    if (items.empty()) return null ? name + " IS NULL" : std::string("1 = 0");
    const auto list = Literals(MakeArray(items), column);
    if (!list) return std::nullopt;
    const bool one = items.size() == 1 && !items[0].Is<List>();
    std::string text = one ? name + " = " + *list : name + " IN (" + *list + ")";
    if (null) text += " OR " + name + " IS NULL";
    return text;
  }
  if (value.Is<Unknown>() && IsPlural(OriginOf(value))) return name + " IN (" + kListHole + ")";
  const auto literal = Literal(value, column);
  return literal ? std::optional(name + " = " + *literal) : std::nullopt;
}

std::optional<std::vector<Condition>> Evaluator::AssociationCondition(const AssociationInfo& info,
                                                                      const std::string& alias,
                                                                      const Value& value) {
  if (info.kind != AssociationInfo::Kind::kBelongsTo) return std::nullopt;
  auto text = ColumnCondition(ColumnName(alias, info.foreign_key), nullptr, value);
  if (!text) return std::nullopt;
  std::vector<Condition> conditions = {{*text, info.foreign_key}};
  if (info.target.empty()) {
    const auto* object = value.As<Object>();
    if (object == nullptr && !value.Is<Nil>()) return std::nullopt;  // of a class that is not known
    if (object != nullptr) {
      const std::string type = world_.PolymorphicName(object->path);
      conditions.push_back(
          {ColumnName(alias, info.type_column) + " = " + *Literal(Value{type}, nullptr), info.type_column});
    }
  }
  return conditions;
}

std::optional<std::vector<Condition>> Evaluator::HashConditions(const std::string& model,
                                                                const std::string& alias, const Table& table,
                                                                const Hash& hash) {
  std::vector<Condition> conditions;
  for (const auto& [key, value] : hash.entries) {
    const auto name = Name(key);
    if (!name) return std::nullopt;
    if (const Hash* nested = value.AsHash()) {  // of another table: by its name, or by the association
      const AssociationInfo* info = model.empty() ? nullptr : world_.FindAssociation(model, *name);
      const Table* other = world_.schema().Find(*name);
      if (other == nullptr && info != nullptr) other = world_.TableOf(info->target);
      if (other == nullptr) return std::nullopt;
      auto inner = HashConditions(info == nullptr ? "" : info->target, other->name, *other, *nested);
      if (!inner) return std::nullopt;
      for (Condition& condition : *inner) conditions.push_back({condition.text, ""});
      continue;
    }
    std::optional<std::vector<Condition>> own;
    if (const std::size_t dot = name->find('.'); dot != std::string::npos) {
      const Table* other = world_.schema().Find(name->substr(0, dot));
      if (other == nullptr) return std::nullopt;
      Hash one;
      one.entries.emplace_back(Value{name->substr(dot + 1)}, value);
      own = HashConditions("", other->name, *other, one);
    } else if (const Column* column = model.empty() ? nullptr : world_.FindColumn(model, *name)) {
      auto text =
          ColumnCondition(ColumnName(alias, column->name), column, EnumValue(model, column->name, value));
      if (text) own = {{*text, column->name}};
    } else if (const int ordinal = table.ColumnOrdinal(*name); ordinal >= 0) {
      auto text =
          ColumnCondition(ColumnName(alias, *name), &table.columns[static_cast<std::size_t>(ordinal)], value);
      if (text) own = {{*text, *name}};
    } else if (const AssociationInfo* info = model.empty() ? nullptr : world_.FindAssociation(model, *name)) {
      own = AssociationCondition(*info, alias, value);
    }
    if (!own) return std::nullopt;
    conditions.insert(conditions.end(), own->begin(), own->end());
  }
  return conditions;
}

std::optional<std::vector<Condition>> Evaluator::Conditions(const Relation& relation,
                                                            const std::vector<Value>& args) {
  if (args.empty()) return std::vector<Condition>();
  const Value& first = args[0];
  if (first.Is<Nil>()) return std::vector<Condition>();
  if (const Hash* hash = first.AsHash()) {
    return HashConditions(relation.model, relation.table->name, *relation.table, *hash);
  }
  if (const Array* array = first.AsArray()) {
    if (array->items.empty()) return std::vector<Condition>();
    return Conditions(relation, array->items);
  }
  const auto* text = first.As<std::string>();
  if (text == nullptr) return std::nullopt;
  if (text->empty()) return std::vector<Condition>();
  if (args.size() == 1) return std::vector<Condition>{{*text, ""}};
  auto bound = BindValues(*text, {args.begin() + 1, args.end()});
  if (!bound) return std::nullopt;
  return std::vector<Condition>{{*bound, ""}};
}

std::optional<std::vector<std::string>> Evaluator::Columns(const Relation& relation,
                                                           const std::vector<Value>& args) {
  std::vector<std::string> columns;
  for (const Value& arg : args) {
    if (const Array* list = arg.AsArray()) {
      auto inner = Columns(relation, list->items);
      if (!inner) return std::nullopt;
      columns.insert(columns.end(), inner->begin(), inner->end());
      continue;
    }
    const auto name = Name(arg);
    if (!name || name->empty()) return std::nullopt;
    const Column* column = world_.FindColumn(relation.model, *name);
    if (column == nullptr && arg.Is<Symbol>()) {
      const AssociationInfo* info = world_.FindAssociation(relation.model, *name);
      if (info == nullptr || info->kind != AssociationInfo::Kind::kBelongsTo) return std::nullopt;
      columns.push_back(ColumnName(relation.table->name, info->foreign_key));
      continue;
    }
    columns.push_back(column == nullptr ? *name : ColumnName(relation.table->name, column->name));
  }
  return columns;
}

std::optional<std::vector<std::string>> Evaluator::Orders(const Relation& relation,
                                                          const std::vector<Value>& args) {
  std::vector<std::string> orders;
  for (const Value& arg : args) {
    if (const Array* list = arg.AsArray()) {
      auto inner = Orders(relation, list->items);
      if (!inner) return std::nullopt;
      orders.insert(orders.end(), inner->begin(), inner->end());
    } else if (const Hash* hash = arg.AsHash()) {
      for (const auto& [key, value] : hash->entries) {
        const auto column = Columns(relation, {key});
        const auto direction = Name(value);
        if (!column || !direction || !IsDirection(*direction)) return std::nullopt;
        orders.push_back((*column)[0] + " " +
                         (*direction == "desc" || *direction == "DESC" ? "DESC" : "ASC"));
      }
    } else if (arg.Is<Symbol>()) {
      const auto column = Columns(relation, {arg});
      if (!column) return std::nullopt;
      orders.push_back((*column)[0] + " ASC");
    } else if (const auto text = Name(arg)) {
      if (!text->empty()) orders.push_back(*text);
    } else if (!arg.Is<Nil>()) {
      return std::nullopt;
    }
  }
  return orders;
}

bool Evaluator::AddJoins(Relation& relation, const std::vector<Value>& args, bool outer) {
  return std::all_of(args.begin(), args.end(), [&](const Value& arg) {
    return AddJoin(relation, relation.model, relation.table->name, arg, outer);
  });
}

bool Evaluator::AddJoin(Relation& relation, const std::string& model, const std::string& alias,
                        const Value& what, bool outer) {
  if (what.Is<Nil>()) return true;
  if (const Array* list = what.AsArray()) {
    return std::all_of(list->items.begin(), list->items.end(),
                       [&](const Value& item) { return AddJoin(relation, model, alias, item, outer); });
  }
  if (const Hash* hash = what.AsHash()) {
    for (const auto& [key, nested] : hash->entries) {
      const auto name = Name(key);
      const AssociationInfo* info = name ? world_.FindAssociation(model, *name) : nullptr;
      std::string far;
      if (info == nullptr || !JoinSteps(relation, alias, *info, outer, &far)) return false;
      const auto& steps = Steps(*info);
      if (!AddJoin(relation, steps->back().model, far, nested, outer)) return false;
    }
    return true;
  }
  if (const auto* symbol = what.As<Symbol>()) {
    const AssociationInfo* info = world_.FindAssociation(model, symbol->name);
    std::string far;
    return info != nullptr && JoinSteps(relation, alias, *info, outer, &far);
  }
  const auto* text = what.As<std::string>();
  if (text == nullptr || IsIdentifier(*text)) return false;
  if (std::find(relation.joins.begin(), relation.joins.end(), *text) == relation.joins.end())
    relation.joins.push_back(*text);
  return true;
}

bool Evaluator::Merge(Relation& relation, const Relation& other) {
  if (other.limit || other.offset) return false;
  for (const std::string& join : other.joins) {
    if (std::find(relation.joins.begin(), relation.joins.end(), join) == relation.joins.end())
      relation.joins.push_back(join);
  }
  for (const Condition& condition : other.where) {
    const bool same_table = relation.table == other.table;
    // The merged relation's condition on a column takes the place of an earlier one.
    if (same_table && !condition.column.empty()) {
      std::erase_if(relation.where, [&](const Condition& c) { return c.column == condition.column; });
    }
    relation.where.push_back({condition.text, same_table ? condition.column : ""});
  }
  const auto append = [](auto& into, const auto& from) { into.insert(into.end(), from.begin(), from.end()); };
  append(relation.group, other.group);
  append(relation.having, other.having);
  append(relation.order, other.order);
  if (relation.table == other.table) {
    append(relation.select, other.select);
    append(relation.includes, other.includes);
    append(relation.preload, other.preload);
    append(relation.eager, other.eager);
    relation.references = relation.references || other.references;
  }
  relation.distinct = relation.distinct || other.distinct;
  relation.none = relation.none || other.none;
  return true;
}

}  // namespace tacit::analyze::rails::queries
