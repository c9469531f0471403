#include "tacit/rewriter.h"

#include <algorithm>
#include <utility>

#include "optimizer/enumerate/search.h"
#include "optimizer/rewrite/evidence.h"
#include "optimizer/rewrite/measure.h"
#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"
#include "src/sql/bind.h"
#include "src/sql/fingerprint.h"
#include "src/sql/print.h"

namespace tacit {
namespace {

constexpr double kMaxBudgets = 3;                   // of proving, for all forms of one statement together
constexpr std::int64_t kMaxComparedRows = 200'000;  // of a result on a real database

bool HasLimit(const sql::QueryPtr& q) {
  bool found = false;
  sql::VisitQuery(q, [&](const sql::Query& node) { found = found || node.kind == sql::QueryKind::kLimit; });
  return found;
}

// A proved form with what it was made from.
struct Candidate {
  Rewrite rewrite;
  sql::QueryPtr query;
};

}  // namespace

class Rewriter::Impl {
 public:
  Impl(const Catalogue& catalogue, RewriteOptions options)
      : catalogue_(catalogue),
        options_(std::move(options)),
        facts_(algebra::Facts::Build(catalogue_, options_.trust, options_.dialect)),
        analyser_(facts_) {
    if (!options_.prove.refute) return;
    refute::Limits limits;
    limits.seed = options_.prove.seed;
    auto tester = refute::MakeTester(catalogue_.schema, facts_, options_.dialect, limits);
    if (tester.ok()) tester_ = std::move(*tester);
  }

  Result<RewriteOutcome> Run(std::string_view text, Connection* db) {
    const base::Stopwatch watch;
    RewriteOutcome outcome;
    outcome.sql = std::string(text);
    const auto bound = sql::Bind(text, catalogue_.schema, options_.dialect);
    if (!bound.ok()) {
      outcome.unsupported = bound.status().message();
      return outcome;
    }
    outcome.fingerprint = sql::Fingerprint(*bound);
    std::vector<Candidate> candidates = Prove(*bound, db != nullptr, outcome);
    if (db != nullptr && !candidates.empty()) {
      TACIT_RETURN_IF_ERROR(MeasureOn(*db, *bound, candidates, outcome));
    }
    for (Candidate& candidate : candidates) outcome.rewrites.push_back(std::move(candidate.rewrite));
    outcome.total_ms = watch.Milliseconds();
    return outcome;
  }

 private:
  // Enumerates, prunes by cost, tests and proves: the cheapest first, until as many are proved as are wanted.
  std::vector<Candidate> Prove(const sql::QueryPtr& statement, bool to_measure, RewriteOutcome& outcome) {
    analyser_.Clear();
    const enumerate::Environment environment{catalogue_.schema, facts_, options_.dialect, analyser_};
    const std::vector<enumerate::Form> forms =
        enumerate::Search(statement, environment, {options_.depth, options_.max_candidates});
    outcome.cost = forms[0].cost;
    outcome.counts.enumerated = static_cast<int>(forms.size()) - 1;
    std::vector<std::pair<double, int>> cheaper;  // (cost, position)
    for (std::size_t i = 1; i < forms.size(); ++i) {
      if (forms[i].cost < outcome.cost) cheaper.emplace_back(forms[i].cost, static_cast<int>(i));
    }
    std::sort(cheaper.begin(), cheaper.end());
    outcome.counts.cheaper = static_cast<int>(cheaper.size());

    prove::Limits limits;
    limits.deadline_ms = std::max<std::int64_t>(1, options_.prove.budget_ms / 4);
    const rewrite::Judges judges{catalogue_.schema, facts_, options_.dialect, limits, tester_.get(), cache_};
    rewrite::Evidence evidence(forms, judges);
    const auto budget_ms = static_cast<double>(options_.prove.budget_ms);
    const std::size_t wanted = to_measure ? 3 : 1;
    std::vector<Candidate> proved;
    for (const auto& [cost, form] : cheaper) {
      if (proved.size() >= wanted || evidence.prover_ms() > kMaxBudgets * budget_ms) break;
      const auto proof = evidence.Of(form);
      if (!proof) continue;
      const enumerate::Form& found = forms[static_cast<std::size_t>(form)];
      Rewrite rewrite;
      rewrite.sql = sql::Print(found.query, catalogue_.schema, options_.dialect);
      for (const std::string_view rule : enumerate::RulesOf(forms, form)) rewrite.rules.emplace_back(rule);
      rewrite.constraints_used = proof->constraints_used;
      rewrite.certificate = proof->certificate;
      rewrite.prove_ms = proof->ms;
      rewrite.cost = cost;
      proved.push_back({std::move(rewrite), found.query});
    }
    outcome.counts.survived = outcome.counts.cheaper - evidence.refuted();
    outcome.counts.proved = static_cast<int>(proved.size());
    return proved;
  }

  // Keeps the candidates that gain, fastest first.
  Status MeasureOn(Connection& db, const sql::QueryPtr& statement, std::vector<Candidate>& candidates,
                   RewriteOutcome& outcome) const {
    std::vector<std::string> texts;
    for (const Candidate& candidate : candidates) texts.push_back(candidate.rewrite.sql);
    TACIT_ASSIGN_OR_RETURN(const rewrite::Measured measured,
                           rewrite::Measure(db, outcome.sql, texts, options_.timing));
    outcome.timing = measured.original;
    std::vector<Candidate> kept;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (!measured.rewrites[i] ||
          !rewrite::Gains(measured.original, *measured.rewrites[i], options_.margin, options_.floor_ms))
        continue;
      TACIT_ASSIGN_OR_RETURN(const bool usable, Agrees(db, statement, candidates[i], outcome.sql));
      if (!usable) continue;
      candidates[i].rewrite.timing = measured.rewrites[i];
      kept.push_back(std::move(candidates[i]));
    }
    std::ranges::sort(kept, {}, [](const Candidate& c) { return c.rewrite.timing->median_ms; });
    // Of those that the clock cannot tell from the fastest, the one that asks for least.
    const auto ties = std::ranges::find_if(kept, [&](const Candidate& c) {
      return rewrite::Gains(*c.rewrite.timing, *kept[0].rewrite.timing, options_.margin, options_.floor_ms);
    });
    std::ranges::sort(kept.begin(), ties, {}, [](const Candidate& c) {
      return std::pair(c.rewrite.cost, c.rewrite.timing->median_ms);
    });
    candidates = std::move(kept);
    return Status::Ok();
  }

  // Whether the rewrite gives the original's rows on this database. Where it does not, either the data breaks
  // a constraint that nobody enforces, and the rewrite is of no use here, or the proof is wrong.
  Result<bool> Agrees(Connection& db, const sql::QueryPtr& statement, const Candidate& candidate,
                      const std::string& original) const {
    if (HasLimit(statement)) return true;  // which of the tied rows come is the engine's choice
    TACIT_ASSIGN_OR_RETURN(const bool same,
                           rewrite::SameRows(db, original, candidate.rewrite.sql, kMaxComparedRows));
    if (same) return true;
    const auto enforced = [&](const std::string& id) {
      const Constraint* constraint = catalogue_.Find(id);
      return constraint != nullptr && constraint->trust == Trust::kEnforced;
    };
    const auto& used = candidate.rewrite.constraints_used;
    if (!std::all_of(used.begin(), used.end(), enforced)) return false;
    return Status::Internal(db.url() + ": a proved rewrite gives other rows than the original; original: " +
                            original + "; rewrite: " + candidate.rewrite.sql);
  }

  Catalogue catalogue_;
  RewriteOptions options_;
  algebra::Facts facts_;
  algebra::Analyser analyser_;
  std::unique_ptr<refute::Tester> tester_;
  rewrite::ProofCache cache_;
};

Rewriter::Rewriter(const Catalogue& catalogue, RewriteOptions options)
    : impl_(std::make_unique<Impl>(catalogue, std::move(options))) {}
Rewriter::~Rewriter() = default;
Rewriter::Rewriter(Rewriter&&) noexcept = default;
Rewriter& Rewriter::operator=(Rewriter&&) noexcept = default;

Result<RewriteOutcome> Rewriter::Run(std::string_view sql, Connection* db) { return impl_->Run(sql, db); }

std::vector<RuleInfo> Rules() {
  std::vector<RuleInfo> infos;
  for (const rules::Rule& rule : rules::AllRules()) {
    infos.push_back({std::string(rule.name), std::string(rule.summary), std::string(rule.precondition)});
  }
  infos.push_back({std::string(enumerate::kSimplified),
                   "constants in predicates, repeated conjuncts and empty branches fold after every rule",
                   "none"});
  return infos;
}

}  // namespace tacit
