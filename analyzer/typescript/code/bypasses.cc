#include "analyzer/typescript/code/bypasses.h"

#include <algorithm>
#include <set>

#include "analyzer/typescript/code/where.h"
#include "analyzer/typescript/evaluate/walk.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

struct Write {
  std::string table;
  std::set<std::string> columns;  // empty: any
  bool past_validators = false;
  bool past_hooks = false;
  Bypass place;
};

// The value of a key in any object among the arguments.
bool HasOption(const std::vector<const Node*>& arguments, std::string_view key, std::string_view value) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const Node* argument) {
    const Node* member = MemberNode(*argument, key);
    return member != nullptr && member->text == value;
  });
}

class BypassCollector {
 public:
  BypassCollector(Evaluator& evaluator, ModelIndex& index) : evaluator_(evaluator), index_(index) {}

  void Read(const Module& module) {
    path_ = module.path;
    evaluator_.Restart();
    VisitCalls(
        evaluator_, module.tree->root(), evaluator_.ScopeOf(module), [](std::string_view) { return Value(); },
        [this](const CallSite& site, const ScopePtr& scope) { Visit(site, scope); });
  }

  std::vector<Write> writes;

 private:
  void Visit(const CallSite& site, const ScopePtr& scope) {
    if (site.receiver == nullptr) return;
    const bool unchecked = HasOption(site.arguments, "validate", "false");
    const bool unhooked = HasOption(site.arguments, "hooks", "false");
    const bool bulk = site.method == "bulkCreate";
    const bool counts = site.method == "increment" || site.method == "decrement";
    const bool many = site.method == "update" && site.arguments.size() > 1 &&
                      MemberNode(*site.arguments[1], "where") != nullptr;
    if (!unchecked && !unhooked && !bulk && !counts && !many) return;
    const Model* model = index_.OfReceiver(*site.receiver, {scope, site.in_class});
    if (model == nullptr) return;
    Write write;
    write.table = model->table;
    write.past_validators = unchecked || counts || (bulk && !HasOption(site.arguments, "validate", "true"));
    write.past_hooks =
        unhooked || counts || ((bulk || many) && !HasOption(site.arguments, "individualHooks", "true"));
    write.place = {path_, site.node->line};
    if (many || counts) AddColumns(*site.arguments[0], *model, write);
    writes.push_back(std::move(write));
  }

  // The columns that are written, where they are named.
  static void AddColumns(const Node& values, const Model& model, Write& write) {
    const auto add = [&](const std::optional<std::string>& name) {
      const Field* field = name ? model.Find(*name) : nullptr;
      if (field != nullptr) write.columns.insert(field->column);
    };
    if (values.Is("string")) return add(LiteralText(values));
    if (!values.Is("object")) return;
    for (const Node* part : values.children) {
      if (part->Is("spread_element")) {
        write.columns.clear();
        return;
      }
      const Node* key = part->Is("pair") ? part->Field("key") : nullptr;
      add(key != nullptr ? LiteralText(*key) : std::optional(std::string(part->text)));
    }
  }

  Evaluator& evaluator_;
  ModelIndex& index_;
  std::string path_;
};

bool IsOf(const Constraint& constraint, std::string_view pattern) {
  return std::any_of(constraint.evidence.begin(), constraint.evidence.end(),
                     [pattern](const Evidence& evidence) { return evidence.pattern == pattern; });
}

}  // namespace

void AddBypasses(Evaluator& evaluator, ModelIndex& index, const std::vector<const Module*>& modules,
                 std::vector<Constraint>& constraints) {
  BypassCollector collector(evaluator, index);
  for (const Module* module : modules) collector.Read(*module);
  for (Constraint& constraint : constraints) {
    const bool validated = IsOf(constraint, "sequelize-validator");
    const bool hooked = IsOf(constraint, "model-hook");
    if (!validated && !hooked) continue;
    for (const Write& write : collector.writes) {
      const bool past = (validated && write.past_validators) || (hooked && write.past_hooks);
      const bool touches =
          write.columns.empty() ||
          std::any_of(constraint.columns.begin(), constraint.columns.end(),
                      [&](const std::string& column) { return write.columns.contains(column); });
      if (past && touches && write.table == constraint.table) constraint.bypasses.push_back(write.place);
    }
  }
}

}  // namespace tacit::analyze::typescript
