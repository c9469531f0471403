// @MaxLength(64) @IsIn(["a", "b"]) name: string;
#include "analyzer/typescript/patterns/class_validator.h"

#include <algorithm>

namespace tacit::analyze::typescript {

const PatternDoc kClassValidatorDoc = {
    .name = "class-validator",
    .summary = "decorators of class-validator, on a model or on what is written into one",
    .code =
        "class CreateUser {\n  @MaxLength(64)\n  name: string;\n}\n\ncreate(dto: CreateUser) {\n  return "
        "this.users.save(dto);\n}",
    .states = "char_length(users.name) <= 64",
    .soundness = "D: they run where validate() is called, and what does not come in there passes them by",
    .caveat = "a class that is written into no model states nothing, nor does { each: true }"};

namespace {

bool IsEach(const Decorator& decorator) {
  const Value* each = decorator.Option("each");
  return each != nullptr && each->Truth() != false;
}

Rule MakeRule(const ClassMember& member, const Decorator& decorator, const std::string& property,
              ConstraintKind kind) {
  Rule rule;
  rule.kind = kind;
  rule.properties = {property};
  rule.soundness = Soundness::kD;
  rule.evidence = {member.module->path, decorator.link.line, std::string(kClassValidatorDoc.name)};
  return rule;
}

std::optional<ConstraintDetail> LengthOf(const Decorator& decorator) {
  const std::string& name = decorator.link.name;
  const auto number = [&](std::size_t i) {
    const Value* argument = decorator.Argument(i);
    return argument == nullptr ? std::nullopt : argument->Integer();
  };
  LengthDetail detail;
  if (name == "MaxLength") detail.max = number(0);
  if (name == "MinLength") detail.min = number(0);
  if (name == "Length") detail = {number(0), number(1)};
  if (detail.min == 0) detail.min.reset();
  if (!detail.min && !detail.max) return std::nullopt;
  return detail;
}

std::optional<ConstraintDetail> RangeOf(const Decorator& decorator) {
  const std::string& name = decorator.link.name;
  const Value* argument = decorator.Argument(0);
  const auto bound = argument == nullptr || !argument->Is<double>() ? std::nullopt : argument->ToSql();
  RangeDetail detail;
  if (name == "Min" && bound) detail.min = *bound;
  if (name == "Max" && bound) detail.max = *bound;
  if (name == "IsPositive") {
    detail.min = tacit::Value(std::int64_t{0});
    detail.min_exclusive = true;
  }
  if (!detail.min && !detail.max) return std::nullopt;
  return detail;
}

std::optional<std::vector<tacit::Value>> ValuesOf(const Decorator& decorator) {
  const Value* argument = decorator.Argument(0);
  if (argument == nullptr) return std::nullopt;
  if (decorator.link.name == "IsIn") return ScalarList(*argument);
  const Object* members = decorator.link.name == "IsEnum" ? argument->AsObject() : nullptr;
  if (members == nullptr || members->open) return std::nullopt;
  Array values;
  for (const Property& member : members->properties) values.items.push_back(member.value);
  return ScalarList(MakeArray(std::move(values)));
}

}  // namespace

std::vector<Rule> ClassValidatorRules(const ClassMember& member, const std::string& property) {
  std::vector<Rule> rules;
  for (const Decorator& decorator : member.decorators) {
    if (decorator.package != "class-validator" || IsEach(decorator)) continue;
    if (auto length = LengthOf(decorator)) {
      Rule rule = MakeRule(member, decorator, property, ConstraintKind::kLength);
      rule.detail = std::move(*length);
      rules.push_back(std::move(rule));
    } else if (auto range = RangeOf(decorator)) {
      Rule rule = MakeRule(member, decorator, property, ConstraintKind::kRange);
      rule.detail = std::move(*range);
      rules.push_back(std::move(rule));
    } else if (auto values = ValuesOf(decorator); values && !values->empty()) {
      Rule rule = MakeRule(member, decorator, property, ConstraintKind::kOneOf);
      rule.detail = ValuesDetail{std::move(*values)};
      rules.push_back(std::move(rule));
    } else if (decorator.link.name == "Matches" && decorator.Argument(0) != nullptr) {
      const auto* regex = decorator.Argument(0)->As<Regex>();
      if (regex == nullptr || regex->flags.find_first_of("ims") != std::string::npos) continue;
      Rule rule = MakeRule(member, decorator, property, ConstraintKind::kFormat);
      rule.detail = FormatDetail{regex->source, "ecmascript"};
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

void AddClassValidators(Evaluator& evaluator, std::vector<Model>& models) {
  for (Model& model : models) {
    if (!model.declaration) continue;
    evaluator.Restart();
    for (const ClassInfo& info : WithAncestors(evaluator, *model.declaration)) {
      for (const ClassMember& member : info.members) {
        const Field* field = model.Find(member.name);
        if (field == nullptr || field->property != member.name) continue;
        for (Rule& rule : ClassValidatorRules(member, member.name)) model.rules.push_back(std::move(rule));
      }
    }
  }
}

}  // namespace tacit::analyze::typescript
