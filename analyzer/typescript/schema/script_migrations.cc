#include "analyzer/typescript/schema/script_migrations.h"

#include <algorithm>
#include <map>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/evaluate/walk.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

bool IsMigrationScript(std::string_view path) {
  return (path.ends_with(".ts") && !path.ends_with(".d.ts")) || path.ends_with(".js") ||
         path.ends_with(".cjs") || path.ends_with(".mjs");
}

std::string LastPart(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

bool IsTest(std::string_view path) {
  return path.find(".test.") != std::string_view::npos || path.find(".spec.") != std::string_view::npos ||
         HasPart(path, "__tests__") || HasPart(path, "test") || HasPart(path, "tests") ||
         HasPart(path, "seeders");
}

// A name that says when the migration was made: "20160619080644-initial.js", "1588102412422-Initial.ts",
// "Migration20220101.ts", "001_init.js"; or a folder of migrations.
bool IsMigration(const std::string& path) {
  if (!IsMigrationScript(path) || IsTest(path)) return false;
  return HasPart(path, "migrations") || HasPart(path, "migration");
}

// The node that runs going forward: a function or method of this name.
const Node* FindUp(const Node& node, int depth = 0) {
  if (depth > 12) return nullptr;
  const Node* name = node.Field("name");
  const Node* key = node.Field("key");
  const Node* label = name != nullptr ? name : key;
  const bool callable = node.Is("method_definition") || node.Is("function_declaration") ||
                        node.Is("public_field_definition") || node.Is("pair") ||
                        node.Is("variable_declarator");
  if (callable && label != nullptr && label->text == "up") return &node;
  if (node.Is("assignment_expression")) {
    const Node* left = node.Field("left");
    if (left != nullptr && (left->text == "exports.up" || left->text == "module.exports.up"))
      return node.Field("right");
  }
  for (const Node* child : node.children) {
    if (const Node* found = FindUp(*child, depth + 1)) return found;
  }
  return nullptr;
}

Value ParameterOf(std::string_view name) {
  if (name == "DataTypes" || name == "Sequelize" || name == "sequelize")
    return MakeChain({"sequelize", {{std::string(name), false, {}, false, 0}}});
  return {};
}

class MigrationCollector {
 public:
  MigrationCollector(Evaluator& evaluator, std::vector<Diagnostic>& diagnostics)
      : evaluator_(evaluator), diagnostics_(diagnostics) {}

  void Read(const Module& module) {
    const Node* up = FindUp(module.tree->root());
    if (up == nullptr) return;
    evaluator_.Restart();
    path_ = module.path;
    VisitCalls(evaluator_, *up, evaluator_.ScopeOf(module), ParameterOf,
               [this](const CallSite& site, const ScopePtr& scope) { Visit(site, scope); });
  }

  std::vector<DdlPiece> pieces;

 private:
  void Visit(const CallSite& site, const ScopePtr& scope) {
    if (site.receiver == nullptr) return;
    static constexpr std::string_view kRaw[] = {"query", "raw", "addSql", "execute"};
    std::vector<Value> arguments;
    for (const Node* argument : site.arguments) {
      if (!argument->Is("spread_element")) arguments.push_back(evaluator_.Eval(*argument, scope));
    }
    std::vector<std::string> ddl;
    const bool raw = std::find(std::begin(kRaw), std::end(kRaw), site.method) != std::end(kRaw);
    if (raw && !arguments.empty()) {
      Raw(arguments[0], site);
      return;
    }
    const Node* base = site.receiver;
    const bool of_schema =
        base->text.ends_with("schema") || base->text.find(".schema") != std::string_view::npos;
    const bool of_runner = base->text.find("unner") != std::string_view::npos;
    if (of_runner) {
      TypeormStatement(site.method, arguments, ddl);
    } else if (of_schema) {
      KnexStatement(evaluator_, site.method, arguments, path_, site.node->line, pieces);
    } else {
      SequelizeStatement(evaluator_, site.method, arguments, ddl);
    }
    for (std::string& one : ddl) pieces.push_back({std::move(one), path_, site.node->line});
  }

  void Raw(const Value& argument, const CallSite& site) {
    const auto text = argument.Text();
    if (text) {
      pieces.push_back({*text, path_, site.node->line});
      return;
    }
    // What is not known matters only where it changes the schema.
    const std::string shown = LowerCase(site.arguments[0]->text.substr(0, 400));
    for (const char* word : {"alter table", "create table", "create unique", "drop constraint"}) {
      if (shown.find(word) == std::string::npos) continue;
      diagnostics_.push_back(
          {path_, site.node->line, "a statement whose text is known only when it runs; it was passed over"});
      return;
    }
  }

  Evaluator& evaluator_;
  std::vector<Diagnostic>& diagnostics_;
  std::string path_;
};

}  // namespace

std::vector<DdlPiece> ScriptMigrations(Evaluator& evaluator, std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, std::vector<std::string>> series;
  for (const SourceEntry& file : evaluator.modules().tree().files()) {
    if (IsMigration(file.path)) series[FolderOf(file.path)].push_back(file.path);
  }
  const auto names = [](const std::string& path, std::string_view dialect) {
    return LowerCase(path).find(dialect) != std::string::npos;
  };
  // An application for several databases has a series for each: PostgreSQL's is the one that is read.
  const bool by_dialect = std::any_of(series.begin(), series.end(),
                                      [&](const auto& one) { return names(one.first, "postgres"); });
  std::erase_if(series, [&](const auto& one) {
    return by_dialect &&
           (names(one.first, "mysql") || names(one.first, "sqlite") || names(one.first, "mariadb"));
  });
  std::vector<std::string> files;
  for (const auto& [folder, members] : series) files.insert(files.end(), members.begin(), members.end());
  std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
    return LastPart(a) != LastPart(b) ? LastPart(a) < LastPart(b) : a < b;
  });
  evaluator.modules().Parse(files);
  MigrationCollector collector(evaluator, diagnostics);
  for (const std::string& path : files) {
    if (const Module* module = evaluator.modules().Load(path)) collector.Read(*module);
  }
  return std::move(collector.pieces);
}

}  // namespace tacit::analyze::typescript
