#include "optimizer/rewrite/evidence.h"

#include <algorithm>

#include "src/base/stopwatch.h"
#include "src/sql/print.h"

namespace tacit::rewrite {

using sql::QueryPtr;

namespace {

std::size_t PairHash(const QueryPtr& left, const QueryPtr& right) {
  return sql::Hash(left) * 31 + sql::Hash(right);
}

// left = middle and middle = right: both hold under the constraints of the two together.
Proof Chain(const Proof& first, const Proof& second) {
  Proof chain = first;
  chain.ms += second.ms;
  chain.reads_literals = first.reads_literals || second.reads_literals;
  chain.certificate.right = second.certificate.right;
  chain.certificate.order_matters = first.certificate.order_matters && second.certificate.order_matters;
  ProofStep middle;
  middle.rule = "transitivity";
  middle.statement = "the steps before prove " + first.certificate.left + " = " + first.certificate.right +
                     "; those after go on from there";
  chain.certificate.steps.push_back(std::move(middle));
  chain.certificate.steps.insert(chain.certificate.steps.end(), second.certificate.steps.begin(),
                                 second.certificate.steps.end());
  std::set<std::string> used(first.constraints_used.begin(), first.constraints_used.end());
  used.insert(second.constraints_used.begin(), second.constraints_used.end());
  chain.constraints_used.assign(used.begin(), used.end());
  return chain;
}

}  // namespace

std::optional<std::shared_ptr<const Proof>> ProofCache::Find(const QueryPtr& left,
                                                             const QueryPtr& right) const {
  const auto [first, last] = entries_.equal_range(PairHash(left, right));
  for (auto at = first; at != last; ++at) {
    const Entry& entry = at->second;
    if (sql::SameQuery(entry.left, left) && sql::SameQuery(entry.right, right)) return entry.proof;
  }
  return std::nullopt;
}

void ProofCache::Add(const QueryPtr& left, const QueryPtr& right, std::shared_ptr<const Proof> proof) {
  entries_.emplace(PairHash(left, right), Entry{left, right, std::move(proof)});
}

bool Evidence::HasFailedStep(int form) const {
  for (int at = form; at > 0; at = At(at).parent) {
    if (failed_steps_.contains(At(at).step)) return true;
  }
  return false;
}

std::shared_ptr<const Proof> Evidence::Of(int form) {
  auto& known = known_[static_cast<std::size_t>(form)];
  if (known) return *known;
  const bool hopeless = HasFailedStep(form) || (ties_matter_ && LeavesTies(form));
  known = hopeless ? nullptr : ProveOrGiveUp(form);
  return *known;
}

bool Evidence::LeavesTies(int form) const {
  QueryPtr node = At(form).query;
  while (node->kind == sql::QueryKind::kProject) node = node->inputs[0];
  if (node->kind != sql::QueryKind::kLimit) return false;
  node = node->inputs[0];
  algebra::ColumnSet keys;
  for (const sql::SortKey& key : node->sort_keys) {
    if (key.expr->kind == sql::ExprKind::kColumn) keys.insert(key.expr->column);
  }
  return !judges_.analyser.Of(node).IsKey(keys);
}

Status Evidence::Test(int form) {
  if (judges_.tester == nullptr) return Status::Ok();
  const base::Stopwatch watch;
  // A pair that the tester cannot run is no less equal.
  const auto witness = judges_.tester->RefuteQuickly(forms_[0].query, At(form).query);
  tester_ms_ += watch.Milliseconds();
  if (!witness.ok() || !witness->has_value()) return Status::Ok();
  return Status::Internal(
      "a rewrite is proved and refuted: " + sql::Print(forms_[0].query, judges_.schema, judges_.dialect) +
      "; " + sql::Print(At(form).query, judges_.schema, judges_.dialect));
}

std::shared_ptr<const Proof> Evidence::ProveOrGiveUp(int form) {
  if (auto proof = ProvePair(0, form)) return proof;
  // Where does it go wrong? The statement's other forms need not go there again.
  const int parent = At(form).parent;
  const auto before = parent > 0 ? Of(parent) : nullptr;
  if (parent > 0 && !before) return nullptr;
  if (before) {
    if (const auto step = ProvePair(parent, form)) {
      return std::make_shared<const Proof>(Chain(*before, *step));
    }
  }
  failed_steps_.insert(At(form).step);
  return nullptr;
}

bool Evidence::DependsOnLiterals(int first, int last) const {
  for (int at = last; at != first && at > 0; at = At(at).parent) {
    if (At(at).rule != nullptr && At(at).rule->reads_literals) return true;
  }
  return false;
}

// As templates where that can be proved; else, if a step looked at literals, as they stand, which serves this
// statement alone.
std::shared_ptr<const Proof> Evidence::ProvePair(int first, int last) {
  const QueryPtr& left = At(first).query;
  const QueryPtr& right = At(last).query;
  auto proof = AskProver(lifting_.Lift(left), lifting_.Lift(right), /*lifted=*/true);
  return proof || !DependsOnLiterals(first, last) ? proof : AskProver(left, right, /*lifted=*/false);
}

std::shared_ptr<const Proof> Evidence::AskProver(const QueryPtr& left, const QueryPtr& right, bool lifted) {
  if (const auto cached = judges_.cache.Find(left, right)) return *cached;
  const base::Stopwatch watch;
  const Verdict verdict =
      prove::ProveEqual(left, right, judges_.schema, judges_.facts, judges_.dialect, judges_.limits);
  const double took_ms = watch.Milliseconds();
  prover_ms_ += took_ms;
  ties_matter_ = ties_matter_ || verdict.reason().starts_with("tie-dependent limit");
  std::shared_ptr<const Proof> proof;
  if (verdict.proved()) {
    proof = std::make_shared<const Proof>(Proof{.certificate = verdict.certificate(),
                                                .constraints_used = verdict.constraints_used(),
                                                .ms = took_ms,
                                                .reads_literals = !lifted});
  }
  judges_.cache.Add(left, right, proof);
  return proof;
}

}  // namespace tacit::rewrite
