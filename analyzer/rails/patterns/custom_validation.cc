// validate :method, validate { ... }, validates_each :a { ... }, validates :a, of_our_own: true
#include <algorithm>

#include "analyzer/facts/identity.h"
#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"
#include "analyzer/rails/validation.h"
#include "src/catalogue/check_form.h"

namespace tacit::analyze::rails {

namespace {

void CustomValidations(const Use& use, Model& model) {
  CustomValidation validation;
  validation.declared = use.declared;
  validation.skips_nil = use.MayBeOn("allow_nil");
  validation.skips_blank = use.MayBeOn("allow_blank");
  if (use.call == "validate" || use.call == "validates_with") {
    std::vector<ruby::Value> codes = use.arguments;
    if (use.block.Is<ruby::Proc>()) codes = {use.block};
    for (const ruby::Value& code : codes) {
      validation.code = code;
      model.validations.push_back(validation);
    }
    return;
  }
  validation.attributes = use.Attributes();
  validation.code = use.call == "validates_each" ? use.block : use.validator_class;
  model.validations.push_back(std::move(validation));
}

// The method of a validator class, or of an ancestor.
const Code* ValidatorMethod(const Reader& reader, std::string name, const std::string& method) {
  for (int depth = 0; !name.empty() && depth < 20; ++depth, name = reader.Superclass(name)) {
    const Module* module = reader.classes().Find(name);
    if (module == nullptr) return nullptr;
    if (auto own = module->methods.find(method); own != module->methods.end()) return &own->second;
  }
  return nullptr;
}

std::optional<CodeBody> BodyOfValidation(const CustomValidation& validation, const ModelView& view,
                                         const Facts& facts) {
  const Reader& reader = facts.reader();
  if (const auto* type = validation.code.As<ruby::Constant>()) {
    const bool each = !validation.attributes.empty();
    const Code* method = ValidatorMethod(reader, type->path, each ? "validate_each" : "validate");
    if (method == nullptr) return std::nullopt;
    CodeBody body = BodyOf(*method, view.name());
    body.names.self_is_record = false;
    if (!body.parameters.empty()) body.names.records.insert(body.parameters.front());
    return body;
  }
  if (const auto* symbol = validation.code.As<ruby::Symbol>()) {
    for (const std::string& heir :
         facts.hierarchy().HeirsOf(view.name())) {  // its rows answer to its own method
      if (reader.InstanceMethod(heir, symbol->name) != reader.InstanceMethod(view.name(), symbol->name))
        return std::nullopt;
    }
  }
  auto body = BodyOf(validation.code, view.name(), reader);
  if (body && !validation.attributes.empty()) body->names.self_is_record = false;
  return body;
}

std::vector<std::string> ColumnsIn(const std::string& sql, const ModelView& view) {
  std::vector<std::string> columns;
  for (const Column& column : view.table().columns) {
    if (MentionsName(sql, column.name)) columns.push_back(column.name);
  }
  return columns;
}

void AddDemand(const Demand& demand, const Declared& declared, const ModelView& view, Facts& facts) {
  const std::vector<std::string> columns = ColumnsIn(demand.sql, view);
  const bool plain = std::all_of(columns.begin(), columns.end(), [&](const std::string& column) {
    return facts.WhyNotPlain(column, view).empty();
  });
  if (columns.empty() || !plain) return;
  When when = facts.WhenOf(declared, view);
  when.opaque.insert(when.opaque.end(), demand.when.begin(), demand.when.end());
  Constraint check = BeginConstraint(ConstraintKind::kCheck, view, columns, declared);
  check.detail = CheckDetail{demand.sql};
  const std::string id = Identity(check, when.ToCondition());
  facts.Add(std::move(check), when, Soundness::kB);
  for (Constraint& part : catalogue::ConstraintsOfCheck(demand.sql, view.table())) {
    if (part.kind == ConstraintKind::kCheck) continue;
    part.table = view.table().name;
    part.source = Source::kCode;
    part.trust = Trust::kDeclared;
    part.evidence = declared.evidence;
    part.derived_from = id;
    facts.Add(std::move(part), when, Soundness::kB);
  }
}

void DeriveDemands(const ModelView& view, const Model& declares, Facts& facts) {
  for (const CustomValidation& validation : declares.validations) {
    const auto body = BodyOfValidation(validation, view, facts);
    if (!body) continue;
    Validation runs(view, facts.reader());
    if (validation.attributes.empty()) {
      for (const Demand& demand : runs.Demands(*body, "", "", {}))
        AddDemand(demand, validation.declared, view, facts);
      continue;
    }
    for (const std::string& attribute : validation.attributes) {
      const std::string column = view.ColumnOf(attribute);
      const bool known = !column.empty() && view.WhyTransformed(attribute).empty() &&
                         facts.WhyNotPlain(attribute, view).empty() && body->parameters.size() == 3;
      if (!known) continue;
      std::vector<Test> given;
      if (validation.skips_nil || validation.skips_blank) {
        given.push_back({QuoteName(column) + " IS NOT NULL", QuoteName(column) + " IS NULL"});
      }
      if (validation.skips_blank && ClassOfType(view.FindColumn(column)->type) == TypeClass::kText) continue;
      for (const Demand& demand : runs.Demands(*body, body->parameters[2], column, given)) {
        AddDemand(demand, validation.declared, view, facts);
      }
    }
  }
}

}  // namespace

const Pattern kCustomValidation = {
    .doc =
        {.name = "custom-validation",
         .summary = "An application's own validations: methods, blocks, validator classes that add errors.",
         .code = R"(validate :one_parent

def one_parent
  errors.add(:base, "needs one") if [post_id, photo_id].compact.size != 1
end)",
         .states = "CHECK ((CASE WHEN post_id IS NULL THEN 0 ELSE 1 END + CASE WHEN photo_id IS NULL THEN 0 "
                   "ELSE 1 END) = 1).",
         .soundness = "B: every validated write keeps it. C under a condition, or where it is asked only of "
                      "some changes.",
         .caveat =
             "The code is run symbolically: each way to `errors.add` whose tests are pure over the row's "
             "columns states that not all of them hold. Guards, early returns, `case`, `&&`, `||`, `^`, "
             "counts and comparisons have SQL; ways that ask other rows, the time, or attributes that the "
             "code itself writes are left out. Tests of what a write changes become the opaque condition."},
    .calls = {"validate", "validates_each", "validates_with"},
    .apply = CustomValidations,
    .derive = DeriveDemands};

}  // namespace tacit::analyze::rails
