// Many pairs at once: JSON Lines in, JSON Lines out.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tacit/export.h"
#include "tacit/prover.h"
#include "tacit/status.h"

namespace tacit {

struct BatchInput {
  // A line a pair: id, sql1, sql2; schema (DDL text) or schema_id; optional constraints. Further members
  // are ignored. What the DDL states is enforced; what is listed beside it, here or in `schemas`, is of trust
  // `declared` (but for primary keys): a proof rests on it only where the options allow that.
  std::string_view pairs;
  std::string_view pairs_name = "pairs";  // for messages
  // A line a schema: schema_id, ddl; optional app_constraints.
  std::string_view schemas;
  std::string_view schemas_name = "schemas";
};

struct BatchOptions {
  ProveOptions prove;
  // Gets each line of the answer, with its newline, in the order of the input, and the verdict.
  std::function<Status(std::string_view line, const Verdict& verdict)> write;
  // (done, total) pairs; may be empty.
  std::function<void(std::int64_t, std::int64_t)> progress;
};

struct BatchCounts {
  std::int64_t pairs = 0;
  std::int64_t proved = 0;
  std::int64_t refuted = 0;
  std::int64_t unknown = 0;
};

// Writes one line for each pair: id, verdict, reason, ms, constraints_used, witness {table: rows},
// certificate. A pair that cannot be read (no JSON, a member of a wrong type, DDL that does not parse, an
// unknown schema_id) is an `unknown` whose reason says where: "parse: NAME:LINE: ...". Errors: those of
// `write`; InvalidArgument for a line of `schemas` that is no schema; Internal where a proof and a witness
// exist for one pair.
[[nodiscard]] TACIT_EXPORT Result<BatchCounts> ProveBatch(const BatchInput& input,
                                                          const BatchOptions& options);

// The JSON object of one verdict, as the lines above have it, without the newline.
[[nodiscard]] TACIT_EXPORT std::string VerdictAsJson(std::string_view id, const Verdict& verdict, double ms);

}  // namespace tacit
