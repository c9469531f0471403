// knex.schema.createTable("users", (table) => { table.string("email", 64).notNullable().unique(); })
#include <algorithm>

#include "analyzer/typescript/evaluate/walk.h"
#include "analyzer/typescript/model.h"
#include "analyzer/typescript/schema/script_migrations.h"

namespace tacit::analyze::typescript {

const PatternDoc kKnexMigrationDoc = {
    .name = "knex-migration",
    .summary = "a table that Knex's migrations make, and no model describes",
    .code =
        "await knex.schema.createTable(\"users\", (table) => {\n  table.increments(\"id\");\n  "
        "table.string(\"email\", 64).notNullable().unique();\n});",
    .states = "users.email IS NOT NULL, char_length(email) <= 64, UNIQUE (email)",
    .soundness = "A: the migrations put it into the database",
    .caveat = "what later migrations take away is not stated"};

namespace {

std::string QuotedList(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + Quoted(name);
  return list;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += "_" + name;
  return joined;
}

std::string TypeOf(const Link& link) {
  const std::string& name = link.name;
  const auto number = [&](std::size_t i) {
    return i < link.arguments.size() ? link.arguments[i].Integer() : std::nullopt;
  };
  if (name == "string") return "varchar(" + std::to_string(number(1).value_or(255)) + ")";
  if (name == "text" || name == "mediumtext" || name == "longtext") return "text";
  if (name == "integer" || name == "increments" || name == "mediumint") return "integer";
  if (name == "bigInteger" || name == "bigIncrements" || name == "bigint") return "bigint";
  if (name == "smallint" || name == "tinyint") return "smallint";
  if (name == "boolean") return "boolean";
  if (name == "date") return "date";
  if (name == "dateTime" || name == "datetime" || name == "timestamp") return "timestamp with time zone";
  if (name == "time") return "time";
  if (name == "uuid") return "uuid";
  if (name == "json") return "json";
  if (name == "jsonb") return "jsonb";
  if (name == "float") return "real";
  if (name == "double") return "double precision";
  if (name == "decimal") {
    return "numeric(" + std::to_string(number(1).value_or(8)) + "," + std::to_string(number(2).value_or(2)) +
           ")";
  }
  if (name == "binary") return "bytea";
  if (name == "enum" || name == "enu") return "text";
  if (name == "specificType" && link.arguments.size() > 1) return link.arguments[1].Text().value_or("");
  return "";
}

class Builder {
 public:
  Builder(std::string table, bool creates, std::string file, int line, std::vector<DdlPiece>& ddl)
      : table_(std::move(table)),
        alter_("ALTER TABLE " + Quoted(table_) + " "),
        creates_(creates),
        ddl_(ddl),
        file_(std::move(file)),
        line_(line) {
    if (creates_) Say("CREATE TABLE IF NOT EXISTS " + Quoted(table_) + " ()");
  }

  // A chain of calls on the table's builder: string("email", 64), notNullable(), unique().
  void Apply(const std::vector<Link>& links) {
    const Link& first = links.front();
    if (first.line != 0) line_ = first.line;
    const auto text = [&](std::size_t i) {
      return i < first.arguments.size() ? first.arguments[i].Text().value_or("") : std::string();
    };
    const auto names = first.arguments.empty() ? std::nullopt : TextList(first.arguments[0]);
    if (const std::string type = TypeOf(first); !type.empty()) {
      const bool counts = first.name == "increments" || first.name == "bigIncrements";
      return Column(links, text(0).empty() && counts ? "id" : text(0), type, counts);
    }
    if (first.name == "timestamps") {
      for (const char* column : {"created_at", "updated_at"})
        Say(alter_ + "ADD COLUMN " + column + " timestamp with time zone");
    } else if (first.name == "unique" && names) {
      Unique(*names, first.arguments.size() > 1 ? first.arguments[1] : Value());
    } else if (first.name == "primary" && names) {
      Say(alter_ + "ADD PRIMARY KEY (" + QuotedList(*names) + ")");
    } else if (first.name == "foreign" && names) {
      Foreign(*names, links);
    } else if (first.name == "dropColumn" || first.name == "dropColumns") {
      for (const Value& argument : first.arguments) {
        for (const std::string& column : TextList(argument).value_or(std::vector<std::string>()))
          Say(alter_ + "DROP COLUMN IF EXISTS " + Quoted(column));
      }
    } else if (first.name == "dropTimestamps") {
      Say(alter_ + "DROP COLUMN IF EXISTS created_at, DROP COLUMN IF EXISTS updated_at");
    } else if (first.name == "renameColumn") {
      Say(alter_ + "RENAME COLUMN " + Quoted(text(0)) + " TO " + Quoted(text(1)));
    } else if (first.name == "setNullable" || first.name == "dropNullable") {
      Say(alter_ + "ALTER COLUMN " + Quoted(text(0)) +
          (first.name == "setNullable" ? " DROP NOT NULL" : " SET NOT NULL"));
    } else if ((first.name == "dropUnique" || first.name == "dropForeign" || first.name == "dropIndex") &&
               names) {
      const std::string ending = first.name == "dropUnique"    ? "_unique"
                                 : first.name == "dropForeign" ? "_foreign"
                                                               : "_index";
      const std::string name = text(1).empty() ? table_ + Joined(*names) + ending : text(1);
      Say(first.name == "dropIndex" ? "DROP INDEX IF EXISTS " + Quoted(name)
                                    : alter_ + "DROP CONSTRAINT IF EXISTS " + Quoted(name));
    } else if (first.name == "dropPrimary") {
      Say(alter_ + "DROP CONSTRAINT IF EXISTS " + Quoted(table_ + "_pkey"));
    }
  }

 private:
  void Say(std::string sql) {
    ddl_.push_back({std::move(sql), file_, line_, std::string(kKnexMigrationDoc.name)});
  }

  void Column(const std::vector<Link>& links, const std::string& column, const std::string& type,
              bool counts) {
    if (column.empty()) return;
    const auto has = [&](std::string_view name) {
      return std::any_of(links.begin(), links.end(), [name](const Link& link) { return link.name == name; });
    };
    const std::string at = alter_ + "ALTER COLUMN " + Quoted(column) + " ";
    if (has("alter")) {
      Say(at + "TYPE " + type);
      Say(at + (has("notNullable") ? "SET NOT NULL" : "DROP NOT NULL"));
    } else {
      Say(alter_ + "ADD COLUMN " + Quoted(column) + " " + type + (has("notNullable") ? " NOT NULL" : ""));
    }
    for (const Link& link : links) {
      if (link.name == "defaultTo" && !link.arguments.empty() && link.arguments[0].ToSql())
        Say(at + "SET DEFAULT " + QuotedValue(*link.arguments[0].ToSql()));
      if (link.name == "unique") Unique({column}, link.arguments.empty() ? Value() : link.arguments[0]);
    }
    if (has("primary") || counts) Say(alter_ + "ADD PRIMARY KEY (" + Quoted(column) + ")");
    if (has("references")) Foreign({column}, links);
    const Link& first = links.front();
    const bool listed = (first.name == "enum" || first.name == "enu") && first.arguments.size() > 1;
    const auto values = listed ? ScalarList(first.arguments[1]) : std::nullopt;
    if (!values || values->empty()) return;
    std::string list;
    for (const tacit::Value& value : *values) list += (list.empty() ? "" : ", ") + QuotedValue(value);
    Say(alter_ + "ADD CONSTRAINT " + Quoted(table_ + "_" + column + "_check") + " CHECK (" + Quoted(column) +
        " IN (" + list + "))");
  }

  void Unique(const std::vector<std::string>& columns, const Value& named) {
    const Value* inner = named.Get("indexName");
    const std::string given = (inner == nullptr ? named : *inner).Text().value_or("");
    if (named.Get("predicate") != nullptr) return;  // partial, by a condition that is not known
    Say(alter_ + "ADD CONSTRAINT " + Quoted(given.empty() ? table_ + Joined(columns) + "_unique" : given) +
        " UNIQUE (" + QuotedList(columns) + ")");
  }

  void Foreign(const std::vector<std::string>& columns, const std::vector<Link>& links) {
    std::vector<std::string> there;
    std::string table;
    std::string action;
    std::string name = table_ + Joined(columns) + "_foreign";
    for (const Link& link : links) {
      const auto texts = link.arguments.empty() ? std::nullopt : TextList(link.arguments[0]);
      if (!texts || texts->empty()) continue;
      if (link.name == "references") there = *texts;
      if (link.name == "inTable" || link.name == "on") table = texts->front();
      if (link.name == "onDelete") action = LowerCase(texts->front());
      if (link.name == "withKeyName") name = texts->front();
    }
    // references("users.id")
    if (table.empty() && there.size() == 1 && there[0].find('.') != std::string::npos) {
      table = there[0].substr(0, there[0].find('.'));
      there[0].erase(0, table.size() + 1);
    }
    if (table.empty() || there.empty()) return;
    std::string sql = alter_ + "ADD CONSTRAINT " + Quoted(name) + " FOREIGN KEY (" + QuotedList(columns) +
                      ") REFERENCES " + Quoted(table) + " (" + QuotedList(there) + ")";
    if (action == "cascade" || action == "set null" || action == "restrict") sql += " ON DELETE " + action;
    Say(std::move(sql));
  }

  const std::string table_;
  const std::string alter_;
  const bool creates_;
  std::vector<DdlPiece>& ddl_;
  const std::string file_;
  int line_;
};

// What a builder's function does to its parameter: a chain for each statement.
void RunBuilder(Evaluator& evaluator, const Function& function, Builder& builder) {
  const syntax::Node* parameters = function.node->Field("parameters");
  const syntax::Node* one = function.node->Field("parameter");
  if (parameters != nullptr && !parameters->children.empty()) {
    const syntax::Node* pattern = parameters->children[0]->Field("pattern");
    one = pattern == nullptr ? parameters->children[0] : pattern;
  }
  const syntax::Node* body = function.node->Field("body");
  if (one == nullptr || body == nullptr) return;
  const auto scope = evaluator.Inner(function.scope);
  scope->locals[std::string(one->text)] = MakeChain({"knex", {{"table", false, {}, false, 0}}});
  const syntax::Node* last = nullptr;
  // Outer calls of a chain come after inner ones: the longest chain of a statement says all.
  std::vector<std::pair<const syntax::Node*, Value>> chains;
  VisitCalls(
      evaluator, *body, scope, [](std::string_view) { return Value(); },
      [&](const CallSite& site, const ScopePtr& at) {
        if (last != nullptr && last->text.data() == site.node->text.data()) chains.pop_back();
        chains.emplace_back(site.node, evaluator.Eval(*site.node, at));
        last = site.node;
      });
  for (const auto& [node, value] : chains) {
    const Chain* chain = value.AsChain();
    if (chain == nullptr || chain->package != "knex" || chain->links.size() < 2) continue;
    builder.Apply({chain->links.begin() + 1, chain->links.end()});
  }
}

}  // namespace

void KnexStatement(Evaluator& evaluator, const std::string& method, const std::vector<Value>& arguments,
                   const std::string& file, int line, std::vector<DdlPiece>& ddl) {
  const std::string table = arguments.empty() ? "" : arguments[0].Text().value_or("");
  if (table.empty()) return;
  if (method == "dropTable" || method == "dropTableIfExists") {
    ddl.push_back({"DROP TABLE IF EXISTS " + Quoted(table), file, line});
  } else if (method == "renameTable" && arguments.size() > 1 && arguments[1].Text()) {
    ddl.push_back(
        {"ALTER TABLE " + Quoted(table) + " RENAME TO " + Quoted(*arguments[1].Text()), file, line});
  } else if ((method == "createTable" || method == "createTableIfNotExists" || method == "table" ||
              method == "alterTable") &&
             arguments.size() > 1) {
    const auto* function = arguments.back().As<Function>();
    if (function == nullptr) return;
    Builder builder(table, method.starts_with("create"), file, line, ddl);
    RunBuilder(evaluator, *function, builder);
  }
}

}  // namespace tacit::analyze::typescript
