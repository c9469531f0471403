#include "analyzer/django/migrations.h"

#include <algorithm>
#include <utility>

#include "analyzer/django/fields.h"
#include "analyzer/django/q.h"

namespace tacit::analyze::django {

namespace {

using python::CallData;
using python::CallOf;
using python::Value;
using MigrationKey = std::pair<std::string, std::string>;  // app, name of the migration

constexpr int kMaxNesting = 8;  // of operations in operations

struct Migration {
  MigrationKey key;
  const python::Module* module = nullptr;
  const python::Class* definition = nullptr;
  std::vector<MigrationKey> after;     // dependencies
  std::vector<MigrationKey> replaces;  // of a squashed one
};

class Folder {
 public:
  Folder(Project& project, const ModelTable& models, std::vector<Diagnostic>& diagnostics)
      : project_(project), evaluator_(project.evaluator()), table_(models), diagnostics_(diagnostics) {}

  MigratedState Fold() {
    ReadMigrations();
    for (const Migration* migration : Ordered()) {
      evaluator_.Restart();
      current_ = migration;
      const auto operations = evaluator_.ClassAttribute(*migration->definition, "operations");
      if (operations) RunAll(*operations, 0);
    }
    for (auto& [label, model] : state_.models) {
      AddAutomaticKey(*model, project_.auto_field());
      for (Field& field : model->fields)
        field.only_stated = field.only_stated || (field.implicit && model->only_stated);
    }
    return std::move(state_);
  }

 private:
  // [("app", "name"), ...]; what is not literal (the first migration of a swappable app) gives no order.
  std::vector<MigrationKey> KeysIn(const python::Class& definition, std::string_view attribute) {
    std::vector<MigrationKey> keys;
    const auto value = evaluator_.ClassAttribute(definition, attribute);
    const auto items = value ? python::Items(*value) : std::nullopt;
    for (const Value& item : items.value_or(std::vector<Value>())) {
      const auto names = python::Texts(item);
      if (names && names->size() == 2) keys.emplace_back((*names)[0], (*names)[1]);
    }
    return keys;
  }

  void ReadMigrations() {
    for (const python::Module* module : project_.migrations()) {
      const auto found = module->scope.names.find("Migration");
      if (found == module->scope.names.end()) continue;
      const python::Class* definition = found->second.back().definition;
      if (definition == nullptr || !evaluator_.InheritsExternal(*definition, "Migration")) continue;
      Migration migration;
      migration.key = {project_.AppOf(*module).label, std::string(python::LastPart(module->name))};
      migration.module = module;
      migration.definition = definition;
      migration.after = KeysIn(*definition, "dependencies");
      migration.replaces = KeysIn(*definition, "replaces");
      state_.apps.insert(migration.key.first);
      migrations_.emplace(migration.key, std::move(migration));
    }
    // On an empty database a squashed migration stands for those that it replaces.
    for (auto& [key, migration] : migrations_) {
      for (const MigrationKey& replaced : migration.replaces) {
        if (replaced != key && migrations_.contains(replaced)) stands_for_[replaced] = key;
      }
    }
  }

  std::vector<const Migration*> Ordered() {
    std::vector<const Migration*> order;
    std::set<MigrationKey> done;
    for (const auto& [key, migration] : migrations_) Visit(key, done, order);
    return order;
  }

  // Depth first, without recursion: histories are long.
  void Visit(const MigrationKey& start, std::set<MigrationKey>& done, std::vector<const Migration*>& order) {
    std::vector<std::pair<const Migration*, bool>> open;
    const auto push = [&](MigrationKey key) {
      for (int i = 0; i < 5 && stands_for_.contains(key); ++i) key = stands_for_[key];
      if (key.second == "__first__" || key.second == "__latest__") key = EndOf(key);
      const auto found = migrations_.find(key);
      if (found != migrations_.end() && !done.contains(key)) open.emplace_back(&found->second, false);
    };
    push(start);
    while (!open.empty()) {
      const auto [migration, entered] = open.back();
      if (entered) {
        open.pop_back();
        if (finished_.insert(migration->key).second) order.push_back(migration);
        continue;
      }
      if (!done.insert(migration->key).second) {
        open.pop_back();
        continue;
      }
      open.back().second = true;
      for (const MigrationKey& before : migration->after) push(before);
      for (const MigrationKey& replaced : migration->replaces) {
        const auto found = migrations_.find(replaced);
        if (found == migrations_.end()) continue;
        for (const MigrationKey& before : found->second.after) push(before);
      }
    }
  }

  MigrationKey EndOf(const MigrationKey& key) const {
    MigrationKey end = key;
    for (const auto& [other, migration] : migrations_) {
      if (other.first != key.first) continue;
      if (end == key || key.second == "__latest__") end = other;
    }
    return end;
  }

  void Say(const CallData* call, std::string message) {
    diagnostics_.push_back({current_->module->file,
                            call == nullptr || call->node == nullptr ? 0 : call->node->line,
                            std::move(message)});
  }

  void RunAll(const Value& operations, int depth) {
    const auto items = python::Items(operations);
    if (!items || depth > kMaxNesting) {
      Say(nullptr,
          "expected a list of operations, found one that only the running program knows: passed over");
      return;
    }
    for (const Value& operation : *items) {
      if (const CallData* call = CallOf(operation)) Run(*call, NameOf(*call), depth);
    }
  }

  std::string NameOf(const CallData& call) {
    if (const auto* external = call.callee.As<python::External>())
      return std::string(python::LastPart(external->path));
    const auto* definition = call.callee.As<python::ClassRef>();
    if (definition == nullptr) return "";
    for (const python::Ancestor& ancestor : evaluator_.Mro(*definition->definition)) {
      if (ancestor.definition == nullptr) return std::string(python::LastPart(ancestor.external));
    }
    return "";
  }

  static std::string Text(const CallData& call, std::string_view name, std::size_t position) {
    const Value* value = call.Argument(name, position);
    return value == nullptr ? "" : value->Text().value_or("");
  }

  [[nodiscard]] std::string Label(std::string_view name) const {
    return Lower(current_->key.first + "." + std::string(name));
  }

  Model* Find(std::string_view name) {
    const auto found = state_.models.find(Label(name));
    return found == state_.models.end() ? nullptr : found->second.get();
  }

  // Which side of Django's bookkeeping an operation changes.
  enum class Mode { kBoth, kDatabase, kState };

  void RunAs(Mode mode, const Value& operations, int depth) {
    // What is nested in operations of one side only is of that side.
    const Mode before = std::exchange(mode_, mode_ == Mode::kBoth || mode_ == mode ? mode : Mode::kState);
    RunAll(operations, depth + 1);
    mode_ = before;
  }

  // A text, or several; each with the parameters it is to be given, or without.
  void KeepSql(const CallData& call) {
    const Value* sql = call.Argument("sql", 0);
    const auto* external = sql == nullptr ? nullptr : sql->As<python::External>();
    if (sql == nullptr || (external != nullptr && python::LastPart(external->path) == "noop")) return;
    std::vector<Value> texts = {*sql};
    if (!sql->Text()) texts = python::Items(*sql).value_or(texts);
    for (const Value& one : texts) {
      const auto* pair = one.As<python::Sequence>();
      const auto text = pair != nullptr && !pair->items.empty() ? pair->items[0].Text() : one.Text();
      if (!text) {
        Say(&call,
            "expected SQL, found a text that only the running program knows: what it changes is not known");
        continue;
      }
      RawSql raw;
      raw.text = *text;
      raw.file = current_->module->file;
      raw.line = call.node == nullptr ? 0 : call.node->line;
      state_.raw.push_back(std::move(raw));
    }
  }

  // SQL that ran before, on a table that is changed now.
  void Overtake(const Model& model) {
    if (mode_ == Mode::kState) return;
    for (RawSql& raw : state_.raw) {
      if (!raw.tables.contains(model.table) && !HasWord(raw.text, model.table)) continue;
      raw.overtaken = true;
      raw.tables.insert(model.table);
    }
  }

  void Renamed(const std::string& before, const std::string& after) {
    for (RawSql& raw : state_.raw) {
      if (raw.tables.contains(before)) raw.tables.insert(after);
    }
  }

  void Run(const CallData& call, const std::string& name, int depth) {
    if (name == "SeparateDatabaseAndState") {
      if (const Value* database = call.Argument("database_operations", 0))
        RunAs(Mode::kDatabase, *database, depth);
      if (const Value* state = call.Argument("state_operations", 1)) RunAs(Mode::kState, *state, depth);
    } else if (name == "RunSQL") {
      if (mode_ != Mode::kState) KeepSql(call);
      const Value* state = call.Argument("state_operations", 2);
      if (state != nullptr && !state->Is<python::None>()) RunAs(Mode::kState, *state, depth);
    } else if (name == "CreateModel") {
      CreateModel(call);
    } else if (name == "DeleteModel") {
      DeleteModel(Text(call, "name", 0));
    } else if (name == "RenameModel") {
      RenameModel(Text(call, "old_name", 0), Text(call, "new_name", 1));
    } else if (name == "AddField" || name == "AlterField") {
      SetField(call);
    } else if (name == "RemoveField") {
      RemoveField(Text(call, "model_name", 0), Text(call, "name", 1));
    } else if (name == "RenameField") {
      RenameField(Text(call, "model_name", 0), Text(call, "old_name", 1), Text(call, "new_name", 2));
    } else {
      RunOption(call, name);
    }
  }

  void RunOption(const CallData& call, const std::string& name) {
    Model* model = Find(Text(call, name.starts_with("Alter") ? "name" : "model_name", 0));
    if (model == nullptr) return;
    if (name.starts_with("Alter") || name.starts_with("Remove")) Overtake(*model);
    if (name == "AlterModelTable") {
      const std::string table = Text(call, "table", 1);
      const std::string before = std::exchange(model->table, table.empty() ? DefaultTable(*model) : table);
      Renamed(before, model->table);
      if (table.empty()) {
        model->meta.erase("db_table");
      } else {
        model->meta["db_table"] = {table};
      }
    } else if (name == "AlterUniqueTogether" || name == "AlterIndexTogether") {
      const std::string option = name == "AlterUniqueTogether" ? "unique_together" : "index_together";
      const Value* keys = call.Argument(option, 1);
      Value together = keys == nullptr ? Value{python::Sequence{}} : *keys;
      // The database keeps what it had; what is new is only said.
      if (mode_ == Mode::kState) together = Common(model->meta[option], together);
      model->meta[option] = std::move(together);
    } else if (name.starts_with("AddIndex") || name == "AddConstraint") {
      if (mode_ == Mode::kState) return;
      const std::string option = name == "AddConstraint" ? "constraints" : "indexes";
      Value& list = model->meta.try_emplace(option, Value{python::Sequence{}}).first->second;
      const Value* item = call.Argument(name == "AddConstraint" ? "constraint" : "index", 1);
      if (auto* items = list.As<python::Sequence>(); items != nullptr && item != nullptr)
        items->items.push_back(*item);
    } else if (name.starts_with("RemoveIndex") || name == "RemoveConstraint") {
      const auto list = model->meta.find(name == "RemoveConstraint" ? "constraints" : "indexes");
      auto* items = list == model->meta.end() ? nullptr : list->second.As<python::Sequence>();
      if (items == nullptr) return;
      const std::string removed = Text(call, "name", 1);
      std::erase_if(items->items, [&](const Value& item) {
        const CallData* of = CallOf(item);
        const Value* its_name = of == nullptr ? nullptr : of->Keyword("name");
        return its_name != nullptr && its_name->Text() == removed;
      });
    } else if (name == "AlterModelOptions") {
      const Value* options = call.Argument("options", 1);
      const auto* dict = options == nullptr ? nullptr : options->As<python::Dict>();
      const Value* managed = dict == nullptr ? nullptr : dict->Find("managed");
      if (managed != nullptr) model->managed = managed->Truth() != false;
    }
  }

  // The items that are in both lists.
  static Value Common(const Value& a, const Value& b) {
    python::Sequence common;
    const auto ours = python::Items(a);
    for (const Value& item : python::Items(b).value_or(std::vector<Value>())) {
      const bool both = ours && std::any_of(ours->begin(), ours->end(), [&](const Value& other) {
                          return python::Equal(item, other) == true;
                        });
      if (both) common.items.push_back(item);
    }
    return {std::move(common)};
  }

  // The model that the database has in that table, as far as migrations made it.
  const Model* MadeAs(const std::string& table) const {
    const auto gone = left_.find(table);
    if (gone != left_.end()) return gone->second.get();
    for (const auto& [label, model] : state_.models) {
      if (model->table == table && !model->only_stated && !model->proxy) return model.get();
    }
    return nullptr;
  }

  // What no database operation made is only stated, but for columns that are there already, as they are.
  static void State(Field& field, const Field* there) {
    field.only_stated = there == nullptr || there->only_stated || there->null != field.null ||
                        there->unique != field.unique || there->primary_key != field.primary_key ||
                        there->type != field.type || there->target != field.target ||
                        there->db_constraint != field.db_constraint || there->column != field.column;
  }

  void State(Model& model) {
    const Model* there = MadeAs(model.table);
    model.only_stated = there == nullptr;
    for (Field& field : model.fields) {
      const Field* same = nullptr;
      for (const Field& other : there == nullptr ? std::vector<Field>() : there->fields) {
        if (!other.column.empty() && other.column == field.column) same = there->Find(other.name);
      }
      State(field, same);
    }
    for (const char* option : {"unique_together", "constraints"}) {
      const auto said = model.meta.find(option);
      if (said == model.meta.end()) continue;
      const bool has = there != nullptr && there->meta.contains(option);
      said->second = has ? Common(there->meta.find(option)->second, said->second) : Value{python::Sequence{}};
    }
  }

  void DeleteModel(const std::string& name) {
    const auto found = state_.models.find(Label(name));
    if (found == state_.models.end()) return;
    Overtake(*found->second);
    // The table stays where only Django forgets it.
    const std::string table = found->second->table;
    if (mode_ == Mode::kState && !found->second->only_stated) left_[table] = std::move(found->second);
    state_.models.erase(found);
  }

  static std::string DefaultTable(const Model& model) { return model.app + "_" + Lower(model.name); }

  void CreateModel(const CallData& call) {
    auto model = std::make_unique<Model>();
    model->app = current_->key.first;
    model->name = Text(call, "name", 0);
    model->label = Label(model->name);
    model->table = DefaultTable(*model);
    const Value* options = call.Argument("options", 2);
    if (const auto* dict = options == nullptr ? nullptr : options->As<python::Dict>()) {
      for (const auto& [key, value] : dict->entries) {
        if (const auto option = key.Text()) model->meta[*option] = value;
      }
    }
    const auto is = [&](const char* option, bool otherwise) {
      const auto found = model->meta.find(option);
      return found == model->meta.end() ? otherwise : found->second.Truth().value_or(otherwise);
    };
    model->proxy = is("proxy", false);
    model->managed = is("managed", true);
    if (const auto table = model->meta.find("db_table"); table != model->meta.end())
      model->table = table->second.Text().value_or(model->table);
    const Value* fields = call.Argument("fields", 1);
    const auto items = fields == nullptr ? std::nullopt : python::Items(*fields);
    if (!items)
      return Say(&call, "expected the fields of a model, found what only the running program knows");
    for (const Value& item : *items) {
      const auto* pair = item.As<python::Sequence>();
      const auto name = pair != nullptr && pair->items.size() == 2 ? pair->items[0].Text() : std::nullopt;
      auto field = name ? Read(*name, pair->items[1], *model) : std::nullopt;
      if (field) model->fields.push_back(std::move(*field));
    }
    if (mode_ == Mode::kState) State(*model);
    state_.models[model->label] = std::move(model);
  }

  std::optional<Field> Read(const std::string& name, const Value& value, const Model& model) {
    auto field = ReadField(name, value, evaluator_);
    if (!field) return field;
    if (const Value* to = field->Option("to")) field->target = table_.LabelOf(*to, model.app, model.label);
    if (const Value* through = field->Option("through"))
      field->through = table_.LabelOf(*through, model.app, model.label);
    if (field->parent_link) field->primary_key = field->primary_key || model.PrimaryKey() == nullptr;
    return field;
  }

  void SetField(const CallData& call) {
    Model* model = Find(Text(call, "model_name", 0));
    const Value* value = call.Argument("field", 2);
    const std::string name = Text(call, "name", 1);
    auto field = model == nullptr || value == nullptr ? std::nullopt : Read(name, *value, *model);
    if (!field) return;
    Field* old = model->Find(name);
    if (old != nullptr) Overtake(*model);
    if (mode_ == Mode::kState) State(*field, old);
    if (old != nullptr) {
      *old = std::move(*field);
    } else {
      model->fields.push_back(std::move(*field));
    }
  }

  void RemoveField(const std::string& model_name, const std::string& name) {
    Model* model = Find(model_name);
    if (model == nullptr) return;
    Overtake(*model);
    std::erase_if(model->fields, [&](const Field& field) { return field.name == name; });
  }

  void RenameField(const std::string& model_name, const std::string& old_name, const std::string& new_name) {
    Model* model = Find(model_name);
    Field* field = model == nullptr ? nullptr : model->Find(old_name);
    if (field == nullptr) return;
    Overtake(*model);
    field->name = new_name;
    if (!field->Option("db_column") && !field->column.empty())
      field->column = new_name + (field->relation() ? "_id" : "");
    for (const char* option : {"unique_together", "index_together"}) {
      const auto keys = model->meta.find(option);
      if (keys != model->meta.end()) Rename(keys->second, old_name, new_name, 0);
    }
    for (auto& [label, other] : state_.models) {
      for (Field& reference : other->fields) {
        if (reference.target == model->label && reference.to_field == old_name) reference.to_field = new_name;
      }
    }
  }

  static void Rename(Value& value, const std::string& old_name, const std::string& new_name, int depth) {
    if (auto* text = value.As<std::string>(); text != nullptr && *text == old_name) *text = new_name;
    auto* sequence = value.As<python::Sequence>();
    if (sequence == nullptr || depth > 3) return;
    for (Value& item : sequence->items) Rename(item, old_name, new_name, depth + 1);
  }

  void RenameModel(const std::string& old_name, const std::string& new_name) {
    auto found = state_.models.find(Label(old_name));
    if (found == state_.models.end()) return;
    Overtake(*found->second);
    std::unique_ptr<Model> model = std::move(found->second);
    state_.models.erase(found);
    const std::string table = model->table;
    const std::string old_label = model->label;
    model->name = new_name;
    model->label = Label(new_name);
    if (!model->meta.contains("db_table")) model->table = DefaultTable(*model);
    Renamed(table, model->table);
    const std::string label = model->label;
    state_.models[label] = std::move(model);
    for (auto& [other_label, other] : state_.models) {
      for (Field& field : other->fields) {
        if (field.target == old_label) field.target = label;
        if (field.through == old_label) field.through = label;
      }
    }
  }

  Project& project_;
  python::Evaluator& evaluator_;
  const ModelTable& table_;
  std::vector<Diagnostic>& diagnostics_;
  MigratedState state_;
  std::map<MigrationKey, Migration> migrations_;
  std::map<MigrationKey, MigrationKey> stands_for_;
  std::set<MigrationKey> finished_;
  std::map<std::string, std::unique_ptr<Model>> left_;  // by table: that only Django has forgotten
  const Migration* current_ = nullptr;
  Mode mode_ = Mode::kBoth;
};

}  // namespace

MigratedState FoldMigrations(Project& project, const ModelTable& models,
                             std::vector<Diagnostic>& diagnostics) {
  return Folder(project, models, diagnostics).Fold();
}

}  // namespace tacit::analyze::django
