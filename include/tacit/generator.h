// A seeded database for a catalogue: rows that satisfy the schema and the constraints, with values skewed as
// real ones are.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/connection.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

struct GenerateOptions {
  std::int64_t rows = 1'000'000;  // over all tables, shared out by each table's role (who refers to whom)
  std::uint64_t seed = 1;
  // SQL that will be run on the rows: values that it looks for are values that many rows have. What does not
  // bind to the schema adds nothing.
  std::vector<std::string> queries;
  // (done, total) rows; may be empty.
  std::function<void(std::int64_t, std::int64_t)> progress;
};

struct GeneratedTable {
  std::string name;
  std::int64_t rows = 0;
  std::vector<std::string> notes;  // constraints that values were not made for: "ID: why"
};

// Creates the schema's tables (with what the schema itself declares, no more) in an empty database and fills
// them. Rows satisfy every constraint of the catalogue that can be generated for, whatever its trust; foreign
// keys and values follow Zipf-like distributions, times grow with ids. Same catalogue, options and seed: same
// rows. Errors: InvalidArgument (the database is not empty; constraints that no row can satisfy: names them);
// Io.
[[nodiscard]] TACIT_EXPORT Result<std::vector<GeneratedTable>> GenerateDatabase(
    const Catalogue& catalogue, const GenerateOptions& options, Connection& db);

}  // namespace tacit
