#include "analyzer/django/patterns/patterns.h"
#include "analyzer/django/q.h"

namespace tacit::analyze::django {

namespace {

using python::Value;

// The call that a validator is, or that its class hands to Django's: nothing where it is something else.
struct Validator {
  std::string name;  // of Django's class
  const python::CallData* call = nullptr;
};

Validator ValidatorOf(const Value& value, python::Evaluator& evaluator) {
  const auto* instance = value.As<python::Instance>();
  if (instance == nullptr) return {};
  const python::CallData& call = *instance->call;
  if (const auto* definition = call.callee.As<python::ClassRef>()) {
    for (const python::Ancestor& ancestor : evaluator.Mro(*definition->definition)) {
      if (ancestor.definition == nullptr) return {std::string(python::LastPart(ancestor.external)), &call};
    }
  }
  return {std::string(CalleeName(value)), &call};
}

// An argument, or the attribute that a class of validators has instead.
std::optional<Value> Option(const python::CallData& call, std::string_view name, std::size_t position,
                            python::Evaluator& evaluator) {
  if (const Value* given = call.Argument(name, position)) return *given;
  const auto* definition = call.callee.As<python::ClassRef>();
  return definition == nullptr ? std::nullopt : evaluator.ClassAttribute(*definition->definition, name);
}

class Reader {
 public:
  Reader(Context& context, const Model& model, const Field& field)
      : context_(context), evaluator_(context.project.evaluator()), model_(model), field_(field) {}

  void Read(const Value& value) {
    const Validator validator = ValidatorOf(value, evaluator_);
    if (validator.call == nullptr) return;
    place_ = field_.place;
    const python::CallData& call = *validator.call;
    const bool number = field_.Is(FieldType::Family::kInteger) || field_.Is(FieldType::Family::kNumber);
    if (validator.name == "MinValueValidator" && number) Bound(call, true);
    if (validator.name == "MaxValueValidator" && number) Bound(call, false);
    if (!field_.Is(FieldType::Family::kText)) return;
    if (validator.name == "MinLengthValidator") Length(call, true);
    if (validator.name == "MaxLengthValidator") Length(call, false);
    if (validator.name == "RegexValidator") Regex(call);
  }

  // formfield(min_value=0) of a custom class: the form's own validators.
  void ReadFormField() {
    const auto [method, owner] = field_.custom == nullptr
                                     ? std::pair<const syntax::Node*, const python::Class*>()
                                     : evaluator_.Method(*field_.custom, "formfield");
    const bool number = field_.Is(FieldType::Family::kInteger) || field_.Is(FieldType::Family::kNumber);
    if (method == nullptr || !number) return;
    place_ = field_.place;
    ReadArguments(*method, *owner, 0);
  }

 private:
  void ReadArguments(const syntax::Node& node, const python::Class& owner, int depth) {
    if (depth > 12) return;
    const syntax::Node* name = node.Is("keyword_argument") ? node.Field("name") : nullptr;
    const syntax::Node* value = node.Field("value");
    if (name != nullptr && value != nullptr && (name->text == "min_value" || name->text == "max_value")) {
      const auto limit = evaluator_.Eval(*value, {&owner.scope.module->scope}).ToSql();
      if (limit) AddBound(*limit, name->text == "min_value");
    }
    for (const syntax::Node* child : node.children) ReadArguments(*child, owner, depth + 1);
  }

  void Add(ConstraintKind kind, ConstraintDetail detail) {
    Constraint constraint =
        Declare(kind, model_.table, {field_.column}, std::move(detail), place_, kValidators.doc.name);
    // Empty values are not validated.
    if (field_.blank && field_.Is(FieldType::Family::kText)) constraint.nulls = NullPolicy::kBlankAllowed;
    context_.findings.constraints.push_back(std::move(constraint));
  }

  void Bound(const python::CallData& call, bool least) {
    const auto limit = Option(call, "limit_value", 0, evaluator_);
    const auto value = limit ? limit->ToSql() : std::nullopt;
    if (value) AddBound(*value, least);
  }

  void AddBound(const tacit::Value& value, bool least) {
    if (!std::holds_alternative<std::int64_t>(value) && !std::holds_alternative<double>(value)) return;
    RangeDetail range;
    (least ? range.min : range.max) = value;
    Add(ConstraintKind::kRange, range);
  }

  void Length(const python::CallData& call, bool least) {
    const auto limit = Option(call, "limit_value", 0, evaluator_);
    const auto value = limit ? limit->Integer() : std::nullopt;
    if (!value) return;
    LengthDetail length;
    (least ? length.min : length.max) = *value;
    Add(ConstraintKind::kLength, length);
  }

  void Regex(const python::CallData& call) {
    const auto regex = Option(call, "regex", 0, evaluator_);
    const auto inverse = Option(call, "inverse_match", 3, evaluator_);
    const auto flags = Option(call, "flags", 4, evaluator_);
    auto text = regex ? regex->Text() : std::nullopt;
    if (!text && regex) {
      // re.compile("...")
      const auto* instance = regex->As<python::Instance>();
      const bool compiled = instance != nullptr && instance->call->positional.size() == 1;
      if (compiled) text = instance->call->positional[0].Text();
    }
    if (!text || (inverse && inverse->Truth() != false) || (flags && flags->Integer() != 0)) return;
    Add(ConstraintKind::kFormat, FormatDetail{*text, "python"});
  }

  Context& context_;
  python::Evaluator& evaluator_;
  const Model& model_;
  const Field& field_;
  Evidence place_;
};

void FindValidators(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    const Value* validators = field.Option("validators");
    const auto items = validators == nullptr ? std::nullopt : python::Items(*validators);
    Reader reader(context, model, field);
    reader.ReadFormField();
    for (const Value& validator : items.value_or(std::vector<Value>())) reader.Read(validator);
  });
}

}  // namespace

const Pattern kValidators = {
    .doc = {.name = "validators",
            .summary =
                "MinValueValidator, MaxValueValidator, lengths, RegexValidator and classes made of them",
            .code = "rate = models.IntegerField(validators=[MinValueValidator(0), MaxValueValidator(100)])",
            .states = "rate BETWEEN 0 AND 100",
            .soundness = "C: full_clean() and forms run them, save() does not",
            .caveat = "Functions as validators state nothing. Python searches for the expression anywhere in "
                      "the text."},
    .apply = FindValidators};

}  // namespace tacit::analyze::django
