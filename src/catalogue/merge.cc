// What the code says joined with what the schema says.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "src/catalogue/check_form.h"
#include "src/catalogue/enforced.h"
#include "src/catalogue/same.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

bool AllIn(const Schema& schema, const std::vector<std::string>& columns, const std::string& name) {
  const Table* table = schema.Find(name);
  return table != nullptr && std::all_of(columns.begin(), columns.end(), [&](const std::string& column) {
           return table->ColumnOrdinal(column) >= 0;
         });
}

// A constraint about a table or column that the schema lacks says nothing about data.
bool NamesExist(const Constraint& constraint, const Schema& schema) {
  const auto all_in = [&](const std::vector<std::string>& columns, const std::string& name) {
    return AllIn(schema, columns, name);
  };
  if (!all_in(constraint.columns, constraint.table)) return false;
  const auto* reference = std::get_if<ForeignKeyDetail>(&constraint.detail);
  if (reference == nullptr) return true;
  if (reference->type_column) return all_in({*reference->type_column}, constraint.table);
  return reference->ref_columns.size() == constraint.columns.size() &&
         all_in(reference->ref_columns, reference->ref_table);
}

// A place in the code says more than that the schema has it too.
bool EvidenceBefore(const Evidence& a, const Evidence& b) {
  const auto key = [](const Evidence& e) {
    return std::tuple(e.file.empty(), std::tie(e.file, e.line, e.pattern));
  };
  return key(a) < key(b);
}

// Adds what `more` has and `into` lacks, and sorts.
void Join(std::vector<Evidence>& into, const std::vector<Evidence>& more) {
  into.insert(into.end(), more.begin(), more.end());
  std::sort(into.begin(), into.end(), EvidenceBefore);
  const auto same = [](const Evidence& a, const Evidence& b) {
    return !EvidenceBefore(a, b) && !EvidenceBefore(b, a);
  };
  into.erase(std::unique(into.begin(), into.end(), same), into.end());
}

void Join(std::vector<Bypass>& into, const std::vector<Bypass>& more) {
  const auto key = [](const Bypass& b) { return std::tie(b.file, b.line); };
  into.insert(into.end(), more.begin(), more.end());
  std::sort(into.begin(), into.end(), [&](const Bypass& a, const Bypass& b) { return key(a) < key(b); });
  into.erase(std::unique(into.begin(), into.end(),
                         [&](const Bypass& a, const Bypass& b) { return key(a) == key(b); }),
             into.end());
}

// The code constraint that every group is led by where it has one, then what is declared rather than
// derived, then the smaller id: so which of two duplicates stays does not depend on their order.
bool LeadsBefore(const Constraint& a, const Constraint& b) {
  const auto key = [](const Constraint& c) {
    return std::tuple(c.source != Source::kCode, c.derived_from.has_value(), std::string_view(c.id));
  };
  return key(a) < key(b);
}

class Merger {
 public:
  explicit Merger(const Schema& schema) : schema_(schema) {}

  void Add(Constraint constraint) {
    if (NamesExist(constraint, schema_)) by_table_[constraint.table].push_back(std::move(constraint));
  }

  [[nodiscard]] std::vector<Constraint> Take() {
    std::vector<Constraint> all;
    for (auto& [name, constraints] : by_table_) {
      std::sort(constraints.begin(), constraints.end(), LeadsBefore);
      RaiseEnforced(constraints);
      for (Constraint& constraint : Collapsed(std::move(constraints))) all.push_back(std::move(constraint));
    }
    std::sort(all.begin(), all.end(), [](const Constraint& a, const Constraint& b) {
      return std::tie(a.table, a.columns, a.kind, a.id) < std::tie(b.table, b.columns, b.kind, b.id);
    });
    MakeIdsUnique(all);
    for (Constraint& constraint : all) {
      const auto renamed = constraint.derived_from ? renamed_.find(*constraint.derived_from) : renamed_.end();
      if (renamed != renamed_.end()) constraint.derived_from = renamed->second;
    }
    return all;
  }

 private:
  void RaiseEnforced(std::vector<Constraint>& constraints) const {
    std::vector<Constraint> enforced;
    for (const Constraint& c : constraints) {
      const bool by_schema = c.source == Source::kSchema && c.trust == Trust::kEnforced;
      if (by_schema) enforced.push_back(catalogue::WithNotNulls(c, schema_));
    }
    for (Constraint& constraint : constraints) {
      if (constraint.source != Source::kCode) continue;
      std::vector<const Constraint*> premises = {Premise(enforced, constraint)};
      if (premises[0] == nullptr) premises = PremisesOfParts(enforced, constraint);
      if (premises.empty()) continue;
      constraint.soundness = Soundness::kA;
      constraint.trust = Trust::kEnforced;
      for (const Constraint* premise : premises) Join(constraint.evidence, premise->evidence);
    }
  }

  // The schema's checks are kept in their most specific kinds: a check of the code holds where each of the
  // kinds that it comes apart into does. None where one of them does not.
  [[nodiscard]] std::vector<const Constraint*> PremisesOfParts(const std::vector<Constraint>& enforced,
                                                               const Constraint& conclusion) const {
    const auto* check = std::get_if<CheckDetail>(&conclusion.detail);
    if (check == nullptr || conclusion.condition) return {};
    std::vector<const Constraint*> premises;
    for (Constraint part : catalogue::ConstraintsOfCheck(check->sql, *schema_.Find(conclusion.table))) {
      part.table = conclusion.table;
      const Constraint* premise = Premise(enforced, part);
      if (premise == nullptr) return {};
      premises.push_back(premise);
    }
    return premises;
  }

  // One that implies the conclusion, of its own kind where there is such; null where there is none.
  static const Constraint* Premise(const std::vector<Constraint>& enforced, const Constraint& conclusion) {
    const Constraint* found = nullptr;
    for (const Constraint& premise : enforced) {
      if (!Implies(premise, conclusion)) continue;
      if (premise.kind == conclusion.kind) return &premise;
      if (found == nullptr) found = &premise;
    }
    return found;
  }

  std::vector<Constraint> Collapsed(std::vector<Constraint> constraints) {
    std::vector<Constraint> kept;
    for (Constraint& constraint : constraints) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Constraint& k) {
        return catalogue::SameStatement(k, constraint);
      });
      if (same == kept.end()) {
        Join(constraint.evidence, {});
        kept.push_back(std::move(constraint));
        continue;
      }
      Join(same->evidence, constraint.evidence);
      Join(same->bypasses, constraint.bypasses);
      // The safer of two equal statements holds for both.
      same->soundness = std::min(same->soundness, constraint.soundness);
      same->trust = std::max(same->trust, constraint.trust);
      if (constraint.id != same->id) renamed_[constraint.id] = same->id;
    }
    return kept;
  }

  static void MakeIdsUnique(std::vector<Constraint>& constraints) {
    std::set<std::string> taken;
    for (Constraint& constraint : constraints) {
      const std::string id = constraint.id;
      for (int n = 2; !taken.insert(constraint.id).second; ++n) constraint.id = id + "." + std::to_string(n);
    }
  }

  const Schema& schema_;
  std::map<std::string, std::vector<Constraint>> by_table_;
  std::map<std::string, std::string> renamed_;  // ids of constraints that went into another
};

}  // namespace

Catalogue MergeCatalogue(Application application, Schema schema, std::vector<Constraint> from_code,
                         std::vector<Hint> hints) {
  Merger merger(schema);
  for (Constraint& constraint : from_code) merger.Add(std::move(constraint));
  for (Constraint& constraint : ConstraintsOfSchema(schema)) merger.Add(std::move(constraint));
  std::vector<Constraint> constraints = merger.Take();
  std::erase_if(hints, [&](const Hint& hint) { return !AllIn(schema, hint.columns, hint.table); });
  return {.application = std::move(application),
          .schema = std::move(schema),
          .constraints = std::move(constraints),
          .hints = std::move(hints)};
}

}  // namespace tacit
