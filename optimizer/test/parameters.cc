#include "optimizer/test/parameters.h"

#include "optimizer/test/domain.h"

namespace tacit::refute {
namespace {

using sql::ExprKind;
using sql::ExprPtr;

// The type that the context gives each parameter.
class TypeFinder {
 public:
  void Read(const sql::QueryPtr& query) {
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
  }
  [[nodiscard]] const std::map<int, sql::Type>& types() const { return types_; }

 private:
  void ReadAll(const std::vector<ExprPtr>& list) {
    for (const ExprPtr& root : list) {
      sql::Visit(root, [&](const sql::Expr& e) {
        for (const ExprPtr& arg : e.args) {
          if (arg->kind != ExprKind::kParameter) continue;
          sql::Type type = e.kind == ExprKind::kCast ? e.type : arg->type;
          for (const ExprPtr& other : e.args) {
            if (type.kind == sql::TypeKind::kUnknown) type = other->type;
          }
          Note(*arg, type);
        }
        if (e.kind == ExprKind::kParameter) Note(e, e.type);
      });
    }
  }

  void Note(const sql::Expr& parameter, const sql::Type& type) {
    sql::Type& known = types_[parameter.parameter];
    if (known.kind == sql::TypeKind::kUnknown) known = type;
  }

  std::map<int, sql::Type> types_;
};

}  // namespace

std::vector<ParameterValues> ChooseParameters(const sql::QueryPtr& left, const sql::QueryPtr& right) {
  TypeFinder finder;
  finder.Read(left);
  finder.Read(right);
  if (finder.types().empty()) return {{}};
  ParameterValues distinct;
  ParameterValues equal;
  int n = -18;  // whole numbers from 2 on: they serve as row counts too
  for (const auto& [number, type] : finder.types()) {
    const bool whole = type.kind == sql::TypeKind::kInteger;
    const sql::Type known = type.kind == sql::TypeKind::kUnknown ? sql::MakeType(sql::TypeKind::kText) : type;
    distinct[number] = sql::MakeLiteral(FreshValue(known.kind, whole ? n : n + 19), known);
    equal[number] = sql::MakeLiteral(FreshValue(known.kind, whole ? -19 : 1), known);
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
