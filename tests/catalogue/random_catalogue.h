// Seeded catalogues that use every member, for property tests.
#pragma once

#include <random>

#include "tacit/catalogue.h"

namespace tacit::testing {

class RandomCatalogue {
 public:
  explicit RandomCatalogue(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] Catalogue Make();

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool Coin() { return Below(2) == 0; }
  std::string Text();
  Value AnyValue();
  template <typename T>
  std::optional<T> Maybe(T value) {
    return Coin() ? std::optional<T>(std::move(value)) : std::nullopt;
  }
  std::vector<std::string> SomeColumns(const Table& table);
  Table MakeTable(const std::string& name);
  ConstraintDetail MakeDetail(ConstraintKind kind, const Schema& schema, const Table& table,
                              std::size_t columns);
  Constraint MakeConstraint(const Schema& schema);

  std::mt19937_64 random_;
};

}  // namespace tacit::testing
