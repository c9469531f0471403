#include "analyzer/typescript/model.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/facts/identity.h"
#include "src/sql/name.h"

namespace tacit::analyze::typescript {

namespace {

using ByKey = std::map<std::string, const Model*, std::less<>>;

// By key, and as "name:X" where one model alone is called so.
ByKey Keyed(const std::vector<Model>& models) {
  ByKey by_key;
  std::map<std::string, int> named;
  for (const Model& model : models) {
    by_key.emplace(model.key, &model);
    if (++named[model.name] == 1) by_key.emplace("name:" + model.name, &model);
  }
  for (const auto& [name, times] : named) {
    if (times > 1) by_key.erase("name:" + name);
  }
  return by_key;
}

struct Target {
  std::string table;
  std::vector<std::string> columns;
};

std::optional<Target> TargetOf(const Reference& reference, const ByKey& models, const Schema* schema) {
  if (!reference.target_table.empty()) {
    Target target{reference.target_table, reference.target_properties};
    const Table* table = schema == nullptr ? nullptr : schema->Find(target.table);
    if (target.columns.empty() && table != nullptr) target.columns = table->primary_key;
    if (target.columns.empty()) return std::nullopt;
    return target;
  }
  const auto found = models.find(reference.target);
  if (found == models.end()) return std::nullopt;
  const Model& model = *found->second;
  auto columns = ColumnsOf(
      model, reference.target_properties.empty() ? model.PrimaryKey() : reference.target_properties);
  if (!columns || columns->empty()) return std::nullopt;
  return Target{model.table, std::move(*columns)};
}

std::string InList(const std::string& column, const std::vector<tacit::Value>& values) {
  std::string list;
  for (const tacit::Value& value : values) list += (list.empty() ? "" : ", ") + QuotedValue(value);
  return Quoted(column) + " IN (" + list + ")";
}

void AddToTable(const Rule& rule, const std::vector<std::string>& columns, Table& table) {
  if (rule.kind == ConstraintKind::kUnique) {
    const auto* detail = std::get_if<UniqueDetail>(&rule.detail);
    UniqueKey key;
    key.name = rule.name;
    key.columns = columns;
    key.nulls_equal = detail != nullptr && detail->nulls_equal;
    if (rule.condition) key.where = rule.condition->text;
    table.uniques.push_back(key);
  } else if (rule.kind == ConstraintKind::kCheck) {
    table.checks.push_back({rule.name, std::get<CheckDetail>(rule.detail).sql, true});
  } else if (rule.kind == ConstraintKind::kOneOf && columns.size() == 1) {
    table.checks.push_back({"", InList(columns[0], std::get<ValuesDetail>(rule.detail).values), true});
  }
}

// Several models may speak of one table: what the first says of a column stands.
void AddColumns(const Model& model, Table& table) {
  const bool shared = !table.columns.empty();
  for (const Field& field : model.fields) {
    if (table.ColumnOrdinal(field.column) >= 0) continue;
    const bool nullable = (field.nullable || shared) && !field.primary;
    table.columns.push_back(
        {field.column, field.type.empty() ? "text" : field.type, nullable, field.default_sql});
    if (field.primary && !shared) table.primary_key.push_back(field.column);
  }
}

class Maker {
 public:
  Maker(const std::vector<Model>& models, const Schema& schema)
      : models_(models), schema_(schema), by_key_(Keyed(models)) {}

  std::vector<Constraint> Run() {
    std::map<std::string, std::vector<const Model*>> writers;
    for (const Model& model : models_) writers[model.table].push_back(&model);
    for (const Model& model : models_) {
      sharing_ = &writers[model.table];
      for (const Rule& rule : model.rules) Add(model, rule);
      for (const Reference& reference : model.references) Add(model, reference);
    }
    return std::move(made_);
  }

 private:
  void Add(const Model& model, const Rule& rule) {
    auto columns = ColumnsOf(model, rule.properties);
    if (!columns || columns->empty()) return;
    // A property and a relation may share a column.
    for (auto at = columns->begin(); at != columns->end();) {
      at = std::find(columns->begin(), at, *at) == at ? at + 1 : columns->erase(at);
    }
    Constraint made;
    made.kind = rule.kind;
    made.table = model.table;
    made.columns = std::move(*columns);
    made.detail = rule.detail;
    made.nulls = rule.nulls;
    made.condition = rule.condition;
    AddDoubts(model, rule, made);
    // What the database enforces comes from the schema; here is what the code says.
    made.soundness =
        std::max(rule.soundness, made.condition || sharing_->size() > 1 ? Soundness::kC : Soundness::kB);
    made.evidence.push_back(rule.evidence);
    made_.push_back(std::move(made));
  }

  // A table of several models has rows that another one's rules do not know of, unless all of them say the
  // same. A length is of a text: of anything else the code measures another form of it.
  void AddDoubts(const Model& model, const Rule& rule, Constraint& made) const {
    const auto doubt = [&made](const std::string& why) {
      made.condition = Condition{made.condition ? made.condition->text + " AND " + why : why, true};
    };
    const bool by_all = std::all_of(sharing_->begin(), sharing_->end(), [&](const Model* other) {
      return std::any_of(other->rules.begin(), other->rules.end(), [&](const Rule& one) {
        const auto columns = ColumnsOf(*other, one.properties);
        Constraint same = made;
        same.kind = one.kind;
        same.detail = one.detail;
        if (columns) same.columns = *columns;
        return columns && Identity(same, one.condition) == Identity(made, rule.condition);
      });
    });
    if (!by_all) doubt("the row is a " + model.name);
    const Table* table = schema_.Find(made.table);
    const int ordinal = table == nullptr ? -1 : table->ColumnOrdinal(made.columns[0]);
    if (rule.kind != ConstraintKind::kLength || ordinal < 0) return;
    const std::string type = LowerCase(table->columns[static_cast<std::size_t>(ordinal)].type);
    const bool text = !type.ends_with("]") &&
                      (type.find("char") != std::string::npos || type.find("text") != std::string::npos);
    if (!text) doubt("the value is measured in another form than " + type);
  }

  void Add(const Model& model, const Reference& reference) {
    const auto columns = ColumnsOf(model, reference.properties);
    const auto target = TargetOf(reference, by_key_, &schema_);
    if (!columns || columns->empty() || !target || target->columns.size() != columns->size()) return;
    Constraint made;
    made.kind = ConstraintKind::kForeignKey;
    made.table = model.table;
    made.columns = *columns;
    made.detail = ForeignKeyDetail{target->table, target->columns, std::nullopt};
    made.soundness = Soundness::kC;  // nothing but the database keeps a reference alive
    made.evidence.push_back(reference.evidence);
    made_.push_back(std::move(made));
  }

  const std::vector<Model>& models_;
  const Schema& schema_;
  const ByKey by_key_;
  const std::vector<const Model*>* sharing_ = nullptr;
  std::vector<Constraint> made_;
};

}  // namespace

const Field* Model::Find(std::string_view name_) const {
  for (const Field& field : fields) {
    if (field.property == name_) return &field;
  }
  for (const Field& field : fields) {
    if (field.column == name_) return &field;
  }
  return nullptr;
}

Field* Model::Find(std::string_view name_) {
  return const_cast<Field*>(static_cast<const Model*>(this)->Find(name_));
}

std::vector<std::string> Model::PrimaryKey() const {
  std::vector<std::string> key_;
  for (const Field& field : fields) {
    if (field.primary) key_.push_back(field.property);
  }
  return key_;
}

std::optional<std::vector<std::string>> ColumnsOf(const Model& model,
                                                  const std::vector<std::string>& properties) {
  std::vector<std::string> columns;
  for (const std::string& property : properties) {
    const Field* field = model.Find(property);
    if (field == nullptr) return std::nullopt;
    columns.push_back(field->column);
  }
  return columns;
}

Schema SchemaOf(const std::vector<Model>& models) {
  Schema schema;
  const ByKey by_key = Keyed(models);
  for (const Model& model : models) {
    if (schema.Find(model.table) == nullptr) {
      Table made;
      made.name = model.table;
      schema.tables.push_back(std::move(made));
    }
    Table& table = *schema.Find(model.table);
    const bool shared = !table.columns.empty();
    AddColumns(model, table);
    for (const Rule& rule : model.rules) {
      const auto columns = ColumnsOf(model, rule.properties);
      if (rule.in_schema && columns && !shared) AddToTable(rule, *columns, table);
    }
    for (const Index& index : model.indexes) {
      const auto columns = ColumnsOf(model, index.columns);
      if (columns) table.indexes.push_back({index.name, *columns, false, index.where});
    }
  }
  for (const Model& model : models) {
    Table& table = *schema.Find(model.table);
    for (const Reference& reference : model.references) {
      const auto columns = ColumnsOf(model, reference.properties);
      const auto target = TargetOf(reference, by_key, &schema);
      if (!reference.in_schema || !columns || !target || target->columns.size() != columns->size()) continue;
      const Table* there = schema.Find(target->table);
      const bool known = there != nullptr && std::all_of(target->columns.begin(), target->columns.end(),
                                                         [there](const std::string& column) {
                                                           return there->ColumnOrdinal(column) >= 0;
                                                         });
      if (known)
        table.foreign_keys.push_back({"", *columns, target->table, target->columns, reference.on_delete});
    }
  }
  return schema;
}

std::vector<Constraint> ConstraintsOf(const std::vector<Model>& models, const Schema& schema) {
  return Maker(models, schema).Run();
}

std::string Quoted(std::string_view name) { return sql::SqlName(name, Dialect::kPostgresql); }

bool MentionsName(const std::string& sql, const std::string& column) {
  const auto word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = sql.find(column); at != std::string::npos; at = sql.find(column, at + 1)) {
    const std::size_t end = at + column.size();
    if ((at == 0 || !word(sql[at - 1])) && (end == sql.size() || !word(sql[end]))) return true;
  }
  return false;
}

std::string QuotedValue(const tacit::Value& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "TRUE" : "FALSE";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(*number);
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return "NULL";
  std::string quoted = "'";
  for (char c : *text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace tacit::analyze::typescript
