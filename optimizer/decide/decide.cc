#include "optimizer/decide/decide.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "optimizer/prove/prove.h"
#include "src/base/status_macros.h"
#include "src/sql/bind.h"
#include "src/sql/ddl.h"

namespace tacit {
namespace decide {
namespace {

using Clock = std::chrono::steady_clock;

// Spent on doubting a proof.
constexpr std::int64_t kAlarmMs = 1;
// Of the budget, for the quick search: it ends of itself long before but for queries of thousands of terms.
constexpr std::int64_t kQuickPart = 4;

std::int64_t MsSince(Clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
}

// Binding's failures are answers: the pair is outside what can be decided.
std::string ReasonOf(const Status& status, std::string_view side) {
  return status.message() + " (in the " + std::string(side) + " query)";
}

bool IsAnswer(const Status& status) {
  return status.code() == StatusCode::kInvalidArgument || status.code() == StatusCode::kNotSupported ||
         status.code() == StatusCode::kResourceExhausted;
}

// A failed search refutes nothing; a failure of ours is passed on.
Status SearchFailure(const Result<std::optional<Witness>>& found) {
  return found.ok() || IsAnswer(found.status()) ? Status::Ok() : found.status();
}

// The certificate is of the queries as they were given.
Verdict WithTexts(const Verdict& verdict, std::string_view left, std::string_view right) {
  Certificate certificate = verdict.certificate();
  certificate.left = left;
  certificate.right = right;
  return Verdict::Proved(std::move(certificate), verdict.constraints_used());
}

Status Contradiction(std::string_view left, std::string_view right, const Witness& witness) {
  return Status::Internal("a proof and a witness exist for one pair: LEFT " + std::string(left) + " RIGHT " +
                          std::string(right) + " WITNESS " + witness.script);
}

}  // namespace

Decider::Decider(const Catalogue& catalogue, const ProveOptions& options)
    : schema_(catalogue.schema),
      facts_(algebra::Facts::Build(catalogue, options.trust, options.dialect)),
      options_(options) {}

Result<std::unique_ptr<Decider>> Decider::Make(const Catalogue& catalogue, const ProveOptions& options) {
  std::unique_ptr<Decider> decider(new Decider(catalogue, options));
  refute::Limits limits;
  limits.seed = options.seed;
  limits.quick_ms = std::max<std::int64_t>(1, options.budget_ms / kQuickPart);
  TACIT_ASSIGN_OR_RETURN(decider->tester_,
                         refute::MakeTester(decider->schema_, decider->facts_, options.dialect, limits));
  return decider;
}

Result<Verdict> Decider::Decide(std::string_view left, std::string_view right) {
  const Clock::time_point begin = Clock::now();
  const auto left_query = sql::Bind(left, schema_, options_.dialect, sql::Expand::kYes);
  const auto right_query = sql::Bind(right, schema_, options_.dialect, sql::Expand::kYes);
  for (const auto* query : {&left_query, &right_query}) {
    if (query->ok()) continue;
    if (!IsAnswer(query->status())) return query->status();
    return Verdict::Unknown(ReasonOf(query->status(), query == &left_query ? "left" : "right"));
  }

  bool tested = false;
  std::string untested;
  if (options_.refute) {
    auto found = tester_->RefuteQuickly(*left_query, *right_query);
    TACIT_RETURN_IF_ERROR(SearchFailure(found));
    tested = found.ok();
    if (!tested) untested = "; not tested: " + found.status().message();
    if (tested && *found) return Verdict::Refuted(std::move(**found));
  }

  prove::Limits limits;
  limits.ties = prove::Ties::kAny;
  limits.record = options_.record;
  limits.deadline_ms = std::max<std::int64_t>(1, options_.budget_ms - MsSince(begin));
  Verdict verdict = prove::ProveEqual(*left_query, *right_query, schema_, facts_, options_.dialect, limits);
  if (verdict.proved()) verdict = WithTexts(verdict, left, right);
  if (!tested) return verdict.proved() ? verdict : Verdict::Unknown(verdict.reason() + untested);
  // After a proof this is the alarm for a bug of ours; without one, the longer search for a witness.
  const std::int64_t left_ms = options_.budget_ms - MsSince(begin);
  if (left_ms <= 0) return verdict;
  auto found =
      tester_->Refute(*left_query, *right_query, verdict.proved() ? std::min(left_ms, kAlarmMs) : left_ms);
  TACIT_RETURN_IF_ERROR(SearchFailure(found));
  if (!found.ok() || !*found) return verdict;
  if (verdict.proved()) return Contradiction(left, right, **found);
  return Verdict::Refuted(std::move(**found));
}

}  // namespace decide

Result<Verdict> Prove(const Catalogue& catalogue, std::string_view left, std::string_view right,
                      const ProveOptions& options) {
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<decide::Decider> decider, decide::Decider::Make(catalogue, options));
  return decider->Decide(left, right);
}

Result<Catalogue> CatalogueFromDdl(std::string_view ddl, std::string_view name,
                                   std::vector<std::string>* notes) {
  auto parsed = sql::ParseDdl(ddl);
  if (!parsed.ok()) {
    return Status(parsed.status().code(), std::string(name) + ": " + parsed.status().message());
  }
  for (const sql::DdlDoubt& doubt : parsed->doubts) {
    if (notes != nullptr)
      notes->push_back(std::string(name) + ":" + std::to_string(doubt.line) + ": " + doubt.message);
  }
  return MergeCatalogue(Application{}, std::move(parsed->schema), {});
}

}  // namespace tacit
