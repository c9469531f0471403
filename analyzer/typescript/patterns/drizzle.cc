// export const users = pgTable("users", { email: varchar("email", { length: 64 }).notNull().unique() });
#include "analyzer/typescript/patterns/drizzle.h"

#include <algorithm>
#include <map>

namespace tacit::analyze::typescript {

const PatternDoc kDrizzleTableDoc = {
    .name = "drizzle-table",
    .summary = "a table of Drizzle: its columns, keys, checks and references",
    .code =
        "export const users = pgTable(\"users\", {\n  id: serial(\"id\").primaryKey(),\n  email: "
        "varchar(\"email\", { "
        "length: 64 }).notNull().unique(),\n  teamId: integer(\"team_id\").references(() => teams.id),\n});",
    .states = "users.email IS NOT NULL, char_length(email) <= 64, UNIQUE (email), FOREIGN KEY (team_id)",
    .soundness =
        "A where the migrations (or, without any, a push of the schema) put it into the database; else B",
    .caveat =
        "an index over an expression, and one of MySQL or SQLite whose condition is not text, states "
        "nothing"};

namespace {

constexpr std::string_view kColumnPackage = "column:";  // of the value that stands for a column of the table

bool IsDrizzle(const std::string& package) { return package.starts_with("drizzle-orm"); }

std::optional<std::int64_t> NumberOf(const Value* options, std::string_view key) {
  const Value* value = options == nullptr ? nullptr : options->Get(key);
  return value == nullptr ? std::nullopt : value->Integer();
}

const Value* OptionsOf(const Link& link) {
  for (const Value& argument : link.arguments) {
    if (argument.AsObject() != nullptr) return &argument;
  }
  return nullptr;
}

std::string DrizzleType(const Link& link, const std::string& package) {
  const std::string& name = link.name;
  const Value* options = OptionsOf(link);
  const auto length = NumberOf(options, "length");
  if (name == "varchar" || name == "char") return length ? name + "(" + std::to_string(*length) + ")" : name;
  if (name == "serial" || name == "integer" || name == "int" || name == "mediumint") return "integer";
  if (name == "bigserial" || name == "bigint") return "bigint";
  if (name == "smallserial" || name == "smallint" || name == "tinyint") return "smallint";
  if (name == "doublePrecision" || name == "double") return "double precision";
  if (name == "numeric" || name == "decimal") {
    const auto precision = NumberOf(options, "precision");
    if (!precision) return "numeric";
    return "numeric(" + std::to_string(*precision) + "," +
           std::to_string(NumberOf(options, "scale").value_or(0)) + ")";
  }
  if (name == "timestamp") {
    const Value* zone = options == nullptr ? nullptr : options->Get("withTimezone");
    return zone != nullptr && zone->IsTrue() ? "timestamp with time zone" : "timestamp";
  }
  if (name == "datetime") return "timestamp";
  if (name == "real" && package.ends_with("sqlite-core")) return "double precision";
  if (name == "blob" || name == "bytea") return "bytea";
  static constexpr std::string_view kSame[] = {"text", "boolean", "uuid", "json", "jsonb",   "date",
                                               "time", "real",    "inet", "cidr", "interval"};
  return std::find(std::begin(kSame), std::end(kSame), name) == std::end(kSame) ? "" : name;
}

class TableReader {
 public:
  TableReader(Evaluator& evaluator, const Module& module, const std::string& variable,
              const std::string& package, const Link& call)
      : evaluator_(evaluator), call_(call) {
    model_.key = module.path + "#" + variable;
    model_.name = variable;
    model_.file = module.path;
    model_.line = call.line;
    model_.orm = Orm::kDrizzle;
    if (package.ends_with("sqlite-core")) model_.dialect = "sqlite";
    if (package.ends_with("pg-core")) model_.dialect = "postgresql";
    if (package.ends_with("mysql-core")) model_.dialect = "mysql";
  }

  std::optional<Model> Run() {
    if (call_.arguments.size() < 2) return std::nullopt;
    model_.table = call_.arguments[0].Text().value_or("");
    const Object* columns = call_.arguments[1].AsObject();
    if (model_.table.empty() || columns == nullptr) return std::nullopt;
    for (const Property& column : columns->properties) Column(column);
    if (call_.arguments.size() > 2) Extras(call_.arguments[2]);
    return std::move(model_);
  }

 private:
  Rule MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const {
    Rule rule;
    rule.kind = kind;
    rule.properties = std::move(properties);
    rule.evidence = {model_.file, line, std::string(kDrizzleTableDoc.name)};
    return rule;
  }

  void Column(const Property& property) {
    const Chain* chain = property.value.AsChain();
    if (chain == nullptr || chain->links.empty()) return;
    // role("role") of pgEnum("role", [...])("role"): the enum's call is the link before.
    std::size_t at = 0;
    while (at + 1 < chain->links.size() && !chain->links[at].called) ++at;
    const Link& first = chain->links[at];
    const bool of_enum = first.name == "pgEnum";
    Field field;
    field.property = property.key;
    field.line = property.line;
    field.column = property.key;
    const Link& named = of_enum && at + 1 < chain->links.size() ? chain->links[at + 1] : first;
    if (!named.arguments.empty() && named.arguments[0].Text()) field.column = *named.arguments[0].Text();
    field.type = of_enum ? first.arguments.empty() ? "text" : first.arguments[0].Text().value_or("text")
                         : DrizzleType(first, chain->package);
    const auto has = [&](std::string_view name) {
      return std::find_if(chain->links.begin(), chain->links.end(),
                          [name](const Link& link) { return link.name == name; });
    };
    const auto none = chain->links.end();
    if (has("array") != none) field.type = (field.type.empty() ? "text" : field.type) + "[]";
    field.primary = has("primaryKey") != none;
    const bool required = has("notNull") != none || first.name.find("serial") != std::string::npos;
    field.nullable = !required;
    if (const auto initial = has("default");
        initial != none && !initial->arguments.empty() && initial->arguments[0].ToSql())
      field.default_sql = QuotedValue(*initial->arguments[0].ToSql());
    const bool is_array = has("array") != none;
    const bool primary = field.primary;
    model_.fields.push_back(std::move(field));
    if (has("notNull") != none && !primary) {
      Rule rule = MakeRule(ConstraintKind::kNotNull, {property.key}, property.line);
      rule.nulls = NullPolicy::kRejected;
      model_.rules.push_back(std::move(rule));
    }
    if (has("unique") != none) Unique({property.key}, property.line);
    if (!is_array) Domain(property, first, of_enum, chain->package);
    if (const auto key = has("references"); key != none && !key->arguments.empty()) Refer(property, *key);
  }

  void Domain(const Property& property, const Link& first, bool of_enum, const std::string& package) {
    const Value* options = OptionsOf(first);
    const auto length = NumberOf(options, "length");
    if (length && (first.name == "varchar" || first.name == "char")) {
      Rule rule = MakeRule(ConstraintKind::kLength, {property.key}, property.line);
      rule.detail = LengthDetail{std::nullopt, *length};
      model_.rules.push_back(std::move(rule));
    }
    const Value* listed = options == nullptr ? nullptr : options->Get("enum");
    if (of_enum && first.arguments.size() > 1) listed = &first.arguments[1];
    if (first.name == "mysqlEnum" && first.arguments.size() > 1) listed = &first.arguments[1];
    const auto values = listed == nullptr ? std::nullopt : ScalarList(*listed);
    if (!values || values->empty()) return;
    Rule rule = MakeRule(ConstraintKind::kOneOf, {property.key}, property.line);
    rule.detail = ValuesDetail{*values};
    // text({ enum }) is a type of TypeScript alone.
    rule.in_schema = of_enum || (first.name == "mysqlEnum" && package.ends_with("mysql-core"));
    rule.soundness = rule.in_schema ? Soundness::kB : Soundness::kD;
    model_.rules.push_back(std::move(rule));
  }

  void Unique(std::vector<std::string> properties, int line, std::optional<std::string> where = std::nullopt,
              bool nulls_equal = false) {
    Rule rule = MakeRule(ConstraintKind::kUnique, std::move(properties), line);
    UniqueDetail detail;
    detail.nulls_equal = nulls_equal;
    rule.detail = detail;
    rule.in_schema = true;
    rule.soundness = Soundness::kC;
    if (where) rule.condition = Condition{*where, false};
    model_.rules.push_back(std::move(rule));
  }

  // () => teams.id
  void Refer(const Property& property, const Link& key) {
    const auto* function = key.arguments[0].As<Function>();
    const syntax::Node* body = function == nullptr ? nullptr : function->node->Field("body");
    const syntax::Node* object =
        body != nullptr && body->Is("member_expression") ? body->Field("object") : nullptr;
    if (object == nullptr) return;
    const Value* options = key.arguments.size() > 1 ? &key.arguments[1] : nullptr;
    Add({property.key}, object->text, {std::string(body->Field("property")->text)}, options, property.line);
  }

  void Add(std::vector<std::string> properties, std::string_view table, std::vector<std::string> there,
           const Value* options, int line) {
    Reference reference;
    reference.properties = std::move(properties);
    reference.target = "name:" + std::string(table);
    reference.target_properties = std::move(there);
    const Value* action = options == nullptr ? nullptr : options->Get("onDelete");
    if (action != nullptr) reference.on_delete = action->Text().value_or("");
    if (reference.on_delete == "no action" || reference.on_delete == "set default")
      reference.on_delete.clear();
    reference.evidence = {model_.file, line, std::string(kDrizzleTableDoc.name)};
    model_.references.push_back(std::move(reference));
  }

  // (table) => [unique().on(table.a, table.b), check("positive", sql`${table.a} > 0`)], or an object of them.
  void Extras(const Value& extras) {
    const auto* function = extras.As<Function>();
    if (function == nullptr) return;
    Object columns;
    for (const Field& field : model_.fields) {
      columns.Set(
          field.property,
          MakeChain({std::string(kColumnPackage) + field.column, {{field.property, false, {}, false, 0}}}),
          0);
    }
    const Value listed = evaluator_.Call(*function, {MakeObject(std::move(columns))}, {});
    if (const Array* array = listed.AsArray()) {
      for (const Value& one : array->items) Extra(one);
    } else if (const Object* object = listed.AsObject()) {
      for (const Property& one : object->properties) Extra(one.value);
    }
  }

  static std::optional<std::vector<std::string>> Columns(const std::vector<Value>& values) {
    std::vector<std::string> names;
    for (const Value& value : values) {
      const Chain* chain = value.AsChain();
      // Of table.a.desc() the column comes first.
      if (chain == nullptr || !chain->package.starts_with(kColumnPackage)) return std::nullopt;
      names.push_back(chain->links.front().name);
    }
    return names;
  }

  void Extra(const Value& value) {
    const Chain* chain = value.AsChain();
    if (chain == nullptr || !IsDrizzle(chain->package) || chain->links.empty()) return;
    const Link& first = chain->links.front();
    const auto link = [&](std::string_view name) -> const Link* {
      for (const Link& one : chain->links) {
        if (one.name == name) return &one;
      }
      return nullptr;
    };
    if (first.name == "check" && first.arguments.size() > 1) return Check(first);
    if (first.name == "primaryKey") return Primary(first);
    if (first.name == "foreignKey" && !first.arguments.empty()) return ForeignKeyOf(*chain);
    const bool unique = first.name == "unique" || first.name == "uniqueIndex";
    const Link* on = link("on");
    if (on == nullptr) on = link("using");
    const auto columns = on == nullptr ? std::nullopt : Columns(on->arguments);
    if (!columns || columns->empty()) return;
    const Link* where = link("where");
    std::optional<std::string> condition;
    if (where != nullptr) {
      condition = where->arguments.empty() ? std::nullopt : SqlText(where->arguments[0]);
      if (!condition) return;
    }
    if (unique) {
      Unique(*columns, value.line, condition, link("nullsNotDistinct") != nullptr);
    } else if (first.name == "index") {
      model_.indexes.push_back({"", *columns, false, condition});
    }
  }

  // sql`...`
  static std::optional<std::string> SqlText(const Value& value) {
    const Chain* chain = value.AsChain();
    if (chain == nullptr || chain->last().name != "sql" || chain->last().arguments.empty())
      return std::nullopt;
    return chain->last().arguments[0].Text();
  }

  void Check(const Link& link) {
    const auto sql = SqlText(link.arguments[1]);
    if (!sql) return;
    std::vector<std::string> properties;
    for (const Field& field : model_.fields) {
      if (MentionsName(*sql, field.column)) properties.push_back(field.property);
    }
    if (properties.empty()) return;
    Rule rule = MakeRule(ConstraintKind::kCheck, std::move(properties), link.line);
    rule.detail = CheckDetail{*sql};
    rule.in_schema = true;
    rule.name = link.arguments[0].Text().value_or("");
    model_.rules.push_back(std::move(rule));
  }

  void Primary(const Link& link) {
    std::vector<Value> listed = link.arguments;
    const Value* columns = link.arguments.empty() ? nullptr : link.arguments[0].Get("columns");
    if (columns != nullptr && columns->AsArray() != nullptr) listed = columns->AsArray()->items;
    for (const std::string& name : Columns(listed).value_or(std::vector<std::string>())) {
      if (Field* field = model_.Find(name)) field->primary = true;
    }
  }

  void ForeignKeyOf(const Chain& chain) {
    const Value& options = chain.links.front().arguments[0];
    const Value* columns = options.Get("columns");
    const Value* there = options.Get("foreignColumns");
    if (columns == nullptr || there == nullptr || columns->AsArray() == nullptr ||
        there->AsArray() == nullptr)
      return;
    const auto names = Columns(columns->AsArray()->items);
    std::vector<std::string> foreign;
    std::string table;
    for (const Value& item : there->AsArray()->items) {
      // A column of another table is a member of what pgTable returned.
      const Chain* other = item.AsChain();
      if (other == nullptr || other->links.size() < 2) return;
      const Link& made = other->links[other->links.size() - 2];
      if (!made.called || made.arguments.empty()) return;
      table = made.arguments[0].Text().value_or("");
      const Value* column = made.arguments.size() > 1 ? made.arguments[1].Get(other->last().name) : nullptr;
      const Chain* declared = column == nullptr ? nullptr : column->AsChain();
      if (declared == nullptr || declared->links.front().arguments.empty()) return;
      foreign.push_back(declared->links.front().arguments[0].Text().value_or(other->last().name));
    }
    if (!names || table.empty() || foreign.size() != names->size()) return;
    Reference reference;
    reference.properties = *names;
    reference.target_table = table;
    reference.target_properties = std::move(foreign);
    reference.evidence = {model_.file, chain.links.front().line, std::string(kDrizzleTableDoc.name)};
    model_.references.push_back(std::move(reference));
  }

  Evaluator& evaluator_;
  const Link& call_;
  Model model_;
};

// The call that makes the table: pgTable(...), schema.table(...), or one of a function made by
// pgTableCreator.
const Link* TableCall(const Chain& chain) {
  if (!IsDrizzle(chain.package)) return nullptr;
  for (const Link& link : chain.links) {
    static constexpr std::string_view kNames[] = {"pgTable", "mysqlTable", "sqliteTable", "table"};
    if (link.called && std::find(std::begin(kNames), std::end(kNames), link.name) != std::end(kNames))
      return &link;
  }
  return nullptr;
}

}  // namespace

std::vector<Model> DrizzleTables(Evaluator& evaluator, const std::vector<const Module*>& modules) {
  std::vector<Model> models;
  for (const Module* module : modules) {
    for (const auto& [name, declaration] : module->declarations) {
      if (!declaration.node->Is("variable_declarator") ||
          declaration.node->text.find("able(") == std::string_view::npos)
        continue;
      evaluator.Restart();
      const Value value = evaluator.Name(*module, name);
      const Chain* chain = value.AsChain();
      const Link* call = chain == nullptr ? nullptr : TableCall(*chain);
      if (call == nullptr) continue;
      if (auto model = TableReader(evaluator, *module, name, chain->package, *call).Run())
        models.push_back(std::move(*model));
    }
  }
  return models;
}

}  // namespace tacit::analyze::typescript
