// Columns that tests make up.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "src/estimator/table/values.h"

namespace tacit::estimator {

inline constexpr ColumnType kTypes[] = {ColumnType::kInteger,  ColumnType::kReal,    ColumnType::kText,
                                        ColumnType::kBlob,     ColumnType::kBoolean, ColumnType::kDate,
                                        ColumnType::kTimestamp};

// A value of the type's alternative, often near or at the ends of what the type holds; small ones meet often.
[[nodiscard]] Value RandomValue(ColumnType type, std::mt19937_64& random);

// A column, and what is in it, value by value.
struct MadeColumn {
  struct Entry {
    Value value;
    std::int64_t rows = 0;
    std::uint32_t atom = 0;
  };
  ColumnValues values;
  std::vector<Entry> entries;  // in order
};

// `exact`: every value is an atom; else some are in runs.
[[nodiscard]] MadeColumn RandomColumn(ColumnType type, std::size_t most_values, bool exact,
                                      std::mt19937_64& random);

// Values are the same where they compare so: -0 is 0.
void ExpectSame(const ColumnValues& a, const ColumnValues& b);

}  // namespace tacit::estimator
