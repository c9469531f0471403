#include "analyzer/rails/queries/find_queries.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "analyzer/rails/queries/evaluator.h"
#include "src/sql/bind.h"
#include "src/sql/print.h"

namespace tacit::analyze::rails::queries {

namespace {

constexpr std::size_t kMaxMethodPaths = 32;  // through one method
constexpr std::size_t kMaxBarrenPaths = 8;   // in turn that send nothing new
constexpr std::size_t kTurns = 12;           // that share what they find out of the classes
constexpr std::size_t kMaxIncluders = 3;     // models that a module's methods are followed for

// One thing to follow on all its paths.
using Task = std::function<void(Evaluator&)>;

// The sources that hold no models: controllers, helpers, jobs, tasks.
Project ParseForQueries(const Project& project) {
  Project others;
  others.tree = project.tree;
  std::vector<std::string> paths;
  for (const std::string& path : project.other_sources) {
    if (!HasPart(path, "db") && !HasPart(path, "config") && !HasPart(path, "script")) paths.push_back(path);
  }
  std::vector<SourceFile> parsed(paths.size());
  ForEachInParallel(paths.size(), [&](std::size_t i) {
    Result<std::string> text = project.tree->Read(paths[i]);
    if (text.ok()) parsed[i] = {paths[i], syntax::Tree::Parse(std::move(*text), syntax::Language::kRuby)};
  });
  for (SourceFile& file : parsed) {
    if (file.tree != nullptr) others.code.push_back(std::move(file));
  }
  return others;
}

std::vector<std::string> SymbolsOf(const syntax::Node& node) {
  std::vector<std::string> names;
  if (node.Is("simple_symbol")) names.emplace_back(node.text.substr(1));
  if (node.Is("bare_symbol")) names.emplace_back(node.text);
  if (!node.Is("array") && !node.Is("symbol_array")) return names;
  for (const syntax::Node* child : node.children) {
    for (std::string& name : SymbolsOf(*child)) names.push_back(std::move(name));
  }
  return names;
}

// `before_action :a, :b, only: [...]` in a class's body.
void AddFilters(const syntax::Node& body, std::vector<Filter>& filters) {
  for (const syntax::Node* call : body.children) {
    const syntax::Node* method = call->Is("call") ? call->Field("method") : nullptr;
    const syntax::Node* arguments = call->Field("arguments");
    if (method == nullptr || arguments == nullptr) continue;
    if (!ruby::IsOneOf(method->text,
                       {"before_action", "before_filter", "prepend_before_action", "append_before_action"}))
      continue;
    Filter shared;
    std::vector<std::string> methods;
    for (const syntax::Node* argument : arguments->children) {
      const syntax::Node* key = argument->Is("pair") ? argument->Field("key") : nullptr;
      const syntax::Node* value = argument->Is("pair") ? argument->Field("value") : nullptr;
      if (key == nullptr || value == nullptr) {
        for (std::string& name : SymbolsOf(*argument)) methods.push_back(std::move(name));
      } else if (key->text.find("only") != std::string_view::npos ||
                 key->text.find("except") != std::string_view::npos) {
        shared.actions = SymbolsOf(*value);
        shared.except = key->text.find("except") != std::string_view::npos;
      }
    }
    for (std::string& name : methods) {
      filters.push_back(shared);
      filters.back().method = std::move(name);
    }
  }
}

std::vector<Filter> FiltersOf(const World& world, const std::string& controller) {
  std::vector<Filter> filters;
  const auto& ancestors = world.Ancestors(controller);
  for (auto up = ancestors.rbegin(); up != ancestors.rend(); ++up) {
    for (const ClassTable* classes : {&world.others(), &world.reader().classes()}) {
      const Module* module = classes->Find(*up);
      if (module == nullptr) continue;
      for (const Code& body : module->bodies) AddFilters(*body.node, filters);
    }
  }
  return filters;
}

class TaskList {
 public:
  explicit TaskList(const World& world) : world_(world) {}

  std::vector<Task> Make() {
    for (const auto& [name, model] : world_.reader().models()) AddDeclarations(model);
    for (const ClassTable* classes : {&world_.reader().classes(), &world_.others()}) {
      for (const auto& [name, module] : classes->modules()) AddMethods(module);
    }
    return std::move(tasks_);
  }

 private:
  void AddDeclarations(const Model& model) {
    for (const AssociationInfo& info : world_.AssociationsOf(model.name)) {
      tasks_.emplace_back([&info](Evaluator& run) { run.SendAssociation(info); });
    }
    if (!world_.IsModel(model.name) || world_.reader().IsAbstract(model.name)) return;
    for (const ClassCall& call : model.calls) {
      if (call.name == "scope") tasks_.emplace_back([&](Evaluator& run) { run.SendScope(model.name, call); });
      if (call.name.starts_with("validates")) {
        tasks_.emplace_back([&](Evaluator& run) { run.SendUniqueness(model.name, call); });
      }
    }
  }

  void AddMethods(const Module& module) {
    const bool controller = module.file != nullptr && module.file->find("controllers/") != std::string::npos;
    const std::vector<Filter> filters = controller ? FiltersOf(world_, module.name) : std::vector<Filter>();
    for (const std::string& type : TypesOf(module)) {
      for (const auto& [name, code] : module.methods) {
        tasks_.emplace_back([&code, &module, method = name, type, filters, controller](Evaluator& run) {
          const Value self = MakeObject(type, "self");
          if (controller) return run.RunAction({&code, module.name}, method, filters, self);
          run.RunEntry({&code, module.name}, method, self);
        });
      }
      for (const auto& [name, code] : module.singleton) {
        tasks_.emplace_back([&code, &module, method = name, type](Evaluator& run) {
          run.RunEntry({&code, module.name}, method, {ClassRef{type, nullptr}});
        });
      }
    }
  }

  // The classes that a body's methods run for: itself; the models that include a module.
  [[nodiscard]] std::vector<std::string> TypesOf(const Module& module) const {
    std::vector<std::string> types;
    for (const auto& [name, model] : world_.reader().models()) {
      if (module.is_class || types.size() >= kMaxIncluders) break;
      if (world_.IsModel(name) &&
          std::find(model.included.begin(), model.included.end(), module.name) != model.included.end())
        types.push_back(name);
    }
    if (types.empty()) types.push_back(module.name);
    return types;
  }

  const World& world_;
  std::vector<Task> tasks_;
};

std::set<SentQuery> FollowAll(const World& world, const std::vector<Task>& tasks) {
  std::vector<std::set<SentQuery>> sent(kTurns);
  ForEachInParallel(kTurns, [&](std::size_t turn) {
    Memory memory;
    for (std::size_t i = turn; i < tasks.size(); i += kTurns) {
      ForEachPath(kMaxMethodPaths, kMaxBarrenPaths, [&](Path& path) {
        const std::size_t before = sent[turn].size();
        Evaluator run(world, memory, path, sent[turn]);
        tasks[i](run);
        return sent[turn].size() > before;
      });
    }
  });
  std::set<SentQuery> all;
  for (std::set<SentQuery>& some : sent) all.merge(some);
  return all;
}

}  // namespace

Found FindQueries(const Project& project, const Reader& reader, const Schema& schema) {
  const Project other_project = ParseForQueries(project);
  const ClassTable others(other_project);
  const World world(reader, schema, others);
  const std::vector<Task> tasks = TaskList(world).Make();
  const std::set<SentQuery> sent = FollowAll(world, tasks);

  std::map<std::string, std::string> printed;  // by text as sent; empty: it does not bind
  for (const SentQuery& query : sent) printed[query.sql];
  std::vector<std::pair<const std::string, std::string>*> texts;
  for (auto& entry : printed) texts.push_back(&entry);
  ForEachInParallel(texts.size(), [&](std::size_t i) {
    const Result<sql::QueryPtr> bound = sql::Bind(texts[i]->first, schema, Dialect::kPostgresql);
    if (bound.ok()) texts[i]->second = sql::Print(*bound, schema, Dialect::kPostgresql);
  });
  Found found;
  for (const auto& [text, sql] : printed) found.dropped += sql.empty() ? 1 : 0;
  std::set<std::tuple<std::string, int, std::string>> seen;
  for (const SentQuery& query : sent) {
    const std::string& sql = printed[query.sql];
    if (sql.empty() || !seen.insert({query.file, query.line, sql}).second) continue;
    found.queries.push_back({sql, query.file, query.line, query.note});
  }
  return found;
}

}  // namespace tacit::analyze::rails::queries
