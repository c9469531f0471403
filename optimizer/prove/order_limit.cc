#include "optimizer/prove/order_limit.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "src/sql/print.h"

namespace tacit::prove {
namespace {

using sql::QueryKind;

constexpr int kMaxLimitDepth = 100;

std::optional<std::int64_t> Whole(const sql::ExprPtr& e) {
  if (e == nullptr || e->kind != sql::ExprKind::kLiteral) return std::nullopt;
  const auto* n = std::get_if<std::int64_t>(&e->literal);
  return n == nullptr ? std::nullopt : std::optional(*n);
}

bool SameBound(const sql::ExprPtr& a, const sql::ExprPtr& b) {
  return a == nullptr || b == nullptr ? a == b : sql::Same(a, b);
}

std::vector<TermId> Slice(const std::vector<TermId>& outs, std::size_t from, std::size_t count) {
  const auto begin = outs.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

using SortKeys = std::vector<sql::SortKey>;

bool SameSort(const SortKeys& a, const SortKeys& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const sql::SortKey& x, const sql::SortKey& y) {
    return x.descending == y.descending && x.nulls_first == y.nulls_first && sql::Same(x.expr, y.expr);
  });
}

// A limit of what a limit leaves, in the same order or in none: one limit. Nothing where the numbers are not
// known.
bool MergeLimits(const sql::Query& inner, Ordered& out) {
  const auto bound = [](const sql::ExprPtr& e, std::int64_t otherwise) {
    return e == nullptr || sql::IsNullLiteral(e) ? std::optional(otherwise) : Whole(e);
  };
  const auto skip = bound(out.offset, 0);
  const auto count = bound(out.limit, INT64_MAX);
  const auto inner_skip = bound(inner.offset, 0);
  const auto inner_count = bound(inner.limit, INT64_MAX);
  if (!skip || !count || !inner_skip || !inner_count) return false;
  std::int64_t offset = 0;
  if (*skip < 0 || *inner_skip < 0 || __builtin_add_overflow(*skip, *inner_skip, &offset)) return false;
  const std::int64_t left =
      *inner_count == INT64_MAX ? INT64_MAX : std::max<std::int64_t>(0, *inner_count - *skip);
  const std::int64_t limit = std::min(*count, left);
  out.offset = offset == 0 ? nullptr : sql::MakeInteger(offset);
  out.limit = limit == INT64_MAX ? nullptr : sql::MakeInteger(limit);
  return true;
}

// What the keys are in columns below the projections, outermost first.
SortKeys BelowProjects(SortKeys keys, const std::vector<sql::QueryPtr>& projects) {
  for (const sql::QueryPtr& project : projects) {
    for (sql::SortKey& key : keys) {
      key.expr = sql::Transform(key.expr, [&](const sql::ExprPtr& node) -> sql::ExprPtr {
        if (node->kind != sql::ExprKind::kColumn || node->column.rel != project->rel) return nullptr;
        return project->exprs[static_cast<std::size_t>(node->column.index)];
      });
    }
  }
  return keys;
}

SortKeys KeysOf(const sql::QueryPtr& q) { return q->kind == QueryKind::kSort ? q->sort_keys : SortKeys(); }
const sql::QueryPtr& Unsorted(const sql::QueryPtr& q) {
  return q->kind == QueryKind::kSort ? q->inputs[0] : q;
}

// Limits under the top one that it can be merged with.
void TakeOffInnerLimits(Ordered& out) {
  while (true) {
    std::vector<sql::QueryPtr> projects;
    sql::QueryPtr node = out.body;
    while (node->kind == QueryKind::kProject) {
      projects.push_back(node);
      const sql::QueryPtr below = node->inputs[0];
      node = below;
    }
    if (node->kind != QueryKind::kLimit) return;
    const sql::QueryPtr input = node->inputs[0];
    if (!SameSort(BelowProjects(out.keys, projects), KeysOf(input))) return;
    if (!MergeLimits(*node, out)) return;
    out.projects.insert(out.projects.end(), projects.begin(), projects.end());
    out.body = Unsorted(input);
  }
}

// The keys with every column of `q` that `columns` gives an expression for replaced; nothing where some
// column of a key has none.
std::optional<SortKeys> Through(const SortKeys& keys, const sql::Query& q,
                                const std::function<sql::ExprPtr(std::size_t)>& columns) {
  SortKeys out = keys;
  bool complete = true;
  for (sql::SortKey& key : out) {
    key.expr = sql::Transform(key.expr, [&](const sql::ExprPtr& node) -> sql::ExprPtr {
      if (node->kind != sql::ExprKind::kColumn) return nullptr;
      for (std::size_t i = 0; i < q.columns.size(); ++i) {
        if (q.columns[i].id == node->column) return columns(i);
      }
      complete = false;
      return nullptr;
    });
  }
  return complete ? std::optional(std::move(out)) : std::nullopt;
}

bool Names(const sql::Query& q, const SortKeys& keys) {
  return Through(keys, q, [](std::size_t) { return sql::ExprPtr(); }).has_value();
}

// The query without the limits below that keep at least the first `n` rows in the order of the keys, of which
// no more than `n` can come to light above: below projections, on either side of UNION ALL, on the outer side
// of an outer join, each row of which stays.
sql::QueryPtr WithoutWiderLimits(const sql::QueryPtr& q, const SortKeys& keys, std::int64_t n, int depth) {
  const auto under = [&](const std::vector<std::optional<SortKeys>>& of_inputs) {
    std::vector<sql::QueryPtr> inputs = q->inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (of_inputs[i]) inputs[i] = WithoutWiderLimits(q->inputs[i], *of_inputs[i], n, depth + 1);
    }
    return inputs == q->inputs ? q : sql::WithInputs(q, std::move(inputs));
  };
  if (depth > kMaxLimitDepth) return q;
  switch (q->kind) {
    case QueryKind::kProject: return under({Through(keys, *q, [&](std::size_t i) { return q->exprs[i]; })});
    case QueryKind::kSetOp: {
      if (q->set_op != sql::SetOpKind::kUnion || !q->all) return q;
      const auto side = [&](std::size_t input) {
        const auto& columns = q->inputs[input]->columns;
        return Through(keys, *q,
                       [&](std::size_t i) { return sql::MakeColumn(columns[i].id, columns[i].type); });
      };
      return under({side(0), side(1)});
    }
    case QueryKind::kJoin: {
      const auto kept = [&](sql::JoinKind kind, std::size_t input) {
        return q->join == kind && Names(*q->inputs[input], keys) ? std::optional(keys) : std::nullopt;
      };
      return under({kept(sql::JoinKind::kLeft, 0), kept(sql::JoinKind::kRight, 1)});
    }
    case QueryKind::kLimit: {
      const std::optional<std::int64_t> limit = Whole(q->limit);
      const bool skips = q->offset != nullptr && Whole(q->offset) != 0;
      if (!limit || *limit < n || skips) return q;
      const sql::QueryPtr& input = q->inputs[0];
      if (!SameSort(keys, KeysOf(input))) return q;
      return WithoutWiderLimits(Unsorted(input), keys, n, depth + 1);
    }
    default: return q;
  }
}

}  // namespace

Ordered TakeOff(const sql::QueryPtr& q) {
  Ordered out;
  out.body = q;
  std::vector<sql::QueryPtr> pending;  // projects that count only if an ordering or a limit lies below
  while (true) {
    const sql::QueryPtr& node = out.body;
    const bool limits =
        node->kind == QueryKind::kLimit && out.limit == nullptr && out.offset == nullptr && out.keys.empty();
    if (node->kind == QueryKind::kProject) {
      pending.push_back(node);
      const sql::QueryPtr below = node->inputs[0];
      out.body = below;
      continue;
    }
    if (!limits && node->kind != QueryKind::kSort) break;
    out.projects.insert(out.projects.end(), pending.begin(), pending.end());
    pending.clear();
    if (limits) {
      out.limit = node->limit != nullptr && sql::IsNullLiteral(node->limit) ? nullptr : node->limit;
      out.offset = Whole(node->offset) == 0 ? nullptr : node->offset;
    } else if (out.keys.empty()) {
      out.keys = node->sort_keys;
    }
    const sql::QueryPtr below = node->inputs[0];
    out.body = below;
  }
  if (!pending.empty()) out.body = pending.front();
  if (out.limit != nullptr || out.offset != nullptr || !out.keys.empty()) TakeOffInnerLimits(out);
  std::reverse(out.projects.begin(), out.projects.end());
  const std::optional<std::int64_t> limit = Whole(out.limit);
  const std::optional<std::int64_t> offset =
      out.offset == nullptr ? std::optional<std::int64_t>(0) : Whole(out.offset);
  std::int64_t seen = 0;
  if (limit && offset && !__builtin_add_overflow(*limit, *offset, &seen)) {
    const SortKeys keys = BelowProjects(out.keys, {out.projects.rbegin(), out.projects.rend()});
    if (Names(*out.body, keys)) out.body = WithoutWiderLimits(out.body, keys, seen, 0);
  }
  return out;
}

Lowered LowerOrdered(const sql::QueryPtr& q, Lowering& lowering) {
  const Ordered top = TakeOff(q);
  Lowered out;
  out.keys = top.keys;
  out.limit = top.limit;
  out.offset = top.offset;
  out.columns = q->columns.size();
  Bag bag = lowering.Query(top.body, {});
  for (Block& block : bag) {
    Env env;
    for (std::size_t i = 0; i < top.body->columns.size() && i < block.outs.size(); ++i) {
      env[top.body->columns[i].id] = block.outs[i];
    }
    for (const sql::QueryPtr& project : top.projects) {
      std::vector<TermId> outs;
      for (const sql::ExprPtr& e : project->exprs) outs.push_back(lowering.Scalar(e, env));
      for (std::size_t i = 0; i < outs.size(); ++i) env[project->columns[i].id] = outs[i];
      block.outs = std::move(outs);
    }
    for (const sql::SortKey& key : top.keys) block.outs.push_back(lowering.Scalar(key.expr, env));
  }
  out.bag = std::move(bag);
  return out;
}

void DropKeys(Lowered& q) {
  for (Block& block : q.bag) block.outs.resize(q.columns);
  q.keys.clear();
}

namespace {

// What is left out of a side, and, where it is recorded, why it may be.
class Dropping {
 public:
  Dropping(Lowered& q, Engine& engine, RecordedSide* side) : q_(q), engine_(engine), side_(side) {}

  // A limit of no rows, or an offset that skips all.
  void Rows() {
    const auto skip = Whole(q_.offset);
    const bool skips_all = skip && *skip > 0 && engine_.AtMostRows(q_.bag, *skip);
    if (Whole(q_.limit) != 0 && !skips_all) return;
    Note("rows", 0, skips_all ? AtMost(*skip) : -1);
    q_.bag.clear();
    q_.limit = nullptr;
    q_.offset = nullptr;
  }
  void Limit() {
    const std::optional<std::int64_t> n = Whole(q_.limit);
    if (q_.offset != nullptr || !n || !engine_.AtMostRows(q_.bag, *n)) return;
    Note("limit", 0, AtMost(*n));
    q_.limit = nullptr;
  }
  void KeysOfOneRow() {
    if (q_.limit != nullptr || q_.offset != nullptr || q_.keys.empty() || !engine_.AtMostRows(q_.bag, 1))
      return;
    Note("keys", 0, AtMost(1));
    DropKeys(q_);
  }
  void DeterminedKeys() {
    if (q_.bag.size() != 1) return;  // rows of different blocks: what one block determines says nothing
    Block& block = q_.bag[0];
    for (std::size_t i = 0; i < q_.keys.size();) {
      Block key = block;
      key.outs = {block.outs[q_.columns + i]};
      const std::vector<TermId> seeds = Slice(block.outs, q_.columns, i);
      if (!engine_.Determines(key, seeds)) {
        ++i;
        continue;
      }
      Note("key", i, side_ == nullptr ? -1 : engine_.recorder()->Determined(key, seeds));
      block.outs.erase(block.outs.begin() + static_cast<std::ptrdiff_t>(q_.columns + i));
      q_.keys.erase(q_.keys.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

 private:
  int AtMost(std::int64_t rows) { return side_ == nullptr ? -1 : engine_.recorder()->AtMost(q_.bag, rows); }
  void Note(const char* what, std::size_t at, int claim) {
    if (side_ != nullptr) side_->drops.push_back({what, at, claim});
  }

  Lowered& q_;
  Engine& engine_;
  RecordedSide* side_;
};

// The keys of a side fix its rows.
bool IsTotal(const Lowered& q, Engine& engine) {
  if (q.bag.size() != 1) return q.bag.empty();
  Block block = q.bag[0];
  const std::vector<TermId> keys = Slice(block.outs, q.columns, q.keys.size());
  block.outs.resize(q.columns);
  return engine.Determines(block, keys);
}

std::vector<TermId> KeyValues(const Lowered& q, std::size_t key) {
  std::vector<TermId> values;
  for (const Block& block : q.bag) values.push_back(block.outs[q.columns + key]);
  return values;
}

}  // namespace

std::string BoundText(const sql::ExprPtr& bound) {
  if (bound == nullptr) return {};
  const auto whole = Whole(bound);
  return whole ? std::to_string(*whole) : sql::PrintPredicate(bound, Table(), Dialect::kPostgresql);
}

void Simplify(Lowered& q, Engine& engine, RecordedSide* side) {
  if (side != nullptr) {
    side->lowered = q.bag;
    side->columns = q.columns;
    for (const sql::SortKey& key : q.keys) side->keys.emplace_back(key.descending, key.nulls_first);
    side->limit = BoundText(q.limit);
    side->offset = BoundText(q.offset);
  }
  q.bag = engine.Normalise(q.bag, {}, side == nullptr ? nullptr : &side->normal);
  Dropping dropping(q, engine, side);
  dropping.Rows();
  dropping.Limit();
  dropping.KeysOfOneRow();
  dropping.DeterminedKeys();
}

void RecordOrder(const Lowered& left, const Lowered& right, Engine& engine, RecordedEnd& end) {
  Recorder& recorder = *engine.recorder();
  for (std::size_t i = 0; i < left.keys.size(); ++i) {
    const bool same = left.keys[i].nulls_first == right.keys[i].nulls_first;
    end.present.push_back(same ? -1 : recorder.NeverNull(left.bag, KeyValues(left, i)));
  }
  if (left.limit == nullptr && left.offset == nullptr) return;
  const Lowered* total = IsTotal(left, engine) ? &left : IsTotal(right, engine) ? &right : nullptr;
  end.any_of_ties = end.any_of_ties || total == nullptr;
  if (total == nullptr || total->bag.empty()) return;
  Block block = total->bag[0];
  const std::vector<TermId> keys = Slice(block.outs, total->columns, total->keys.size());
  block.outs.resize(total->columns);
  end.total = recorder.Determined(block, keys);
}

std::string OrderConflict(const Lowered& left, const Lowered& right, Engine& engine, bool* open) {
  const bool limited = left.limit != nullptr || left.offset != nullptr;
  const bool right_limited = right.limit != nullptr || right.offset != nullptr;
  if (limited != right_limited)
    return "tie-dependent limit: only one of the two is limited, and it may cut rows";
  if (limited && (!SameBound(left.limit, right.limit) || !SameBound(left.offset, right.offset))) {
    return "tie-dependent limit: the limits differ";
  }
  if (left.keys.size() != right.keys.size()) return "order: the two order their rows by different keys";
  for (std::size_t i = 0; i < left.keys.size(); ++i) {
    const sql::SortKey& a = left.keys[i];
    const sql::SortKey& b = right.keys[i];
    if (a.descending != b.descending) return "order: the two order a key in opposite directions";
    const bool never_null = std::all_of(left.bag.begin(), left.bag.end(), [&](const Block& block) {
      return engine.Implies({block.vars, block.cond, 0},
                            engine.store().NotNull(block.outs[left.columns + i]));
    });
    if (a.nulls_first != b.nulls_first && !never_null) return "order: the two place NULLs differently";
  }
  if (!limited) return {};
  *open = !IsTotal(left, engine) && !IsTotal(right, engine);
  return {};
}

}  // namespace tacit::prove
