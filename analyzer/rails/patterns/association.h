// Reading of belongs_to, has_one and has_many, which take mostly the same options.
#pragma once

#include <optional>

#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/pattern.h"

namespace tacit::analyze::rails {

// Nothing where the call names no association.
[[nodiscard]] std::optional<Association> ReadAssociation(const Use& use, Association::Kind kind);

// The class and the columns at the far end of a has_one or has_many.
struct FarSide {
  std::string model;
  const Table* table = nullptr;
  std::vector<std::string> key;  // that refers back; of `as:` the key and its type column
  std::string base_name;         // of `as:`: what the type column holds for the near side
};

// The table of pairs that Rails looks for: it shortens the second of "catalog_a", "catalog_b" to its own
// part.
[[nodiscard]] std::string DefaultJoinTable(const std::string& a, const std::string& b);

// Nothing where it is not known, leads through another table, or the schema lacks it.
[[nodiscard]] std::optional<FarSide> FindFarSide(const Association& association, const Facts& facts);

}  // namespace tacit::analyze::rails
