// @Entity() class Book { @Property({ length: 64, unique: true }) title!: string; @ManyToOne(() => Author)
// author!: Author; }
#include "analyzer/typescript/patterns/mikro_orm.h"

#include <algorithm>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/names.h"
#include "analyzer/typescript/patterns/unknown_decorator.h"

namespace tacit::analyze::typescript {

const PatternDoc kMikroOrmDoc = {
    .name = "mikro-orm-entity",
    .summary = "a class with MikroORM's @Entity: its columns, keys, checks and references",
    .code =
        "@Entity()\nclass Book {\n  @Property({ length: 64, unique: true })\n  title!: string;\n\n  "
        "@ManyToOne(() => "
        "Author)\n  author!: Author;\n}",
    .states =
        "book.title IS NOT NULL, char_length(title) <= 64, UNIQUE (title), author_id IS NOT NULL, FOREIGN "
        "KEY "
        "(author_id)",
    .soundness =
        "A where the migrations (or, without any, the schema generator) put it into the database; else B",
    .caveat = "`nullable: true`, `?` and a type with null allow NULL"};

namespace {

bool IsMikro(const std::string& package) { return package.starts_with("@mikro-orm/"); }

std::string MikroType(const Decorator& decorator, const ClassMember& member) {
  const std::string column = TextOf(decorator.Option("columnType"));
  if (!column.empty()) return LowerCase(column);
  const std::string type = TextOf(decorator.Option("type"));
  const std::string name = type.empty() ? TypeName(member.type) : type;
  const Value* length = decorator.Option("length");
  const std::string size =
      length == nullptr || !length->Integer() ? "255" : std::to_string(*length->Integer());
  if (name == "string" || name == "varchar") return "varchar(" + size + ")";
  if (name == "number" || name == "integer") return "integer";
  if (name == "boolean") return "boolean";
  if (name == "Date" || name == "datetime") return "timestamp with time zone";
  if (name == "bigint") return "bigint";
  if (name == "text" || name == "uuid" || name == "json" || name == "date")
    return name == "json" ? "jsonb" : name;
  return "";
}

class MikroEntityReader {
 public:
  MikroEntityReader(Evaluator& evaluator, const std::vector<ClassInfo>& line)
      : evaluator_(evaluator), line_(line) {}

  Model Run() {
    const ClassInfo& own = line_.back();
    model_.key = KeyOf(own.ref);
    model_.name = own.ref.name;
    model_.line = own.ref.node->line;
    model_.orm = Orm::kMikroOrm;
    model_.declaration = own.ref;
    const Decorator& entity = *own.Find("Entity");
    const std::string table = TextOf(entity.Option("tableName"));
    model_.table = table.empty() ? SnakeCase(own.ref.name) : table;
    for (const ClassInfo& info : line_) {
      model_.file = info.ref.module->path;
      for (const ClassMember& member : info.members) Read(member);
    }
    for (const ClassInfo& info : line_) {
      model_.file = info.ref.module->path;
      for (const Decorator& decorator : info.decorators) ReadKey(decorator);
    }
    model_.file = own.ref.module->path;
    DoubtKey(line_, model_);
    return std::move(model_);
  }

 private:
  Rule MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const {
    Rule rule;
    rule.kind = kind;
    rule.properties = std::move(properties);
    rule.evidence = {model_.file, line, std::string(kMikroOrmDoc.name)};
    return rule;
  }

  void Read(const ClassMember& member) {
    for (const Decorator& decorator : member.decorators) {
      if (!IsMikro(decorator.package)) continue;
      const std::string& name = decorator.link.name;
      if (name == "Property" || name == "PrimaryKey" || name == "Enum") Column(member, decorator);
      if (name == "ManyToOne" || name == "OneToOne") Relation(member, decorator);
    }
    for (const Decorator& decorator : member.decorators) {
      if (IsMikro(decorator.package) && decorator.link.name == "Unique" &&
          model_.Find(member.name) != nullptr)
        Unique({member.name}, decorator.link.line);
    }
  }

  [[nodiscard]] static bool Nullable(const ClassMember& member, const Decorator& decorator) {
    const Value* given = decorator.Option("nullable");
    if (given != nullptr) return given->Truth() != false;
    return member.optional || AllowsNull(member.type);
  }

  void Column(const ClassMember& member, const Decorator& decorator) {
    const Value* persist = decorator.Option("persist");
    if (member.is_method || (persist != nullptr && persist->Truth() == false)) return;
    Field field;
    field.property = member.name;
    const std::string given = TextOf(decorator.Option("fieldName"));
    field.column = given.empty() ? SnakeCase(member.name) : given;
    field.type = MikroType(decorator, member);
    field.primary = decorator.link.name == "PrimaryKey" || IsTrue(decorator.Option("primary"));
    field.nullable = Nullable(member, decorator);
    field.line = decorator.link.line;
    const bool required = !field.nullable && !field.primary;
    std::erase_if(model_.fields, [&](const Field& one) { return one.property == member.name; });
    model_.fields.push_back(std::move(field));
    if (required) NotNull(member.name, decorator.link.line);
    if (IsTrue(decorator.Option("unique"))) Unique({member.name}, decorator.link.line);
    const Value* length = decorator.Option("length");
    if (length != nullptr && length->Integer() && model_.fields.back().type.starts_with("varchar")) {
      Rule rule = MakeRule(ConstraintKind::kLength, {member.name}, decorator.link.line);
      rule.detail = LengthDetail{std::nullopt, length->Integer()};
      model_.rules.push_back(std::move(rule));
    }
    if (decorator.link.name == "Enum") OneOf(member, decorator);
    if (const auto check = TextOf(decorator.Option("check")); !check.empty())
      Check({member.name}, check, decorator.link.line);
  }

  void NotNull(const std::string& property, int line) {
    Rule rule = MakeRule(ConstraintKind::kNotNull, {property}, line);
    rule.nulls = NullPolicy::kRejected;
    model_.rules.push_back(std::move(rule));
  }

  void Unique(std::vector<std::string> properties, int line) {
    Rule rule = MakeRule(ConstraintKind::kUnique, std::move(properties), line);
    rule.detail = UniqueDetail{};
    rule.in_schema = true;
    rule.soundness = Soundness::kC;
    model_.rules.push_back(std::move(rule));
  }

  void Check(std::vector<std::string> properties, const std::string& sql, int line) {
    Rule rule = MakeRule(ConstraintKind::kCheck, std::move(properties), line);
    rule.detail = CheckDetail{sql};
    rule.in_schema = true;
    model_.rules.push_back(std::move(rule));
  }

  // @Enum(() => Role), @Enum({ items: () => Role })
  void OneOf(const ClassMember& member, const Decorator& decorator) {
    const Value* items = decorator.Option("items");
    if (items == nullptr) items = decorator.Argument(0);
    const Value listed = items == nullptr ? Value() : Thunk(evaluator_, *items);
    auto values = ScalarList(listed);
    if (const Object* members = listed.AsObject(); members != nullptr && !members->open) {
      Array held;
      for (const Property& one : members->properties) held.items.push_back(one.value);
      values = ScalarList(MakeArray(std::move(held)));
    }
    if (!values || values->empty()) return;
    Rule rule = MakeRule(ConstraintKind::kOneOf, {member.name}, decorator.link.line);
    rule.detail = ValuesDetail{std::move(*values)};
    rule.in_schema = true;
    model_.rules.push_back(std::move(rule));
  }

  void Relation(const ClassMember& member, const Decorator& decorator) {
    const bool one = decorator.link.name == "OneToOne";
    const bool owns = !one || IsTrue(decorator.Option("owner")) || decorator.Option("inversedBy") != nullptr;
    const Value* persist = decorator.Option("persist");
    const bool stored = persist == nullptr || persist->Truth() == true;
    if (!owns || !stored || decorator.Option("mappedBy") != nullptr) return;
    const Value* entity = decorator.Option("entity");
    if (entity == nullptr) entity = decorator.Argument(0);
    Value target = entity == nullptr ? Value() : Thunk(evaluator_, *entity);
    if (!target.Is<ClassRef>() && member.type != nullptr)
      target = evaluator_.TypeTarget(*member.type, *member.module);
    Field field;
    field.property = member.name;
    std::string given = TextOf(decorator.Option("fieldName"));
    if (given.empty()) given = TextOf(decorator.Option("joinColumn"));
    field.column = given.empty() ? SnakeCase(member.name) + "_id" : given;
    field.nullable = Nullable(member, decorator);
    field.primary = IsTrue(decorator.Option("primary"));
    field.line = decorator.link.line;
    const bool required = !field.nullable && !field.primary;
    model_.fields.push_back(std::move(field));
    if (required) NotNull(member.name, decorator.link.line);
    if (one) Unique({member.name}, decorator.link.line);
    const auto* of = target.As<ClassRef>();
    if (of == nullptr) return;
    Reference reference;
    reference.properties = {member.name};
    reference.target = KeyOf(*of);
    reference.evidence = {model_.file, decorator.link.line, std::string(kMikroOrmDoc.name)};
    model_.references.push_back(std::move(reference));
  }

  // @Filter({ name, cond: { deletedAt: null }, default: true }): rows that finders leave out.
  void ReadFilter(const Decorator& decorator) {
    const Value* on = decorator.Option("default");
    const bool known = decorator.Argument(0) != nullptr && decorator.Argument(0)->AsObject() != nullptr &&
                       !decorator.Argument(0)->AsObject()->open;
    if (known && (on == nullptr || on->Truth() == false)) return;
    const Value* condition = decorator.Option("cond");
    const Object* members = condition == nullptr ? nullptr : condition->AsObject();
    const bool deleted = known && IsTrue(on) && members != nullptr && !members->open &&
                         members->properties.size() == 1 && members->properties[0].value.Is<Null>() &&
                         model_.deleted_at.empty() && model_.Find(members->properties[0].key) != nullptr;
    if (deleted) {
      model_.deleted_at = members->properties[0].key;
    } else {
      model_.reads_more = true;
    }
  }

  // @Unique({ properties: ["a", "b"] }), @Check({ expression: "..." }) on the class
  void ReadKey(const Decorator& decorator) {
    if (!IsMikro(decorator.package)) return;
    if (decorator.link.name == "Filter") return ReadFilter(decorator);
    if (decorator.link.name == "Unique") {
      const Value* properties = decorator.Option("properties");
      auto names = properties == nullptr ? std::nullopt : TextList(*properties);
      if (names && !names->empty()) Unique(std::move(*names), decorator.link.line);
    } else if (decorator.link.name == "Check") {
      const std::string sql = TextOf(decorator.Option("expression"));
      std::vector<std::string> named;
      for (const Field& field : model_.fields) {
        if (MentionsName(sql, field.column)) named.push_back(field.property);
      }
      if (!named.empty()) Check(std::move(named), sql, decorator.link.line);
    }
  }

  Evaluator& evaluator_;
  const std::vector<ClassInfo>& line_;
  Model model_;
};

}  // namespace

std::vector<Model> MikroOrmEntities(Evaluator& evaluator, const std::vector<const Module*>& modules) {
  std::vector<Model> models;
  for (const Module* module : modules) {
    for (const ClassRef& ref : ClassesOf(*module)) {
      evaluator.Restart();
      const ClassInfo own = ReadClass(evaluator, ref);
      const Decorator* entity = own.Find("Entity");
      if (entity == nullptr || !IsMikro(entity->package) || IsTrue(entity->Option("abstract"))) continue;
      const std::vector<ClassInfo> line = WithAncestors(evaluator, ref);
      models.push_back(MikroEntityReader(evaluator, line).Run());
    }
  }
  return models;
}

}  // namespace tacit::analyze::typescript
