// A difference that the interpreter found, run again in SQLite.
#pragma once

#include "src/base/deadline.h"
#include "src/interpret/interpret.h"
#include "src/sql/query.h"
#include "tacit/prover.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::refute {

// However ties are broken, an answer of the left query differs from one of the right.
struct Difference {
  interpret::Database database;
  interpret::Answers left;
  interpret::Answers right;
};

// The witness as people see it, with the SQLite script that shows it.
[[nodiscard]] Witness MakeWitness(const Difference& difference, const sql::QueryPtr& left,
                                  const sql::QueryPtr& right, const Schema& schema);

enum class Confirmation {
  kConfirmed,  // SQLite gives for both queries what the interpreter gave
  kDisagrees,  // it gives something else: the two engines mean different things
  kCannotRun,  // it refuses one of the queries
};
// Of several answers, those that SQLite does not give are left out of a confirmed difference. A statement
// that runs past the deadline cannot be run.
[[nodiscard]] Confirmation Confirm(Difference* difference, const sql::QueryPtr& left,
                                   const sql::QueryPtr& right, const Schema& schema, const Deadline& deadline,
                                   std::string* why);

}  // namespace tacit::refute
