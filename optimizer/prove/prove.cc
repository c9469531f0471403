#include "optimizer/prove/prove.h"

#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "optimizer/prove/engine.h"
#include "optimizer/prove/order_limit.h"
#include "src/sql/ddl.h"
#include "src/sql/print.h"

namespace tacit::prove {
namespace {

using algebra::FactId;

constexpr std::size_t kMaxMinimised = 16;
// Terms for a proof that rests on less, of those of the proof that is known: the most that one was seen to
// take is three times as many, and a search that finds none takes all it is given.
constexpr std::size_t kMinimisingShare = 6;
constexpr int kRecordingShare = 20;  // of the deadline: a proof is known, its steps are asked for one by one

struct Attempt {
  std::string failure = "not proved";  // empty: proved
  std::set<FactId> used;
  std::vector<ProofStep> steps;
  bool ordered = false;
  bool open = false;  // which rows a limit keeps
  std::string proof;  // of a recorded attempt
  std::string unrecorded;
  std::size_t store_size = 0;
};

struct Task {
  const sql::QueryPtr& left;
  const sql::QueryPtr& right;
  const Schema& schema;
  const algebra::Facts& facts;
  Dialect dialect;
  const Limits& limits;
};

// Whole numbers and exact decimals are values of one kind; any other two kinds differ in what they show.
bool SameKind(sql::TypeKind a, sql::TypeKind b) {
  const auto exact = [](sql::TypeKind k) {
    return k == sql::TypeKind::kInteger || k == sql::TypeKind::kNumeric;
  };
  return a == b || a == sql::TypeKind::kUnknown || b == sql::TypeKind::kUnknown || (exact(a) && exact(b));
}

std::string ColumnConflict(const sql::Query& left, const sql::Query& right) {
  if (left.columns.size() != right.columns.size()) {
    return "not proved: the left gives " + std::to_string(left.columns.size()) + " columns, the right " +
           std::to_string(right.columns.size());
  }
  for (std::size_t i = 0; i < left.columns.size(); ++i) {
    if (!SameKind(left.columns[i].type.kind, right.columns[i].type.kind)) {
      return "not proved: column " + std::to_string(i + 1) + " is " + left.columns[i].type.name +
             " on the left, " + right.columns[i].type.name + " on the right";
    }
  }
  return {};
}

// The tables that the queries read and the facts speak of.
Schema TablesOf(const std::vector<sql::QueryPtr>& queries, const Schema& schema, const algebra::Facts& facts,
                const std::set<FactId>& used) {
  std::set<std::string> names;
  for (const sql::QueryPtr& query : queries) {
    sql::VisitQuery(query, [&](const sql::Query& node) {
      if (node.kind == sql::QueryKind::kScan) names.insert(node.table);
    });
  }
  for (FactId id : used)
    names.insert({facts[id].table, facts[id].ref_table.empty() ? facts[id].table : facts[id].ref_table});
  Schema part;
  for (const Table& table : schema.tables) {
    if (!names.contains(table.name)) continue;
    part.tables.push_back(table);
    std::erase_if(part.tables.back().foreign_keys,
                  [&](const auto& key) { return !names.contains(key.ref_table); });
  }
  return part;
}

Attempt Try(const Task& task, const std::set<FactId>& ignored, Budget& budget, bool record) {
  Attempt attempt;
  Store store(task.dialect != Dialect::kMysql);
  Engine engine(store, task.schema, task.facts, task.dialect, ignored, budget, task.limits.solver_rlimit);
  Recorder recorder(engine);
  RecordedEnd end;
  if (record) engine.RecordWith(&recorder);
  const auto few_rows = [&](const Bag& bag, std::int64_t n) {
    RecordedBound bound{bag, n, -1, -1};
    const Bag normal = engine.Normalise(bag, {}, record ? &bound.normal : nullptr);
    if (!engine.AtMostRows(normal, n)) return false;
    if (!record) return true;
    bound.claim = recorder.AtMost(normal, n);
    end.bounds.push_back(std::move(bound));
    return true;
  };
  Lowering lowering(store, task.dialect, static_cast<std::size_t>(task.limits.max_terms), few_rows);
  Lowered left = LowerOrdered(task.left, lowering);
  attempt.open = lowering.TakeLimits();
  Lowered right = LowerOrdered(task.right, lowering);
  attempt.open = lowering.TakeLimits() || attempt.open;
  if (!lowering.unsupported().empty()) {
    const bool terms = lowering.unsupported().starts_with("more than");
    attempt.failure = (terms ? "budget: " : "unsupported: ") + lowering.unsupported();
    return attempt;
  }
  if (attempt.open && task.limits.ties == Ties::kRefuse) {
    attempt.failure = "unsupported: LIMIT that cuts rows inside a query";
    return attempt;
  }
  Simplify(left, engine, record ? &end.left : nullptr);
  Simplify(right, engine, record ? &end.right : nullptr);
  engine.Note("normal-form-left", store.Print(left.bag));
  engine.Note("normal-form-right", store.Print(right.bag));
  const bool limited = left.limit != nullptr || left.offset != nullptr;
  if (!limited && left.keys.empty()) DropKeys(right);
  bool open = false;
  attempt.failure = OrderConflict(left, right, engine, &open);
  if (open && task.limits.ties == Ties::kRefuse) {
    attempt.failure =
        "tie-dependent limit: rows with equal sort keys may differ, so that which are cut is not determined";
  }
  if (!attempt.failure.empty()) return attempt;
  attempt.open = attempt.open || open;
  attempt.ordered = !left.keys.empty();
  if (!engine.BagEqual(left.bag, right.bag, {}, record ? &end.match : nullptr)) {
    attempt.failure =
        budget.exhausted ? "budget: time or steps are used up" : "not proved: no proof was found";
    return attempt;
  }
  std::vector<FactId> all(engine.used().begin(), engine.used().end());
  engine.Note("match", "the two are the same bag of rows", all);
  attempt.used = engine.used();
  attempt.steps = engine.steps();
  attempt.store_size = store.size();
  if (record) {
    end.any_of_ties = attempt.open;
    RecordOrder(left, right, engine, end);
    attempt.unrecorded = recorder.failure();
    if (attempt.unrecorded.empty()) attempt.proof = recorder.Write(end);
  }
  return attempt;
}

}  // namespace

Verdict ProveEqual(const sql::QueryPtr& left, const sql::QueryPtr& right, const Schema& schema,
                   const algebra::Facts& facts, Dialect dialect, const Limits& limits) {
  const std::string conflict = ColumnConflict(*left, *right);
  if (!conflict.empty()) return Verdict::Unknown(conflict);
  const auto certify = [&](const Attempt& proof) {
    Certificate certificate;
    certificate.dialect = dialect;
    certificate.left = sql::Print(left, schema, dialect);
    certificate.right = sql::Print(right, schema, dialect);
    certificate.steps = proof.steps;
    certificate.order_matters = proof.ordered;
    certificate.any_of_ties = proof.open;
    certificate.proof = proof.proof;
    if (!proof.proof.empty())
      certificate.schema = sql::PrintDdl(TablesOf({left, right}, schema, facts, proof.used), dialect);
    certificate.unrecorded = proof.unrecorded;
    return Verdict::Proved(std::move(certificate),
                           facts.ConstraintIds({proof.used.begin(), proof.used.end()}));
  };
  if (sql::SameQuery(left, right)) {
    Attempt identical;
    identical.steps.push_back({"identical", "the two are the same query up to names", {}, {}});
    if (limits.record) identical.proof = R"({"version": 1, "identical": true})";
    return certify(identical);
  }
  Budget budget;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.deadline_ms);
  const Task task{left, right, schema, facts, dialect, limits};
  Attempt proof = Try(task, {}, budget, false);
  if (!proof.failure.empty()) return Verdict::Unknown(proof.failure);
  // What was noted on the way need not have been needed: leave out what the proof goes through without.
  std::set<FactId> ignored;
  for (FactId id = 0; id < static_cast<FactId>(facts.all().size()); ++id) {
    if (!proof.used.contains(id)) ignored.insert(id);
  }
  // All at once first, as most of them are not: then one after the other.
  const auto without = [&](const std::set<FactId>& facts_left_out) {
    std::set<FactId> fewer = ignored;
    fewer.insert(facts_left_out.begin(), facts_left_out.end());
    budget.AllowStore(kMinimisingShare * proof.store_size);
    Attempt again = Try(task, fewer, budget, false);
    if (!again.failure.empty()) return false;
    for (FactId id : proof.used) {
      if (!again.used.contains(id)) fewer.insert(id);
    }
    ignored = std::move(fewer);
    proof = std::move(again);
    return true;
  };
  const std::set<FactId> noted = proof.used;
  if (noted.size() > 1 && without(noted)) {
    // Nothing of it was needed.
  } else if (noted.size() <= kMaxMinimised) {
    for (FactId id : noted) {
      if (proof.used.contains(id)) without({id});
    }
  }
  if (limits.record) {
    Budget more;
    more.deadline =
        std::chrono::steady_clock::now() + kRecordingShare * std::chrono::milliseconds(limits.deadline_ms);
    Attempt recorded = Try(task, ignored, more, true);
    proof.proof = std::move(recorded.proof);
    proof.unrecorded = recorded.failure.empty() ? recorded.unrecorded : recorded.failure;
  }
  return certify(proof);
}

}  // namespace tacit::prove
