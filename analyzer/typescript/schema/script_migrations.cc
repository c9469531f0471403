#include "analyzer/typescript/schema/script_migrations.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/evaluate/walk.h"
#include "analyzer/typescript/schema/dialect.h"
#include "src/sql/ddl.h"
#include "src/sql/split.h"

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

constexpr std::size_t kMaxFollowed = 8;  // functions one in the other

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
    module_ = &module;
    Follow(*up, evaluator_.ScopeOf(module), {});
  }

  std::vector<DdlPiece> pieces;

 private:
  // The calls of a function; `arguments` are what it is given, by position.
  void Follow(const Node& function, const ScopePtr& scope, const std::vector<Value>& arguments) {
    if (under_way_.size() >= kMaxFollowed || !under_way_.insert(&function).second) return;
    std::map<std::string, Value, std::less<>> given;
    const Node* parameters = function.Field("parameters");
    for (std::size_t i = 0; parameters != nullptr && i < parameters->children.size(); ++i) {
      const Node* pattern = parameters->children[i]->Field("pattern");
      const std::string_view name = (pattern == nullptr ? parameters->children[i] : pattern)->text;
      if (i < arguments.size() && !arguments[i].Is<Unknown>()) given[std::string(name)] = arguments[i];
    }
    VisitCalls(
        evaluator_, function, scope,
        [&given](std::string_view name) {
          const auto known = given.find(name);
          return known == given.end() ? ParameterOf(name) : known->second;
        },
        [this](const CallSite& site, const ScopePtr& inner) { Visit(site, inner); });
    under_way_.erase(&function);
  }

  // this.modifyTable(queryRunner), migrate(queryRunner), migrate.call(this): they run as if they stood here.
  bool FollowCall(const CallSite& site, const ScopePtr& scope, const std::vector<Value>& arguments) {
    if (site.receiver != nullptr && site.receiver->text == "this") {
      const Node* method = MethodOf(site.method);
      if (method != nullptr) Follow(*method, evaluator_.ScopeOf(*module_), arguments);
      return method != nullptr;
    }
    const bool by_call = site.receiver != nullptr && (site.method == "call" || site.method == "apply") &&
                         !site.arguments.empty() && site.arguments[0]->text == "this";
    const bool gets_runner =
        std::any_of(site.arguments.begin(), site.arguments.end(), [](const Node* argument) {
          const std::string name = LowerCase(argument->text);
          return name.ends_with("runner") || name.ends_with("queryinterface") || name == "knex" ||
                 name == "this";
        });
    if (!by_call && (site.receiver != nullptr || !gets_runner)) return false;
    const Node* callee = by_call ? site.receiver : site.node->Field("function");
    const Value called = callee == nullptr ? Value() : evaluator_.Eval(*callee, scope);
    if (const auto* function = called.As<Function>()) {
      Follow(*function->node, function->scope, by_call ? std::vector<Value>() : arguments);
    } else {
      PassOver(site);
    }
    return true;
  }

  const Node* MethodOf(const std::string& name) const {
    for (const ClassRef& one : ClassesOf(*module_)) {
      const Node* body = one.node->Field("body");
      for (const Node* member : body == nullptr ? std::vector<const Node*>() : body->children) {
        const Node* label = member->Field("name");
        if (label == nullptr || label->text != name) continue;
        if (member->Is("method_definition")) return member;
        const Node* value = member->Field("value");
        if (value != nullptr && IsFunction(*value)) return value;
      }
    }
    return nullptr;
  }

  void PassOver(const CallSite& site) {
    diagnostics_.push_back(
        {path_, site.node->line, "a statement whose text is known only when it runs; it was passed over"});
  }

  void Visit(const CallSite& site, const ScopePtr& scope) {
    static constexpr std::string_view kRaw[] = {"query", "raw", "addSql", "execute"};
    std::vector<Value> arguments;
    for (const Node* argument : site.arguments) {
      if (!argument->Is("spread_element")) arguments.push_back(evaluator_.Eval(*argument, scope));
    }
    if (FollowCall(site, scope, arguments) || site.receiver == nullptr) return;
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
    const auto* partly = argument.As<Unknown>();
    if (partly != nullptr && partly->text != nullptr) return RawInPart(*partly->text, site);
    if (ChangesSchema(site.arguments[0]->text.substr(0, 400))) PassOver(site);
  }

  // What is not known matters only where it changes the schema.
  static bool ChangesSchema(std::string_view text) {
    const std::string shown = LowerCase(text);
    static constexpr std::string_view kWords[] = {"alter table", "create table",    "create unique",
                                                  "drop table",  "drop constraint", "drop index"};
    return std::any_of(std::begin(kWords), std::end(kWords),
                       [&](std::string_view word) { return shown.find(word) != std::string::npos; });
  }

  // Does it take nothing away, whatever the name in its hole is?
  static bool OnlyAdds(std::string_view alter) {
    const std::string shown = LowerCase(alter);
    static constexpr std::string_view kTaking[] = {"drop ", "alter column", "rename ", "modify ", "change "};
    return shown.find(" add ") < shown.find(kHole) &&
           std::none_of(
               std::begin(kTaking), std::end(kTaking),
               [&](std::string_view word) { return shown.find(word) != std::string::npos; });
  }

  // Statements without a hole are as good as any. One with a hole may change anything of the table that it
  // alters: what stands for it is no statement, so that the fold takes back what it knows of the table.
  void RawInPart(const std::string& text, const CallSite& site) {
    for (const sql::Statement& statement : sql::SplitStatements(text)) {
      if (statement.text.find(kHole) == std::string::npos) {
        pieces.push_back({statement.text, path_, site.node->line});
        continue;
      }
      if (!ChangesSchema(statement.text)) continue;
      if (const std::string alters = sql::AlteredTable(statement.text);
          !alters.empty() && alters.find(kHole) == std::string::npos && !OnlyAdds(statement.text)) {
        pieces.push_back({"ALTER TABLE " + alters + " ?", path_, site.node->line});
      } else {
        PassOver(site);
      }
    }
  }

  Evaluator& evaluator_;
  std::vector<Diagnostic>& diagnostics_;
  std::string path_;
  const Module* module_ = nullptr;
  std::set<const Node*> under_way_;
};

// Leaves the series of packages that have models or, where none has, of the one with the most migrations.
void KeepOneSchema(const SourceTree& tree, const std::vector<Model>& models,
                   std::map<std::string, std::vector<std::string>>* series) {
  std::map<std::string, std::size_t> files;  // by package
  for (const auto& [folder, members] : *series) files[PackageOf(tree, members.front())] += members.size();
  if (files.size() < 2) return;
  std::set<std::string> kept;
  for (const Model& model : models) {
    const std::string package = PackageOf(tree, model.file);
    if (files.contains(package)) kept.insert(package);
  }
  if (kept.empty()) {
    const auto most = std::max_element(files.begin(), files.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    kept.insert(most->first);
  }
  std::erase_if(*series,
                [&](const auto& one) { return !kept.contains(PackageOf(tree, one.second.front())); });
}

}  // namespace

std::vector<DdlPiece> ScriptMigrations(Evaluator& evaluator, const std::vector<Model>& models,
                                       std::vector<Diagnostic>& diagnostics) {
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
  KeepOneSchema(evaluator.modules().tree(), models, &series);
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
