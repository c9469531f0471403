// Fields of ModelForms and of REST framework's ModelSerializers, where they are a model's columns.
#include <algorithm>
#include <set>

#include "analyzer/django/fields.h"
#include "analyzer/django/patterns/patterns.h"
#include "analyzer/django/q.h"

namespace tacit::analyze::django {

namespace {

using python::CallOf;
using python::Value;

// A form or a serializer that writes the rows of a model.
class Door {
 public:
  Door(Context& context, const python::Class& definition, bool serializer)
      : context_(context),
        evaluator_(context.project.evaluator()),
        definition_(definition),
        pattern_(serializer ? kSerializer : kForm) {}

  void Read() {
    const auto meta = evaluator_.ClassAttribute(definition_, "Meta");
    const auto* options = meta ? meta->As<python::ClassRef>() : nullptr;
    meta_ = options == nullptr ? nullptr : options->definition;
    const auto named = Option("model");
    const std::string label = named ? context_.models.LabelOf(*named, "", "") : "";
    model_ = label.empty() ? nullptr : context_.models.OfLabel(label);
    if (model_ == nullptr || model_->of_framework) return;
    for (const python::Ancestor& ancestor : evaluator_.Mro(definition_)) {
      if (ancestor.definition == nullptr) continue;
      for (const std::string& name : ancestor.definition->scope.order) ReadField(*ancestor.definition, name);
    }
    if (&pattern_ == &kSerializer) ReadValidators();
  }

 private:
  std::optional<Value> Option(std::string_view name) const {
    return meta_ == nullptr ? std::nullopt : evaluator_.ClassAttribute(*meta_, name);
  }

  // Whether what comes in under this name is written to the model.
  bool Writes(const std::string& name) const {
    if (const auto fields = Option("fields")) {
      if (fields->Text()) return fields->Text() == "__all__";
      const auto names = python::Texts(*fields);
      return names && std::find(names->begin(), names->end(), name) != names->end();
    }
    const auto exclude = Option("exclude");
    const auto names = exclude ? python::Texts(*exclude) : std::nullopt;
    return names && std::find(names->begin(), names->end(), name) == names->end();
  }

  void ReadField(const python::Class& source, const std::string& name) {
    // The class's own declaration hides those of the classes that it inherits from.
    const auto [known, first] = seen_.insert(name);
    const auto value = first ? evaluator_.NameIn(source.scope, name) : std::nullopt;
    const python::CallData* call = value ? CallOf(*value) : nullptr;
    if (call == nullptr || call->open || !Writes(name)) return;
    std::string attribute = name;
    if (const Value* named = call->Keyword("source")) attribute = named->Text().value_or("");
    const Value* read_only = call->Keyword("read_only");
    const auto [owner, field] = context_.models.FindField(*model_, attribute);
    if (field == nullptr || field->column.empty() || field->name != attribute ||
        (read_only != nullptr && read_only->Truth() != false))
      return;
    owner_ = owner;
    place_ = {source.scope.module->file, call->node == nullptr ? 0 : call->node->line, ""};
    ReadRules(*call, *field);
  }

  void ReadRules(const python::CallData& call, const Field& field) {
    const std::string kind(KindOf(call));
    const bool text = field.Is(FieldType::Family::kText);
    const bool number = field.Is(FieldType::Family::kInteger) || field.Is(FieldType::Family::kNumber);
    const Value* required = call.Keyword("required");
    const Value* blank = call.Keyword("allow_blank");
    const bool may_be_blank = text && ((required != nullptr && required->Truth() != true) ||
                                       (blank != nullptr && blank->Truth() != false));
    const NullPolicy nulls = may_be_blank ? NullPolicy::kBlankAllowed : NullPolicy::kAllowed;
    if (number) {
      RangeDetail range;
      range.min = Number(call, "min_value");
      range.max = Number(call, "max_value");
      if (range.min || range.max) Add({field.column}, ConstraintKind::kRange, range, NullPolicy::kAllowed);
    }
    if (text) {
      LengthDetail length;
      length.min = Whole(call, "min_length");
      length.max = Whole(call, "max_length");
      if (length.min || length.max) Add({field.column}, ConstraintKind::kLength, length, nulls);
      const Value* regex = kind == "RegexField" ? call.Argument("regex", 0) : nullptr;
      if (regex != nullptr && regex->Text())
        Add({field.column}, ConstraintKind::kFormat, FormatDetail{*regex->Text(), "python"}, nulls);
    }
    const Value* choices =
        kind == "ChoiceField" || kind == "TypedChoiceField" ? call.Keyword("choices") : nullptr;
    // A serializer's choices may be the values alone.
    const auto alone =
        choices != nullptr && &pattern_ == &kSerializer ? python::Texts(*choices) : std::nullopt;
    auto values = choices == nullptr || !text ? std::nullopt
                  : alone ? std::optional(std::vector<tacit::Value>(alone->begin(), alone->end()))
                          : ChoiceValues(*choices, evaluator_);
    const bool texts = values && !values->empty() &&
                       std::all_of(values->begin(), values->end(), [](const tacit::Value& value) {
                         return std::holds_alternative<std::string>(value);
                       });
    if (texts) Add({field.column}, ConstraintKind::kOneOf, ValuesDetail{std::move(*values)}, nulls);
    const Value* validators = &pattern_ == &kSerializer ? call.Keyword("validators") : nullptr;
    const auto items = validators == nullptr ? std::nullopt : python::Items(*validators);
    for (const Value& item : items.value_or(std::vector<Value>())) {
      if (CalleeName(item) == "UniqueValidator" && AsksAllRows(*CallOf(item)) && AllCases(*CallOf(item)))
        Add({field.column}, ConstraintKind::kUnique, UniqueDetail{}, NullPolicy::kAllowed);
    }
  }

  // validators = [UniqueTogetherValidator(queryset=Model.objects.all(), fields=("a", "b"))]
  void ReadValidators() {
    const auto validators = Option("validators");
    const auto items = validators ? python::Items(*validators) : std::nullopt;
    for (const Value& item : items.value_or(std::vector<Value>())) {
      const python::CallData* call = CallOf(item);
      const Value* fields = call == nullptr ? nullptr : call->Argument("fields", 1);
      const auto names = fields == nullptr ? std::nullopt : python::Texts(*fields);
      if (CalleeName(item) != "UniqueTogetherValidator" || !names || !AsksAllRows(*call)) continue;
      std::vector<std::string> columns;
      for (const std::string& name : *names) {
        const Field* field = model_->ByAttribute(name);
        if (field != nullptr && !field->column.empty()) columns.push_back(field->column);
      }
      if (columns.size() != names->size()) continue;
      owner_ = model_;
      place_ = {meta_->scope.module->file, call->node == nullptr ? 0 : call->node->line, ""};
      Add(std::move(columns), ConstraintKind::kUnique, UniqueDetail{}, NullPolicy::kAllowed);
    }
  }

  // Model.objects.all() of the model itself.
  bool AsksAllRows(const python::CallData& call) const {
    const Value* rows = call.Argument("queryset", 0);
    const auto* unknown = rows == nullptr ? nullptr : rows->As<python::Unknown>();
    const python::CallData* made = rows == nullptr ? nullptr : CallOf(*rows);
    std::string_view text = unknown != nullptr ? std::string_view(unknown->text) : std::string_view();
    if (made != nullptr && made->node != nullptr) text = made->node->text;
    return text == model_->name + ".objects.all()" || text == model_->name + ".objects";
  }

  static bool AllCases(const python::CallData& call) {
    const Value* lookup = call.Argument("lookup", 2);
    return lookup == nullptr || lookup->Text() == "exact";
  }

  static std::string_view KindOf(const python::CallData& call) {
    const auto* external = call.callee.As<python::External>();
    return external == nullptr ? std::string_view() : python::LastPart(external->path);
  }

  static std::optional<std::int64_t> Whole(const python::CallData& call, std::string_view name) {
    const Value* value = call.Keyword(name);
    return value == nullptr ? std::nullopt : value->Integer();
  }

  static std::optional<tacit::Value> Number(const python::CallData& call, std::string_view name) {
    const Value* value = call.Keyword(name);
    auto known = value == nullptr ? std::nullopt : value->ToSql();
    const bool number =
        known && (std::holds_alternative<std::int64_t>(*known) || std::holds_alternative<double>(*known));
    return number ? known : std::nullopt;
  }

  void Add(std::vector<std::string> columns, ConstraintKind kind, ConstraintDetail detail, NullPolicy nulls) {
    place_.pattern = pattern_.doc.name;
    Hint hint = MakeHint(HintKind::kEntryPoint, owner_->table, std::move(columns), definition_.name, place_);
    Constraint constraint = Follows(hint, kind, std::move(detail), nulls);
    // What the model itself says already is nothing new.
    const bool known = std::any_of(context_.findings.constraints.begin(), context_.findings.constraints.end(),
                                   [&](const Constraint& other) {
                                     return !other.derived_from && other.table == constraint.table &&
                                            Implies(other, constraint);
                                   });
    if (known) return;
    context_.findings.hints.push_back(std::move(hint));
    context_.findings.constraints.push_back(std::move(constraint));
  }

  Context& context_;
  python::Evaluator& evaluator_;
  const python::Class& definition_;
  const Pattern& pattern_;
  const python::Class* meta_ = nullptr;
  const Model* model_ = nullptr;
  const Model* owner_ = nullptr;  // of the column that is read
  Evidence place_;
  std::set<std::string> seen_;
};

void FindForms(Context& context) {
  python::Evaluator& evaluator = context.project.evaluator();
  for (const python::Module* module : context.project.code()) {
    for (const auto& definition : module->classes) {
      evaluator.Restart();
      const bool form = evaluator.InheritsExternal(*definition, "ModelForm");
      const bool serializer = evaluator.InheritsExternal(*definition, "ModelSerializer") ||
                              evaluator.InheritsExternal(*definition, "HyperlinkedModelSerializer");
      if (form || serializer) Door(context, *definition, serializer).Read();
    }
  }
}

}  // namespace

const Pattern kForm = {
    .doc = {.name = "form",
            .summary = "A field of a ModelForm with bounds, choices or an expression, where it is a column "
                       "of the model",
            .code = "class OrderForm(forms.ModelForm):\n    quantity = forms.IntegerField(min_value=1)\n\n"
                    "    class Meta:\n        model = Order\n        fields = [\"quantity\"]",
            .states = "quantity >= 1",
            .soundness = "D: what does not come in through this form passes it by",
            .caveat = "Fields that the form does not write, and what the model says itself, are left out."},
    .apply = FindForms};

const Pattern kSerializer = {
    .doc = {.name = "serializer",
            .summary =
                "A field of REST framework's ModelSerializer with bounds or choices; UniqueValidator and "
                "UniqueTogetherValidator",
            .code = "class OrderSerializer(serializers.ModelSerializer):\n"
                    "    quantity = serializers.IntegerField(min_value=1)\n\n"
                    "    class Meta:\n        model = Order\n        fields = [\"quantity\"]",
            .states = "quantity >= 1",
            .soundness = "D: what does not come in through this serializer passes it by",
            .caveat = "Validators over a part of the rows state nothing."},
    .apply = nullptr};

}  // namespace tacit::analyze::django
