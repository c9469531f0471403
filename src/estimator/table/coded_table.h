// A table as codes: what training reads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "src/estimator/table/values.h"
#include "tacit/row_source.h"
#include "tacit/status.h"

namespace tacit::estimator {

// The code of NULL in a column is its number of atoms.
struct CodedColumn {
  ColumnValues values;
  std::vector<std::uint32_t> codes;  // atoms, a row each
};

// Rows stand in the order in which they were read, or, of a sample, in no order.
struct CodedTable {
  std::vector<CodedColumn> columns;
  std::int64_t rows = 0;        // of the source
  std::int64_t coded_rows = 0;  // here; fewer: a uniform sample
};

struct CodeOptions {
  std::vector<std::string> columns;  // empty: all
  std::int64_t memory_bytes = std::int64_t{2} << 30;
  std::uint32_t max_atoms = 1U << 16;  // of a column, 16 or more; a column with more values gets runs
  // Of a column's packed values, as long as that leaves 16 atoms; 0: no limit.
  std::int64_t max_column_bytes = 256 << 10;
  std::uint64_t seed = 0;
  std::function<bool(double share)> progress;  // false: give up with ResourceExhausted
};

// Reads the source once. Values of a source without types are found to be of the narrowest of integer, real,
// date, timestamp, boolean ('true' and 'false', 't' and 'f') that all of them are, else text. A column's
// counts are exact over all rows, sampled or not, while the distinct values of all columns fit in half of the
// memory; the largest columns give up theirs first, and then rows that are kept. Runs of equal shares of the
// rows stand for what is too much (frequent values stay atoms of their own), with counts, and numbers of
// distinct values, scaled from the sample. Errors: InvalidArgument (no rows; no such column: says which there
// are; values of megabytes); those of the source; ResourceExhausted (no 1,000 rows fit in the memory).
[[nodiscard]] Result<CodedTable> CodeTable(RowSource& source, const CodeOptions& options);

// -log2 of a row's share of the coded rows, in the mean: the least bits that any model of them can have.
[[nodiscard]] double EntropyBits(const CodedTable& table);

}  // namespace tacit::estimator
