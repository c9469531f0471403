#include "tacit/rewriter.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "optimizer/enumerate/search.h"
#include "optimizer/rewrite/answers.h"
#include "optimizer/rewrite/evidence.h"
#include "optimizer/rewrite/guards.h"
#include "optimizer/rewrite/measure.h"
#include "src/base/build.h"
#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"
#include "src/sql/bind.h"
#include "src/sql/fingerprint.h"
#include "src/sql/identity.h"
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

// Whether an answer holds for every statement of its template, as far as the search can tell: no rule read a
// literal, on any way that was tried.
bool IsOfTemplate(const std::vector<enumerate::Form>& forms) {
  return std::ranges::none_of(
      forms, [](const enumerate::Form& form) { return form.rule != nullptr && form.rule->reads_literals; });
}

}  // namespace

class Rewriter::Impl {
 public:
  Impl(const Catalogue& catalogue, RewriteOptions options)
      : catalogue_(catalogue),
        options_(std::move(options)),
        facts_(algebra::Facts::Build(catalogue_, options_.trust, options_.dialect)),
        analyser_(facts_),
        answers_(rewrite::EnvironmentOf(catalogue_.schema, facts_, options_, base::BuildId())) {
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
    outcome.phases.bind_ms = watch.Milliseconds();
    if (!bound.ok()) {
      outcome.unsupported = bound.status().message();
      return outcome;
    }
    outcome.fingerprint = sql::Fingerprint(*bound);
    analyser_.Clear();
    const rewrite::Asked asked(*bound, db != nullptr);
    outcome.known = AnswerFromBefore(asked, outcome);
    if (!outcome.known) TACIT_RETURN_IF_ERROR(FindAnswer(asked, outcome));
    if (options_.guards) outcome.guards = rewrite::GuardsOf(*bound, asked.lifting, Judges());
    if (db != nullptr && !outcome.rewrites.empty()) TACIT_RETURN_IF_ERROR(MeasureOn(*db, *bound, outcome));
    outcome.total_ms = watch.Milliseconds();
    return outcome;
  }

  Status LoadProofs(const std::string& path) { return answers_.Load(path); }
  Status SaveProofs(const std::string& path) const { return answers_.Save(path); }

 private:
  [[nodiscard]] enumerate::Environment Environment() {
    return {catalogue_.schema, facts_, options_.dialect, analyser_};
  }

  [[nodiscard]] rewrite::Judges Judges() {
    prove::Limits limits;
    limits.deadline_ms = std::max<std::int64_t>(1, options_.prove.budget_ms / 4);
    return {catalogue_.schema, facts_, analyser_, options_.dialect, limits, tester_.get(), cache_};
  }

  bool AnswerFromBefore(const rewrite::Asked& asked, RewriteOutcome& outcome) {
    const rewrite::Answer* answer = answers_.Find(asked.template_key);
    if (answer == nullptr) return false;
    std::vector<sql::QueryPtr> queries;
    if (!answer->reads_literals && FillIn(*answer, asked, queries) && !LiteralsCount(asked, queries)) {
      Take(*answer, outcome);
      for (std::size_t i = 0; i < queries.size(); ++i) {
        outcome.rewrites[i].sql = sql::Print(queries[i], catalogue_.schema, options_.dialect);
      }
      return true;
    }
    answer = answers_.Find(asked.StatementKey());
    if (answer != nullptr) Take(*answer, outcome);
    return answer != nullptr;
  }

  // The rewrites with the statement's own literals. False where one cannot be bound.
  bool FillIn(const rewrite::Answer& answer, const rewrite::Asked& asked,
              std::vector<sql::QueryPtr>& queries) {
    queries.clear();
    for (const rewrite::KnownRewrite& known : answer.rewrites) {
      const sql::QueryPtr query = BoundTemplate(known.sql);
      if (query == nullptr) return false;
      queries.push_back(asked.lifting.FillIn(query));
    }
    return true;
  }

  // Whether a rule that reads literals has something to say of this statement or of what its template became.
  bool LiteralsCount(const rewrite::Asked& asked, const std::vector<sql::QueryPtr>& queries) {
    if (asked.lifting.empty()) return false;
    const auto reads = [this](const sql::QueryPtr& q) { return enumerate::ReadsLiterals(q, Environment()); };
    return reads(asked.statement) || std::ranges::any_of(queries, reads);
  }

  static void Take(const rewrite::Answer& answer, RewriteOutcome& outcome) {
    outcome.cost = answer.cost;
    outcome.counts = answer.counts;
    for (const rewrite::KnownRewrite& known : answer.rewrites) {
      Rewrite& rewrite = outcome.rewrites.emplace_back();
      rewrite.sql = known.sql;
      rewrite.rules = known.rules;
      rewrite.constraints_used = known.constraints_used;
      rewrite.certificate = known.certificate;
      rewrite.prove_ms = known.prove_ms;
      rewrite.cost = known.cost;
      rewrite.any_literals = known.any_literals;
    }
  }

  // Null where the text cannot be bound. Kept: a log asks for few templates many times.
  sql::QueryPtr BoundTemplate(const std::string& text) {
    const auto found = bound_templates_.find(text);
    if (found != bound_templates_.end()) return found->second;
    const auto bound = sql::Bind(text, catalogue_.schema, options_.dialect);
    return bound_templates_.emplace(text, bound.ok() ? *bound : nullptr).first->second;
  }

  // Enumerates, prunes by cost, tests and proves: the cheapest first, until as many are proved as are wanted.
  // Keeps what comes of it.
  Status FindAnswer(const rewrite::Asked& asked, RewriteOutcome& outcome) {
    const base::Stopwatch watch;
    const std::vector<enumerate::Form> forms =
        enumerate::Search(asked.statement, Environment(), {options_.depth, options_.max_candidates});
    outcome.phases.enumerate_ms = watch.Milliseconds();
    outcome.cost = forms[0].cost;
    outcome.counts.enumerated = static_cast<int>(forms.size()) - 1;
    std::vector<std::pair<double, int>> cheaper;  // (cost, position)
    for (std::size_t i = 1; i < forms.size(); ++i) {
      if (forms[i].cost < outcome.cost) cheaper.emplace_back(forms[i].cost, static_cast<int>(i));
    }
    std::sort(cheaper.begin(), cheaper.end());
    outcome.counts.cheaper = static_cast<int>(cheaper.size());

    const rewrite::Judges judges = Judges();
    rewrite::Evidence evidence(forms, judges);
    const auto budget_ms = static_cast<double>(options_.prove.budget_ms);
    const std::size_t wanted = asked.to_measure ? 3 : 1;
    std::vector<sql::QueryPtr> proved;
    bool of_template = IsOfTemplate(forms);
    for (const auto& [cost, form] : cheaper) {
      if (proved.size() >= wanted || evidence.prover_ms() > kMaxBudgets * budget_ms) break;
      const auto proof = evidence.Of(form);
      if (!proof) continue;
      TACIT_RETURN_IF_ERROR(evidence.Test(form));
      of_template = of_template && !proof->reads_literals;
      proved.push_back(forms[static_cast<std::size_t>(form)].query);
      Rewrite& rewrite = outcome.rewrites.emplace_back();
      rewrite.sql = sql::Print(proved.back(), catalogue_.schema, options_.dialect);
      for (const std::string_view rule : enumerate::RulesOf(forms, form)) rewrite.rules.emplace_back(rule);
      rewrite.constraints_used = proof->constraints_used;
      rewrite.certificate = proof->certificate;
      rewrite.prove_ms = proof->ms;
      rewrite.cost = cost;
      rewrite.any_literals = !proof->reads_literals;
    }
    outcome.counts.proved = static_cast<int>(proved.size());
    outcome.phases.test_ms = evidence.tester_ms();
    outcome.phases.prove_ms = evidence.prover_ms();
    Keep(asked, outcome, proved, of_template);
    return Status::Ok();
  }

  void Keep(const rewrite::Asked& asked, const RewriteOutcome& outcome,
            const std::vector<sql::QueryPtr>& proved, bool of_template) {
    rewrite::Answer answer;
    answer.cost = outcome.cost;
    answer.counts = outcome.counts;
    answer.spent_ms = outcome.phases.prove_ms;
    for (const Rewrite& rewrite : outcome.rewrites) {
      answer.rewrites.push_back({rewrite.sql, rewrite.rules, rewrite.constraints_used, rewrite.certificate,
                                 rewrite.prove_ms, rewrite.cost, rewrite.any_literals});
    }
    const bool first = answers_.Find(asked.template_key) == nullptr;
    // Asked as another statement of the template will be, so that this one is found again.
    if (first && of_template && !LiteralsCount(asked, proved) && WriteTemplates(asked, proved, answer)) {
      return answers_.Add(asked.template_key, std::move(answer));
    }
    if (first) {
      rewrite::Answer marker;
      marker.reads_literals = true;
      answers_.Add(asked.template_key, std::move(marker));
    }
    answers_.Add(asked.StatementKey(), std::move(answer));
  }

  // Puts the templates' texts for the statement's. False where one, read again, is not what was proved, to
  // the last alias.
  bool WriteTemplates(const rewrite::Asked& asked, const std::vector<sql::QueryPtr>& proved,
                      rewrite::Answer& answer) {
    std::vector<std::string> texts;
    for (const sql::QueryPtr& query : proved) {
      texts.push_back(sql::Print(asked.lifting.Lift(query), catalogue_.schema, Dialect::kPostgresql));
      const sql::QueryPtr again = BoundTemplate(texts.back());
      if (again == nullptr || sql::Identity(asked.lifting.FillIn(again)) != sql::Identity(query))
        return false;
    }
    for (std::size_t i = 0; i < texts.size(); ++i) answer.rewrites[i].sql = std::move(texts[i]);
    return true;
  }

  // Keeps the candidates that gain, fastest first.
  Status MeasureOn(Connection& db, const sql::QueryPtr& statement, RewriteOutcome& outcome) const {
    std::vector<std::string> texts;
    for (const Rewrite& rewrite : outcome.rewrites) texts.push_back(rewrite.sql);
    TACIT_ASSIGN_OR_RETURN(const rewrite::Measured measured,
                           rewrite::Measure(db, outcome.sql, texts, options_.timing));
    outcome.timing = measured.original;
    std::vector<Rewrite> kept;
    for (std::size_t i = 0; i < outcome.rewrites.size(); ++i) {
      Rewrite& rewrite = outcome.rewrites[i];
      if (!measured.rewrites[i] ||
          !rewrite::Gains(measured.original, *measured.rewrites[i], options_.margin, options_.floor_ms))
        continue;
      TACIT_ASSIGN_OR_RETURN(const bool usable, Agrees(db, statement, rewrite, outcome.sql));
      if (!usable) continue;
      rewrite.timing = measured.rewrites[i];
      kept.push_back(std::move(rewrite));
    }
    std::ranges::sort(kept, {}, [](const Rewrite& r) { return r.timing->median_ms; });
    // Of those that the clock cannot tell from the fastest, the one that asks for least.
    const auto ties = std::ranges::find_if(kept, [&](const Rewrite& r) {
      return rewrite::Gains(*r.timing, *kept[0].timing, options_.margin, options_.floor_ms);
    });
    std::ranges::sort(kept.begin(), ties, {},
                      [](const Rewrite& r) { return std::pair(r.cost, r.timing->median_ms); });
    outcome.rewrites = std::move(kept);
    return Status::Ok();
  }

  // Whether the rewrite gives the original's rows on this database. Where it does not, either the data breaks
  // a constraint that nobody enforces, and the rewrite is of no use here, or the proof is wrong.
  Result<bool> Agrees(Connection& db, const sql::QueryPtr& statement, const Rewrite& rewrite,
                      const std::string& original) const {
    if (HasLimit(statement)) return true;  // which of the tied rows come is the engine's choice
    TACIT_ASSIGN_OR_RETURN(const bool same, rewrite::SameRows(db, original, rewrite.sql, kMaxComparedRows));
    if (same) return true;
    const auto enforced = [&](const std::string& id) {
      const Constraint* constraint = catalogue_.Find(id);
      return constraint != nullptr && constraint->trust == Trust::kEnforced;
    };
    const auto& used = rewrite.constraints_used;
    if (!std::all_of(used.begin(), used.end(), enforced)) return false;
    return Status::Internal(db.url() + ": a proved rewrite gives other rows than the original; original: " +
                            original + "; rewrite: " + rewrite.sql);
  }

  Catalogue catalogue_;
  RewriteOptions options_;
  algebra::Facts facts_;
  algebra::Analyser analyser_;
  std::unique_ptr<refute::Tester> tester_;
  rewrite::ProofCache cache_;
  rewrite::Answers answers_;
  std::unordered_map<std::string, sql::QueryPtr> bound_templates_;
};

Rewriter::Rewriter(const Catalogue& catalogue, RewriteOptions options)
    : impl_(std::make_unique<Impl>(catalogue, std::move(options))) {}
Rewriter::~Rewriter() = default;
Rewriter::Rewriter(Rewriter&&) noexcept = default;
Rewriter& Rewriter::operator=(Rewriter&&) noexcept = default;

Result<RewriteOutcome> Rewriter::Run(std::string_view sql, Connection* db) { return impl_->Run(sql, db); }
Status Rewriter::LoadProofs(const std::string& path) { return impl_->LoadProofs(path); }
Status Rewriter::SaveProofs(const std::string& path) const { return impl_->SaveProofs(path); }

}  // namespace tacit
