#include "analyzer/schema/folder.h"

#include <algorithm>
#include <initializer_list>

#include "analyzer/schema/types.h"
#include "src/sql/ddl.h"

namespace tacit::analyze::schema {

namespace {

constexpr std::string_view kTable = "table definition";
constexpr std::string_view kDirection = "direction";
constexpr std::string_view kColumn = "column";

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

ruby::Value Done() { return {ruby::Nil{}}; }

// The i-th positional argument as a name; empty where there is none, or it is not known.
std::string Arg(const ruby::Call& call, std::size_t i) {
  if (i >= call.positional.size()) return "";
  return call.positional[i].Name().value_or("");
}

std::vector<std::string> Args(const ruby::Call& call, std::size_t from) {
  std::vector<std::string> names;
  for (std::size_t i = from; i < call.positional.size(); ++i) {
    if (auto more = ruby::Names(call.positional[i])) names.insert(names.end(), more->begin(), more->end());
  }
  return names;
}

bool IsSchemaCall(std::string_view name) {
  return IsOneOf(name, {"create_table",
                        "drop_table",
                        "rename_table",
                        "change_table",
                        "add_column",
                        "add_columns",
                        "remove_column",
                        "remove_columns",
                        "rename_column",
                        "change_column",
                        "change_column_null",
                        "change_column_default",
                        "add_index",
                        "remove_index",
                        "rename_index",
                        "add_foreign_key",
                        "remove_foreign_key",
                        "add_reference",
                        "add_belongs_to",
                        "remove_reference",
                        "remove_belongs_to",
                        "add_timestamps",
                        "remove_timestamps",
                        "add_check_constraint",
                        "remove_check_constraint",
                        "create_join_table",
                        "drop_join_table",
                        "create_enum"});
}

const syntax::Node* FindSchemaCall(const syntax::Node& node, int depth = 0) {
  if (depth > 100) return nullptr;
  const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
  if (method != nullptr && IsSchemaCall(method->text)) return &node;
  const syntax::Node* receiver = node.Field("receiver");  // `t.index` in create_table
  if (method != nullptr && receiver != nullptr && receiver->Is("identifier") &&
      ruby::IsOneOf(method->text, {"index", "foreign_key", "check_constraint", "unique_constraint"})) {
    return &node;
  }
  for (const syntax::Node* child : node.children) {
    if (const syntax::Node* found = FindSchemaCall(*child, depth + 1)) return found;
  }
  return nullptr;
}

double VersionOf(std::string_view superclass) {
  const std::size_t at = superclass.find('[');
  if (at == std::string_view::npos || at + 1 >= superclass.size()) return 4.2;
  const char major = superclass[at + 1];
  const std::size_t dot = superclass.find('.', at);
  const char minor =
      dot == std::string_view::npos || dot + 1 >= superclass.size() ? '0' : superclass[dot + 1];
  return (major - '0') + (minor - '0') / 10.0;
}

}  // namespace

void Folder::Diagnose(const syntax::Node& node, const std::string& message) {
  diagnostics_.push_back({path_, node.line, message});
}

void Folder::RunSchemaFile(const syntax::Tree& tree, const std::string& path) {
  path_ = path;
  class_ = {};
  statements_.dialect = {};
  Restart();
  for (const syntax::Node* child : tree.root().children) {
    Restart();
    Eval(*child, ruby::MakeFrame(&path_, {}, {ruby::Constant{"schema"}}));
  }
}

void Folder::RunMigration(const syntax::Tree& tree, const std::string& path) {
  path_ = path;
  class_ = {};
  for (const syntax::Node* child : tree.root().children) {
    const syntax::Node* superclass = child->Is("class") ? child->Field("superclass") : nullptr;
    if (superclass == nullptr || superclass->text.find("Migration") == std::string_view::npos) continue;
    RunClass(*child, std::string(superclass->text));
  }
}

void Folder::Collect(const syntax::Node& node, Class& into) {
  for (const syntax::Node* child : node.children) {
    const syntax::Node* name = child->Field("name");
    const syntax::Node* left = child->Field("left");
    if ((child->Is("method") || child->Is("singleton_method")) && name != nullptr) {
      into.methods[std::string(name->text)] = child;
    } else if (child->Is("singleton_class") && child->Field("body") != nullptr) {
      Collect(*child->Field("body"), into);
    } else if (child->Is("call") && child->Field("arguments") != nullptr &&
               child->Field("receiver") == nullptr) {
      Collect(*child->Field("arguments"), into);  // private def x
    } else if (child->Is("assignment") && left != nullptr && left->Is("constant") &&
               child->Field("right") != nullptr) {
      into.constants[std::string(left->text)] = child->Field("right");
    }
  }
}

void Folder::RunClass(const syntax::Node& node, const std::string& version) {
  const syntax::Node* body = node.Field("body");
  if (body == nullptr) return;
  class_ = {};
  Collect(*body, class_);
  const double number = VersionOf(version);
  statements_.dialect = {number >= 5.1, number >= 5.0, number >= 5.0};
  for (const char* name : {"up", "change"}) {
    auto method = class_.methods.find(name);
    if (method == class_.methods.end()) continue;
    Restart();
    RunMethod(*method->second, ruby::MakeFrame(&path_, {}, {ruby::Constant{"migration"}}), {}, Done());
    return;
  }
}

bool Folder::OnUnknownCondition(const syntax::Node& condition, const syntax::Node* consequence) {
  const syntax::Node* lost = consequence == nullptr ? nullptr : FindSchemaCall(*consequence);
  if (lost != nullptr) {
    Diagnose(*lost, "a schema change under a condition that cannot be evaluated was left out: " +
                        ruby::OneLine(condition.text).substr(0, 80));
  }
  return false;
}

ruby::Value Folder::OnConstant(std::string_view path, const ruby::FramePtr& frame) {
  if (auto known = class_.constants.find(path); known != class_.constants.end()) {
    const syntax::Node* value = known->second;
    class_.constants.erase(known);  // a constant that names itself ends here
    ruby::Value result = Eval(*value, frame);
    class_.constants[std::string(path)] = value;
    return result;
  }
  return {ruby::Constant{std::string(path)}};
}

std::optional<ruby::Value> Folder::OnCall(ruby::Call& call, const ruby::FramePtr& frame) {
  const ruby::Value target = call.receiver ? *call.receiver : frame->self;
  if (const auto* instance = target.As<ruby::Instance>()) {
    if (instance->class_path == kTable) return OnDefinition(call, *instance->arguments[0].Name());
    if (instance->class_path == kColumn && call.name == "name") return instance->arguments[0];
    if (instance->class_path == kDirection) {
      const auto* block = call.block.As<ruby::Proc>();
      if (call.name == "up" && block != nullptr) RunBlock(*block, {});
      return Done();
    }
  }
  if (!call.receiver) {
    if (auto method = class_.methods.find(call.name); method != class_.methods.end()) {
      return RunMethod(*method->second, ruby::MakeFrame(&path_, {}, frame->self), call.AllArguments(),
                       call.block);
    }
  }
  if (auto answer = OnQuestion(call)) return answer;
  if (auto answer = OnBlockCall(call)) return answer;
  const auto* constant = target.As<ruby::Constant>();
  const bool other = call.receiver && constant != nullptr &&
                     !IsOneOf(constant->path, {"migration", "schema", "ActiveRecord::Base"});
  if (other) return OnModel(call, constant->path);
  if (OnTableStatement(call) || OnColumnStatement(call) || OnKeyStatement(call)) return Done();
  if (call.name == "execute") {
    Execute(call);
    return Done();
  }
  return std::nullopt;
}

std::optional<ruby::Value> Folder::OnQuestion(const ruby::Call& call) {
  const Schema& schema = statements_.schema();
  const Table* table = schema.Find(Arg(call, 0));
  const bool known = !Arg(call, 0).empty();
  if (IsOneOf(call.name, {"table_exists?", "data_source_exists?"}) && known)
    return ruby::Value{table != nullptr};
  if (call.name == "column_exists?" && known && !Arg(call, 1).empty()) {
    return ruby::Value{table != nullptr && table->ColumnOrdinal(Arg(call, 1)) >= 0};
  }
  if (call.name == "index_exists?" && known && call.positional.size() > 1) {
    return ruby::Value{statements_.HasIndex(Arg(call, 0), call.positional[1], call.options)};
  }
  if (call.name == "index_name_exists?" && known) {
    return ruby::Value{table != nullptr &&
                       std::any_of(table->indexes.begin(), table->indexes.end(),
                                   [&](const Index& i) { return i.name == Arg(call, 1); })};
  }
  if (call.name == "foreign_key_exists?" && known) {
    return ruby::Value{statements_.HasForeignKey(Arg(call, 0), Arg(call, 1), call.options)};
  }
  if (call.name == "tables" || call.name == "data_sources") {
    ruby::Array names;
    for (const Table& each : schema.tables) names.items.push_back({each.name});
    return ruby::Value{std::move(names)};
  }
  if (call.name == "columns" && table != nullptr) {
    ruby::Array columns;
    for (const Column& each : table->columns) {
      columns.items.push_back({ruby::Instance{std::string(kColumn), {{each.name}}, std::nullopt}});
    }
    return ruby::Value{std::move(columns)};
  }
  // Types are PostgreSQL's throughout, so its branch is the one to fold.
  if (call.name == "adapter_name") return ruby::Value{std::string("PostgreSQL")};
  if (call.name == "postgresql?") return ruby::Value{true};
  if (IsOneOf(call.name, {"mysql?", "mysql2?", "sqlite?", "sqlite3?", "sqlserver?", "oracle?"}))
    return ruby::Value{false};
  if (call.name.starts_with("supports_")) return ruby::Value{true};
  if (call.name == "respond_to?" && IsRailsType(Arg(call, 0))) return ruby::Value{true};
  if (call.name == "reverting?") return ruby::Value{false};
  if (IsOneOf(call.name, {"table_name_prefix", "table_name_suffix"})) return ruby::Value{std::string()};
  return std::nullopt;
}

// `User.table_name`, `User.column_names` of a model; data is not looked at.
std::optional<ruby::Value> Folder::OnModel(const ruby::Call& call, const std::string& model) {
  const std::string name = statements_.inflector().Tableize(model);
  const Table* table = static_cast<const Schema&>(statements_.schema()).Find(name);
  if (call.name == "table_name" || call.name == "quoted_table_name") return ruby::Value{name};
  if (call.name == "table_exists?") return ruby::Value{table != nullptr};
  if (call.name == "column_names" && table != nullptr) {
    ruby::Array names;
    for (const Column& column : table->columns) names.items.push_back({column.name});
    return ruby::Value{std::move(names)};
  }
  return std::nullopt;
}

std::optional<ruby::Value> Folder::OnBlockCall(ruby::Call& call) {
  const auto* block = call.block.As<ruby::Proc>();
  if (block == nullptr) return std::nullopt;
  if (call.name == "reversible")
    return RunBlock(*block, {{ruby::Instance{std::string(kDirection), {}, std::nullopt}}});
  if (IsOneOf(call.name,
              {"define", "up_only", "transaction", "say_with_time", "suppress_messages", "safety_assured",
               "with_lock_retries", "disable_statement_timeout", "instance_eval", "class_eval"})) {
    return RunBlock(*block, {});
  }
  if (call.name == "revert") {
    if (const syntax::Node* lost = FindSchemaCall(*block->node))
      Diagnose(*lost, "`revert` of schema changes was not folded");
    return Done();
  }
  return std::nullopt;
}

bool Folder::OnTableStatement(const ruby::Call& call) {
  if (call.name == "create_table") {
    CreateTable(call);
  } else if (call.name == "create_join_table") {
    CreateJoinTable(call);
  } else if (call.name == "change_table") {
    RunTableBlock(call, Arg(call, 0));
  } else if (call.name == "drop_table") {
    for (const std::string& name : Args(call, 0)) statements_.DropTable(name);
  } else if (call.name == "drop_join_table") {
    statements_.DropTable(std::min(Arg(call, 0), Arg(call, 1)) + "_" + std::max(Arg(call, 0), Arg(call, 1)));
  } else if (call.name == "rename_table") {
    statements_.RenameTable(Arg(call, 0), Arg(call, 1));
  } else if (call.name == "create_enum") {
    auto values = call.positional.size() < 2 ? std::nullopt : ruby::Names(call.positional[1]);
    if (values) statements_.CreateEnum(Arg(call, 0), *values);
  } else {
    return false;
  }
  return true;
}

void Folder::CreateTable(const ruby::Call& call) {
  const std::string name = Arg(call, 0);
  if (name.empty())
    return Diagnose(*call.node, "create_table: expected a literal name; the table was left out");
  const ruby::Value* force = call.options.Find("force");
  const bool stays =
      statements_.schema().Find(name) != nullptr && (force == nullptr || force->Truth() == false);
  if (stays) return;  // `if_not_exists`
  statements_.CreateTable(name, call.options);
  RunTableBlock(call, name);
}

void Folder::CreateJoinTable(const ruby::Call& call) {
  std::string left = Arg(call, 0);
  std::string right = Arg(call, 1);
  if (left.empty() || right.empty()) return;
  const ruby::Value* named = call.options.Find("table_name");
  std::string name = named == nullptr ? "" : named->Name().value_or("");
  if (name.empty()) name = std::min(left, right) + "_" + std::max(left, right);
  ruby::Hash options;
  options.Set({ruby::Symbol{"id"}}, {false});
  statements_.CreateTable(name, options);
  ruby::Hash column;
  column.Set({ruby::Symbol{"null"}}, {false});
  if (const ruby::Value* given = call.options.Find("column_options")) {
    if (const auto* hash = given->As<ruby::Hash>()) column.Merge(*hash);
  }
  for (const std::string& side : {left, right}) {
    statements_.AddColumn(name, statements_.inflector().Singularize(side) + "_id",
                          statements_.dialect.bigint_keys ? "bigint" : "integer", column);
  }
  RunTableBlock(call, name);
}

void Folder::RunTableBlock(const ruby::Call& call, const std::string& table) {
  const auto* block = call.block.As<ruby::Proc>();
  if (block == nullptr) return;
  const ruby::Value definition = {ruby::Instance{std::string(kTable), {{table}}, std::nullopt}};
  RunBlock(*block, {definition}, block->node->Field("parameters") == nullptr ? &definition : nullptr);
}

// t.string :name, null: false, and the rest of what a table definition can be asked.
std::optional<ruby::Value> Folder::OnDefinition(ruby::Call& call, const std::string& table) {
  const std::string& name = call.name;
  auto with_table = [&](const std::string& statement) {
    ruby::Call whole = call;
    whole.name = statement;
    whole.positional.insert(whole.positional.begin(), {table});
    (void)(OnColumnStatement(whole) || OnKeyStatement(whole));
    return Done();
  };
  if (name == "column") return with_table("add_column");
  if (name == "timestamps") {
    // A bare definition of old leaves them nullable; `t.timestamps null: false` does not.
    statements_.AddTimestamps(table, call.options);
    return Done();
  }
  if (name == "references" || name == "belongs_to") {
    for (const std::string& each : Args(call, 0)) statements_.AddReference(table, each, call.options);
    return Done();
  }
  if (name == "primary_key") {
    statements_.AddColumn(table, Arg(call, 0), call.positional.size() > 1 ? Arg(call, 1) : "primary_key",
                          call.options);
    if (Table* found = statements_.schema().Find(table)) {
      found->primary_key = {Arg(call, 0)};
      for (Column& column : found->columns) column.nullable &= column.name != Arg(call, 0);
    }
    return Done();
  }
  static const std::map<std::string_view, std::string_view> kStatements = {
      {"index", "add_index"},
      {"remove_index", "remove_index"},
      {"foreign_key", "add_foreign_key"},
      {"remove_foreign_key", "remove_foreign_key"},
      {"check_constraint", "add_check_constraint"},
      {"remove_check_constraint", "remove_check_constraint"},
      {"remove", "remove_columns"},
      {"rename", "rename_column"},
      {"change", "change_column"},
      {"change_default", "change_column_default"},
      {"change_null", "change_column_null"},
      {"remove_references", "remove_reference"},
      {"remove_belongs_to", "remove_reference"},
      {"remove_timestamps", "remove_timestamps"},
      {"rename_index", "rename_index"}};
  if (auto statement = kStatements.find(name); statement != kStatements.end()) {
    return with_table(std::string(statement->second));
  }
  if (name == "respond_to?") return OnQuestion(call);
  if (IsOneOf(name, {"column_exists?", "index_exists?", "foreign_key_exists?"})) {
    ruby::Call whole = call;
    whole.positional.insert(whole.positional.begin(), {table});
    return OnQuestion(whole);
  }
  // An extension's own type is a column too, if it is written like one.
  const bool columns =
      !call.arguments.empty() && (call.arguments[0]->Is("simple_symbol") || call.arguments[0]->Is("string"));
  if (IsRailsType(name) || columns) {
    for (const std::string& each : Args(call, 0)) statements_.AddColumn(table, each, name, call.options);
    return Done();
  }
  return std::nullopt;
}

bool Folder::OnColumnStatement(const ruby::Call& call) {
  const std::string table = Arg(call, 0);
  const std::string column = Arg(call, 1);
  if (call.name == "add_column") {
    statements_.AddColumn(table, column, Arg(call, 2), call.options);
  } else if (call.name == "add_columns") {
    const ruby::Value* type = call.options.Find("type");
    for (const std::string& each : Args(call, 1)) {
      statements_.AddColumn(table, each, type == nullptr ? "string" : type->Name().value_or("string"),
                            call.options);
    }
  } else if (call.name == "remove_column") {
    statements_.RemoveColumn(table, column);
  } else if (call.name == "remove_columns") {
    for (const std::string& each : Args(call, 1)) statements_.RemoveColumn(table, each);
  } else if (call.name == "rename_column") {
    statements_.RenameColumn(table, column, Arg(call, 2));
  } else if (call.name == "change_column") {
    statements_.ChangeColumn(table, column, Arg(call, 2), call.options);
  } else if (call.name == "change_column_null") {
    auto nullable = call.positional.size() > 2 ? call.positional[2].Truth() : std::nullopt;
    // What is not known may be NULL.
    statements_.ChangeNull(table, column, nullable.value_or(true));
  } else if (call.name == "change_column_default") {
    const ruby::Value* to = call.options.Find("to");
    if (to != nullptr) statements_.ChangeDefault(table, column, *to);
    if (to == nullptr && call.positional.size() > 2)
      statements_.ChangeDefault(table, column, call.positional[2]);
  } else if (call.name == "add_timestamps") {
    statements_.AddTimestamps(table, call.options);
  } else if (call.name == "remove_timestamps") {
    statements_.RemoveColumn(table, "created_at");
    statements_.RemoveColumn(table, "updated_at");
  } else if (call.name == "add_reference" || call.name == "add_belongs_to") {
    statements_.AddReference(table, column, call.options);
  } else if (call.name == "remove_reference" || call.name == "remove_belongs_to") {
    for (const std::string& each : Args(call, 1)) statements_.RemoveReference(table, each, call.options);
  } else {
    return false;
  }
  if (statements_.schema().Find(table) == nullptr) {
    Diagnose(*call.node, call.name + ": expected a table that exists at this point, found none named '" +
                             table + "'; the statement was left out");
  }
  return true;
}

bool Folder::OnKeyStatement(const ruby::Call& call) {
  const std::string table = Arg(call, 0);
  const std::string second = Arg(call, 1);
  if (call.name == "add_index") {
    if (call.positional.size() > 1) statements_.AddIndex(table, call.positional[1], call.options);
  } else if (call.name == "remove_index") {
    statements_.RemoveIndex(table, call.positional.size() > 1 ? &call.positional[1] : nullptr, call.options);
  } else if (call.name == "rename_index") {
    statements_.RenameIndex(table, second, Arg(call, 2));
  } else if (call.name == "add_foreign_key") {
    statements_.AddForeignKey(table, second, call.options);
  } else if (call.name == "remove_foreign_key") {
    statements_.RemoveForeignKey(table, second, call.options);
  } else if (call.name == "add_check_constraint") {
    statements_.AddCheck(table, second, call.options);
  } else if (call.name == "remove_check_constraint") {
    statements_.RemoveCheck(table, second, call.options);
  } else {
    return false;
  }
  return true;
}

// DDL in a string. What changes data says nothing of the schema.
void Folder::Execute(const ruby::Call& call) {
  const std::string text = call.positional.empty() ? "" : call.positional[0].Name().value_or("");
  std::string upper = ruby::OneLine(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto says = [&](const char* words) { return upper.find(words) != std::string::npos; };
  const bool alters = says("ALTER TABLE") || says("UNIQUE INDEX") || says("DROP TABLE") ||
                      says("DROP INDEX") || upper.starts_with("DO ");
  if (!alters && !upper.starts_with("CREATE TABLE")) return;
  const std::string before =
      alters ? sql::PrintDdl(statements_.schema(), tacit::Dialect::kPostgresql) + ";\n" : "";
  Result<sql::ParsedDdl> parsed = sql::ParseDdl(before + text);
  if (!parsed.ok()) {
    return Diagnose(*call.node, "DDL in `execute` that cannot be read was left out: " +
                                    ruby::OneLine(text).substr(0, 80));
  }
  for (const sql::DdlDoubt& doubt : parsed->doubts) Diagnose(*call.node, doubt.message);
  if (alters) {
    statements_.schema() = std::move(parsed->schema);
    return;
  }
  for (Table& table : parsed->schema.tables) {
    statements_.DropTable(table.name);
    statements_.schema().tables.push_back(std::move(table));
  }
}

}  // namespace tacit::analyze::schema
