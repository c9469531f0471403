// const Cart = model.define("cart", { id: model.id().primaryKey(), email: model.text().unique()
// }).indexes([...])
#include <algorithm>

#include "analyzer/typescript/names.h"
#include "analyzer/typescript/patterns/mikro_orm.h"

namespace tacit::analyze::typescript {

const PatternDoc kDataModelDoc = {
    .name = "data-model",
    .summary = "model.define of Medusa's data models",
    .code =
        "const Cart = model.define(\"cart\", {\n  id: model.id().primaryKey(),\n  email: "
        "model.text().unique(),\n  "
        "note: model.text().nullable(),\n  region: model.belongsTo(() => Region),\n})",
    .states = "cart.email IS NOT NULL, UNIQUE (email) WHERE deleted_at IS NULL, FOREIGN KEY (region_id)",
    .soundness = "A where the migrations (or, without any, synchronisation) put it into the database; else B",
    .caveat = "rows are deleted softly: keys hold among those that are not"};

namespace {

constexpr std::string_view kAlive = "deleted_at IS NULL";

std::string SqlType(const std::string& kind) {
  if (kind == "id" || kind == "text") return "text";
  if (kind == "number" || kind == "autoincrement") return "integer";
  if (kind == "bigNumber") return "numeric";
  if (kind == "float") return "real";
  if (kind == "boolean") return "boolean";
  if (kind == "dateTime") return "timestamp with time zone";
  if (kind == "json") return "jsonb";
  if (kind == "array") return "text[]";
  if (kind == "enum") return "text";
  return "";
}

class DefinitionReader {
 public:
  DefinitionReader(const Module& module, const std::string& variable) {
    model_.key = module.path + "#" + variable;
    model_.file = module.path;
    model_.orm = Orm::kMikroOrm;
  }

  std::optional<Model> Run(const Chain& chain, std::size_t at) {
    const Link& define = chain.links[at];
    if (define.arguments.size() < 2) return std::nullopt;
    const Value* name = define.arguments[0].Get("name");
    const Value* table = define.arguments[0].Get("tableName");
    model_.name = name == nullptr ? define.arguments[0].Text().value_or("") : name->Text().value_or("");
    model_.table = SnakeCase(table == nullptr ? model_.name : table->Text().value_or(model_.name));
    model_.line = define.line;
    const Object* fields = define.arguments[1].AsObject();
    if (model_.table.empty() || fields == nullptr) return std::nullopt;
    for (const Property& field : fields->properties) Read(field);
    for (const char* stamp : {"created_at", "updated_at", "deleted_at"}) {
      if (model_.Find(stamp) != nullptr) continue;
      Field field;
      field.property = field.column = stamp;
      field.type = "timestamp with time zone";
      field.nullable = std::string_view(stamp) == kAlive.substr(0, 10);
      field.line = model_.line;
      model_.fields.push_back(std::move(field));
    }
    model_.deleted_at = "deleted_at";
    for (std::size_t i = at + 1; i < chain.links.size(); ++i) {
      if (chain.links[i].name == "indexes" && !chain.links[i].arguments.empty())
        Indexes(chain.links[i].arguments[0]);
    }
    return std::move(model_);
  }

 private:
  Rule MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const {
    Rule rule;
    rule.kind = kind;
    rule.properties = std::move(properties);
    rule.evidence = {model_.file, line, std::string(kDataModelDoc.name)};
    return rule;
  }

  void Read(const Property& property) {
    const Chain* chain = property.value.AsChain();
    if (chain == nullptr || chain->links.size() < 2) return;
    const Link& kind = chain->links[1];
    const auto has = [&](std::string_view name) {
      return std::any_of(chain->links.begin() + 2, chain->links.end(),
                         [name](const Link& link) { return link.name == name; });
    };
    if (kind.name == "belongsTo") return BelongsTo(property, kind, has("nullable"));
    Field field;
    field.property = field.column = property.key;
    field.type = SqlType(kind.name);
    if (field.type.empty()) return;
    field.line = property.line;
    field.primary = has("primaryKey");
    field.nullable = has("nullable");
    for (const Link& link : chain->links) {
      if (link.name == "default" && !link.arguments.empty() && link.arguments[0].ToSql())
        field.default_sql = QuotedValue(*link.arguments[0].ToSql());
    }
    const bool required = !field.nullable && !field.primary;
    model_.fields.push_back(std::move(field));
    if (required) NotNull(property.key, property.line);
    if (has("unique")) Unique({property.key}, property.line, std::string(kAlive));
    if (kind.name == "enum" && !kind.arguments.empty()) OneOf(property, kind.arguments[0]);
  }

  void NotNull(const std::string& property, int line) {
    Rule rule = MakeRule(ConstraintKind::kNotNull, {property}, line);
    rule.nulls = NullPolicy::kRejected;
    model_.rules.push_back(std::move(rule));
  }

  void Unique(std::vector<std::string> properties, int line, std::string where) {
    Rule rule = MakeRule(ConstraintKind::kUnique, std::move(properties), line);
    rule.detail = UniqueDetail{};
    rule.in_schema = true;
    rule.soundness = Soundness::kC;
    rule.condition = Condition{std::move(where), false};
    model_.rules.push_back(std::move(rule));
  }

  void OneOf(const Property& property, const Value& listed) {
    auto values = ScalarList(listed);
    if (const Object* members = listed.AsObject(); members != nullptr && !members->open) {
      Array items;
      for (const Property& member : members->properties) items.items.push_back(member.value);
      values = ScalarList(MakeArray(std::move(items)));
    }
    if (!values || values->empty()) return;
    Rule rule = MakeRule(ConstraintKind::kOneOf, {property.key}, property.line);
    rule.detail = ValuesDetail{std::move(*values)};
    rule.in_schema = true;
    model_.rules.push_back(std::move(rule));
  }

  void BelongsTo(const Property& property, const Link& link, bool nullable) {
    const Value* options = link.arguments.size() > 1 ? &link.arguments[1] : nullptr;
    const Value* named = options == nullptr ? nullptr : options->Get("foreignKeyName");
    Field field;
    field.property = property.key + "_id";
    field.column = named == nullptr ? field.property : named->Text().value_or(field.property);
    field.type = "text";
    field.nullable = nullable;
    field.line = property.line;
    const std::string key = field.property;
    if (model_.Find(key) == nullptr) {
      model_.fields.push_back(std::move(field));
      if (!nullable) NotNull(key, property.line);
    }
    const auto* function = link.arguments.empty() ? nullptr : link.arguments[0].As<Function>();
    const syntax::Node* body = function == nullptr ? nullptr : function->node->Field("body");
    if (body == nullptr || !body->Is("identifier")) return;
    Reference reference;
    reference.properties = {key};
    reference.target = "variable:" + std::string(body->text);
    reference.evidence = {model_.file, property.line, std::string(kDataModelDoc.name)};
    model_.references.push_back(std::move(reference));
  }

  // { on: ["a", "b"], unique: true, where: "..." }
  void Indexes(const Value& indexes) {
    const Array* array = indexes.AsArray();
    if (array == nullptr) return;
    for (const Value& index : array->items) {
      const Value* on = index.Get("on");
      auto names = on == nullptr ? std::nullopt : TextList(*on);
      if (!names || names->empty()) continue;
      for (std::string& name : *names) {
        if (model_.Find(name) == nullptr && model_.Find(name + "_id") != nullptr) name += "_id";
      }
      const Value* where = index.Get("where");
      std::string condition(kAlive);
      if (where != nullptr) {
        const auto given = ConditionOf(*where);
        if (!given) continue;
        condition = given->find("deleted_at") != std::string::npos ? *given : *given + " AND " + condition;
      }
      const Value* unique = index.Get("unique");
      if (unique != nullptr && unique->IsTrue()) {
        Unique(std::move(*names), index.line, std::move(condition));
      } else {
        model_.indexes.push_back({"", std::move(*names), false, condition});
      }
    }
  }

  static std::optional<std::string> ConditionOf(const Value& where) {
    if (where.Text()) return where.Text();
    const Object* object = where.AsObject();
    if (object == nullptr || object->open || object->properties.empty()) return std::nullopt;
    std::string sql;
    for (const Property& part : object->properties) {
      const Value* negated = part.value.Get("$ne");
      std::string condition;
      if (part.value.Is<Null>()) {
        condition = " IS NULL";
      } else if (const auto scalar = part.value.ToSql()) {
        condition = " = " + QuotedValue(*scalar);
      } else if (negated != nullptr && negated->Is<Null>()) {
        condition = " IS NOT NULL";
      } else {
        return std::nullopt;
      }
      sql += (sql.empty() ? "" : " AND ") + Quoted(part.key) + condition;
    }
    return sql;
  }

  Model model_;
};

}  // namespace

std::vector<Model> DataModels(Evaluator& evaluator, const std::vector<const Module*>& modules) {
  std::vector<Model> models;
  for (const Module* module : modules) {
    const auto read = [&](const std::string& variable, const Value& value) {
      const Chain* chain = value.AsChain();
      if (chain == nullptr || chain->links.size() < 2 || chain->links[0].name != "model") return;
      for (std::size_t at = 1; at < chain->links.size(); ++at) {
        if (chain->links[at].name != "define" || !chain->links[at].called) continue;
        if (auto model = DefinitionReader(*module, variable).Run(*chain, at))
          models.push_back(std::move(*model));
        return;
      }
    };
    for (const auto& [name, declaration] : module->declarations) {
      const bool defines = declaration.node->Is("variable_declarator") &&
                           declaration.node->text.find(".define(") != std::string_view::npos;
      if (!defines) continue;
      evaluator.Restart();
      read(name, evaluator.Name(*module, name));
    }
    if (module->default_value != nullptr &&
        module->default_value->text.find(".define(") != std::string_view::npos) {
      evaluator.Restart();
      read("default", evaluator.Exported(*module, "default"));
    }
  }
  // () => Region names a variable: the model whose definition it holds, by its own name.
  for (Model& model : models) {
    for (Reference& reference : model.references) {
      if (!reference.target.starts_with("variable:")) continue;
      const std::string wanted = LowerCase(reference.target.substr(9));
      for (const Model& other : models) {
        std::string own = SnakeCase(other.name);
        std::erase(own, '_');
        if (LowerCase(other.name) == wanted || own == wanted) reference.target = other.key;
      }
    }
  }
  return models;
}

}  // namespace tacit::analyze::typescript
