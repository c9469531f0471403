// @Column() role: "admin" | "member";
#include "analyzer/typescript/patterns/literal_type.h"

#include <algorithm>

#include "analyzer/typescript/evaluate/classes.h"

namespace tacit::analyze::typescript {

const PatternDoc kLiteralTypeDoc = {
    .name = "literal-type",
    .summary = "a column whose TypeScript type is a union of literals, or an enum",
    .code = "@Column()\nrole: \"admin\" | \"member\";",
    .states = "role IN ('admin', 'member')",
    .soundness = "D: types are gone when the program runs, and any driver may write what it likes",
    .caveat = "a list in the database or in a validator says more, and stands instead of it"};

namespace {

void AddTo(Evaluator& evaluator, Model& model) {
  for (const ClassInfo& info : WithAncestors(evaluator, *model.declaration)) {
    for (const ClassMember& member : info.members) {
      const Field* field = model.Find(member.name);
      if (member.type == nullptr || field == nullptr || field->property != member.name || member.is_static)
        continue;
      if (field->type.ends_with("[]") || field->type.starts_with("json")) continue;
      const bool listed = std::any_of(model.rules.begin(), model.rules.end(), [&](const Rule& rule) {
        return rule.kind == ConstraintKind::kOneOf && rule.properties == std::vector{member.name};
      });
      if (listed) continue;
      auto values = evaluator.LiteralsOf(*member.type, *member.module);
      if (!values || values->size() < 2) continue;
      Rule rule;
      rule.kind = ConstraintKind::kOneOf;
      rule.properties = {member.name};
      rule.detail = ValuesDetail{std::move(*values)};
      rule.soundness = Soundness::kD;
      rule.evidence = {member.module->path, member.node->line, std::string(kLiteralTypeDoc.name)};
      model.rules.push_back(std::move(rule));
    }
  }
}

}  // namespace

void AddLiteralTypes(Evaluator& evaluator, std::vector<Model>& models) {
  for (Model& model : models) {
    if (!model.declaration) continue;
    evaluator.Restart();
    AddTo(evaluator, model);
  }
}

}  // namespace tacit::analyze::typescript
