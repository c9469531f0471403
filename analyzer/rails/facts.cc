#include "analyzer/rails/facts.h"

#include "analyzer/rails/condition.h"

namespace tacit::analyze::rails {

std::optional<Condition> When::ToCondition() const {
  if (sql.empty() && opaque.empty()) return std::nullopt;
  Condition condition;
  condition.opaque = !opaque.empty();
  for (const auto* parts : {&sql, &opaque}) {
    for (const std::string& part : *parts) condition.text += (condition.text.empty() ? "" : " AND ") + part;
  }
  return condition;
}

std::string QuoteList(const std::vector<Value>& values) {
  std::string list;
  for (const Value& value : values) list += (list.empty() ? "" : ", ") + QuoteValue(value).value_or("NULL");
  return list;
}

Constraint BeginConstraint(ConstraintKind kind, const ModelView& view, std::vector<std::string> columns,
                           const Declared& declared) {
  Constraint constraint;
  constraint.kind = kind;
  constraint.table = view.table().name;
  constraint.columns = std::move(columns);
  constraint.evidence = declared.evidence;
  return constraint;
}

// A class that shares its parent's table speaks of its own rows only.
void Facts::AddInheritance(const ModelView& view, When& when) const {
  if (!hierarchy_.IsHeir(view.name())) return;
  const std::string column = hierarchy_.InheritanceColumn(view);
  if (column.empty() || reader_.ClassMethodExists(view.name(), "sti_name")) {
    when.opaque.push_back("the row is a " + view.name());
    return;
  }
  when.sql.push_back(QuoteName(column) + " IN (" + QuoteList(hierarchy_.TypeNames(view.name())) + ")");
}

When Facts::WhenOf(const Declared& declared, const ModelView& view) const {
  When when;
  AddInheritance(view, when);
  for (const std::string& heir : hierarchy_.HeirsOf(view.name())) {
    if (reader_.FindModel(heir)->settings.contains("validators_cleared")) {
      when.opaque.push_back(heir + " drops its validators");
    }
  }
  for (const Gate& gate : declared.gates) {
    if (auto sql = GateToSql(gate, view, reader_)) {
      when.sql.push_back(*sql);
    } else {
      when.opaque.push_back(gate.text);
    }
  }
  return when;
}

std::string Facts::WhyNotPlain(const std::string& attribute, const ModelView& view) const {
  std::string why = view.WhyNotPlain(attribute);
  for (const std::string& heir : hierarchy_.HeirsOf(view.name())) {
    if (!why.empty()) break;
    why = ModelView(reader_, schema_, heir, view.table()).WhyNotPlain(attribute);
    if (!why.empty()) why += " in " + heir;
  }
  return why;
}

std::string Facts::WhyWrittenLater(const Rule& rule, const ModelView& view) {
  const LaterWrite* write = later_writes_.Of(rule.attribute, view.name());
  for (const std::string& column : view.ColumnsOf(rule.attribute)) {
    if (write == nullptr) write = later_writes_.Of(column, view.name());
  }
  if (write == nullptr) return "";
  const auto* unique = std::get_if<UniqueDetail>(&rule.detail);
  const auto* length = std::get_if<LengthDetail>(&rule.detail);
  const bool any_case = unique != nullptr && !unique->case_sensitive;
  const bool only_longest = length != nullptr && !length->min;
  const bool not_null = rule.kind == ConstraintKind::kNotNull;
  const bool kept = (write->keeps_value && (not_null || rule.nulls == NullPolicy::kRejected)) ||
                    (write->keeps_letters && (not_null || any_case || length != nullptr)) ||
                    (write->keeps_content && (not_null || only_longest));
  return kept ? ""
              : "it is written after it was validated (" + write->file + ":" + std::to_string(write->line) +
                    ")";
}

bool Facts::HasReference(const std::string& table, const std::string& column) {
  if (!references_) {
    references_.emplace();
    for (const auto& [name, model] : reader_.models()) {
      const auto own = reader_.TableOf(name);
      const Table* known = own ? schema_.Find(*own) : nullptr;
      if (known == nullptr) continue;
      const ModelView view(reader_, schema_, name, *known);
      for (const Association& association : model.associations) {
        if (association.kind != Association::Kind::kBelongsTo) continue;
        for (const std::string& key : view.KeyColumns(association)) references_->emplace(*own, key);
      }
    }
  }
  return references_->contains({table, column});
}

void Facts::Add(Constraint constraint, const When& when, Soundness best) {
  // No row could be legal: what was read as a list is none.
  const auto* values = std::get_if<ValuesDetail>(&constraint.detail);
  if (constraint.kind == ConstraintKind::kOneOf && values != nullptr && values->values.empty() &&
      when.opaque.empty()) {
    return;
  }
  constraint.condition = when.ToCondition();
  constraint.soundness = best;
  // Another class writes the table past this one's rules.
  const bool shared = hierarchy_.WritersOf(constraint.table) > 1;
  if (best == Soundness::kB && (constraint.condition || shared)) constraint.soundness = Soundness::kC;
  constraints_.push_back(std::move(constraint));
}

Hint Facts::AddHint(HintKind kind, const std::string& table, std::vector<std::string> columns,
                    std::string text, const Declared& declared) {
  Hint hint = MakeHint(kind, table, std::move(columns), std::move(text), declared.evidence.front());
  hint.evidence = declared.evidence;
  hints_.push_back(hint);
  return hint;
}

void Facts::AddInferred(Constraint constraint, const When& when) {
  constraint.condition = when.ToCondition();
  constraints_.push_back(std::move(constraint));
}

}  // namespace tacit::analyze::rails
