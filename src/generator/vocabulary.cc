#include "src/generator/vocabulary.h"

#include <algorithm>

#include "src/sql/bind.h"
#include "src/sql/query.h"

namespace tacit::generator {
namespace {

using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;

// LOWER(x) = LOWER('y') looks for y, too.
const Expr& WithoutCaseFolding(const ExprPtr& e) {
  const bool folds = e->kind == ExprKind::kCall && (e->name == "lower" || e->name == "upper");
  return folds && e->args.size() == 1 ? *e->args[0] : *e;
}

class Collector {
 public:
  void Read(const sql::QueryPtr& query) {
    tables_.clear();
    sql::VisitQuery(query, [&](const sql::Query& node) {
      if (node.kind == sql::QueryKind::kScan) tables_[node.rel] = node.table;
    });
    (void)sql::TransformExprsDeep(query, [&](const ExprPtr& e) -> ExprPtr {
      ReadComparison(*e);
      return nullptr;
    });
  }

  Vocabulary Take() { return std::move(vocabulary_); }

 private:
  void ReadComparison(const Expr& e) {
    const bool equality = e.kind == ExprKind::kCompare && e.compare == sql::CompareOp::kEq;
    if (!equality && e.kind != ExprKind::kInList) return;
    for (std::size_t i = 1; i < e.args.size(); ++i) {
      Note(WithoutCaseFolding(e.args[0]), WithoutCaseFolding(e.args[i]));
      if (equality) Note(WithoutCaseFolding(e.args[1]), WithoutCaseFolding(e.args[0]));
    }
  }

  void Note(const Expr& column, const Expr& literal) {
    if (column.kind != ExprKind::kColumn || literal.kind != ExprKind::kLiteral) return;
    const bool text = std::holds_alternative<std::string>(literal.literal) && sql::IsString(column.type.kind);
    const bool whole =
        std::holds_alternative<std::int64_t>(literal.literal) && column.type.kind == sql::TypeKind::kInteger;
    const auto table = tables_.find(column.column.rel);
    if ((!text && !whole) || table == tables_.end()) return;
    std::vector<Value>& values = vocabulary_[{table->second, column.column.index}];
    if (std::ranges::find(values, literal.literal) == values.end()) values.push_back(literal.literal);
  }

  Vocabulary vocabulary_;
  std::map<sql::RelId, std::string> tables_;
};

}  // namespace

Vocabulary VocabularyOf(const std::vector<std::string>& queries, const Schema& schema, Dialect dialect) {
  Collector collector;
  for (const std::string& text : queries) {
    if (const auto query = sql::Bind(text, schema, dialect); query.ok()) collector.Read(*query);
  }
  return collector.Take();
}

}  // namespace tacit::generator
