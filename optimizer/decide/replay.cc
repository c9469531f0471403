// A certificate, followed: what it is about is made anew from its SQL, and its claims go to the checker.
#include "tacit/replay.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "optimizer/prove/restate.h"
#include "optimizer/replay/check.h"
#include "optimizer/replay/read.h"
#include "optimizer/replay/smt.h"
#include "optimizer/verdict/certificate_json.h"
#include "src/base/status_macros.h"
#include "src/sql/bind.h"
#include "src/sql/ddl.h"

namespace tacit {
namespace {

using Proof = nlohmann::ordered_json;

class Replayer {
 public:
  Replayer(Certificate certificate, Proof proof)
      : certificate_(std::move(certificate)), json_(std::move(proof)) {}

  Result<ReplayReport> Run(const SmtSolver& solver) {
    report_.left = certificate_.left;
    report_.right = certificate_.right;
    TACIT_ASSIGN_OR_RETURN(auto ddl, sql::ParseDdl(certificate_.schema));
    schema_ = std::move(ddl.schema);
    TACIT_ASSIGN_OR_RETURN(left_, Bind(certificate_.left));
    TACIT_ASSIGN_OR_RETURN(right_, Bind(certificate_.right));
    TACIT_ASSIGN_OR_RETURN(loaded_, replay::ReadProof(json_.dump()));
    if (loaded_.identical) {
      report_.holds = sql::SameQuery(left_, right_);
      if (!report_.holds) report_.reason = "the two queries are not the same";
      return report_;
    }
    Status failure;
    report_.reason = Claims(solver, &failure);
    TACIT_RETURN_IF_ERROR(failure);
    if (report_.reason.empty()) TACIT_RETURN_IF_ERROR(Statement());
    report_.holds = report_.reason.empty();
    report_.any_of_ties = loaded_.proof.conclusion.any_of_ties;
    return report_;
  }

 private:
  Result<sql::QueryPtr> Bind(const std::string& text) const {
    return sql::Bind(text, schema_, certificate_.dialect, sql::Expand::kYes);
  }

  // Empty where every claim follows from the ones before it, and the last from them.
  std::string Claims(const SmtSolver& solver, Status* failure) {
    replay::Nodes& nodes = *loaded_.nodes;
    const auto ask = [&](const std::vector<replay::Ref>& clauses) {
      ++report_.obligations;
      if (!solver || !failure->ok()) return true;
      const Result<bool> unsatisfiable = solver(replay::SmtProblem(nodes, clauses));
      if (!unsatisfiable.ok()) *failure = unsatisfiable.status();
      return !unsatisfiable.ok() || *unsatisfiable;
    };
    report_.claims = static_cast<std::int64_t>(loaded_.proof.claims.size());
    if (auto error = replay::CheckClaims(nodes, loaded_.proof, ask)) return *error;
    return replay::CheckConclusion(nodes, loaded_.proof).value_or("");
  }

  // What the claims speak of is what the certificate says: the tables, the two queries, the checks.
  Status Statement() {
    if (json_.at("text_is_distinct") != (certificate_.dialect != Dialect::kMysql))
      return Differs("what equality of texts means in the dialect");
    for (const auto& [table, types] : json_.at("tables").items()) {
      if (types != Proof(prove::RestateTypes(table, schema_))) return Differs("the columns of " + table);
    }
    for (std::size_t i = 0; i < loaded_.proof.facts.size(); ++i) TACIT_RETURN_IF_ERROR(Assumption(i));
    TACIT_RETURN_IF_ERROR(Query(left_, loaded_.proof.conclusion.left, "left"));
    return Query(right_, loaded_.proof.conclusion.right, "right");
  }
  Status Differs(const std::string& what) {
    if (report_.reason.empty()) report_.reason = "the proof is of something else: " + what;
    return Status::Ok();
  }

  Status Query(const sql::QueryPtr& query, const replay::Side& side, const std::string& name) {
    const auto few_rows = [&](const std::string& text, std::int64_t rows) {
      const auto blocks = replay::ReadBlocks(text, *loaded_.nodes);
      return blocks.ok() &&
             std::ranges::any_of(loaded_.proof.conclusion.bounds, [&](const replay::Bound& bound) {
               return bound.count <= rows && replay::SameBlocks(*loaded_.nodes, *blocks, bound.rows) &&
                      replay::CheckBound(*loaded_.nodes, loaded_.proof, bound);
             });
    };
    TACIT_ASSIGN_OR_RETURN(const auto restated,
                           prove::Restate(query, schema_, certificate_.dialect, few_rows));
    TACIT_ASSIGN_OR_RETURN(const auto blocks, replay::ReadBlocks(restated.blocks, *loaded_.nodes));
    const bool same_keys = std::ranges::equal(restated.keys, side.keys, [](const auto& a, const auto& b) {
      return a.first == b.descending && a.second == b.nulls_first;
    });
    const bool same = same_keys && restated.columns == side.columns && restated.limit == side.limit &&
                      restated.offset == side.offset &&
                      replay::SameBlocks(*loaded_.nodes, blocks, side.lowered);
    const bool open = restated.any_of_ties && !loaded_.proof.conclusion.any_of_ties;
    return same && !open ? Status::Ok() : Differs("the " + name + " query");
  }

  Status Assumption(std::size_t at) {
    const replay::Fact& fact = loaded_.proof.facts[at];
    const Table* table = schema_.Find(fact.table);
    if (table == nullptr) return Differs("a constraint of " + fact.table);
    const auto named = [](const Table& of, const std::vector<int>& columns) {
      std::string names;
      for (const int column : columns) {
        if (static_cast<std::size_t>(column) >= of.columns.size()) return std::string();
        names += (names.empty() ? "" : ", ") + of.columns[static_cast<std::size_t>(column)].name;
      }
      return "(" + names + ")";
    };
    const std::string columns = named(*table, fact.columns);
    if (columns.empty()) return Differs("a column of " + fact.table);
    const Proof& stated_fact = json_.at("facts").at(at);
    std::string predicate;
    if (stated_fact.contains("holds")) {
      predicate = stated_fact.value("sql", std::string());
      TACIT_ASSIGN_OR_RETURN(const sql::ExprPtr bound,
                             sql::BindPredicate(predicate, *table, certificate_.dialect));
      const bool condition = fact.kind == replay::Fact::Kind::kKey;
      TACIT_ASSIGN_OR_RETURN(const auto blocks,
                             replay::ReadBlocks(prove::RestatePredicate(bound, fact.table, schema_,
                                                                        certificate_.dialect, condition),
                                                *loaded_.nodes));
      if (!replay::SameFact(*loaded_.nodes, blocks, fact)) return Differs("the check " + predicate);
    }
    std::string text = fact.table + ": ";
    switch (fact.kind) {
      case replay::Fact::Kind::kNotNull: text += columns + " is not NULL"; break;
      case replay::Fact::Kind::kCheck: text += "CHECK (" + predicate + ")"; break;
      case replay::Fact::Kind::kKey:
        text += columns + " is a key" + (predicate.empty() ? "" : " where " + predicate);
        break;
      case replay::Fact::Kind::kForeignKey: {
        const Table* other = schema_.Find(fact.ref_table);
        if (other == nullptr) return Differs("a reference to " + fact.ref_table);
        text += columns + " references " + fact.ref_table + " " + named(*other, fact.ref_columns);
        break;
      }
    }
    report_.assumes.push_back(std::move(text));
    return Status::Ok();
  }

  Certificate certificate_;
  Proof json_;
  Schema schema_;
  sql::QueryPtr left_, right_;
  replay::Loaded loaded_;
  ReplayReport report_;
};

}  // namespace

Result<ReplayReport> Replay(std::string_view text, const SmtSolver& solver) {
  if (replay::TooDeep(text)) return Status::InvalidArgument("certificate: JSON that is nested too deep");
  const Proof parsed = Proof::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object())
    return Status::InvalidArgument("certificate: expected a JSON object, found something else");
  const Proof& whole = parsed.contains("certificate") ? parsed.at("certificate") : parsed;
  TACIT_ASSIGN_OR_RETURN(Certificate certificate, CertificateFromJson(whole));
  if (!whole.contains("proof")) {
    const std::string why =
        certificate.unrecorded.empty() ? "it was made without one" : certificate.unrecorded;
    return Status::InvalidArgument("certificate: it has no proof to replay: " + why);
  }
  if (!whole.at("proof").is_object())
    return Status::InvalidArgument("certificate: proof: expected an object");
  try {
    return Replayer(std::move(certificate), whole.at("proof")).Run(solver);
  } catch (const Proof::exception& error) {
    return Status::InvalidArgument("certificate: proof: " + std::string(error.what()));
  }
}

}  // namespace tacit
