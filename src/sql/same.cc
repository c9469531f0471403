// Structural equality of expressions and queries up to a renaming of relations, and the hash that goes with
// it.
#include <algorithm>
#include <functional>
#include <map>

#include "src/sql/query.h"
#include "src/sql/query_internal.h"

namespace tacit::sql {
namespace {

// Walks two trees in step. Relations made on the way are paired; a relation made by neither side comes from
// outside and is only equal to itself.
class Matcher {
 public:
  bool Match(const ExprPtr& a, const ExprPtr& b) {
    if (a == nullptr || b == nullptr) return a == b;
    if (a->kind != b->kind || a->args.size() != b->args.size()) return false;
    if (a->compare != b->compare || a->negated != b->negated || a->name != b->name ||
        a->distinct != b->distinct || a->parameter != b->parameter) {
      return false;
    }
    switch (a->kind) {
      case ExprKind::kColumn: return MatchColumn(a->column, b->column);
      case ExprKind::kLiteral: return a->literal == b->literal && a->type.kind == b->type.kind;
      case ExprKind::kCast:
        if (a->type != b->type || a->type.name != b->type.name) return false;
        break;
      default: break;
    }
    return MatchAll(a->args, b->args) && Match(a->filter, b->filter) && Match(a->query, b->query);
  }

  bool Match(const QueryPtr& a, const QueryPtr& b) {
    if (a == nullptr || b == nullptr) return a == b;
    if (a->kind != b->kind || a->inputs.size() != b->inputs.size() || a->table != b->table ||
        a->global != b->global || a->join != b->join || a->lateral != b->lateral || a->set_op != b->set_op ||
        a->all != b->all || a->columns.size() != b->columns.size()) {
      return false;
    }
    for (std::size_t i = 0; i < a->inputs.size(); ++i) {
      if (!Match(a->inputs[i], b->inputs[i])) return false;
    }
    return MatchExprs(*a, *b) && MatchMade(*a, *b);
  }

 private:
  bool MatchColumn(const ColumnId& a, const ColumnId& b) const {
    if (a.index != b.index) return false;
    const auto forth = forth_.find(a.rel);
    const auto back = back_.find(b.rel);
    if (forth == forth_.end() && back == back_.end()) return a.rel == b.rel;
    return forth != forth_.end() && back != back_.end() && forth->second == b.rel && back->second == a.rel;
  }

  bool MatchAll(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [this](const ExprPtr& x, const ExprPtr& y) { return Match(x, y); });
  }

  bool MatchExprs(const Query& a, const Query& b) {
    const auto same_row = [this](const auto& x, const auto& y) { return MatchAll(x, y); };
    const auto same_key = [this](const SortKey& x, const SortKey& y) {
      return x.descending == y.descending && x.nulls_first == y.nulls_first && Match(x.expr, y.expr);
    };
    return std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), same_row) &&
           MatchAll(a.exprs, b.exprs) && MatchAll(a.aggregates, b.aggregates) &&
           Match(a.predicate, b.predicate) &&
           std::equal(a.sort_keys.begin(), a.sort_keys.end(), b.sort_keys.begin(), b.sort_keys.end(),
                      same_key) &&
           Match(a.limit, b.limit) && Match(a.offset, b.offset);
  }

  // Pairs the relations that the two nodes make, and compares which columns leave them.
  bool MatchMade(const Query& a, const Query& b) {
    if ((a.rel < 0) != (b.rel < 0)) return false;
    if (a.rel >= 0) {
      forth_[a.rel] = b.rel;
      back_[b.rel] = a.rel;
    }
    return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                      [this](const OutputColumn& x, const OutputColumn& y) {
                        return MatchColumn(x.id, y.id) && x.type.kind == y.type.kind;
                      });
  }

  std::map<RelId, RelId> forth_;
  std::map<RelId, RelId> back_;
};

// Numbers relations in the order in which they are made, so that renamed trees hash alike.
class Hasher {
 public:
  void Add(const ExprPtr& e) {
    if (e == nullptr) return Mix(1);
    Mix(static_cast<std::size_t>(e->kind));
    switch (e->kind) {
      case ExprKind::kColumn: Add(e->column); break;
      case ExprKind::kLiteral: AddLiteral(e->literal); break;
      default: break;
    }
    Mix(static_cast<std::size_t>(e->parameter));
    Mix(static_cast<std::size_t>(e->compare));
    Mix((e->negated ? 2U : 0U) + (e->distinct ? 1U : 0U));
    Mix(std::hash<std::string>()(e->name));
    if (e->kind == ExprKind::kCast) Mix(static_cast<std::size_t>(e->type.kind));
    Mix(e->args.size());
    for (const ExprPtr& arg : e->args) Add(arg);
    Add(e->filter);
    Add(e->query);
  }

  void Add(const QueryPtr& q) {
    if (q == nullptr) return Mix(2);
    Mix(static_cast<std::size_t>(q->kind));
    Mix(std::hash<std::string>()(q->table));
    Mix(static_cast<std::size_t>(q->join) * 16 + static_cast<std::size_t>(q->set_op) * 4 +
        (q->all ? 2U : 0U) + (q->global ? 1U : 0U));
    for (const QueryPtr& input : q->inputs) Add(input);
    internal::ForEachExpr(*q, [this](const ExprPtr& e) { Add(e); });
    for (const SortKey& key : q->sort_keys) Mix((key.descending ? 2U : 0U) + (key.nulls_first ? 1U : 0U));
    if (q->rel >= 0) made_.insert_or_assign(q->rel, made_count_++);
    Mix(q->columns.size());
  }

  [[nodiscard]] std::size_t result() const { return state_; }

 private:
  void Mix(std::size_t value) {
    state_ ^= value + 0x9e3779b97f4a7c15ULL + (state_ << 6U) + (state_ >> 2U);
    state_ *= 0xff51afd7ed558ccdULL;
  }

  void Add(const ColumnId& id) {
    const auto made = made_.find(id.rel);
    Mix(made != made_.end() ? made->second : 0x10000U + static_cast<std::size_t>(id.rel));
    Mix(static_cast<std::size_t>(id.index));
  }

  void AddLiteral(const Value& value) {
    Mix(value.index());
    if (const auto* flag = std::get_if<bool>(&value)) Mix(*flag ? 1U : 0U);
    if (const auto* number = std::get_if<std::int64_t>(&value)) Mix(static_cast<std::size_t>(*number));
    if (const auto* number = std::get_if<double>(&value)) Mix(std::hash<double>()(*number));
    if (const auto* text = std::get_if<std::string>(&value)) Mix(std::hash<std::string>()(*text));
    if (const auto* blob = std::get_if<Blob>(&value)) Mix(std::hash<std::string>()(blob->bytes));
  }

  std::size_t state_ = 0;
  std::size_t made_count_ = 0;
  std::map<RelId, std::size_t> made_;
};

}  // namespace

bool Same(const ExprPtr& a, const ExprPtr& b) { return Matcher().Match(a, b); }
bool SameQuery(const QueryPtr& a, const QueryPtr& b) { return Matcher().Match(a, b); }

std::size_t Hash(const ExprPtr& e) {
  Hasher hasher;
  hasher.Add(e);
  return hasher.result();
}

std::size_t Hash(const QueryPtr& q) {
  Hasher hasher;
  hasher.Add(q);
  return hasher.result();
}

}  // namespace tacit::sql
