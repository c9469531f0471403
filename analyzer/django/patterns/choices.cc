#include <algorithm>

#include "analyzer/django/fields.h"
#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

// The values as the column stores them; nothing where one cannot be stored there.
std::optional<std::vector<tacit::Value>> Stored(std::vector<tacit::Value> values, const Field& field) {
  for (tacit::Value& value : values) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    const bool text = std::holds_alternative<std::string>(value);
    if (field.Is(FieldType::Family::kText) && whole != nullptr) value = std::to_string(*whole);
    if (field.Is(FieldType::Family::kInteger) && whole == nullptr) return std::nullopt;
    if (field.Is(FieldType::Family::kText) && whole == nullptr && !text) return std::nullopt;
  }
  return values;
}

// A list that the field's own default is not in is no rule of the rows.
bool IsOutside(const python::Value* initial, const std::vector<tacit::Value>& values, bool blank) {
  const auto written = initial == nullptr ? std::nullopt : initial->ToSql();
  if (!written || IsNull(*written) || (blank && *written == tacit::Value(""))) return false;
  return std::find(values.begin(), values.end(), *written) == values.end();
}

void FindChoices(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    const python::Value* choices = field.Option("choices");
    const bool scalar = field.Is(FieldType::Family::kText) || field.Is(FieldType::Family::kInteger) ||
                        field.Is(FieldType::Family::kNumber);
    if (choices == nullptr || !scalar) return;
    auto values = ChoiceValues(*choices, context.project.evaluator());
    if (values) values = Stored(std::move(*values), field);
    if (!values || values->empty()) return;
    // An empty choice stands for "none": with blank=True it is let through by the policy.
    const bool blank = field.blank && field.Is(FieldType::Family::kText);
    if (blank) std::erase_if(*values, [](const tacit::Value& value) { return value == tacit::Value(""); });
    if (values->empty() || IsOutside(field.Option("default"), *values, blank)) return;
    Constraint constraint = Declare(ConstraintKind::kOneOf, model.table, {field.column},
                                    ValuesDetail{std::move(*values)}, field.place, kChoices.doc.name);
    if (blank) constraint.nulls = NullPolicy::kBlankAllowed;
    context.findings.constraints.push_back(std::move(constraint));
  });
}

}  // namespace

const Pattern kChoices = {
    .doc =
        {.name = "choices",
         .summary = "choices as pairs, groups, a mapping or an Enum class: the values that the column holds",
         .code =
             "status = models.CharField(max_length=8, choices=[(\"open\", \"Open\"), (\"done\", \"Done\")])",
         .states = "status IN ('open', 'done')",
         .soundness = "C: full_clean() and forms check it, save() does not",
         .caveat =
             "With blank=True the empty string passes. Choices that only the running program knows state "
             "nothing."},
    .apply = FindChoices};

}  // namespace tacit::analyze::django
