#include "analyzer/django/fields.h"

#include <array>

namespace tacit::analyze::django {

namespace {

using Family = FieldType::Family;
using python::LastPart;
using python::Value;

constexpr auto kTypes = std::to_array<FieldType>({
    {"AutoField", Family::kInteger, "integer", {}, false, true},
    {"BigAutoField", Family::kInteger, "bigint", {}, false, true},
    {"SmallAutoField", Family::kInteger, "smallint", {}, false, true},
    {"CharField", Family::kText, "varchar"},
    {"TextField", Family::kText, "text"},
    {"EmailField", Family::kText, "varchar", 254},
    {"URLField", Family::kText, "varchar", 200},
    {"SlugField", Family::kText, "varchar", 50},
    {"FileField", Family::kText, "varchar", 100},
    {"ImageField", Family::kText, "varchar", 100},
    {"FilePathField", Family::kText, "varchar", 100},
    {"CommaSeparatedIntegerField", Family::kText, "varchar"},
    {"CITextField", Family::kText, "citext"},
    {"CICharField", Family::kText, "citext"},
    {"CIEmailField", Family::kText, "citext", 254},
    {"IntegerField", Family::kInteger, "integer"},
    {"BigIntegerField", Family::kInteger, "bigint"},
    {"SmallIntegerField", Family::kInteger, "smallint"},
    {"PositiveIntegerField", Family::kInteger, "integer", {}, true},
    {"PositiveBigIntegerField", Family::kInteger, "bigint", {}, true},
    {"PositiveSmallIntegerField", Family::kInteger, "smallint", {}, true},
    {"DecimalField", Family::kNumber, "numeric"},
    {"FloatField", Family::kNumber, "double precision"},
    {"BooleanField", Family::kBoolean, "boolean"},
    {"NullBooleanField", Family::kBoolean, "boolean"},
    {"DateField", Family::kMoment, "date"},
    {"DateTimeField", Family::kMoment, "timestamp with time zone"},
    {"TimeField", Family::kMoment, "time"},
    {"DurationField", Family::kMoment, "interval"},
    {"UUIDField", Family::kUuid, "uuid"},
    {"BinaryField", Family::kOther, "bytea"},
    {"GenericIPAddressField", Family::kOther, "inet"},
    {"IPAddressField", Family::kOther, "inet"},
    {"JSONField", Family::kOther, "jsonb"},
    {"HStoreField", Family::kOther, "hstore"},
    {"ArrayField", Family::kOther, "text[]"},
    {"SearchVectorField", Family::kOther, "tsvector"},
    {"IntegerRangeField", Family::kOther, "int4range"},
    {"BigIntegerRangeField", Family::kOther, "int8range"},
    {"DecimalRangeField", Family::kOther, "numrange"},
    {"DateTimeRangeField", Family::kOther, "tstzrange"},
    {"DateRangeField", Family::kOther, "daterange"},
    {"ForeignKey", Family::kForeignKey, ""},
    {"OneToOneField", Family::kOneToOne, ""},
    {"ManyToManyField", Family::kManyToMany, ""},
    {"GenericForeignKey", Family::kGenericForeignKey, ""},
    {"GenericRelation", Family::kNone, ""},
    // Of libraries that many applications use.
    {"TreeForeignKey", Family::kForeignKey, ""},
    {"TreeOneToOneField", Family::kOneToOne, ""},
    {"TreeManyToManyField", Family::kManyToMany, ""},
    {"ParentalKey", Family::kForeignKey, ""},
    {"ParentalManyToManyField", Family::kManyToMany, ""},
    {"SortedManyToManyField", Family::kManyToMany, ""},
    {"AutoOneToOneField", Family::kOneToOne, ""},
    {"TaggableManager", Family::kNone, ""},
    {"ClusterTaggableManager", Family::kNone, ""},
    {"ImageSpecField", Family::kNone, ""},
    {"AutoSlugField", Family::kText, "varchar", 50},
    {"RandomCharField", Family::kText, "varchar"},
    {"CreationDateTimeField", Family::kMoment, "timestamp with time zone"},
    {"ModificationDateTimeField", Family::kMoment, "timestamp with time zone"},
    {"AutoCreatedField", Family::kMoment, "timestamp with time zone"},
    {"AutoLastModifiedField", Family::kMoment, "timestamp with time zone"},
    {"MonitorField", Family::kMoment, "timestamp with time zone"},
    {"PhoneNumberField", Family::kText, "varchar", 128},
    {"CountryField", Family::kText, "varchar", 2},
    {"TimeZoneField", Family::kText, "varchar", 63},
    {"VersatileImageField", Family::kText, "varchar", 100},
    {"ThumbnailerImageField", Family::kText, "varchar", 100},
    {"RichTextField", Family::kText, "text"},
    {"RichTextUploadingField", Family::kText, "text"},
    {"HTMLField", Family::kText, "text"},
    {"MarkdownField", Family::kText, "text"},
    {"StreamField", Family::kText, "text"},
    {"MACAddressField", Family::kOther, "macaddr"},
    {"LtreeField", Family::kOther, "ltree"},
    {"PointField", Family::kOther, "geometry"},
    {"PolygonField", Family::kOther, "geometry"},
    {"MultiPolygonField", Family::kOther, "geometry"},
    {"GeometryField", Family::kOther, "geometry"},
});

using Options = std::map<std::string, Value, std::less<>>;

bool IsField(const FieldType* type, std::string_view name) { return type != nullptr && type->name == name; }

// Arguments that may be given by position.
std::vector<std::string_view> Positions(const FieldType* type) {
  if (type != nullptr) {
    if (type->family == Family::kForeignKey || type->family == Family::kOneToOne) return {"to", "on_delete"};
    if (type->family == Family::kManyToMany) return {"to"};
    if (type->family == Family::kGenericForeignKey) return {"ct_field", "fk_field"};
    if (type->name == "DecimalField") return {"verbose_name", "name", "max_digits", "decimal_places"};
    if (type->name == "ArrayField") return {"base_field", "size"};
  }
  return {"verbose_name", "name", "primary_key", "max_length", "unique", "blank", "null"};
}

// What __init__ of a custom field class does to the options it is given.
class InitReader {
 public:
  InitReader(python::Evaluator& evaluator, const python::Class& definition, Options& options)
      : evaluator_(evaluator), scope_(definition.scope), options_(options) {}

  void Read(const syntax::Node& function) {
    if (const syntax::Node* parameters = function.Field("parameters")) {
      for (const syntax::Node* parameter : parameters->children) {
        const syntax::Node* name = parameter->Field("name");
        const syntax::Node* value = parameter->Field("value");
        if (name != nullptr && value != nullptr) options_.try_emplace(std::string(name->text), Of(*value));
      }
    }
    if (const syntax::Node* body = function.Field("body")) Block(*body, false, 0);
  }

 private:
  Value Of(const syntax::Node& node) { return evaluator_.Eval(node, {&scope_.module->scope}); }

  void Block(const syntax::Node& block, bool maybe, int depth) {
    if (depth > 8) return;
    for (const syntax::Node* statement : block.children) {
      if (statement->Is("expression_statement") && !statement->children.empty())
        Simple(*statement->children[0], maybe);
      if (!statement->Is("if_statement")) continue;
      for (const syntax::Node* child : statement->children) {
        if (child->Is("block")) Block(*child, true, depth + 1);
      }
    }
  }

  void Simple(const syntax::Node& node, bool maybe) {
    if (node.Is("assignment")) {
      const syntax::Node* left = node.Field("left");
      const syntax::Node* right = node.Field("right");
      const bool into_kwargs = left != nullptr && right != nullptr && left->Is("subscript") &&
                               left->Field("value") != nullptr && left->Field("value")->text == "kwargs";
      const syntax::Node* key = into_kwargs ? left->Field("subscript") : nullptr;
      // kwargs["x"] = kwargs.get("x", 1)
      const syntax::Node* getter = key != nullptr && right->Is("call") ? right->Field("function") : nullptr;
      const syntax::Node* given = getter == nullptr ? nullptr : right->Field("arguments");
      if (given != nullptr && python::IsOneOf(getter->text, {"kwargs.get", "kwargs.pop"})) {
        if (given->children.size() == 2) Default(Of(*key).Text(), Of(*given->children[1]));
        return;
      }
      if (key != nullptr) Set(Of(*key).Text(), Of(*right), maybe);
      return;
    }
    const syntax::Node* function = node.Is("call") ? node.Field("function") : nullptr;
    const syntax::Node* arguments = node.Field("arguments");
    if (function == nullptr || arguments == nullptr) return;
    if (function->text == "kwargs.setdefault" && arguments->children.size() == 2)
      return Default(Of(*arguments->children[0]).Text(), Of(*arguments->children[1]));
    if (!function->text.ends_with(".__init__")) return;
    for (const syntax::Node* argument : arguments->children) {
      const syntax::Node* name = argument->Is("keyword_argument") ? argument->Field("name") : nullptr;
      const syntax::Node* value = argument->Field("value");
      // `x=x` hands on what was given.
      if (name != nullptr && value != nullptr && name->text != value->text)
        Set(std::string(name->text), Of(*value), maybe);
    }
  }

  void Default(const std::optional<std::string>& key, Value value) {
    if (key) options_.try_emplace(*key, std::move(value));
  }

  // What happens under a condition is taken for "unless it was given".
  void Set(const std::optional<std::string>& key, Value value, bool maybe) {
    if (!key) return;
    if (maybe) {
      options_.try_emplace(*key, std::move(value));
    } else {
      options_[*key] = std::move(value);
    }
  }

  python::Evaluator& evaluator_;
  const python::Scope& scope_;
  Options& options_;
};

// A class of another library that looks like a field of one column.
bool LooksLikeColumn(std::string_view path) {
  const std::string_view name = LastPart(path);
  return name.ends_with("Field") && name.find("ManyToMany") == std::string_view::npos &&
         path.find("forms.") == std::string_view::npos &&
         path.find("serializers.") == std::string_view::npos &&
         path.find("graphene") == std::string_view::npos;
}

// The Django field class that a class is, or inherits from; `found`: it is a field at all.
const FieldType* TypeOf(const Value& callee, python::Evaluator& evaluator, bool& found) {
  const auto external_type = [&found](std::string_view path) -> const FieldType* {
    const bool of_forms = path.find("forms.") != std::string_view::npos ||
                          path.find("serializers.") != std::string_view::npos ||
                          path.find("django_filters") != std::string_view::npos ||
                          path.find("graphene") != std::string_view::npos;
    const FieldType* type = of_forms ? nullptr : FindFieldType(LastPart(path));
    found = type != nullptr || LooksLikeColumn(path);
    return type;
  };
  if (const auto* external = callee.As<python::External>()) return external_type(external->path);
  if (const auto* unknown = callee.As<python::Unknown>()) return external_type(unknown->text);
  const auto* definition = callee.As<python::ClassRef>();
  if (definition == nullptr) return nullptr;
  for (const python::Ancestor& ancestor : evaluator.Mro(*definition->definition)) {
    if (ancestor.definition != nullptr) continue;
    const FieldType* type = external_type(ancestor.external);
    if (type != nullptr || ancestor.external == "django.db.models.Field") {
      found = true;
      return type;
    }
  }
  return nullptr;
}

Options OptionsOf(const python::CallData& call, const FieldType* type, python::Evaluator& evaluator) {
  Options options;
  for (const auto& [name, value] : call.keywords) options.try_emplace(name, value);
  const auto positions = Positions(type);
  for (std::size_t i = 0; i < call.positional.size() && i < positions.size(); ++i)
    options.try_emplace(std::string(positions[i]), call.positional[i]);
  if (const auto* definition = call.callee.As<python::ClassRef>()) {
    for (const python::Ancestor& ancestor : evaluator.Mro(*definition->definition)) {
      if (ancestor.definition == nullptr) continue;
      const auto found = ancestor.definition->scope.names.find("__init__");
      if (found == ancestor.definition->scope.names.end()) continue;
      const python::Binding& binding = found->second.back();
      if (binding.kind == python::Binding::Kind::kFunction)
        InitReader(evaluator, *ancestor.definition, options).Read(*binding.node);
    }
  }
  return options;
}

bool IsOn(const Options& options, std::string_view name, bool otherwise) {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : found->second.Truth().value_or(otherwise);
}

std::optional<std::int64_t> Whole(const Options& options, std::string_view name) {
  const auto found = options.find(name);
  return found == options.end() ? std::nullopt : found->second.Integer();
}

std::string TextOption(const Options& options, std::string_view name) {
  const auto found = options.find(name);
  return found == options.end() ? "" : found->second.Text().value_or("");
}

std::string OnDelete(const Options& options) {
  const auto found = options.find("on_delete");
  if (found == options.end()) return "";
  if (const auto* external = found->second.As<python::External>())
    return std::string(LastPart(external->path));
  if (const auto* instance = found->second.As<python::Instance>()) {
    if (const auto* external = instance->call->callee.As<python::External>())
      return std::string(LastPart(external->path));
  }
  return "";
}

bool AddChoices(const Value& choices, python::Evaluator& evaluator, int depth,
                std::vector<tacit::Value>& into) {
  if (depth > 3) return false;
  if (const auto* definition = choices.As<python::ClassRef>()) {
    const auto members = evaluator.EnumMembers(*definition->definition);
    if (!members) {
      // A class whose metaclass lists what it holds in CHOICES.
      const auto listed = evaluator.ClassAttribute(*definition->definition, "CHOICES");
      return listed && AddChoices(*listed, evaluator, depth + 1, into);
    }
    for (const Value& member : *members) {
      const auto value = member.ToSql();
      if (!value) return false;
      into.push_back(*value);
    }
    return true;
  }
  if (const auto* dict = choices.As<python::Dict>()) {
    for (const auto& [key, label] : dict->entries) {
      if (label.Is<python::Dict>()) {
        if (!AddChoices(label, evaluator, depth + 1, into)) return false;
        continue;
      }
      const auto value = key.ToSql();
      if (!value) return false;
      into.push_back(*value);
    }
    return true;
  }
  const auto items = Items(choices);
  if (!items) return false;
  for (const Value& item : *items) {
    const auto* pair = item.As<python::Sequence>();
    if (pair == nullptr || pair->items.size() < 2) return false;
    if (pair->items[1].Is<python::Sequence>()) {
      if (!AddChoices(pair->items[1], evaluator, depth + 1, into)) return false;
      continue;
    }
    const auto value = pair->items[0].ToSql();
    if (!value) return false;
    into.push_back(*value);
  }
  return true;
}

}  // namespace

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

const Field* Model::ByAttribute(std::string_view attribute) const {
  if (attribute == "pk") return PrimaryKey();
  if (const Field* field = Find(attribute)) return field;
  for (const Field& field : fields) {
    if (field.relation() && field.name + "_id" == attribute) return &field;
  }
  return nullptr;
}

const Field* Model::PrimaryKey() const {
  for (const Field& field : fields) {
    if (field.primary_key) return &field;
  }
  return nullptr;
}

const FieldType* FindFieldType(std::string_view name) {
  const auto found =
      std::find_if(kTypes.begin(), kTypes.end(), [name](const FieldType& type) { return type.name == name; });
  return found == kTypes.end() ? nullptr : &*found;
}

std::optional<Field> ReadField(const std::string& name, const Value& value, python::Evaluator& evaluator) {
  const auto* instance = value.As<python::Instance>();
  if (instance == nullptr) return std::nullopt;
  const python::CallData& call = *instance->call;
  bool found = false;
  const FieldType* type = TypeOf(call.callee, evaluator, found);
  if (!found) return std::nullopt;
  Field field;
  field.name = name;
  field.type = type;
  if (const auto* custom = call.callee.As<python::ClassRef>()) field.custom = custom->definition;
  field.options = OptionsOf(call, type, evaluator);
  const Options& options = field.options;
  field.null = IsOn(options, "null", IsField(type, "NullBooleanField"));
  const auto null = options.find("null");
  field.null_known =
      (null == options.end() && !call.open) || (null != options.end() && null->second.Truth().has_value());
  field.blank = IsOn(options, "blank", false);
  field.primary_key = IsOn(options, "primary_key", false);
  field.unique = IsOn(options, "unique", false) || field.Is(Family::kOneToOne);
  field.db_index = IsOn(options, "db_index", false);
  field.db_constraint = IsOn(options, "db_constraint", true);
  field.parent_link = IsOn(options, "parent_link", false);
  field.max_length = Whole(options, "max_length");
  if (!field.max_length && type != nullptr && !options.contains("max_length"))
    field.max_length = type->max_length;
  field.max_digits = Whole(options, "max_digits");
  field.decimal_places = Whole(options, "decimal_places");
  field.to_field = TextOption(options, "to_field");
  field.on_delete = OnDelete(options);
  if (const auto base = options.find("base_field"); base != options.end()) {
    const auto inner = ReadField(name, base->second, evaluator);
    if (inner) field.base_sql = SqlTypeOf(*inner);
  }
  const bool no_column =
      field.Is(Family::kManyToMany) || field.Is(Family::kNone) || field.Is(Family::kGenericForeignKey);
  if (!no_column) {
    field.column = TextOption(options, "db_column");
    if (field.column.empty()) field.column = name + (field.relation() ? "_id" : "");
  }
  if (call.node != nullptr && call.module != nullptr && !call.module->file.empty())
    field.place = {call.module->file, call.node->line, ""};
  return field;
}

std::optional<std::vector<tacit::Value>> ChoiceValues(const Value& choices, python::Evaluator& evaluator) {
  std::vector<tacit::Value> values;
  if (!AddChoices(choices, evaluator, 0, values)) return std::nullopt;
  std::erase_if(values, [](const tacit::Value& value) { return IsNull(value); });
  return values;
}

std::string SqlTypeOf(const Field& field) {
  if (field.type == nullptr) return "text";
  if (field.type->sql == "varchar")
    return field.max_length ? "varchar(" + std::to_string(*field.max_length) + ")" : "varchar";
  if (field.type->name == "DecimalField" && field.max_digits && field.decimal_places)
    return "numeric(" + std::to_string(*field.max_digits) + "," + std::to_string(*field.decimal_places) + ")";
  if (field.type->name == "ArrayField" && !field.base_sql.empty()) return field.base_sql + "[]";
  return std::string(field.type->sql);
}

}  // namespace tacit::analyze::django
