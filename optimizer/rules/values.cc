// What a column's legal values say of expressions over it.
#include <algorithm>

#include "optimizer/rules/table_facts.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// The block whose rows the node's expressions see.
Block BlockBelow(const QueryPtr& node) {
  return BlockOf(node->kind == QueryKind::kFilter || node->inputs.empty() ? node : node->inputs[0]);
}

// What facts and the block's predicates say of a column.
std::vector<Atom> KnownOf(sql::ColumnId column, const Block& block, const Context& context) {
  std::vector<Atom> known = StatedOf(column, block, context);
  for (const ExprPtr& conjunct : block.conjuncts) {
    if (auto atom = AtomOf(conjunct); atom && atom->column == column) known.push_back(std::move(*atom));
  }
  return known;
}

// What a CASE's condition is on every row: FALSE stands for NULL too, which takes no branch either. Null
// where the facts do not say.
ExprPtr Decided(const ExprPtr& condition, const QueryPtr& node, const Block& block, const Context& context) {
  const auto atom = AtomOf(condition);
  if (!atom) return nullptr;
  const Judgement judgement = Judge(*atom, StatedOf(atom->column, block, context));
  if (judgement == Judgement::kContradicted) return sql::MakeBool(false);
  const bool implied = judgement == Judgement::kImplied;
  const ExprPtr column = sql::MakeColumn(atom->column, {});
  return implied && NeverNull(column, node, context) ? sql::MakeBool(true) : nullptr;
}

std::vector<Replacement> FoldCaseConditions(const QueryPtr& node, const Context& context) {
  if (node->inputs.empty()) return {};
  const Block block = BlockBelow(node);
  return Rebuilt(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kCase) return nullptr;
    sql::Expr folded = *e;
    bool changed = false;
    for (std::size_t i = 0; i + 1 < folded.args.size(); i += 2) {
      if (ExprPtr decided = Decided(folded.args[i], node, block, context)) {
        folded.args[i] = std::move(decided);
        changed = true;
      }
    }
    return changed ? std::make_shared<const sql::Expr>(std::move(folded)) : nullptr;
  });
}

// A value of a column, as an expression of the column's own type; null for values that are not spelled here.
ExprPtr Spelled(const Value& value, const sql::Type& type) {
  if (std::holds_alternative<std::int64_t>(value) && type.kind == sql::TypeKind::kInteger) {
    const ExprPtr number = sql::MakeInteger(std::get<std::int64_t>(value));
    return type.name == number->type.name ? number : sql::MakeCast(number, type);
  }
  if (std::holds_alternative<std::string>(value) && type.kind == sql::TypeKind::kText) {
    return sql::MakeCast(sql::MakeText(std::get<std::string>(value)), type);
  }
  return nullptr;
}

// The one value that is left for a column whose table states a list; null where there are several.
ExprPtr SingleValue(const ExprPtr& column, const QueryPtr& node, const Block& block, const Context& context) {
  for (const Atom& stated : StatedOf(column->column, block, context)) {
    if (stated.form != Atom::Form::kIn || stated.of_length) continue;
    const std::vector<Value> left = Remaining(stated, KnownOf(column->column, block, context));
    if (left.size() != 1 || !NeverNull(column, node, context)) continue;
    return Spelled(left[0], column->type);
  }
  return nullptr;
}

std::vector<Replacement> SelectSingleValues(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kProject) return {};
  const Block block = BlockBelow(node);
  return Rebuilt(node, [&](const ExprPtr& e) -> ExprPtr {
    return e->kind == ExprKind::kColumn ? SingleValue(e, node, block, context) : nullptr;
  });
}

constexpr Rule kValueRules[] = {
    {.name = "domain-fold-case-condition",
     .summary = "a CASE whose condition every legal value decides has one branch less",
     .precondition =
         "range, enumeration or length decides the condition; the column is NOT NULL where it is always true",
     .apply = FoldCaseConditions,
     .example = {"SELECT CASE WHEN status IN (1, 5, 9) THEN name ELSE 'unknown' END FROM projects",
                 "SELECT name FROM projects"},
     .near_miss = {"the column is NOT NULL",
                   {"SELECT CASE WHEN rank >= 0 THEN name ELSE 'unknown' END FROM projects",
                    "SELECT name FROM projects"}},
     .reads_literals = true},
    {.name = "domain-single-value-to-constant",
     .summary = "a selected column that can hold one value only is that value",
     .precondition = "a check leaves one legal value, and the column is NOT NULL",
     .apply = SelectSingleValues,
     .example = {"SELECT id, kind FROM versions", "SELECT id, CAST('release' AS varchar(10)) FROM versions"},
     .near_miss = {"one legal value is left",
                   {"SELECT id, status FROM projects WHERE status > 1",
                    "SELECT id, 9 FROM projects WHERE status > 1"}},
     .reads_literals = true},
};

}  // namespace

std::span<const Rule> ValueRules() { return kValueRules; }

}  // namespace tacit::rules
