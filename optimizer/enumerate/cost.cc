#include "optimizer/enumerate/cost.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace tacit::enumerate {

using sql::ColumnId;
using sql::CompareOp;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

namespace {

constexpr double kTableRows = 10'000;
constexpr double kEqualityShare = 0.01;
constexpr double kRangeShare = 0.3;
constexpr double kOtherShare = 0.5;
constexpr double kRowCost = 0.01;   // of evaluating one expression on a row
constexpr double kHashCost = 1.5;   // of putting a row into a hash table
constexpr double kProbeCost = 4;    // of looking one key up in an index
constexpr double kOperator = 0.01;  // so that fewer operators are always cheaper

struct Estimate {
  double rows = 0;
  double work = 0;
  bool streams = true;  // the first row comes before the last is made
};

bool Makes(const Query& q, ColumnId id) {
  return std::any_of(q.columns.begin(), q.columns.end(),
                     [&](const sql::OutputColumn& column) { return column.id == id; });
}

// Whether e reads no column that q makes.
bool FreeOf(const ExprPtr& e, const Query& q) {
  const std::vector<ColumnId> columns = sql::ColumnsOf(e);
  return std::none_of(columns.begin(), columns.end(), [&](const ColumnId& id) { return Makes(q, id); });
}

// The number of values that a conjunct lets a column of q have; 0 where it is no equality of that kind.
double EqualValues(const ExprPtr& e, const Query& q, ColumnId* column) {
  const bool equality = e->kind == ExprKind::kCompare && e->compare == CompareOp::kEq;
  if (equality) {
    for (const std::size_t side : {0U, 1U}) {
      const ExprPtr& subject = e->args[side];
      if (subject->kind == ExprKind::kColumn && Makes(q, subject->column) && FreeOf(e->args[1 - side], q)) {
        *column = subject->column;
        return 1;
      }
    }
    return 0;
  }
  if (e->kind == ExprKind::kInList && !e->negated && e->args[0]->kind == ExprKind::kColumn &&
      Makes(q, e->args[0]->column)) {
    *column = e->args[0]->column;
    return static_cast<double>(e->args.size() - 1);
  }
  return 0;
}

bool IsRange(CompareOp op) { return op != CompareOp::kEq && op != CompareOp::kNe; }

// The column of q that a conjunct bounds on one side by what q does not make; false where it is no such
// range.
bool IsRangeOf(const ExprPtr& e, const Query& q, ColumnId* column) {
  if (e->kind != ExprKind::kCompare || !IsRange(e->compare)) return false;
  for (const std::size_t side : {0U, 1U}) {
    const ExprPtr& subject = e->args[side];
    if (subject->kind == ExprKind::kColumn && Makes(q, subject->column) && FreeOf(e->args[1 - side], q)) {
      *column = subject->column;
      return true;
    }
  }
  return false;
}

double Share(const ExprPtr& e) {
  switch (e->kind) {
    case ExprKind::kCompare:
      if (std::holds_alternative<bool>(e->args[1]->literal)) return kOtherShare;
      if (e->compare == CompareOp::kEq) return kEqualityShare;
      return e->compare == CompareOp::kNe ? 0.9 : kRangeShare;
    case ExprKind::kInList: {
      const double listed = std::min(1.0, kEqualityShare * static_cast<double>(e->args.size() - 1));
      return e->negated ? 1 - listed / 2 : listed;
    }
    case ExprKind::kIsNull: return e->negated ? 0.9 : 0.1;
    case ExprKind::kAnd: {
      double share = 1;
      for (const ExprPtr& arg : e->args) share *= Share(arg);
      return share;
    }
    case ExprKind::kOr: {
      double share = 0;
      for (const ExprPtr& arg : e->args) share += Share(arg);
      return std::min(1.0, share);
    }
    case ExprKind::kLiteral: return sql::IsTrueLiteral(e) ? 1 : 0;
    default: return kOtherShare;
  }
}

bool IsColumn(const ExprPtr& e, ColumnId id) { return e->kind == ExprKind::kColumn && e->column == id; }

// Adds what engines conclude by themselves from a = b and a = constant, so that spelling it out gains
// nothing.
void AddImplied(std::vector<ExprPtr>& conditions) {
  std::vector<ExprPtr> implied;
  const auto pins = [](const ExprPtr& e, ColumnId id) {
    return e->kind == ExprKind::kCompare && e->compare == CompareOp::kEq && IsColumn(e->args[0], id) &&
           (sql::IsLiteral(e->args[1]) || e->args[1]->kind == ExprKind::kParameter);
  };
  const auto conclude = [&](const ExprPtr& from, const ExprPtr& to) {
    const auto of = [&](ColumnId id) {
      return std::find_if(conditions.begin(), conditions.end(),
                          [&](const ExprPtr& e) { return pins(e, id); });
    };
    const auto known = of(from->column);
    if (known == conditions.end() || of(to->column) != conditions.end()) return;
    implied.push_back(sql::MakeCompare(CompareOp::kEq, to, (*known)->args[1]));
  };
  for (const ExprPtr& e : conditions) {
    if (e->kind != ExprKind::kCompare || e->compare != CompareOp::kEq) continue;
    if (e->args[0]->kind != ExprKind::kColumn || e->args[1]->kind != ExprKind::kColumn) continue;
    conclude(e->args[0], e->args[1]);
    conclude(e->args[1], e->args[0]);
  }
  conditions.insert(conditions.end(), implied.begin(), implied.end());
}

class Model {
 public:
  Model(const Schema& schema, const algebra::Facts& facts) : schema_(schema), facts_(facts) {}

  // `pushed`: conjuncts from above that filter this node's rows and may use its indexes.
  Estimate Of(const QueryPtr& q, std::vector<ExprPtr> pushed) const {
    Estimate estimate;
    switch (q->kind) {
      case QueryKind::kScan: estimate = Scan(*q, pushed); break;
      case QueryKind::kValues: estimate.rows = static_cast<double>(q->rows.size()); break;
      case QueryKind::kFilter: {
        if (Share(q->predicate) == 0) return {0, kOperator, true};
        std::vector<ExprPtr> dear;  // sub-queries are asked last
        for (const ExprPtr& conjunct : sql::Conjuncts(q->predicate)) {
          (sql::ContainsSubquery(conjunct) ? dear : pushed).push_back(conjunct);
        }
        return Then(Of(q->inputs[0], std::move(pushed)), {}, dear);
      }
      case QueryKind::kJoin: estimate = Join(*q, std::move(pushed)); break;
      case QueryKind::kProject: estimate = Then(Of(q->inputs[0], {}), q->exprs, pushed); break;
      case QueryKind::kAggregate: {
        estimate = Of(q->inputs[0], {});
        estimate.work += estimate.rows * (kHashCost + kRowCost * static_cast<double>(q->aggregates.size()));
        for (const ExprPtr& e : q->aggregates) {
          if (e->distinct) estimate.work += estimate.rows * kHashCost;
          estimate.work += estimate.rows * kRowCost * static_cast<double>(e->args.size());
        }
        estimate.rows = q->global ? 1 : estimate.rows * kOtherShare;
        estimate.streams = false;
        estimate = Then(estimate, q->exprs, pushed);
        break;
      }
      case QueryKind::kDistinct:
        estimate = Of(q->inputs[0], std::move(pushed));
        estimate.work += estimate.rows * kHashCost;
        break;
      case QueryKind::kSetOp: {
        const Estimate left = Of(q->inputs[0], {});
        const Estimate right = Of(q->inputs[1], {});
        estimate = {left.rows + right.rows, left.work + right.work, left.streams && right.streams};
        if (!q->all) estimate.work += estimate.rows * kHashCost;
        estimate = Then(estimate, {}, pushed);
        break;
      }
      case QueryKind::kSort:
        estimate = Of(q->inputs[0], std::move(pushed));
        estimate.work += estimate.rows * (std::log2(estimate.rows + 2) * 0.5 +
                                          kRowCost * static_cast<double>(q->sort_keys.size()));
        estimate.streams = false;
        break;
      case QueryKind::kLimit: estimate = Limit(*q, pushed); break;
    }
    estimate.work += kOperator;
    return estimate;
  }

 private:
  // Rows that are filtered, and from which expressions are computed, one by one.
  Estimate Then(Estimate estimate, const std::vector<ExprPtr>& exprs,
                const std::vector<ExprPtr>& filters) const {
    for (const ExprPtr& e : filters) {
      estimate.work += Evaluation(e, estimate.rows);
      estimate.rows *= Share(e);
    }
    for (const ExprPtr& e : exprs) estimate.work += Evaluation(e, estimate.rows);
    return estimate;
  }

  // The work of evaluating e on so many rows.
  double Evaluation(const ExprPtr& e, double rows) const {
    double work = rows * kRowCost;
    for (const ExprPtr& arg : e->args)
      work += Evaluation(arg, rows) * (arg->args.empty() && !arg->query ? 0.5 : 1);
    if (!e->query) return work;
    const Estimate once = Of(e->query, {});
    const bool semi_join = e->kind == ExprKind::kExists || (e->kind == ExprKind::kInQuery && !e->negated);
    if (sql::OuterColumns(e->query).empty()) {
      // NOT IN keeps all rows in memory and looks for NULLs among them.
      return work + once.work + once.rows * kHashCost + rows * (semi_join ? kRowCost : 0.5);
    }
    const double per_row = rows * (semi_join ? once.work * 0.5 : once.work);
    return work + (semi_join ? std::min(per_row, once.work + kTableRows * kHashCost + rows) : per_row);
  }

  Estimate Scan(const Query& q, const std::vector<ExprPtr>& filters) const {
    const Table* table = schema_.Find(q.table);
    std::set<std::string> pinned;
    double values = 1;
    double fewest = kTableRows;  // rows that the best index leaves
    for (const ExprPtr& e : filters) {
      ColumnId column;
      if (table != nullptr) fewest = std::min(fewest, ByIndexes(*table, q, e));
      const double count = EqualValues(e, q, &column);
      if (count == 0 || table == nullptr || column.index < 0 ||
          static_cast<std::size_t>(column.index) >= table->columns.size()) {
        continue;
      }
      const std::string& name = table->columns[static_cast<std::size_t>(column.index)].name;
      pinned.insert(name);
      values *= count;
    }
    double rows = kTableRows;
    for (const ExprPtr& e : filters) rows *= Share(e);
    if (table != nullptr && PinsIndex(*table, pinned)) fewest = std::min(fewest, values);
    if (table != nullptr && PinsKey(*table, pinned)) rows = std::min(rows, values);
    double work = fewest == kTableRows ? kTableRows : fewest + kProbeCost * values;
    double left = fewest;
    for (const ExprPtr& e : filters) {
      work += Evaluation(e, left);
      left *= Share(e);
    }
    return {rows, work, true};
  }

  // The rows that indexes leave of one conjunct: an equality, a range, or an OR of which each arm has one
  // (engines merge the rows of several indexes).
  static double ByIndexes(const Table& table, const Query& q, const ExprPtr& e) {
    if (e->kind == ExprKind::kOr || e->kind == ExprKind::kAnd) {
      double rows = e->kind == ExprKind::kOr ? 0 : kTableRows;
      for (const ExprPtr& arg : e->args) {
        const double of_arg = ByIndexes(table, q, arg);
        rows = e->kind == ExprKind::kOr ? rows + of_arg : std::min(rows, of_arg);
      }
      return std::min(rows, kTableRows);
    }
    ColumnId column;
    double rows = kTableRows * kEqualityShare * EqualValues(e, q, &column);
    if (rows == 0 && IsRangeOf(e, q, &column)) rows = kTableRows * kRangeShare;
    if (rows == 0 || column.index < 0 || static_cast<std::size_t>(column.index) >= table.columns.size())
      return kTableRows;
    return LeadsIndex(table, table.columns[static_cast<std::size_t>(column.index)].name) ? rows : kTableRows;
  }

  static bool LeadsIndex(const Table& table, const std::string& column) {
    const auto leads = [&](const std::vector<std::string>& columns) {
      return !columns.empty() && columns.front() == column;
    };
    return leads(table.primary_key) ||
           std::any_of(table.uniques.begin(), table.uniques.end(),
                       [&](const UniqueKey& key) { return !key.where && leads(key.columns); }) ||
           std::any_of(table.indexes.begin(), table.indexes.end(),
                       [&](const Index& index) { return !index.where && leads(index.columns); });
  }

  static bool PinsIndex(const Table& table, const std::set<std::string>& pinned) {
    const auto inside = [&](const std::vector<std::string>& columns) {
      return !columns.empty() && std::all_of(columns.begin(), columns.end(),
                                             [&](const std::string& name) { return pinned.contains(name); });
    };
    return inside(table.primary_key) ||
           std::any_of(table.uniques.begin(), table.uniques.end(),
                       [&](const UniqueKey& key) { return !key.where && inside(key.columns); }) ||
           std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) {
             return index.unique && !index.where && inside(index.columns);
           });
  }

  // A key that is known, whether the database has it or not.
  bool PinsKey(const Table& table, const std::set<std::string>& pinned) const {
    const std::vector<algebra::FactId>& facts = facts_.OfTable(table.name);
    return PinsIndex(table, pinned) || std::any_of(facts.begin(), facts.end(), [&](algebra::FactId id) {
             const algebra::Fact& fact = facts_[id];
             return fact.kind == algebra::FactKind::kKey && !fact.condition &&
                    std::all_of(fact.columns.begin(), fact.columns.end(), [&](int column) {
                      return pinned.contains(table.columns[static_cast<std::size_t>(column)].name);
                    });
           });
  }

  Estimate Join(const Query& q, std::vector<ExprPtr> pushed) const {
    std::vector<ExprPtr> conditions = sql::Conjuncts(q.predicate);
    if (q.join == JoinKind::kInner) {
      conditions.insert(conditions.end(), pushed.begin(), pushed.end());
      pushed.clear();
      AddImplied(conditions);
    }
    std::vector<ExprPtr> of_left;
    std::vector<ExprPtr> of_right;
    std::vector<ExprPtr> of_both;
    for (const ExprPtr& e : conditions) {
      if (FreeOf(e, *q.inputs[1]) && q.join == JoinKind::kInner)
        of_left.push_back(e);
      else if (FreeOf(e, *q.inputs[0]) && (q.join == JoinKind::kInner || q.join == JoinKind::kLeft))
        of_right.push_back(e);
      else
        of_both.push_back(e);
    }
    std::vector<ExprPtr> after;
    for (const ExprPtr& e : pushed) {
      (q.join == JoinKind::kLeft && FreeOf(e, *q.inputs[1]) ? of_left : after).push_back(e);
    }
    const Estimate left = Of(q.inputs[0], of_left);
    const Estimate right = Of(q.inputs[1], of_right);
    // For each row of the left, by an index of the right.
    std::vector<ExprPtr> probe = of_right;
    probe.insert(probe.end(), of_both.begin(), of_both.end());
    const Estimate inner = Of(q.inputs[1], probe);
    const double hashed = right.work + right.rows * kHashCost + left.rows * kRowCost;
    const double probed = left.rows * inner.work;
    Estimate estimate;
    estimate.rows = left.rows * inner.rows;
    estimate.work = left.work + std::min(hashed, probed) + estimate.rows * kRowCost;
    if (q.join != JoinKind::kInner) estimate.rows = std::max(estimate.rows, left.rows);
    estimate.streams = left.streams;
    return Then(estimate, {}, after);
  }

  Estimate Limit(const Query& q, const std::vector<ExprPtr>& pushed) const {
    Estimate estimate = Of(q.inputs[0], {});
    const auto* bound =
        q.limit && sql::IsLiteral(q.limit) ? std::get_if<std::int64_t>(&q.limit->literal) : nullptr;
    if (bound != nullptr && *bound >= 0) {
      const auto wanted = static_cast<double>(*bound);
      // A scan for one row finds it half-way, on average.
      if (estimate.streams && estimate.work > kTableRows / 2)
        estimate.work *= wanted / (wanted + estimate.rows);
      estimate.rows = std::min(estimate.rows, wanted);
    }
    return Then(estimate, {}, pushed);
  }

  const Schema& schema_;
  const algebra::Facts& facts_;
};

}  // namespace

double Cost(const QueryPtr& statement, const Schema& schema, const algebra::Facts& facts) {
  return Model(schema, facts).Of(statement, {}).work;
}

}  // namespace tacit::enumerate
