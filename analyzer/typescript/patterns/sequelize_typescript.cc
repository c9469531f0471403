// @Table class User extends Model { @AllowNull(false) @Column(DataType.STRING) name: string; ... }
#include <algorithm>
#include <map>
#include <set>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/names.h"
#include "analyzer/typescript/patterns/sequelize.h"
#include "analyzer/typescript/patterns/sequelize_attribute.h"
#include "analyzer/typescript/patterns/unknown_decorator.h"

namespace tacit::analyze::typescript {

const PatternDoc kSequelizeTypescriptDoc = {
    .name = "sequelize-typescript",
    .summary = "a class with @Table: its columns, keys and references, those of base classes included",
    .code =
        "@Table({ tableName: \"users\" })\nclass User extends Model {\n  @AllowNull(false)\n  @Unique\n  "
        "@Column(DataType.STRING(64))\n  email: string;\n\n  @ForeignKey(() => Team)\n  @Column\n  teamId: "
        "number;\n}",
    .states = "users.email IS NOT NULL, char_length(email) <= 64, UNIQUE (email), FOREIGN KEY (teamId)",
    .soundness =
        "A where the migrations (or, without any, synchronisation) put it into the database; else B, and C "
        "for keys and references",
    .caveat = "a bare @AllowNull allows NULL; that a type is not nullable in TypeScript states nothing"};

namespace {

constexpr std::string_view kPackage = "sequelize-typescript";

// Decorators whose name is that of a validator: @IsIn, @NotEmpty.
std::string ValidatorOf(std::string_view decorator) {
  static constexpr std::string_view kNames[] = {"Is",  "Not",      "IsIn",        "NotIn",       "Min",
                                                "Max", "NotEmpty", "IsLowercase", "IsUppercase", "NotNull"};
  if (std::find(std::begin(kNames), std::end(kNames), decorator) == std::end(kNames)) return "";
  return LowerFirst(decorator);
}

std::string SequelizeAnnotation(const syntax::Node* type) {
  const std::string name = TypeName(type);
  if (name == "string") return "varchar(255)";
  if (name == "number") return "integer";
  if (name == "bigint") return "bigint";
  if (name == "boolean") return "boolean";
  if (name == "Date") return "timestamp with time zone";
  return "";
}

class SequelizeClassReader {
 public:
  SequelizeClassReader(Evaluator& evaluator, const ClassRef& ref, const std::vector<ClassInfo>& line)
      : evaluator_(evaluator),
        line_(line),
        attributes_(evaluator, model_, std::string(kSequelizeTypescriptDoc.name)) {
    model_.key = KeyOf(ref);
    model_.name = ref.name;
    model_.file = ref.module->path;
    model_.line = ref.node->line;
    model_.orm = Orm::kSequelize;
    model_.declaration = ref;
  }

  Model Run() {
    const Decorator& table = *line_.back().Find("Table");
    const auto option = [&](std::string_view key) -> const Value* { return table.Option(key); };
    const auto on = [&](std::string_view key) { return option(key) != nullptr && option(key)->IsTrue(); };
    for (const ClassInfo& info : line_) {
      model_.file = info.ref.module->path;
      for (const ClassMember& member : info.members) Read(member);
    }
    model_.file = line_.back().ref.module->path;
    const Value* timestamps = option("timestamps");
    if (timestamps == nullptr || timestamps->Truth() != false) Timestamps(on("paranoid"));
    attributes_.FinishKeys();
    if (on("underscored")) {
      for (Field& field : model_.fields) {
        if (field.column == field.property) field.column = SnakeCase(field.property);
      }
    }
    NameTable(option("tableName"), option("modelName"), on("underscored"), on("freezeTableName"));
    for (const ClassInfo& info : line_) {
      for (const ClassMember& member : info.members) ReadAssociation(member);
    }
    if (!table.link.arguments.empty())
      ReadSequelizeOptions(evaluator_, table.link.arguments[0], model_,
                           std::string(kSequelizeTypescriptDoc.name));
    for (const ClassInfo& info : line_) ReadHooks(info);
    DoubtKey(line_, model_);
    return std::move(model_);
  }

 private:
  void NameTable(const Value* table, const Value* name, bool underscored, bool frozen) {
    if (table != nullptr && table->Text()) {
      model_.table = *table->Text();
      return;
    }
    const std::string base = name == nullptr ? model_.name : name->Text().value_or(model_.name);
    const std::string plural = frozen ? base : Plural(base);
    model_.table = underscored ? SnakeCase(plural) : plural;
  }

  void Read(const ClassMember& member) {
    if (member.is_static || member.is_method) return;
    const Decorator* column = member.Find("Column");
    const bool stamp = member.Find("CreatedAt") != nullptr || member.Find("UpdatedAt") != nullptr ||
                       member.Find("DeletedAt") != nullptr;
    if (column == nullptr && !stamp) return;
    if (column != nullptr && column->package != kPackage) return;
    const int at = member.node->line;
    std::erase_if(model_.fields, [&](const Field& field) { return field.property == member.name; });
    attributes_.FieldOf(member.name, at);
    if (column != nullptr && !column->link.arguments.empty())
      attributes_.Read(member.name, column->link.arguments[0], column->link.line);
    if (stamp) attributes_.FieldOf(member.name, at).type = "timestamp with time zone";
    if (member.Find("DeletedAt") != nullptr) model_.deleted_at = member.name;
    for (const Decorator& decorator : member.decorators) ReadDecorator(member, decorator);
    Field& field = attributes_.FieldOf(member.name, at);
    if (field.type == "VIRTUAL") {
      model_.fields.erase(std::find_if(model_.fields.begin(), model_.fields.end(),
                                       [&](const Field& one) { return one.property == member.name; }));
      return;
    }
    if (field.type.empty()) field.type = SequelizeAnnotation(member.type);
  }

  void ReadDecorator(const ClassMember& member, const Decorator& decorator) {
    const std::string& name = decorator.link.name;
    const int at = decorator.link.line;
    const Value* first = decorator.Argument(0);
    const Value all = first == nullptr ? Value{true} : *first;
    if (name == "AllowNull") {
      if (decorator.link.called && first != nullptr && first->Truth() == false)
        attributes_.NotNull(member.name, at);
    } else if (name == "PrimaryKey") {
      attributes_.FieldOf(member.name, at).primary = true;
    } else if (name == "Unique") {
      attributes_.Unique(member.name, all, at);
    } else if (name == "Default") {
      if (first != nullptr && first->ToSql())
        attributes_.FieldOf(member.name, at).default_sql = QuotedValue(*first->ToSql());
    } else if (name == "Length" && decorator.package == kPackage && first != nullptr) {
      Array bounds;
      const Value* least = first->Get("min");
      const Value* most = first->Get("max");
      bounds.items = {least == nullptr ? Value{0.0} : *least, most == nullptr ? Value() : *most};
      attributes_.Validator(member.name, "len", MakeArray(std::move(bounds)), at);
    } else if (name == "addAttributeOptions" && decorator.link.arguments.size() > 2) {
      attributes_.Read(member.name, decorator.link.arguments[2], at);
    } else if (decorator.package == kPackage && !ValidatorOf(name).empty()) {
      // @Is("name", check), @Is(/regex/), @IsIn([[...]])
      const Value* last = decorator.link.arguments.empty() ? nullptr : &decorator.link.arguments.back();
      attributes_.Validator(member.name, ValidatorOf(name), last == nullptr ? Value{true} : *last, at);
    }
  }

  void Timestamps(bool paranoid) {
    for (const char* name : {"createdAt", "updatedAt"}) {
      Field& field = attributes_.FieldOf(name, model_.line);
      field.type = "timestamp with time zone";
      field.nullable = false;
    }
    if (!paranoid) return;
    if (model_.deleted_at.empty()) model_.deleted_at = "deletedAt";
    attributes_.FieldOf(model_.deleted_at, model_.line).type = "timestamp with time zone";
  }

  void ReadAssociation(const ClassMember& member) {
    const Decorator* key = member.Find("ForeignKey");
    if (key != nullptr && !key->link.arguments.empty())
      AddReference(member.name, key->link.arguments[0], key->link.line, false, nullptr);
    const Decorator* parent = member.Find("BelongsTo");
    if (parent == nullptr || parent->link.arguments.empty()) return;
    std::string property;
    const Value* options = parent->Argument(1);
    if (options != nullptr) {
      const Value* named = options->Get("foreignKey");
      if (const Value* inner = named == nullptr ? nullptr : named->Get("name")) named = inner;
      property = (named == nullptr ? *options : *named).Text().value_or("");
    }
    const Value target = Thunk(evaluator_, parent->link.arguments[0]);
    if (property.empty()) property = KeyFor(target);
    if (property.empty()) property = member.name + "Id";
    AddReference(property, parent->link.arguments[0], parent->link.line, true, options);
  }

  // The attribute whose @ForeignKey names that class.
  std::string KeyFor(const Value& target) {
    const auto* of = target.As<ClassRef>();
    for (const ClassInfo& info : line_) {
      for (const ClassMember& member : info.members) {
        const Decorator* key = member.Find("ForeignKey");
        if (of == nullptr || key == nullptr || key->link.arguments.empty()) continue;
        const Value there = Thunk(evaluator_, key->link.arguments[0]);
        if (there.Is<ClassRef>() && there.As<ClassRef>()->node == of->node) return member.name;
      }
    }
    return "";
  }

  void AddReference(const std::string& property, const Value& target, int line, bool associated,
                    const Value* options) {
    const Value to = Thunk(evaluator_, target);
    const auto* of = to.As<ClassRef>();
    if (of == nullptr || model_.Find(property) == nullptr) return;
    for (Reference& known : model_.references) {
      if (known.properties != std::vector{property} || known.target != KeyOf(*of)) continue;
      known.in_schema = known.in_schema || associated;
      return;
    }
    Reference reference;
    reference.properties = {property};
    reference.target = KeyOf(*of);
    const Value* constraints = options == nullptr ? nullptr : options->Get("constraints");
    reference.in_schema = associated && (constraints == nullptr || constraints->Truth() != false);
    const Value* action = options == nullptr ? nullptr : options->Get("onDelete");
    if (action != nullptr) reference.on_delete = LowerCase(action->Text().value_or(""));
    reference.evidence = {model_.file, line, std::string(kSequelizeTypescriptDoc.name)};
    model_.references.push_back(std::move(reference));
  }

  void ReadHooks(const ClassInfo& info) {
    for (const ClassMember& member : info.members) {
      if (!member.is_method || !member.is_static) continue;
      bool writes = false;
      bool every = false;
      std::set<std::string> hooks;
      for (const Decorator& decorator : member.decorators) {
        if (!RunsBeforeWrite(decorator.link.name)) continue;
        writes = true;
        hooks.insert(decorator.link.name);
        every = every || !WhenHookRuns(decorator.link.name);
      }
      if (!writes) continue;
      every = every || (hooks.contains("BeforeCreate") && hooks.contains("BeforeUpdate"));
      const Function function{member.node, evaluator_.ScopeOf(*member.module)};
      ReadHook(evaluator_, function, false, every ? std::nullopt : WhenHookRuns(*hooks.begin()), model_);
    }
  }

  Evaluator& evaluator_;
  const std::vector<ClassInfo>& line_;
  Model model_;
  AttributeReader attributes_;
};

}  // namespace

std::vector<Model> SequelizeClasses(Evaluator& evaluator, const std::vector<const Module*>& modules) {
  std::vector<Model> models;
  for (const Module* module : modules) {
    for (const ClassRef& ref : ClassesOf(*module)) {
      evaluator.Restart();
      // Cheap: whether it is decorated at all, before its ancestors are read.
      const ClassInfo own = ReadClass(evaluator, ref);
      const Decorator* table = own.Find("Table");
      if (table == nullptr || table->package != kPackage) continue;
      const std::vector<ClassInfo> line = WithAncestors(evaluator, ref);
      models.push_back(SequelizeClassReader(evaluator, ref, line).Run());
    }
  }
  return models;
}

}  // namespace tacit::analyze::typescript
