// Pieces of our documents that several of them share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tacit/advisor.h"
#include "tacit/catalogue.h"
#include "tacit/connection.h"
#include "tacit/rewriter.h"
#include "tacit/value.h"

namespace tacit::report {

// Members in the order in which they are added: a document reads as it was written.
using Json = nlohmann::ordered_json;

[[nodiscard]] Json ToJson(const Value& value);
[[nodiscard]] Json ToJson(const std::vector<Row>& rows);
[[nodiscard]] Json ToJson(const Timing& timing);
// {id, kind, table, columns, trust, statement, place, evidence[]}; for an id that the catalogue lacks, the id
// alone.
[[nodiscard]] Json ConstraintAsJson(const Catalogue& catalogue, const std::string& id);
[[nodiscard]] Json ToJson(const Catalogue& catalogue, const RewriteOutcome& outcome);
// ConstraintAsJson with result, violations, examples, query, reason.
[[nodiscard]] Json ToJson(const Catalogue& catalogue, const CheckedConstraint& checked);

// What a constraint says, in words: "issues.done_ratio is between 0 and 100".
[[nodiscard]] std::string Statement(const Constraint& constraint);
// "app/models/issue.rb:70", the first place; "the schema" for what no file says; empty where there is no
// evidence.
[[nodiscard]] std::string Place(const Constraint& constraint);
[[nodiscard]] std::string ValueText(const Value& value);

[[nodiscard]] std::string Dump(const Json& document);

}  // namespace tacit::report
