#include "optimizer/algebra/properties.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tacit::algebra {

using sql::ColumnId;
using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;
using sql::SetOpKind;

namespace {

bool IsConstant(const ExprPtr& e) {
  return e->kind == ExprKind::kParameter || (sql::IsLiteral(e) && !sql::IsNullLiteral(e));
}

void Intersect(ColumnSet& into, const ColumnSet& other) {
  std::erase_if(into, [&](const ColumnId& id) { return !other.contains(id); });
}

// The columns whose NULL makes e NULL.
ColumnSet StrictColumns(const ExprPtr& e) {
  switch (e->kind) {
    case ExprKind::kColumn: return {e->column};
    case ExprKind::kCompare:
    case ExprKind::kArithmetic:
    case ExprKind::kCast:
    case ExprKind::kNot:
    case ExprKind::kLike: break;
    case ExprKind::kInList: return StrictColumns(e->args[0]);
    case ExprKind::kCall:
      if (e->name == "lower" || e->name == "upper" || e->name == "char_length" || e->name == "length" ||
          e->name == "abs" || e->name == "trim" || e->name == "btrim") {
        break;
      }
      return {};
    default: return {};
  }
  ColumnSet columns;
  for (const ExprPtr& arg : e->args) columns.merge(StrictColumns(arg));
  return columns;
}

}  // namespace

ColumnSet NotNullWhereTrue(const ExprPtr& e) {
  switch (e->kind) {
    case ExprKind::kAnd: {
      ColumnSet columns;
      for (const ExprPtr& arg : e->args) columns.merge(NotNullWhereTrue(arg));
      return columns;
    }
    case ExprKind::kOr: {
      std::optional<ColumnSet> common;
      for (const ExprPtr& arg : e->args) {
        if (sql::IsFalseLiteral(arg) || sql::IsNullLiteral(arg)) continue;
        ColumnSet columns = NotNullWhereTrue(arg);
        if (common) {
          Intersect(*common, columns);
        } else {
          common = std::move(columns);
        }
      }
      return common.value_or(ColumnSet{});
    }
    case ExprKind::kIsNull: return e->negated ? StrictColumns(e->args[0]) : ColumnSet{};
    case ExprKind::kInQuery: {  // NULL IN (no rows) is false, NULL NOT IN (no rows) is true
      ColumnSet columns;
      if (e->negated) return columns;
      for (const ExprPtr& arg : e->args) columns.merge(StrictColumns(arg));
      return columns;
    }
    case ExprKind::kIsTrue: return e->negated ? ColumnSet{} : NotNullWhereTrue(e->args[0]);
    case ExprKind::kIsFalse: return e->negated ? ColumnSet{} : StrictColumns(e->args[0]);
    default: return StrictColumns(e);
  }
}

ExprPtr OnScan(const ExprPtr& e, sql::RelId rel) {
  return sql::Transform(e, [rel](const ExprPtr& node) -> ExprPtr {
    if (node->kind != ExprKind::kColumn || node->column.rel != sql::kTableRow) return nullptr;
    return sql::MakeColumn({rel, node->column.index}, node->type);
  });
}

bool Properties::Determined(const ColumnSet& closure, ColumnId column) const {
  return closure.contains(column) || !relations_.contains(column.rel) ||
         (by_row_.contains(column.rel) && closure.contains(RowOf(column.rel)));
}

bool Properties::Determined(const ColumnSet& closure, const ColumnSet& columns) const {
  return std::all_of(columns.begin(), columns.end(),
                     [&](const ColumnId& id) { return Determined(closure, id); });
}

ColumnSet Properties::Closure(ColumnSet from) const {
  for (bool grown = true; grown;) {
    grown = false;
    const auto add = [&](const ColumnId& id) {
      if (!Determined(from, id)) grown = from.insert(id).second || grown;
    };
    for (const auto& [a, b] : equal_) {
      if (Determined(from, a)) add(b);
      if (Determined(from, b)) add(a);
    }
    for (const Dependency& dependency : dependencies_) {
      if (!Determined(from, dependency.from)) continue;
      for (const ColumnId& id : dependency.to) add(id);
    }
  }
  return from;
}

bool Properties::IsKey(const ColumnSet& columns) const { return Determined(Closure(columns), identity_); }

bool Properties::Determines(const ColumnSet& from, ColumnId column) const {
  return Determined(Closure(from), column);
}

bool Properties::Determines(const ColumnSet& from, const ColumnSet& columns) const {
  return Determined(Closure(from), columns);
}

bool Properties::NotNull(const ExprPtr& e) const {
  switch (e->kind) {
    case ExprKind::kColumn: return NotNull(e->column);
    case ExprKind::kLiteral: return !sql::IsNullLiteral(e);
    case ExprKind::kExists:
    case ExprKind::kIsNull:
    case ExprKind::kIsTrue:
    case ExprKind::kIsFalse:
    case ExprKind::kDistinct: return true;
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kNot:
    case ExprKind::kCompare:
    case ExprKind::kCast:
    case ExprKind::kInList:
      return std::all_of(e->args.begin(), e->args.end(), [this](const ExprPtr& arg) { return NotNull(arg); });
    case ExprKind::kArithmetic:  // SQLite answers NULL to a division by zero
      return e->name != "/" && e->name != "%" &&
             std::all_of(e->args.begin(), e->args.end(), [this](const ExprPtr& arg) { return NotNull(arg); });
    case ExprKind::kCall:
      if (e->name == "coalesce") {
        return std::any_of(e->args.begin(), e->args.end(),
                           [this](const ExprPtr& arg) { return NotNull(arg); });
      }
      return (e->name == "lower" || e->name == "upper" || e->name == kLengthFunction) && NotNull(e->args[0]);
    default: return false;
  }
}

ColumnSet Properties::EqualTo(ColumnId column) const {
  ColumnSet same = {column};
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [a, b] : equal_) {
      if (same.contains(a)) grown = same.insert(b).second || grown;
      if (same.contains(b)) grown = same.insert(a).second || grown;
    }
  }
  return same;
}

ExprPtr Properties::ConstantOf(ColumnId column) const {
  const ColumnSet same = EqualTo(column);
  for (const auto& [id, constant] : constants_) {
    if (same.contains(id)) return constant;
  }
  return nullptr;
}

// Builds properties bottom-up.
class Analysis {
 public:
  Analysis(const Facts& facts, Analyser& inputs) : facts_(facts), inputs_(inputs) {}

  Properties Find(const QueryPtr& q) const {
    switch (q->kind) {
      case QueryKind::kScan: return OfScan(*q);
      case QueryKind::kValues: return OfValues(*q);
      case QueryKind::kProject: return OfProject(*q);
      case QueryKind::kFilter: {
        Properties p = Of(q->inputs[0]);
        Assume(p, q->predicate);
        return p;
      }
      case QueryKind::kJoin: return OfJoin(*q);
      case QueryKind::kAggregate: return OfAggregate(*q);
      case QueryKind::kDistinct: {
        Properties p = Of(q->inputs[0]);
        IdentifyByColumns(p, *q);
        return p;
      }
      case QueryKind::kSetOp: return OfSetOp(*q);
      case QueryKind::kSort: return Of(q->inputs[0]);
      case QueryKind::kLimit: return OfLimit(*q);
    }
    return {};
  }

 private:
  static void AddRelation(Properties& p, const Query& q) {
    p.relations_.insert(q.rel);
    p.by_row_.insert(q.rel);
  }

  static void IdentifyByColumns(Properties& p, const Query& q) {
    ColumnSet columns;
    for (const sql::OutputColumn& column : q.columns) columns.insert(column.id);
    if (!p.IsKey(columns)) p.identity_ = std::move(columns);
  }

  Properties OfScan(const Query& q) const {
    Properties p;
    AddRelation(p, q);
    p.identity_ = {RowOf(q.rel)};
    std::vector<const Fact*> keys;
    for (const FactId id : facts_.OfTable(q.table)) {
      const Fact& fact = facts_[id];
      if (fact.kind == FactKind::kNotNull) p.not_null_.insert({q.rel, fact.columns[0]});
      if (fact.kind == FactKind::kKey) keys.push_back(&fact);
    }
    for (const Fact* fact : keys) {
      ColumnSet columns;
      for (const int ordinal : fact->columns) columns.insert({q.rel, ordinal});
      std::vector<ExprPtr> condition;
      if (fact->condition) condition = sql::Conjuncts(OnScan(fact->condition, q.rel));
      p.conditional_.push_back({std::move(columns), q.rel, std::move(condition)});
    }
    SettleKeys(p);
    return p;
  }

  // Turns keys into dependencies as soon as their columns are not NULL and their condition is known to hold.
  static void SettleKeys(Properties& p) {
    std::erase_if(p.conditional_, [&p](const ConditionalKey& key) {
      const bool applies = std::all_of(key.columns.begin(), key.columns.end(),
                                       [&](const ColumnId& id) { return p.not_null_.contains(id); }) &&
                           std::all_of(key.condition.begin(), key.condition.end(), [&](const ExprPtr& c) {
                             return std::any_of(p.conjuncts_.begin(), p.conjuncts_.end(),
                                                [&](const ExprPtr& known) { return sql::Same(known, c); });
                           });
      if (applies) p.dependencies_.push_back({key.columns, {RowOf(key.rel)}});
      return applies;
    });
  }

  static Properties OfValues(const Query& q) {
    Properties p;
    AddRelation(p, q);
    p.empty_ = q.rows.empty();
    if (q.rows.size() == 1) {
      p.dependencies_.push_back({{}, {RowOf(q.rel)}});
      for (std::size_t i = 0; i < q.columns.size() && i < q.rows[0].size(); ++i) {
        if (IsConstant(q.rows[0][i])) p.constants_.emplace_back(q.columns[i].id, q.rows[0][i]);
      }
    }
    p.identity_ = {RowOf(q.rel)};
    for (std::size_t i = 0; i < q.columns.size(); ++i) {
      if (std::all_of(q.rows.begin(), q.rows.end(), [i](const std::vector<ExprPtr>& row) {
            return i < row.size() && sql::IsLiteral(row[i]) && !sql::IsNullLiteral(row[i]);
          })) {
        p.not_null_.insert(q.columns[i].id);
      }
    }
    return p;
  }

  // Says that a column that the node makes equals `e` on every row.
  static void Define(Properties& p, ColumnId made, const ExprPtr& e) {
    if (e->kind == ExprKind::kColumn) {
      p.equal_.emplace_back(made, e->column);
    } else {
      const std::vector<ColumnId> from = sql::ColumnsOf(e);
      p.dependencies_.push_back({{from.begin(), from.end()}, {made}});
      if (IsConstant(e)) p.constants_.emplace_back(made, e);
    }
    if (p.NotNull(e)) p.not_null_.insert(made);
  }

  Properties OfProject(const Query& q) const {
    Properties p = Of(q.inputs[0]);
    p.relations_.insert(q.rel);
    for (std::size_t i = 0; i < q.exprs.size(); ++i) Define(p, q.columns[i].id, q.exprs[i]);
    return p;
  }

  // The rows of a grouped aggregate are its groups; each has a representative among the input's rows, of
  // which all that is known of the input holds.
  Properties OfAggregate(const Query& q) const {
    Properties p;
    if (!q.global) p = Of(q.inputs[0]);
    AddRelation(p, q);
    ColumnSet keys;
    for (std::size_t i = 0; i < q.exprs.size(); ++i) {
      Define(p, q.columns[i].id, q.exprs[i]);
      keys.insert(q.columns[i].id);
    }
    for (std::size_t i = 0; i < q.aggregates.size(); ++i) {
      if (q.aggregates[i]->name == "count") p.not_null_.insert(q.columns[q.exprs.size() + i].id);
    }
    p.dependencies_.push_back({std::move(keys), {RowOf(q.rel)}});
    p.identity_ = {RowOf(q.rel)};
    return p;
  }

  Properties OfSetOp(const Query& q) const {
    const Properties left = Of(q.inputs[0]);
    Properties p;
    if (q.set_op == SetOpKind::kUnion) {
      const Properties right = Of(q.inputs[1]);
      AddRelation(p, q);
      p.identity_ = {RowOf(q.rel)};
      p.empty_ = left.empty() && right.empty();
      for (std::size_t i = 0; i < q.columns.size(); ++i) {
        const ColumnId a = q.inputs[0]->columns[i].id;
        const ColumnId b = q.inputs[1]->columns[i].id;
        if (left.NotNull(a) && right.NotNull(b)) p.not_null_.insert(q.columns[i].id);
        const ExprPtr constant = left.ConstantOf(a);
        const ExprPtr other = right.ConstantOf(b);
        if (constant && other && sql::Same(constant, other)) {
          p.constants_.emplace_back(q.columns[i].id, constant);
          p.dependencies_.push_back({{}, {q.columns[i].id}});
        }
      }
    } else {  // a part of the left input's rows
      p = left;
      p.relations_.insert(q.rel);
      for (std::size_t i = 0; i < q.columns.size(); ++i) {
        p.equal_.emplace_back(q.columns[i].id, q.inputs[0]->columns[i].id);
        if (left.NotNull(q.inputs[0]->columns[i].id)) p.not_null_.insert(q.columns[i].id);
      }
    }
    if (!q.all) IdentifyByColumns(p, q);
    return p;
  }

  Properties OfLimit(const Query& q) const {
    Properties p = Of(q.inputs[0]);
    const auto* bound =
        q.limit && sql::IsLiteral(q.limit) ? std::get_if<std::int64_t>(&q.limit->literal) : nullptr;
    if (bound != nullptr && *bound <= 1) p.dependencies_.push_back({{}, p.identity_});
    if (bound != nullptr && *bound <= 0) p.empty_ = true;
    return p;
  }

  static void Append(Properties& p, const Properties& other) {
    p.not_null_.insert(other.not_null_.begin(), other.not_null_.end());
    p.identity_.insert(other.identity_.begin(), other.identity_.end());
    p.relations_.insert(other.relations_.begin(), other.relations_.end());
    p.by_row_.insert(other.by_row_.begin(), other.by_row_.end());
    const auto append = [](auto& into, const auto& from) {
      into.insert(into.end(), from.begin(), from.end());
    };
    append(p.dependencies_, other.dependencies_);
    append(p.equal_, other.equal_);
    append(p.constants_, other.constants_);
    append(p.conditional_, other.conditional_);
    append(p.conjuncts_, other.conjuncts_);
  }

  // What stays true of one side's columns when rows of nothing but NULLs may be added to it. A dependency
  // stays where what it is from tells such a row apart: a column of it is not NULL on real rows.
  static Properties WithNullRows(Properties p) {
    p.empty_ = false;
    for (Dependency& dependency : p.dependencies_) {
      const bool tells_apart =
          std::any_of(dependency.from.begin(), dependency.from.end(),
                      [&](const ColumnId& id) { return id.index < 0 || p.not_null_.contains(id); });
      if (!tells_apart) dependency.from.insert(p.identity_.begin(), p.identity_.end());
    }
    p.not_null_.clear();
    p.constants_.clear();
    p.conditional_.clear();
    p.conjuncts_.clear();
    return p;
  }

  Properties OfJoin(const Query& q) const {
    Properties left = Of(q.inputs[0]);
    Properties right = Of(q.inputs[1]);
    const bool keeps_left = q.join == JoinKind::kLeft || q.join == JoinKind::kFull;
    const bool keeps_right = q.join == JoinKind::kRight || q.join == JoinKind::kFull;
    Properties matched = left;
    Append(matched, right);
    Assume(matched, q.predicate);
    if (!keeps_left && !keeps_right) {
      matched.empty_ = matched.empty_ || left.empty() || right.empty();
      return matched;
    }
    // A row of the kept side that meets at most one of the other determines it, a missing one included.
    const bool left_picks = keeps_left && !keeps_right && matched.Determines(left.identity_, right.identity_);
    const bool right_picks =
        keeps_right && !keeps_left && matched.Determines(right.identity_, left.identity_);
    const bool empty = (left.empty() || (right.empty() && !keeps_left)) && (right.empty() || !keeps_right);
    const ColumnSet left_identity = left.identity_;
    const ColumnSet right_identity = right.identity_;
    Properties p = keeps_right ? WithNullRows(std::move(left)) : std::move(left);
    Append(p, keeps_left ? WithNullRows(std::move(right)) : std::move(right));
    if (left_picks) p.dependencies_.push_back({left_identity, right_identity});
    if (right_picks) p.dependencies_.push_back({right_identity, left_identity});
    p.empty_ = empty;
    return p;
  }

  // Takes in that a predicate is true on every row.
  static void Assume(Properties& p, const ExprPtr& predicate) {
    for (const ExprPtr& conjunct : sql::Conjuncts(predicate)) {
      p.conjuncts_.push_back(conjunct);
      if (sql::IsFalseLiteral(conjunct) || sql::IsNullLiteral(conjunct)) p.empty_ = true;
      for (const ColumnId& id : NotNullWhereTrue(conjunct)) {
        if (p.relations_.contains(id.rel)) p.not_null_.insert(id);
      }
      const bool equality =
          (conjunct->kind == ExprKind::kCompare && conjunct->compare == CompareOp::kEq) ||
          (conjunct->kind == ExprKind::kDistinct && conjunct->negated) ||
          (conjunct->kind == ExprKind::kInList && !conjunct->negated && conjunct->args.size() == 2);
      if (equality) {
        AssumeEqual(p, conjunct->args[0], conjunct->args[1]);
        AssumeEqual(p, conjunct->args[1], conjunct->args[0]);
      } else if (conjunct->kind == ExprKind::kIsNull && !conjunct->negated &&
                 conjunct->args[0]->kind == ExprKind::kColumn) {
        p.dependencies_.push_back({{}, {conjunct->args[0]->column}});
      } else if (conjunct->kind == ExprKind::kColumn) {  // a boolean column that is true
        p.dependencies_.push_back({{}, {conjunct->column}});
      }
    }
    SettleKeys(p);
  }

  static void AssumeEqual(Properties& p, const ExprPtr& column, const ExprPtr& e) {
    if (column->kind != ExprKind::kColumn || !p.relations_.contains(column->column.rel)) return;
    if (e->kind == ExprKind::kColumn && p.relations_.contains(e->column.rel)) {
      if (column->column < e->column) p.equal_.emplace_back(column->column, e->column);
      return;
    }
    if (sql::ContainsSubquery(e)) return;
    const std::vector<ColumnId> from = sql::ColumnsOf(e);
    p.dependencies_.push_back({{from.begin(), from.end()}, {column->column}});
    if (IsConstant(e)) p.constants_.emplace_back(column->column, e);
  }

  Properties Of(const QueryPtr& input) const { return inputs_.Of(input); }

  const Facts& facts_;
  Analyser& inputs_;
};

const Properties& Analyser::Of(const QueryPtr& node) {
  const auto found = known_.find(node);
  if (found != known_.end()) return found->second;
  Properties properties = Analysis(facts_, *this).Find(node);
  return known_.emplace(node, std::move(properties)).first->second;
}

}  // namespace tacit::algebra
