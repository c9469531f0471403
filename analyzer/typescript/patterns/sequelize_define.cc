// sequelize.define("user", {...}, {...}); User.init({...}, {...}); User.belongsTo(models.Team)
#include <algorithm>
#include <map>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/evaluate/walk.h"
#include "analyzer/typescript/names.h"
#include "analyzer/typescript/patterns/sequelize.h"
#include "analyzer/typescript/patterns/sequelize_attribute.h"

namespace tacit::analyze::typescript {

const PatternDoc kSequelizeDefineDoc = {
    .name = "sequelize-define",
    .summary = "sequelize.define and Model.init: attributes, options and associations",
    .code =
        "const User = sequelize.define(\"user\", {\n  email: { type: DataTypes.STRING(64), allowNull: false, "
        "unique: true },\n});\nUser.belongsTo(Team);",
    .states = "users.email IS NOT NULL, char_length(email) <= 64, UNIQUE (email), FOREIGN KEY (teamId)",
    .soundness =
        "A where the migrations (or, without any, synchronisation) put it into the database; else B, and C "
        "for keys and references",
    .caveat =
        "attributes are columns with a foreign key of belongsTo; its name is taken from the model's unless "
        "it "
        "is given"};

namespace {

using syntax::Node;

Value DefinitionParameter(std::string_view name) {
  if (name == "DataTypes" || name == "Sequelize" || name == "sequelize" || name == "DataType")
    return MakeChain({"sequelize", {{std::string(name), false, {}, false, 0}}});
  return {};
}

bool IsSequelize(const Value& value) {
  const Chain* chain = value.AsChain();
  return chain != nullptr &&
         (chain->package == "sequelize" || LowerCase(chain->Path()).find("sequelize") != std::string::npos);
}

// The last name of "models.Team", "Team" and "db.sequelize.models.Team".
std::string LastName(const Node& node) {
  if (node.Is("identifier")) return std::string(node.text);
  const Node* property = node.Is("member_expression") ? node.Field("property") : nullptr;
  return property == nullptr ? "" : std::string(property->text);
}

struct Association {
  std::string from;
  std::string to;
  Value options;
  std::string file;
  int line = 0;
};

class DefinitionCollector {
 public:
  explicit DefinitionCollector(Evaluator& evaluator) : evaluator_(evaluator) {}

  void Read(const Module& module) {
    module_ = &module;
    evaluator_.Restart();
    VisitCalls(evaluator_, module.tree->root(), evaluator_.ScopeOf(module), DefinitionParameter,
               [this](const CallSite& site, const ScopePtr& scope) { Visit(site, scope); });
  }

  std::vector<Model> Finish() {
    for (const Association& association : associations_) Add(association);
    return std::move(models_);
  }

 private:
  void Visit(const CallSite& site, const ScopePtr& scope) {
    if (site.receiver == nullptr || site.arguments.empty()) return;
    if (site.method == "define" && site.arguments.size() >= 2) {
      const Value receiver = evaluator_.Eval(*site.receiver, scope);
      const auto name = evaluator_.Eval(*site.arguments[0], scope).Text();
      const bool likely = IsSequelize(receiver) || LastName(*site.receiver) == "sequelize";
      if (name && likely) Define(*name, site, 1, scope);
    } else if (site.method == "init" && site.arguments.size() >= 2) {
      std::string name = LastName(*site.receiver);
      const bool own = site.receiver->Is("super") || site.receiver->Is("this");
      const Node* label = site.in_class == nullptr ? nullptr : site.in_class->Field("name");
      if (own && label != nullptr) name = std::string(label->text);
      if (!name.empty()) Define(name, site, 0, scope);
    } else if (site.method == "belongsTo") {
      std::string from = LastName(*site.receiver);
      const Node* label = site.in_class == nullptr ? nullptr : site.in_class->Field("name");
      if (site.receiver->Is("this") && label != nullptr) from = std::string(label->text);
      Association association{from, LastName(*site.arguments[0]), {}, module_->path, site.node->line};
      if (site.arguments.size() > 1) association.options = evaluator_.Eval(*site.arguments[1], scope);
      associations_.push_back(std::move(association));
    }
  }

  void Define(const std::string& name, const CallSite& site, std::size_t at, const ScopePtr& scope) {
    const Value attributes = evaluator_.Eval(*site.arguments[at], scope);
    if (attributes.AsObject() == nullptr) return;
    const Value options =
        site.arguments.size() > at + 1 ? evaluator_.Eval(*site.arguments[at + 1], scope) : Value();
    if (at == 0 && options.Get("sequelize") == nullptr &&
        (options.AsObject() == nullptr || !options.AsObject()->open))
      return;  // an `init` of something else
    Model model;
    const Value* named = options.Get("modelName");
    model.name = named == nullptr ? name : named->Text().value_or(name);
    model.key = module_->path + "#" + name;
    model.file = module_->path;
    model.line = site.node->line;
    model.orm = Orm::kSequelize;
    const Value* underscored = options.Get("underscored");
    const bool snake = underscored != nullptr && underscored->IsTrue();
    AttributeReader reader(evaluator_, model, std::string(kSequelizeDefineDoc.name));
    for (const Property& attribute : attributes.AsObject()->properties) {
      reader.FieldOf(attribute.key, attribute.line);
      reader.Read(attribute.key, attribute.value, attribute.line);
    }
    std::erase_if(model.fields, [](const Field& field) { return field.type == "VIRTUAL"; });
    if (model.PrimaryKey().empty()) {
      Field key{"id", "id", "integer", false, true, std::nullopt, std::nullopt, model.line};
      if (model.Find("id") == nullptr) model.fields.insert(model.fields.begin(), std::move(key));
    }
    Timestamps(options, reader, model);
    reader.FinishKeys();
    for (Field& field : model.fields) {
      if (snake && field.column == field.property) field.column = SnakeCase(field.property);
    }
    const Value* table = options.Get("tableName");
    const Value* frozen = options.Get("freezeTableName");
    const std::string plural = frozen != nullptr && frozen->IsTrue() ? model.name : Plural(model.name);
    model.table = table != nullptr && table->Text() ? *table->Text() : snake ? SnakeCase(plural) : plural;
    if (options.AsObject() != nullptr)
      ReadSequelizeOptions(evaluator_, options, model, std::string(kSequelizeDefineDoc.name));
    snake_[model.key] = snake;
    models_.push_back(std::move(model));
    variables_[name] = models_.size() - 1;
    variables_.emplace(models_.back().name, models_.size() - 1);
    // const User = sequelize.define("user", ...)
    if (auto variable = VariableOf(*site.node)) variables_.emplace(*variable, models_.size() - 1);
  }

  // The name that the module or a function gives to what a call returns.
  std::optional<std::string> VariableOf(const Node& call) const {
    return FindVariable(module_->tree->root(), call, 0);
  }
  static std::optional<std::string> FindVariable(const Node& node, const Node& call, int depth) {
    if (depth > 60) return std::nullopt;
    for (const Node* child : node.children) {
      if (child == &call) {
        const Node* name = node.Is("variable_declarator") ? node.Field("name") : nullptr;
        return name == nullptr ? std::nullopt : std::optional(std::string(name->text));
      }
      const char* begin = child->text.data();
      if (call.text.data() < begin || call.text.data() >= begin + child->text.size()) continue;
      if (auto found = FindVariable(*child, call, depth + 1)) return found;
    }
    return std::nullopt;
  }

  static void Timestamps(const Value& options, AttributeReader& reader, Model& model) {
    const Value* wanted = options.Get("timestamps");
    if (wanted != nullptr && wanted->Truth() != true) return;
    for (const char* name : {"createdAt", "updatedAt"}) {
      const Value* renamed = options.Get(name);
      if (renamed != nullptr && renamed->Truth() == false) continue;
      Field& field = reader.FieldOf(renamed == nullptr ? name : renamed->Text().value_or(name), model.line);
      field.type = "timestamp with time zone";
      field.nullable = false;
    }
    const Value* paranoid = options.Get("paranoid");
    if (paranoid == nullptr || !paranoid->IsTrue()) return;
    const Value* renamed = options.Get("deletedAt");
    model.deleted_at = renamed == nullptr ? "deletedAt" : renamed->Text().value_or("deletedAt");
    reader.FieldOf(model.deleted_at, model.line).type = "timestamp with time zone";
  }

  Model* Named(const std::string& name) {
    const auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : &models_[found->second];
  }

  void Add(const Association& association) {
    Model* from = Named(association.from);
    const Model* to = Named(association.to);
    if (from == nullptr || to == nullptr) return;
    const Value* key = association.options.Get("foreignKey");
    const Value* as = association.options.Get("as");
    const Value* inner = key == nullptr ? nullptr : key->Get("name");
    if (inner == nullptr && key != nullptr) inner = key->Get("fieldName");
    const bool snake = snake_[from->key];
    std::string property = LowerFirst(as == nullptr ? to->name : as->Text().value_or(to->name)) + "Id";
    if (inner != nullptr) property = inner->Text().value_or(property);
    if (key != nullptr && key->Text()) property = *key->Text();
    if (from->Find(property) == nullptr) {
      Field field{property,     snake ? SnakeCase(property) : property,
                  "integer",    true,
                  false,        std::nullopt,
                  std::nullopt, association.line};
      if (const auto primary = to->PrimaryKey(); primary.size() == 1) field.type = to->Find(primary[0])->type;
      const Value* nullable = key == nullptr ? nullptr : key->Get("allowNull");
      const bool required = nullable != nullptr && nullable->Truth() == false;
      from->fields.push_back(std::move(field));
      AttributeReader reader(evaluator_, *from, std::string(kSequelizeDefineDoc.name));
      if (required) reader.NotNull(property, association.line);
    }
    Reference reference;
    reference.properties = {property};
    reference.target = to->key;
    const Value* target_key = association.options.Get("targetKey");
    if (target_key != nullptr && target_key->Text()) reference.target_properties = {*target_key->Text()};
    const Value* constraints = association.options.Get("constraints");
    reference.in_schema = constraints == nullptr || constraints->Truth() != false;
    const Value* action = association.options.Get("onDelete");
    if (action != nullptr) reference.on_delete = LowerCase(action->Text().value_or(""));
    reference.evidence = {association.file, association.line, std::string(kSequelizeDefineDoc.name)};
    from->references.push_back(std::move(reference));
  }

  Evaluator& evaluator_;
  const Module* module_ = nullptr;
  std::vector<Model> models_;
  std::map<std::string, std::size_t> variables_;
  std::map<std::string, bool> snake_;
  std::vector<Association> associations_;
};

}  // namespace

std::vector<Model> SequelizeDefinitions(Evaluator& evaluator, const std::vector<const Module*>& modules) {
  DefinitionCollector collector(evaluator);
  for (const Module* module : modules) collector.Read(*module);
  return collector.Finish();
}

}  // namespace tacit::analyze::typescript
