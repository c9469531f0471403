// Relational operators over bags and lists of rows.
#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "src/interpret/run.h"
#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

// Small tables need far less; a cross product of many is given up early.
constexpr std::size_t kMaxWork = 60'000;
constexpr std::size_t kMaxSteps = 2'000'000;
// Values that are copied as fast as a row is made.
constexpr std::size_t kValuesOfWork = 32;
// Steps between two looks at the clock.
constexpr std::size_t kStepsOfLook = 64;
// To choose rows for one limit.
constexpr std::size_t kMaxWays = 12;

std::ptrdiff_t At(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

// Of k out of n, as far as kMaxWays and a little beyond.
std::size_t Combinations(std::size_t n, std::size_t k) {
  std::size_t ways = 1;
  for (std::size_t i = 1; i <= std::min(k, n - k) && ways <= kMaxWays; ++i) ways = ways * (n - i + 1) / i;
  return ways;
}

Row Joined(const Row& left, const Row& right) {
  Row row;
  row.reserve(left.size() + right.size());
  row.insert(row.end(), left.begin(), left.end());
  row.insert(row.end(), right.begin(), right.end());
  return row;
}

// Two numbers that grouping tells apart by their last digits alone.
bool AlmostSame(const Row& left, const Row& right) {
  return TotalOrder(left, right) != 0 && Agree(left, right);
}

void RemoveDuplicates(std::vector<Row>* rows, Run& run) {
  SortRows(rows);
  for (std::size_t i = 1; i < rows->size(); ++i) {
    if (AlmostSame((*rows)[i - 1], (*rows)[i])) {
      run.Halt(Stop::kIndeterminate, "two rows are told apart by the last digits of a number");
    }
  }
  rows->erase(std::unique(rows->begin(), rows->end(),
                          [](const Row& a, const Row& b) { return TotalOrder(a, b) == 0; }),
              rows->end());
}

bool RowLess(const Row& left, const Row& right) { return TotalOrder(left, right) < 0; }

}  // namespace

void SortRows(std::vector<Row>* rows) { std::sort(rows->begin(), rows->end(), RowLess); }

void Run::Tick(std::size_t work) {
  work_ += work;
  if (work_ > kMaxWork) Halt(Stop::kTooLarge, "more work than a test database is good for");
}

void Run::CountStep() {
  if (++steps_ > kMaxSteps) Halt(Stop::kTooLarge, "more steps than a test database is good for");
  if (steps_ % kStepsOfLook == 0 && deadline_.Passed()) Halt(Stop::kTooLarge, "out of time");
}

// Every conjunct is computed, as in EvaluateLogic.
bool Run::AllTrue(const std::vector<Scalar>& conjuncts, const Frame* frame) {
  Tick();
  bool all_true = true;
  for (const Scalar& conjunct : conjuncts) all_true = IsTrue(conjunct, frame) && all_true;
  return all_true;
}

Relation Run::Execute(const Plan& plan, const Frame* outer) {
  if (halted()) return {};
  Relation result = ExecuteNode(plan, outer);
  // What has been made so far is nothing that the operators above should work on.
  if (halted()) return {};
  return result;
}

Relation Run::ExecuteNode(const Plan& plan, const Frame* outer) {
  switch (plan.kind) {
    case sql::QueryKind::kScan: return ExecuteScan(plan);
    case sql::QueryKind::kValues: return ExecuteValues(plan, outer);
    case sql::QueryKind::kProject: return ExecuteProject(plan, outer);
    case sql::QueryKind::kFilter: return ExecuteFilter(plan, outer);
    case sql::QueryKind::kJoin: return ExecuteJoin(plan, outer);
    case sql::QueryKind::kAggregate: return ExecuteAggregate(plan, outer);
    case sql::QueryKind::kDistinct: return ExecuteDistinct(plan, outer);
    case sql::QueryKind::kSetOp: return ExecuteSetOp(plan, outer);
    case sql::QueryKind::kSort: return ExecuteSort(plan, outer);
    case sql::QueryKind::kLimit: return ExecuteLimit(plan, outer);
  }
  return {};
}

Relation Run::ExecuteScan(const Plan& plan) {
  Relation result;
  const TableRows* table = tables_[static_cast<std::size_t>(plan.table)];
  if (table == nullptr) return result;
  Tick(table->size());
  result.rows.reserve(table->size());
  for (const Row& stored : *table) {
    Row row;
    row.reserve(plan.ordinals.size());
    for (const int ordinal : plan.ordinals) row.push_back(stored[static_cast<std::size_t>(ordinal)]);
    result.rows.push_back(std::move(row));
  }
  return result;
}

Relation Run::ExecuteValues(const Plan& plan, const Frame* outer) {
  Relation result;
  const Row none;
  const Frame frame{&none, outer};
  for (const std::vector<Scalar>& exprs : plan.rows) {
    Tick();
    Row row;
    for (const Scalar& e : exprs) row.push_back(Evaluate(e, &frame));
    result.rows.push_back(std::move(row));
  }
  return result;
}

Relation Run::ExecuteProject(const Plan& plan, const Frame* outer) {
  Relation input = Execute(*plan.inputs[0], outer);
  for (Row& row : input.rows) {
    Tick();
    const Frame frame{&row, outer};
    Row projected;
    projected.reserve(plan.exprs.size());
    for (const Scalar& e : plan.exprs) projected.push_back(Evaluate(e, &frame));
    row = std::move(projected);
  }
  return input;
}

Relation Run::ExecuteFilter(const Plan& plan, const Frame* outer) {
  Relation input = Execute(*plan.inputs[0], outer);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < input.rows.size(); ++i) {
    const Frame frame{&input.rows[i], outer};
    if (!AllTrue(plan.exprs, &frame)) continue;
    if (kept != i) input.rows[kept] = std::move(input.rows[i]);
    if (input.ordered) input.places[kept] = input.places[i];
    ++kept;
  }
  input.rows.resize(kept);
  if (input.ordered) input.places.resize(kept);
  return input;
}

Relation Run::ExecuteJoin(const Plan& plan, const Frame* outer) {
  const Relation left = Execute(*plan.inputs[0], outer);
  Relation right;
  if (!plan.lateral) right = Execute(*plan.inputs[1], outer);
  const bool keep_left = plan.join == sql::JoinKind::kLeft || plan.join == sql::JoinKind::kFull;
  const bool keep_right = plan.join == sql::JoinKind::kRight || plan.join == sql::JoinKind::kFull;
  std::vector<bool> right_met(right.rows.size());
  const Row right_nulls(static_cast<std::size_t>(plan.inputs[1]->width));
  const Row left_nulls(static_cast<std::size_t>(plan.inputs[0]->width));

  Relation result;
  for (const Row& l : left.rows) {
    if (plan.lateral) {
      const Frame frame{&l, outer};
      right = Execute(*plan.inputs[1], &frame);
    }
    bool met = false;
    for (std::size_t j = 0; j < right.rows.size() && !halted(); ++j) {
      Tick((l.size() + right.rows[j].size()) / kValuesOfWork);
      Row row = Joined(l, right.rows[j]);
      const Frame frame{&row, outer};
      if (!AllTrue(plan.exprs, &frame)) continue;
      met = true;
      if (!plan.lateral) right_met[j] = true;
      result.rows.push_back(std::move(row));
    }
    if (halted()) return {};
    if (met || !keep_left) continue;
    Tick((l.size() + right_nulls.size()) / kValuesOfWork);
    result.rows.push_back(Joined(l, right_nulls));
  }
  for (std::size_t j = 0; keep_right && j < right.rows.size(); ++j) {
    if (!right_met[j]) result.rows.push_back(Joined(left_nulls, right.rows[j]));
  }
  return result;
}

Relation Run::ExecuteAggregate(const Plan& plan, const Frame* outer) {
  const Relation input = Execute(*plan.inputs[0], outer);
  std::vector<Row> keys;
  for (const Row& row : input.rows) {
    const Frame frame{&row, outer};
    Row key;
    key.reserve(plan.exprs.size());
    for (const Scalar& e : plan.exprs) key.push_back(Evaluate(e, &frame));
    keys.push_back(std::move(key));
  }
  std::vector<Row> groups = keys;
  RemoveDuplicates(&groups, *this);
  if (plan.global && groups.empty()) groups.emplace_back();

  Relation result;
  for (Row& group : groups) {
    Row out = group;
    for (const Scalar& aggregate : plan.aggregates) {
      std::vector<Row> arguments;
      for (std::size_t i = 0; i < input.rows.size(); ++i) {
        if (TotalOrder(keys[i], group) != 0) continue;
        Tick();
        const Frame frame{&input.rows[i], outer};
        if (aggregate.filter != nullptr && !IsTrue(*aggregate.filter, &frame)) continue;
        Row values;
        for (const Scalar& arg : aggregate.args) values.push_back(Evaluate(arg, &frame));
        arguments.push_back(std::move(values));
      }
      if (halted()) return result;
      out.push_back(Aggregate(*aggregate.source, std::move(arguments), *this));
    }
    result.rows.push_back(std::move(out));
  }
  return result;
}

Relation Run::ExecuteDistinct(const Plan& plan, const Frame* outer) {
  Relation result;
  result.rows = Execute(*plan.inputs[0], outer).rows;
  RemoveDuplicates(&result.rows, *this);
  return result;
}

Relation Run::ExecuteSetOp(const Plan& plan, const Frame* outer) {
  std::vector<Row> sides[2];
  for (std::size_t side = 0; side < 2; ++side) {
    sides[side] = Execute(*plan.inputs[side], outer).rows;
    for (Row& row : sides[side]) {
      for (std::size_t i = 0; i < plan.column_kinds[side].size(); ++i) {
        const sql::TypeKind kind = plan.column_kinds[side][i];
        if (kind != sql::TypeKind::kUnknown && !IsNull(row[i])) row[i] = Typed(row[i], kind);
      }
    }
    Tick(sides[side].size());
  }
  Relation result;
  if (plan.set_op == sql::SetOpKind::kUnion) {
    result.rows = std::move(sides[0]);
    std::ranges::move(sides[1], std::back_inserter(result.rows));
    if (!plan.all) RemoveDuplicates(&result.rows, *this);
    return result;
  }
  for (std::vector<Row>& side : sides) {
    if (plan.all) {
      SortRows(&side);
    } else {
      RemoveDuplicates(&side, *this);
    }
  }
  if (plan.set_op == sql::SetOpKind::kIntersect) {
    std::ranges::set_intersection(sides[0], sides[1], std::back_inserter(result.rows), RowLess);
  } else {
    std::ranges::set_difference(sides[0], sides[1], std::back_inserter(result.rows), RowLess);
  }
  return result;
}

Relation Run::ExecuteSort(const Plan& plan, const Frame* outer) {
  Relation input = Execute(*plan.inputs[0], outer);
  std::vector<Row> keys;
  for (const Row& row : input.rows) {
    const Frame frame{&row, outer};
    Row key;
    for (const PlanSortKey& sort_key : plan.sort_keys) key.push_back(Evaluate(sort_key.expr, &frame));
    keys.push_back(std::move(key));
  }
  bool doubtful = false;
  const auto compare = [&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < plan.sort_keys.size(); ++k) {
      const Value& left = keys[a][k];
      const Value& right = keys[b][k];
      if (IsNull(left) && IsNull(right)) continue;
      if (IsNull(left) || IsNull(right)) return IsNull(left) == plan.sort_keys[k].nulls_first ? -1 : 1;
      const Comparison order = Compare(left, right);
      doubtful = doubtful || order.near_equal || order.collation || !order.comparable;
      if (order.sign != 0) return plan.sort_keys[k].descending ? -order.sign : order.sign;
    }
    return 0;
  };
  std::vector<std::size_t> order(input.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const int sign = compare(a, b);
    return sign != 0 ? sign < 0 : a < b;
  });

  Relation result;
  result.ordered = true;
  int place = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && !doubtful && compare(order[i - 1], order[i]) != 0) ++place;
    result.rows.push_back(std::move(input.rows[order[i]]));
    result.places.push_back(place);
  }
  // Where the order itself is open, all rows share one place.
  if (doubtful) std::ranges::fill(result.places, 0);
  return result;
}

// Brings rows of one place into [begin, end), chosen from all those of the place that the edge at `begin` or
// `end` cuts through: the engine may keep any.
void Run::BreakTie(std::size_t begin, std::size_t end, Relation* relation) {
  std::vector<Row>& rows = relation->rows;
  const auto place = [&](std::size_t i) { return relation->ordered ? relation->places[i] : 0; };
  for (const std::size_t edge : {begin, end}) {
    if (edge == 0 || edge >= rows.size() || place(edge - 1) != place(edge)) continue;
    std::size_t first = edge;
    std::size_t last = edge;
    while (first > 0 && place(first - 1) == place(edge)) --first;
    while (last < rows.size() && place(last) == place(edge)) ++last;
    const bool all_same = std::all_of(rows.begin() + At(first), rows.begin() + At(last),
                                      [&](const Row& row) { return TotalOrder(row, rows[edge]) == 0; });
    if (all_same) continue;
    const std::size_t inside_begin = std::max(first, begin);
    const std::size_t inside = std::min(last, end) - inside_begin;
    std::vector<bool> chosen(last - first);
    std::fill(chosen.begin(), chosen.begin() + At(inside), true);
    const std::size_t ways = Combinations(last - first, inside);
    if (ways > kMaxWays) return Halt(Stop::kIndeterminate, "a limit cuts between many rows that tie");
    for (std::size_t way = choices_->Choose(ways); way > 0; --way) {
      std::prev_permutation(chosen.begin(), chosen.end());
    }
    std::vector<Row> outside;
    std::vector<Row> kept;
    for (std::size_t i = first; i < last; ++i) {
      (chosen[i - first] ? kept : outside).push_back(std::move(rows[i]));
    }
    for (std::size_t i = first, k = 0, o = 0; i < last; ++i) {
      const bool in = i >= inside_begin && i < inside_begin + inside;
      rows[i] = std::move(in ? kept[k++] : outside[o++]);
    }
    if (first < begin && last > end) return;  // one place around both edges
  }
}

std::int64_t Run::RowCount(const Scalar& e, const Frame* outer, std::string_view clause) {
  const Row none;
  const Frame frame{&none, outer};
  const Value value = Evaluate(e, &frame);
  if (IsNull(value)) return -1;
  double count = -1;
  if (!AsNumber(value, &count) || count < 0) {
    Halt(Stop::kRunTimeError, std::string(clause) + " is no count of rows");
    return -1;
  }
  return static_cast<std::int64_t>(std::min(count, 1e15));
}

Relation Run::ExecuteLimit(const Plan& plan, const Frame* outer) {
  Relation input = Execute(*plan.inputs[0], outer);
  const auto size = static_cast<std::int64_t>(input.rows.size());
  std::int64_t begin = plan.offset == nullptr ? 0 : RowCount(*plan.offset, outer, "OFFSET");
  const std::int64_t limit = plan.limit == nullptr ? -1 : RowCount(*plan.limit, outer, "LIMIT");
  begin = std::clamp<std::int64_t>(begin, 0, size);
  const std::int64_t end = limit < 0 ? size : begin + std::min(limit, size - begin);
  if (begin == end) return {{}, true, {}};
  BreakTie(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), &input);
  const auto part = [&](auto* list) {
    list->erase(list->begin() + end, list->end());
    list->erase(list->begin(), list->begin() + begin);
  };
  part(&input.rows);
  if (input.ordered) part(&input.places);
  return input;
}

}  // namespace tacit::interpret
