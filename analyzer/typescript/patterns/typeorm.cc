// @Entity() class User { @Column({ length: 64, unique: true }) email: string; @ManyToOne(() => Team) team:
// Team; }
#include "analyzer/typescript/patterns/typeorm.h"

#include <algorithm>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/names.h"
#include "analyzer/typescript/patterns/sequelize.h"
#include "analyzer/typescript/patterns/unknown_decorator.h"

namespace tacit::analyze::typescript {

const PatternDoc kTypeormEntityDoc = {
    .name = "typeorm-entity",
    .summary = "a class with @Entity, or an EntitySchema: columns, keys, checks and relations",
    .code =
        "@Entity()\nclass User {\n  @Column({ length: 64, unique: true })\n  email: string;\n\n  "
        "@ManyToOne(() => "
        "Team, { nullable: false })\n  team: Team;\n}",
    .states =
        "user.email IS NOT NULL, char_length(email) <= 64, UNIQUE (email), user.teamId IS NOT NULL, FOREIGN "
        "KEY (teamId)",
    .soundness = "A where the migrations (or, without any, synchronisation) put it into the database; else B",
    .caveat = "columns are NOT NULL unless `nullable: true`, references are not unless `nullable: false`"};

namespace {

bool IsTypeorm(const std::string& package) { return package == "typeorm" || package.ends_with("/typeorm"); }

bool IsColumn(const std::string& name) {
  static constexpr std::string_view kNames[] = {
      "Column",           "PrimaryColumn",    "PrimaryGeneratedColumn", "CreateDateColumn",
      "UpdateDateColumn", "DeleteDateColumn", "VersionColumn"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool IsFalse(const Value* value) {
  return value != nullptr && value->Truth() == false && !value->Is<Undefined>();
}

std::string TypeOrmType(const std::string& type) {
  const std::string name = LowerCase(type);
  if (name == "string") return "varchar";
  if (name == "number" || name == "int" || name == "int4") return "integer";
  if (name == "boolean" || name == "bool") return "boolean";
  if (name == "date" && type == "Date") return "timestamp";
  if (name == "datetime") return "timestamp";
  if (name == "timestamptz") return "timestamp with time zone";
  if (name == "simple-array" || name == "simple-json" || name == "longtext" || name == "mediumtext")
    return "text";
  if (name == "simple-enum" || name == "enum") return "text";
  if (name == "int8") return "bigint";
  if (name == "decimal") return "numeric";
  if (name == "float8" || name == "double") return "double precision";
  if (name == "tinyint" || name == "int2") return "smallint";
  return name;
}

std::string TypeOrmAnnotation(const syntax::Node* type) {
  const std::string name = TypeName(type);
  if (name == "string" || name == "number" || name == "boolean" || name == "Date") return TypeOrmType(name);
  return name == "Buffer" ? "bytea" : "";
}

class EntityReader {
 public:
  EntityReader(Evaluator& evaluator, Model& model, bool snake)
      : evaluator_(evaluator), model_(model), snake_(snake) {}

  std::string ColumnName(const std::string& property, const std::string& given,
                         const std::string& prefix) const {
    const std::string own = given.empty() ? property : given;
    if (prefix.empty()) return snake_ && given.empty() ? SnakeCase(own) : own;
    if (snake_) return SnakeCase(prefix) + "_" + SnakeCase(own);
    std::string titled = own;
    if (!titled.empty() && titled[0] >= 'a' && titled[0] <= 'z')
      titled[0] = static_cast<char>(titled[0] - 32);
    return CamelCase(prefix) + titled;
  }

  // `decorator` is the column's; `options` what it is given. `annotation` may be null.
  void Column(const std::string& property, const std::string& decorator, const std::string& type_name,
              const Value& options, const syntax::Node* annotation, int line, const std::string& prefix) {
    const auto get = [&](std::string_view key) { return options.Get(key); };
    Field field;
    field.property = prefix.empty() ? property : prefix + "." + property;
    field.column = ColumnName(property, TextOf(get("name")), prefix);
    field.line = line;
    field.primary = decorator.starts_with("Primary") || IsTrue(get("primary"));
    const bool deleted = decorator == "DeleteDateColumn";
    field.nullable = deleted || IsTrue(get("nullable"));
    std::string type = type_name.empty() ? TextOf(get("type")) : type_name;
    if (const Chain* chain = get("type") == nullptr ? nullptr : get("type")->AsChain();
        chain != nullptr && type.empty() && chain->package.empty()) {
      type = chain->Path();  // String, Number
    }
    if (decorator == "PrimaryGeneratedColumn")
      field.type = type == "uuid"                                              ? "uuid"
                   : type.empty() || type == "increment" || type == "identity" ? "integer"
                                                                               : TypeOrmType(type);
    if (decorator.ends_with("DateColumn") && type.empty()) field.type = "timestamp";
    if (decorator == "VersionColumn") field.type = "integer";
    if (field.type.empty()) field.type = type.empty() ? TypeOrmAnnotation(annotation) : TypeOrmType(type);
    const Value* values = get("enum");
    const bool is_array = IsTrue(get("array"));
    const std::optional<std::int64_t> length = LengthOf(get("length"));
    if (length && (field.type == "varchar" || field.type == "char"))
      field.type += "(" + std::to_string(*length) + ")";
    if (is_array) field.type = (field.type.empty() ? "text" : field.type) + "[]";
    if (const Value* initial = get("default"); initial != nullptr && initial->ToSql())
      field.default_sql = QuotedValue(*initial->ToSql());
    const std::string name = field.property;
    const bool required = !field.nullable && !field.primary;
    if (deleted) model_.deleted_at = name;
    std::erase_if(model_.fields, [&](const Field& one) { return one.property == name; });
    model_.fields.push_back(std::move(field));
    if (required) NotNull(name, line);
    if (length && !is_array) Length(name, *length, line);
    if (IsTrue(get("unique"))) Unique({name}, std::nullopt, "", line);
    if (values != nullptr && !is_array) OneOf(name, *values, line);
  }

  void NotNull(const std::string& property, int line) {
    Rule rule = MakeRule(ConstraintKind::kNotNull, {property}, line);
    rule.nulls = NullPolicy::kRejected;
    model_.rules.push_back(std::move(rule));
  }

  void Unique(std::vector<std::string> properties, const std::optional<std::string>& where, std::string name,
              int line) {
    Rule rule = MakeRule(ConstraintKind::kUnique, std::move(properties), line);
    rule.detail = UniqueDetail{};
    rule.in_schema = true;
    rule.name = std::move(name);
    rule.soundness = Soundness::kC;
    if (where) rule.condition = Condition{*where, false};
    model_.rules.push_back(std::move(rule));
  }

  void Check(const Decorator& decorator) {
    const std::size_t last = decorator.link.arguments.size();
    if (last == 0) return;
    const auto sql = decorator.link.arguments[last - 1].Text();
    if (!sql) return;
    std::vector<std::string> named;
    for (const Field& field : model_.fields) {
      if (MentionsName(*sql, field.column)) named.push_back(field.property);
    }
    if (named.empty()) return;
    Rule rule = MakeRule(ConstraintKind::kCheck, std::move(named), decorator.link.line);
    rule.detail = CheckDetail{*sql};
    rule.in_schema = true;
    if (last > 1) rule.name = decorator.link.arguments[0].Text().value_or("");
    model_.rules.push_back(std::move(rule));
  }

  // @Index(["a", "b"], { unique: true }), @Index("name", ["a"]), @Unique(["a"]); on a member: of that one.
  void Key(const Decorator& decorator, const std::string& member) {
    std::vector<std::string> properties;
    if (!member.empty()) properties = {member};
    Value options;
    std::string name;
    for (const Value& argument : decorator.link.arguments) {
      if (argument.AsArray() != nullptr) {
        properties = TextList(argument).value_or(std::vector<std::string>());
      } else if (argument.AsObject() != nullptr) {
        options = argument;
      } else if (argument.Text()) {
        name = *argument.Text();
      } else if (const auto* function = argument.As<Function>()) {
        properties = Accessed(*function);
      }
    }
    // A name alone names the key of a member, or a column on a class: @Unique("email")
    if (properties.empty() && !name.empty() && model_.Find(name) != nullptr) properties = {name};
    if (properties.empty()) return;
    const bool unique = decorator.link.name == "Unique" || IsTrue(options.Get("unique"));
    const Value* where = options.Get("where");
    if (where != nullptr && !where->Text()) return;
    std::optional<std::string> condition;
    if (where != nullptr) condition = *where->Text();
    if (unique) {
      Unique(std::move(properties), condition, name, decorator.link.line);
    } else {
      model_.indexes.push_back({name, std::move(properties), false, condition});
    }
  }

  void Relation(const std::string& property, const std::string& kind, const Value& target,
                const Value& options, const Value* join, int line) {
    const bool owns = kind == "ManyToOne" || (kind == "OneToOne" && join != nullptr);
    const Value to = Thunk(evaluator_, target);
    const auto* of = to.As<ClassRef>();
    if (!owns) return;
    if (join != nullptr && join->AsArray() != nullptr) return;  // several columns
    const std::string referenced = join == nullptr ? "" : TextOf(join->Get("referencedColumnName"));
    const std::string given = join == nullptr ? "" : TextOf(join->Get("name"));
    const std::string to_column = referenced.empty() ? "id" : referenced;
    const std::string made =
        snake_ ? SnakeCase(property) + "_" + SnakeCase(to_column) : CamelCase(property + "_" + to_column);
    const std::string column = given.empty() ? made : given;
    const bool known = std::any_of(model_.fields.begin(), model_.fields.end(),
                                   [&](const Field& field) { return field.column == column; });
    const bool required = IsFalse(options.Get("nullable"));
    const bool primary = IsTrue(options.Get("primary"));
    Field field;
    field.property = property;
    field.column = column;
    field.line = line;
    field.nullable = !required;
    field.primary = primary;
    if (known) {
      const Field& column_field = *std::find_if(model_.fields.begin(), model_.fields.end(),
                                                [&](const Field& one) { return one.column == column; });
      field.type = column_field.type;
      field.nullable = column_field.nullable;
      field.primary = false;
    }
    model_.fields.push_back(std::move(field));
    if (required && !known && !primary) NotNull(property, line);
    if (kind == "OneToOne") Unique({property}, std::nullopt, "", line);
    if (of == nullptr && !to.Text()) return;
    Reference reference;
    reference.properties = {property};
    reference.target = of != nullptr ? KeyOf(*of) : "name:" + *to.Text();
    if (!referenced.empty()) reference.target_properties = {referenced};
    reference.in_schema = !IsFalse(options.Get("createForeignKeyConstraints"));
    const std::string action = LowerCase(TextOf(options.Get("onDelete")));
    if (action == "cascade" || action == "set null" || action == "restrict") reference.on_delete = action;
    reference.evidence = {model_.file, line, std::string(kTypeormEntityDoc.name)};
    model_.references.push_back(std::move(reference));
  }

 private:
  Rule MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const {
    Rule rule;
    rule.kind = kind;
    rule.properties = std::move(properties);
    rule.evidence = {model_.file, line, std::string(kTypeormEntityDoc.name)};
    return rule;
  }

  static std::optional<std::int64_t> LengthOf(const Value* value) {
    if (value == nullptr) return std::nullopt;
    if (const auto number = value->Integer()) return number;
    const std::string text = TextOf(value);
    const bool digits = !text.empty() && text.size() < 10 &&
                        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? std::optional<std::int64_t>(std::stoll(text)) : std::nullopt;
  }

  void Length(const std::string& property, std::int64_t most, int line) {
    Rule rule = MakeRule(ConstraintKind::kLength, {property}, line);
    rule.detail = LengthDetail{std::nullopt, most};
    model_.rules.push_back(std::move(rule));
  }

  void OneOf(const std::string& property, const Value& values, int line) {
    std::optional<std::vector<tacit::Value>> list = ScalarList(values);
    if (const Object* object = values.AsObject(); object != nullptr && !object->open) {
      Array members;
      for (const Property& member : object->properties) members.items.push_back(member.value);
      list = ScalarList(MakeArray(std::move(members)));
    }
    if (!list || list->empty()) return;
    Rule rule = MakeRule(ConstraintKind::kOneOf, {property}, line);
    rule.detail = ValuesDetail{std::move(*list)};
    rule.in_schema = true;
    model_.rules.push_back(std::move(rule));
  }

  // (user) => [user.first, user.last]
  static std::vector<std::string> Accessed(const Function& function) {
    std::vector<std::string> names;
    const syntax::Node* body = function.node->Field("body");
    while (body != nullptr && body->Is("parenthesized_expression") && !body->children.empty())
      body = body->children[0];
    if (body == nullptr || !body->Is("array")) return names;
    for (const syntax::Node* item : body->children) {
      const syntax::Node* property = item->Field("property");
      if (property != nullptr) names.emplace_back(property->text);
    }
    return names;
  }

  Evaluator& evaluator_;
  Model& model_;
  const bool snake_;
};

class ClassReader {
 public:
  ClassReader(Evaluator& evaluator, const std::vector<ClassInfo>& line, bool snake)
      : evaluator_(evaluator), line_(line), reader_(evaluator, model_, snake) {}

  Model Run(const ClassInfo& entity) {
    const ClassRef& ref = line_.back().ref;
    model_.key = KeyOf(ref);
    model_.name = ref.name;
    model_.line = ref.node->line;
    model_.orm = Orm::kTypeorm;
    model_.declaration = ref;
    NameTable(entity);
    for (const ClassInfo& info : line_) {
      model_.file = info.ref.module->path;
      for (const ClassMember& member : info.members) Column(member, "");
    }
    for (const ClassInfo& info : line_) {
      model_.file = info.ref.module->path;
      for (const ClassMember& member : info.members) Relation(member);
    }
    for (const ClassInfo& info : line_) {
      model_.file = info.ref.module->path;
      for (const ClassMember& member : info.members) MemberKeys(member);
      for (const Decorator& decorator : info.decorators) {
        if (!IsTypeorm(decorator.package)) continue;
        if (decorator.link.name == "Check") reader_.Check(decorator);
        if (decorator.link.name == "Unique" || decorator.link.name == "Index") reader_.Key(decorator, "");
      }
    }
    model_.file = ref.module->path;
    for (const ClassInfo& info : line_) Hooks(info);
    DoubtKey(line_, model_);
    return std::move(model_);
  }

 private:
  void NameTable(const ClassInfo& entity) {
    const Decorator* decorator = entity.Find("Entity");
    std::string name;
    if (decorator != nullptr && decorator->Argument(0) != nullptr) name = TextOf(decorator->Argument(0));
    if (decorator != nullptr && name.empty()) name = TextOf(decorator->Option("name"));
    model_.table = name.empty() ? SnakeCase(entity.ref.name) : name;
  }

  void Column(const ClassMember& member, const std::string& prefix) {
    if (member.is_static || member.is_method) return;
    for (const Decorator& decorator : member.decorators) {
      if (!IsTypeorm(decorator.package) || !IsColumn(decorator.link.name)) continue;
      const Value* first = decorator.Argument(0);
      // @Column(() => Name): the columns of another class.
      if (first != nullptr && first->Is<Function>()) {
        const Value embedded = Thunk(evaluator_, *first);
        const auto* of = embedded.As<ClassRef>();
        if (of == nullptr || !prefix.empty()) return;
        const Value* given = decorator.Option("prefix");
        if (given != nullptr) return;
        for (const ClassMember& inner : ReadClass(evaluator_, *of).members) Column(inner, member.name);
        return;
      }
      Value options;
      for (const Value& argument : decorator.link.arguments) {
        if (argument.AsObject() != nullptr) options = argument;
      }
      const std::string type = first == nullptr ? "" : TextOf(first);
      // A relation's decorators may stand beside @Column on one member: the relation's column is another.
      reader_.Column(member.name, decorator.link.name, type, options, member.type, decorator.link.line,
                     prefix);
    }
  }

  void Relation(const ClassMember& member) {
    for (const Decorator& decorator : member.decorators) {
      // Finders join it.
      if (IsTypeorm(decorator.package) && IsTrue(decorator.Option("eager"))) model_.reads_more = true;
    }
    const Decorator* relation = member.Find("ManyToOne");
    if (relation == nullptr) relation = member.Find("OneToOne");
    if (relation == nullptr || !IsTypeorm(relation->package) || relation->link.arguments.empty()) return;
    const Decorator* join = member.Find("JoinColumn");
    Value options;
    for (const Value& argument : relation->link.arguments) {
      if (argument.AsObject() != nullptr) options = argument;
    }
    const Value empty = MakeObject({});
    const Value* join_options = join == nullptr                ? nullptr
                                : join->Argument(0) == nullptr ? &empty
                                                               : join->Argument(0);
    reader_.Relation(member.name, relation->link.name, relation->link.arguments[0], options, join_options,
                     relation->link.line);
  }

  void MemberKeys(const ClassMember& member) {
    if (model_.Find(member.name) == nullptr) return;
    for (const Decorator& decorator : member.decorators) {
      if (!IsTypeorm(decorator.package)) continue;
      if (decorator.link.name == "Index" || decorator.link.name == "Unique")
        reader_.Key(decorator, member.name);
    }
  }

  void Hooks(const ClassInfo& info) {
    for (const ClassMember& member : info.members) {
      const Decorator* insert = member.Find("BeforeInsert");
      const Decorator* update = member.Find("BeforeUpdate");
      if (!member.is_method || (insert == nullptr && update == nullptr)) continue;
      const std::optional<Condition> when =
          insert != nullptr && update != nullptr
              ? std::nullopt
              : WhenHookRuns(insert != nullptr ? "BeforeInsert" : "BeforeUpdate");
      ReadHook(evaluator_, {member.node, evaluator_.ScopeOf(*member.module)}, true, when, model_);
    }
  }

  Evaluator& evaluator_;
  const std::vector<ClassInfo>& line_;
  Model model_;
  EntityReader reader_;
};

// new EntitySchema({ name, tableName, columns: {...}, relations: {...}, uniques, indices })
std::optional<Model> FromSchema(Evaluator& evaluator, const Module& module, const Declaration& declaration,
                                const Value& value, bool snake) {
  const Chain* chain = value.AsChain();
  if (chain == nullptr || !IsTypeorm(chain->package) || chain->last().name != "EntitySchema" ||
      chain->last().arguments.empty()) {
    return std::nullopt;
  }
  const Value& options = chain->last().arguments[0];
  const Value* columns = options.Get("columns");
  if (columns == nullptr || columns->AsObject() == nullptr) return std::nullopt;
  Model model;
  model.name = TextOf(options.Get("name"));
  model.key = module.path + "#" + model.name;
  model.file = module.path;
  model.line = declaration.node->line;
  const std::string table = TextOf(options.Get("tableName"));
  model.table = table.empty() ? SnakeCase(model.name) : table;
  EntityReader reader(evaluator, model, snake);
  for (const Property& column : columns->AsObject()->properties) {
    const Value* dated = column.value.Get("deleteDate");
    reader.Column(column.key, IsTrue(dated) ? "DeleteDateColumn" : "Column", "", column.value, nullptr,
                  column.line, "");
  }
  const Value* relations = options.Get("relations");
  for (const Property& relation : relations != nullptr && relations->AsObject() != nullptr
                                      ? relations->AsObject()->properties
                                      : std::vector<Property>()) {
    model.reads_more = model.reads_more || IsTrue(relation.value.Get("eager"));
  }
  for (const char* list : {"uniques", "indices"}) {
    const Value* keys = options.Get(list);
    for (const Value& key :
         keys != nullptr && keys->AsArray() != nullptr ? keys->AsArray()->items : std::vector<Value>()) {
      const Value* names = key.Get("columns");
      const auto properties = names == nullptr ? std::nullopt : TextList(*names);
      const bool unique = std::string_view(list) == "uniques" || IsTrue(key.Get("unique"));
      if (properties && unique && key.Get("where") == nullptr)
        reader.Unique(*properties, std::nullopt, "", key.line);
    }
  }
  return model;
}

}  // namespace

std::vector<Model> TypeormEntities(Evaluator& evaluator, const std::vector<const Module*>& modules,
                                   bool snake_names) {
  std::vector<Model> models;
  std::vector<Model> children;  // of one table with what they extend: behind the entity whose table it is
  for (const Module* module : modules) {
    for (const ClassRef& ref : ClassesOf(*module)) {
      evaluator.Restart();
      const ClassInfo own = ReadClass(evaluator, ref);
      const Decorator* entity = own.Find("Entity");
      const Decorator* child = own.Find("ChildEntity");
      const Decorator* decorator = entity == nullptr ? child : entity;
      if (decorator == nullptr || !IsTypeorm(decorator->package)) continue;
      const std::vector<ClassInfo> line = WithAncestors(evaluator, ref);
      const ClassInfo* root = &line.back();
      for (const ClassInfo& info : line) {
        if (child != nullptr && info.Find("TableInheritance") != nullptr) root = &info;
      }
      (child == nullptr ? models : children).push_back(ClassReader(evaluator, line, snake_names).Run(*root));
    }
    for (const auto& [name, declaration] : module->declarations) {
      if (!declaration.node->Is("variable_declarator") ||
          declaration.node->text.find("EntitySchema") == std::string_view::npos)
        continue;
      if (auto model =
              FromSchema(evaluator, *module, declaration, evaluator.Name(*module, name), snake_names))
        models.push_back(std::move(*model));
    }
  }
  models.insert(models.end(), std::make_move_iterator(children.begin()),
                std::make_move_iterator(children.end()));
  return models;
}

}  // namespace tacit::analyze::typescript
