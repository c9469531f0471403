#include "analyzer/django/schema.h"

#include <algorithm>

#include "analyzer/django/fields.h"
#include "analyzer/django/q.h"

namespace tacit::analyze::django {

namespace {

using Family = FieldType::Family;
using python::CallOf;
using python::Value;

constexpr int kMaxReferences = 10;

std::optional<std::vector<std::string>> ColumnsFor(const std::vector<std::string>& names,
                                                   const Model& model) {
  std::vector<std::string> columns;
  for (const std::string& name : names) {
    const Field* field = model.ByAttribute(name);
    if (field == nullptr || field->column.empty()) return std::nullopt;
    columns.push_back(field->column);
  }
  return columns;
}

Evidence PlaceOf(const Model& model, std::string_view option) {
  const auto found = model.meta_places.find(option);
  return found == model.meta_places.end() ? Evidence{} : found->second;
}

Evidence PlaceOf(const python::CallData& call, const Evidence& otherwise) {
  if (call.node == nullptr || call.module == nullptr) return otherwise;
  return {call.module->file, call.node->line, ""};
}

// The items of a list in a model's Meta.
std::vector<Value> MetaItems(const Model& model, std::string_view option) {
  const auto found = model.meta.find(option);
  const auto items = found == model.meta.end() ? std::nullopt : python::Items(found->second);
  return items.value_or(std::vector<Value>());
}

// (("a", "b"), ...) or ("a", "b").
std::vector<std::vector<std::string>> UniqueTogether(const Model& model) {
  std::vector<std::vector<std::string>> keys;
  const std::vector<Value> items = MetaItems(model, "unique_together");
  const bool flat = !items.empty() && items[0].Text().has_value();
  if (flat) {
    if (auto names = python::Texts({python::Sequence{true, items}})) keys.push_back(*names);
    return keys;
  }
  for (const Value& item : items) {
    if (auto names = python::Texts(item)) keys.push_back(*names);
  }
  return keys;
}

std::optional<Key> KeyOf(const python::CallData& call, const Model& model) {
  Key key;
  key.place = PlaceOf(call, PlaceOf(model, "constraints"));
  if (const Value* name = call.Keyword("name")) key.name = name->Text().value_or("");
  if (const Value* fields = call.Keyword("fields")) {
    const auto names = python::Texts(*fields);
    const auto columns = names ? ColumnsFor(*names, model) : std::nullopt;
    if (!columns) return std::nullopt;
    key.columns = *columns;
  }
  for (const Value& expression : call.positional) {
    auto sql = ExpressionSql(expression, NamesOf(model), key.columns);
    if (!sql) return std::nullopt;
    key.expressions.push_back(std::move(*sql));
  }
  if (key.columns.empty()) return std::nullopt;
  if (!key.expressions.empty() && key.expressions.size() != key.columns.size()) return std::nullopt;
  if (const Value* condition = call.Keyword("condition");
      condition != nullptr && !condition->Is<python::None>()) {
    const FormulaPtr formula = QFormula(*condition, NamesOf(model));
    key.condition = HasOpaque(formula)
                        ? Condition{CalleeName(*condition).empty() ? "condition" : Sql(formula), true}
                        : Condition{Sql(formula), false};
  }
  const Value* distinct = call.Keyword("nulls_distinct");
  key.nulls_equal = distinct != nullptr && distinct->Is<bool>() && !*distinct->As<bool>();
  const Value* deferrable = call.Keyword("deferrable");
  key.deferred = deferrable != nullptr && !deferrable->Is<python::None>();
  return key;
}

class Builder {
 public:
  Builder(std::span<const Model* const> models, const FindModel& find) : models_(models), find_(find) {}

  Schema Build() {
    for (const Model* model : models_) {
      if (model->proxy || schema_.Find(model->table) != nullptr) continue;
      schema_.tables.push_back(TableOf(*model));
    }
    for (const Model* model : models_) {
      if (model->proxy || !model->managed) continue;
      for (const Field& field : model->fields) {
        if (field.Is(Family::kManyToMany) && !field.only_stated && !field.Option("through"))
          AddJoinTable(*model, field);
      }
    }
    return std::move(schema_);
  }

 private:
  std::string TypeOf(const Field& field, int depth) const {
    if (!field.relation()) return SqlTypeOf(field);
    const auto [model, target] = TargetOf(field, find_);
    if (target == nullptr || depth > kMaxReferences) return "bigint";
    return TypeOf(*target, depth + 1);
  }

  Table TableOf(const Model& model) const {
    Table table;
    table.name = model.table;
    for (const Field& field : model.fields) {
      if (field.column.empty() || table.ColumnOrdinal(field.column) >= 0) continue;
      // Of a table that Django does not make, only the columns are known.
      const bool made = model.managed && !field.only_stated;
      const bool nullable = !made || (!field.primary_key && (field.null || !field.null_known));
      table.columns.push_back({field.column, TypeOf(field, 0), nullable, {}});
      if (made) AddFieldRules(field, table);
    }
    if (!model.managed) return table;
    for (const Key& key : KeysOf(model)) {
      if (key.deferred || (key.condition && key.condition->opaque)) continue;
      UniqueKey unique{
          .name = key.name, .columns = {}, .expressions = {}, .where = {}, .nulls_equal = key.nulls_equal};
      for (std::size_t at = 0; at < key.columns.size(); ++at) {
        const bool plain = key.expressions.empty() || key.expressions[at] == Name(key.columns[at]);
        (plain ? unique.columns : unique.expressions)
            .push_back(plain ? key.columns[at] : key.expressions[at]);
      }
      if (key.condition) unique.where = key.condition->text;
      table.uniques.push_back(std::move(unique));
    }
    for (const CheckRule& check : ChecksOf(model)) {
      if (!check.sql.empty()) table.checks.push_back({check.name, check.sql});
    }
    for (const Value& index : MetaItems(model, "indexes")) AddIndex(index, model, table);
    for (const Value& together : MetaItems(model, "index_together")) {
      const auto names = python::Texts(together);
      const auto columns = names ? ColumnsFor(*names, model) : std::nullopt;
      if (columns) table.indexes.push_back({"", *columns, false, {}});
    }
    return table;
  }

  void AddFieldRules(const Field& field, Table& table) const {
    if (field.primary_key) table.primary_key = {field.column};
    if (field.unique && !field.primary_key)
      table.uniques.push_back({.name = "", .columns = {field.column}, .expressions = {}, .where = {}});
    if (field.type != nullptr && field.type->positive)
      table.checks.push_back({table.name + "_" + field.column + "_check", Name(field.column) + " >= 0"});
    const bool indexed =
        field.relation() || field.db_index || (field.type != nullptr && field.type->name == "SlugField");
    const Value* told = field.Option("db_index");
    if (indexed && !field.unique && !field.primary_key && (told == nullptr || told->Truth() != false))
      table.indexes.push_back({"", {field.column}, false, {}});
    const auto [model, target] =
        field.relation() ? TargetOf(field, find_) : std::pair<const Model*, const Field*>();
    if (target != nullptr && field.db_constraint && model->managed && !target->only_stated)
      table.foreign_keys.push_back({"", {field.column}, model->table, {target->column}, ""});
  }

  static void AddIndex(const Value& value, const Model& model, Table& table) {
    const python::CallData* call = CallOf(value);
    const Value* fields = call == nullptr ? nullptr : call->Keyword("fields");
    auto names = fields == nullptr ? std::nullopt : python::Texts(*fields);
    if (!names) return;
    for (std::string& name : *names) {
      if (name.starts_with('-')) name.erase(0, 1);
    }
    const auto columns = ColumnsFor(*names, model);
    const Value* condition = call->Keyword("condition");
    if (!columns || (condition != nullptr && !condition->Is<python::None>())) return;
    table.indexes.push_back({"", *columns, false, {}});
  }

  void AddJoinTable(const Model& model, const Field& field) {
    const Model* target = find_(field.target);
    const Field* own_key = model.PrimaryKey();
    const Field* target_key = target == nullptr ? nullptr : target->PrimaryKey();
    if (own_key == nullptr || target_key == nullptr || own_key->only_stated || target_key->only_stated)
      return;
    Table table;
    const Value* named = field.Option("db_table");
    table.name = named != nullptr && named->Text() ? *named->Text() : model.table + "_" + field.name;
    if (schema_.Find(table.name) != nullptr) return;
    const bool self = target == &model;
    const std::string from = (self ? "from_" : "") + Lower(model.name) + "_id";
    const std::string to = (self ? "to_" : "") + Lower(target->name) + "_id";
    table.columns = {{"id", "bigint", false, {}},
                     {from, TypeOf(*own_key, 0), false, {}},
                     {to, TypeOf(*target_key, 0), false, {}}};
    table.primary_key = {"id"};
    table.uniques.push_back({.name = "", .columns = {from, to}, .expressions = {}, .where = {}});
    table.foreign_keys.push_back({"", {from}, model.table, {own_key->column}, ""});
    table.foreign_keys.push_back({"", {to}, target->table, {target_key->column}, ""});
    schema_.tables.push_back(std::move(table));
  }

  std::span<const Model* const> models_;
  const FindModel& find_;
  Schema schema_;
};

// A reference to a table or column that is not there is none.
void DropDangling(Schema& schema) {
  for (Table& table : schema.tables) {
    std::erase_if(table.foreign_keys, [&](const ForeignKey& key) {
      const Table* target = static_cast<const Schema&>(schema).Find(key.ref_table);
      return target == nullptr || target->ColumnOrdinal(key.ref_columns[0]) < 0;
    });
  }
}

}  // namespace

std::pair<const Model*, const Field*> TargetOf(const Field& field, const FindModel& find) {
  const Model* model = field.target.empty() ? nullptr : find(field.target);
  // A proxy's rows, and the key of a child, are in the parent's table.
  for (int depth = 0; model != nullptr && depth < kMaxReferences; ++depth) {
    const Field* key = field.to_field.empty() ? model->PrimaryKey() : model->Find(field.to_field);
    if (key != nullptr && !key->column.empty()) return {model, key};
    model = model->parents.empty() ? nullptr : find(model->parents[0]);
  }
  return {nullptr, nullptr};
}

std::vector<Key> KeysOf(const Model& model) {
  std::vector<Key> keys;
  for (const auto& names : UniqueTogether(model)) {
    const auto columns = ColumnsFor(names, model);
    if (!columns || columns->empty()) continue;
    Key key;
    key.columns = *columns;
    key.place = PlaceOf(model, "unique_together");
    keys.push_back(std::move(key));
  }
  for (const Value& item : MetaItems(model, "constraints")) {
    if (CalleeName(item) != "UniqueConstraint") continue;
    if (auto key = KeyOf(*CallOf(item), model)) keys.push_back(std::move(*key));
  }
  return keys;
}

std::vector<CheckRule> ChecksOf(const Model& model) {
  std::vector<CheckRule> checks;
  for (const Value& item : MetaItems(model, "constraints")) {
    if (CalleeName(item) != "CheckConstraint") continue;
    const python::CallData& call = *CallOf(item);
    const Value* q = call.Keyword("condition");
    if (q == nullptr) q = call.Keyword("check");
    if (q == nullptr) continue;
    const FormulaPtr formula = QFormula(*q, NamesOf(model));
    CheckRule check;
    check.columns = ColumnsOf(formula);
    check.place = PlaceOf(call, PlaceOf(model, "constraints"));
    if (const Value* name = call.Keyword("name")) check.name = name->Text().value_or("");
    if (!HasOpaque(formula) && !check.columns.empty()) check.sql = Sql(formula);
    checks.push_back(std::move(check));
  }
  return checks;
}

Schema BuildSchema(std::span<const Model* const> models, const FindModel& find) {
  Schema schema = Builder(models, find).Build();
  DropDangling(schema);
  return schema;
}

}  // namespace tacit::analyze::django
