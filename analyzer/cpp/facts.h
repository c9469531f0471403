// What the patterns gather: constraints and hints with their evidence.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/cpp/fold.h"
#include "analyzer/facts/findings.h"

namespace tacit::analyze::cpp {

class Facts {
 public:
  explicit Facts(const Index& index) : index_(index) {}

  // Constraints of code. What the schema enforces as well becomes A when both are joined.
  Constraint& Add(ConstraintKind kind, std::string table, std::vector<std::string> columns,
                  ConstraintDetail detail, Place place, std::string_view pattern,
                  Soundness soundness = Soundness::kB) {
    Constraint constraint;
    constraint.kind = kind;
    constraint.table = std::move(table);
    constraint.columns = std::move(columns);
    constraint.detail = std::move(detail);
    constraint.nulls = kind == ConstraintKind::kNotNull ? NullPolicy::kRejected : NullPolicy::kAllowed;
    constraint.soundness = soundness;
    constraint.evidence = {EvidenceAt(place, pattern)};
    findings_.constraints.push_back(std::move(constraint));
    return findings_.constraints.back();
  }
  void NotNull(const std::string& table, const std::string& column, Place place, std::string_view pattern) {
    Add(ConstraintKind::kNotNull, table, {column}, {}, place, pattern);
  }
  void MaxLength(const std::string& table, const std::string& column, std::int64_t max, Place place,
                 std::string_view pattern, Soundness soundness = Soundness::kB) {
    Add(ConstraintKind::kLength, table, {column}, LengthDetail{{}, max}, place, pattern, soundness);
  }

  [[nodiscard]] Evidence EvidenceAt(Place place, std::string_view pattern) const {
    return {index_.FileOf(place), place.line, std::string(pattern)};
  }
  void Say(Place place, std::string message) {
    findings_.diagnostics.push_back({index_.FileOf(place), place.line, std::move(message)});
  }

  [[nodiscard]] const Index& index() const { return index_; }
  [[nodiscard]] Findings& findings() { return findings_; }
  [[nodiscard]] Schema& schema() { return findings_.schema; }

 private:
  const Index& index_;
  Findings findings_;
};

// The values of an enumeration as a column holds them. Nothing where they are flags, which are joined by |.
[[nodiscard]] std::optional<ValuesDetail> ValuesOf(const Type& type, const Index& index);

}  // namespace tacit::analyze::cpp
