// Shapes of queries: equal for two that differ in values alone.
//
// usage: query_shapes CATALOGUE.json QUERIES.sql
//
// Prints a line for each statement: its shape as 16 hex digits, or "-" and why it does not bind. The shape is
// the fingerprint of the bound statement (aliases, names of outputs and the order of conjuncts do not count,
// nor do literals in comparisons) in a normal form: LIMIT and OFFSET are there or not, whatever their
// numbers; a list of IN has one value, and one value is an equality; patterns of LIKE and texts in calls are
// parameters, ESCAPE does not count; an equality of columns has no sides; a conjunct counts once; (SELECT
// ...) IS NOT NULL is EXISTS.
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "src/base/file.h"
#include "src/sql/bind.h"
#include "src/sql/fingerprint.h"
#include "tacit/catalogue.h"
#include "tacit/query_file.h"

namespace {

using namespace tacit;

bool IsValue(const sql::ExprPtr& e) {
  return sql::IsLiteral(e) && !sql::IsNullLiteral(e) && e->type.kind != sql::TypeKind::kBoolean;
}

bool IsValueOrParameter(const sql::ExprPtr& e) { return IsValue(e) || e->kind == sql::ExprKind::kParameter; }

sql::ExprPtr Parameter() { return sql::MakeParameter(1, {}); }

sql::ExprPtr NormaliseList(const sql::Expr& e) {
  for (std::size_t i = 1; i < e.args.size(); ++i) {
    if (!IsValueOrParameter(e.args[i])) return nullptr;
  }
  return sql::MakeCompare(e.negated ? sql::CompareOp::kNe : sql::CompareOp::kEq, e.args[0], Parameter());
}

sql::ExprPtr Distinct(const sql::Expr& e) {
  std::vector<sql::ExprPtr> kept;
  for (const sql::ExprPtr& arg : e.args) {
    bool known = false;
    for (const sql::ExprPtr& other : kept) known = known || sql::Same(arg, other);
    if (!known) kept.push_back(arg);
  }
  return e.kind == sql::ExprKind::kAnd ? sql::MakeAnd(kept) : sql::MakeOr(kept);
}

// Null: as it is.
sql::ExprPtr Normalise(const sql::ExprPtr& e) {
  using Kind = sql::ExprKind;
  if (e->kind == Kind::kInList) return NormaliseList(*e);
  if (e->kind == Kind::kAnd || e->kind == Kind::kOr) return Distinct(*e);
  if (e->kind == Kind::kIsNull && e->args[0]->kind == Kind::kScalarQuery) {
    return sql::MakeExists(e->args[0]->query, !e->negated);
  }
  if (e->kind == Kind::kNot && e->args[0]->kind == Kind::kCompare) {
    return sql::MakeCompare(sql::Negate(e->args[0]->compare), e->args[0]->args[0], e->args[0]->args[1]);
  }
  if (e->kind == Kind::kLike)
    return sql::MakeLike(e->name, {e->args[0], IsValueOrParameter(e->args[1]) ? Parameter() : e->args[1]},
                         e->negated);
  if (e->kind == Kind::kCompare) {
    sql::ExprPtr left = IsValueOrParameter(e->args[0]) ? Parameter() : e->args[0];
    sql::ExprPtr right = IsValueOrParameter(e->args[1]) ? Parameter() : e->args[1];
    sql::CompareOp op = e->compare;
    const bool columns = left->kind == Kind::kColumn && right->kind == Kind::kColumn;
    if ((columns && right->column < left->column) ||
        (left->kind == Kind::kParameter && right->kind != Kind::kParameter)) {
      std::swap(left, right);
      op = sql::Mirror(op);
    }
    return sql::MakeCompare(op, left, right);
  }
  if (e->kind == Kind::kCall) {
    std::vector<sql::ExprPtr> args;
    for (const sql::ExprPtr& arg : e->args) args.push_back(IsValueOrParameter(arg) ? Parameter() : arg);
    return sql::MakeCall(e->name, args, e->type);
  }
  return nullptr;
}

// LIMIT and OFFSET lose their numbers in every block.
sql::QueryPtr WithoutAmounts(const sql::QueryPtr& q) {
  std::vector<sql::QueryPtr> inputs;
  for (const sql::QueryPtr& input : q->inputs) inputs.push_back(WithoutAmounts(input));
  sql::QueryPtr same = inputs.empty() ? q : sql::WithInputs(q, inputs);
  if (q->kind != sql::QueryKind::kLimit) return same;
  return sql::MakeLimit(same->inputs[0], q->limit ? Parameter() : nullptr, q->offset ? Parameter() : nullptr);
}

std::string ShapeOf(const std::string& text, const Schema& schema) {
  const Result<sql::QueryPtr> bound = sql::Bind(text, schema, Dialect::kPostgresql);
  if (!bound.ok()) return "- " + bound.status().message();
  return sql::Fingerprint(WithoutAmounts(sql::TransformExprsDeep(*bound, Normalise)));
}

int Run(const char* catalogue_path, const char* queries_path) {
  const Result<std::string> json = base::ReadFile(catalogue_path);
  const Result<std::string> text = base::ReadFile(queries_path);
  if (!json.ok() || !text.ok()) {
    std::fprintf(stderr, "query_shapes: %s\n", (json.ok() ? text : json).status().message().c_str());
    return 2;
  }
  const Result<Catalogue> catalogue = ParseCatalogue(*json, catalogue_path);
  const Result<std::vector<SourcedQuery>> queries = ParseQueryFile(*text, queries_path);
  if (!catalogue.ok() || !queries.ok()) {
    std::fprintf(stderr, "query_shapes: %s\n",
                 (catalogue.ok() ? queries.status() : catalogue.status()).message().c_str());
    return 2;
  }
  for (const SourcedQuery& query : *queries)
    std::printf("%s\n", ShapeOf(query.sql, catalogue->schema).c_str());
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: query_shapes CATALOGUE.json QUERIES.sql\n");
    return 2;
  }
  return Run(arguments[1], arguments[2]);
}
