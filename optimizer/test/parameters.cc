#include "optimizer/test/parameters.h"

#include <algorithm>
#include <string>
#include <utility>

#include "optimizer/test/domain.h"

namespace tacit::refute {
namespace {

using sql::ExprKind;
using sql::ExprPtr;

// What a parameter meets in the queries.
struct Use {
  sql::Type type;
  std::vector<std::pair<std::string, int>> columns;  // of tables, compared with it
};

class UseFinder {
 public:
  void Read(const sql::QueryPtr& query) {
    sql::VisitQuery(query, [&](const sql::Query& q) {
      if (q.kind == sql::QueryKind::kScan) tables_[q.rel] = q.table;
    });
    sql::VisitQuery(query, [&](const sql::Query& q) {
      for (const ExprPtr& e : {q.limit, q.offset}) {
        if (e != nullptr && e->kind == ExprKind::kParameter) Note(*e, sql::MakeType(sql::TypeKind::kInteger));
      }
      for (const std::vector<ExprPtr>& row : q.rows) ReadAll(row);
      ReadAll(q.exprs);
      ReadAll(q.aggregates);
      for (const sql::SortKey& key : q.sort_keys) ReadAll({key.expr});
      if (q.predicate != nullptr) ReadAll({q.predicate});
    });
    tables_.clear();
  }
  [[nodiscard]] const std::map<int, Use>& uses() const { return uses_; }

 private:
  void ReadAll(const std::vector<ExprPtr>& list) {
    for (const ExprPtr& root : list) {
      sql::Visit(root, [&](const sql::Expr& e) {
        for (const ExprPtr& arg : e.args) {
          if (arg->kind == ExprKind::kParameter) ReadArgument(*arg, e);
        }
        if (e.kind == ExprKind::kParameter) Note(e, e.type);
      });
    }
  }

  void ReadArgument(const sql::Expr& parameter, const sql::Expr& e) {
    sql::Type type = e.kind == ExprKind::kCast ? e.type : parameter.type;
    for (const ExprPtr& other : e.args) {
      if (type.kind == sql::TypeKind::kUnknown) type = other->type;
    }
    Note(parameter, type);
    const bool compares = e.kind == ExprKind::kCompare || e.kind == ExprKind::kInList;
    for (const ExprPtr& other : e.args) {
      const auto table = tables_.find(other->column.rel);
      if (!compares || other->kind != ExprKind::kColumn || table == tables_.end()) continue;
      uses_[parameter.parameter].columns.emplace_back(table->second, other->column.index);
    }
  }

  void Note(const sql::Expr& parameter, const sql::Type& type) {
    sql::Type& known = uses_[parameter.parameter].type;
    if (known.kind == sql::TypeKind::kUnknown) known = type;
  }

  std::map<int, Use> uses_;
  std::map<sql::RelId, std::string> tables_;
};

// The first of the fresh values from the n-th on that every column compared with it may hold; else the n-th.
Value LegalValue(const Use& use, sql::TypeKind kind, int n, const World& world) {
  constexpr int kTries = 200;
  const auto legal = [&](const Value& value) {
    return std::ranges::all_of(use.columns, [&](const auto& column) {
      const TableModel* model = world.Find(column.first);
      return model == nullptr || model->IsLegal(column.second, value);
    });
  };
  for (int i = n; i < n + kTries; ++i) {
    if (Value value = FreshValue(kind, i); legal(value)) return value;
  }
  return FreshValue(kind, n);
}

}  // namespace

std::vector<ParameterValues> ChooseParameters(const sql::QueryPtr& left, const sql::QueryPtr& right,
                                              const World& world) {
  UseFinder finder;
  finder.Read(left);
  finder.Read(right);
  if (finder.uses().empty()) return {{}};
  ParameterValues distinct;
  ParameterValues equal;
  int n = -18;  // whole numbers from 2 on: they serve as row counts too
  for (const auto& [number, use] : finder.uses()) {
    const bool whole = use.type.kind == sql::TypeKind::kInteger;
    const sql::Type type =
        use.type.kind == sql::TypeKind::kUnknown ? sql::MakeType(sql::TypeKind::kText) : use.type;
    distinct[number] = sql::MakeLiteral(LegalValue(use, type.kind, whole ? n : n + 19, world), type);
    equal[number] = sql::MakeLiteral(LegalValue(use, type.kind, whole ? -19 : 1, world), type);
    ++n;
  }
  return {distinct, equal};
}

sql::QueryPtr WithParameters(const sql::QueryPtr& query, const ParameterValues& values) {
  if (values.empty()) return query;
  return sql::TransformExprsDeep(query, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kParameter) return nullptr;
    const auto found = values.find(e->parameter);
    return found == values.end() ? nullptr : found->second;
  });
}

}  // namespace tacit::refute
