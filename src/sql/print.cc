#include "src/sql/print.h"

#include <algorithm>

#include "src/sql/name.h"
#include "src/sql/print_internal.h"

namespace tacit::sql::print {
namespace {

ExprPtr ColumnExpr(const OutputColumn& column) { return MakeColumn(column.id, column.type); }

// What the block selects, by position.
std::vector<ExprPtr> Outputs(const Block& block) {
  if (block.project != nullptr) return block.project->exprs;
  std::vector<ExprPtr> outputs;
  const Query& from = block.aggregate != nullptr ? *block.aggregate : *block.from;
  for (const OutputColumn& column : from.columns) outputs.push_back(ColumnExpr(column));
  return outputs;
}

// Do the outputs from `first` on begin with all columns of the leaf, in order and under their names?
bool TakesWholeLeaf(const std::vector<ExprPtr>& outputs, const std::vector<std::string>& names,
                    std::size_t first, const Leaf& leaf) {
  const std::vector<OutputColumn>& columns = leaf.node->columns;
  if (columns.empty() || first + columns.size() > outputs.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Expr& output = *outputs[first + i];
    if (output.kind != ExprKind::kColumn || output.column != columns[i].id) return false;
    if (names[first + i] != leaf.names[i]) return false;
  }
  return true;
}

bool HasAggregateCall(const Block& block) {
  bool any = false;
  const auto look = [&](const ExprPtr& e) {
    Visit(e, [&](const Expr& part) {
      any = any || (part.kind == ExprKind::kColumn && part.column.rel == block.aggregate->rel &&
                    part.column.index >= static_cast<int>(block.aggregate->exprs.size()));
    });
  };
  for (const ExprPtr& e : Outputs(block)) look(e);
  for (const ExprPtr& e : block.having) look(e);
  return any;
}

}  // namespace

std::string Printer::Name(std::string_view name) const { return SqlName(name, dialect_); }

std::string Printer::Statement(const QueryPtr& q, const std::vector<std::string>& names, const Scope* outer,
                               bool any_columns) {
  const Block block = ReadBlock(q);
  const bool bare =
      block.project == nullptr && block.aggregate == nullptr && block.where.empty() && !block.distinct;
  const bool compound = block.from->kind == QueryKind::kSetOp ||
                        (block.from->kind == QueryKind::kValues && !block.from->columns.empty());
  if (!bare || !compound) return Select(q, block, names, outer, any_columns);

  // ORDER BY and LIMIT stand behind a compound as they do behind a SELECT, if the keys are its columns.
  const Query& body = *block.from;
  const bool keys_are_columns =
      block.sort == nullptr ||
      std::all_of(block.sort->sort_keys.begin(), block.sort->sort_keys.end(), [&](const SortKey& key) {
        return key.expr->kind == ExprKind::kColumn && key.expr->column.rel == body.rel;
      });
  const bool tail = block.sort != nullptr || block.limit != nullptr;
  const bool values = body.kind == QueryKind::kValues;
  const bool default_names = std::all_of(
      names.begin(), names.end(),
      [&, i = 0](const std::string& name) mutable { return name == "column" + std::to_string(++i); });
  if (!keys_are_columns || (values && (tail || !(default_names || body.rows.empty())))) {
    return Select(q, block, names, outer, any_columns);
  }
  Scope scope;
  scope.outer = outer;
  return Compound(block.from, names, outer) +
         OrderAndLimit(block.sort, block.limit, body.columns, names, scope);
}

std::string Printer::Select(const QueryPtr& root, const Block& block, const std::vector<std::string>& names,
                            const Scope* outer, bool any_columns) {
  std::vector<Leaf> leaves;
  const bool no_from = IsOneEmptyRow(*block.from);
  if (!no_from) AddLeaves(block.from, &leaves);
  NameLeaves(root, outer, &leaves);
  Scope scope;
  scope.outer = outer;
  scope.one_table = leaves.size() == 1;
  for (const Leaf& leaf : leaves) {
    for (std::size_t i = 0; i < leaf.names.size(); ++i) {
      scope.columns[leaf.node->columns[i].id] = {leaf.alias, leaf.names[i]};
    }
  }
  const std::string from = no_from ? "" : " FROM " + From(block.from, leaves, scope, false);
  std::string where;
  if (const ExprPtr predicate = MakeAnd(block.where); !block.where.empty()) {
    where = " WHERE " + Text(predicate, scope, Level::kOr);
  }
  scope.aggregate = block.aggregate;
  const bool any = any_columns && block.project == nullptr && block.aggregate == nullptr && !block.distinct;
  std::string text = block.distinct ? "SELECT DISTINCT" : "SELECT";
  text += any ? " 1" : SelectList(block, leaves, names, scope);
  text += from + where;
  if (block.aggregate != nullptr) text += GroupingClauses(block, scope);

  const std::vector<OutputColumn>& outputs =
      block.project != nullptr
          ? block.project->columns
          : (block.aggregate != nullptr ? block.aggregate->columns : block.from->columns);
  scope.project = block.project;
  return text + OrderAndLimit(block.sort, block.limit, outputs, names, scope);
}

std::string Printer::SelectList(const Block& block, const std::vector<Leaf>& leaves,
                                const std::vector<std::string>& names, const Scope& scope) {
  const std::vector<ExprPtr> outputs = Outputs(block);
  std::string list;
  for (std::size_t i = 0; i < outputs.size();) {
    list += list.empty() ? " " : ", ";
    const auto whole = std::find_if(leaves.begin(), leaves.end(), [&](const Leaf& leaf) {
      return block.aggregate == nullptr && TakesWholeLeaf(outputs, names, i, leaf);
    });
    if (whole == leaves.end()) {
      list += SelectItem(outputs[i], names[i], scope);
      ++i;
      continue;
    }
    const bool everything = leaves.size() == 1 && whole->names.size() == outputs.size();
    list += everything ? "*" : Name(whole->alias) + ".*";
    i += whole->names.size();
  }
  return list;
}

std::string Printer::SelectItem(const ExprPtr& e, const std::string& name, const Scope& scope) {
  const std::string text = Text(e, scope, Level::kOr);
  if (name == OwnName(e, scope) || name == "?column?" || name.empty()) return text;
  return text + " AS " + Name(name);
}

// The name that an output has without AS: a column's own, and in PostgreSQL an aggregate's.
std::string Printer::OwnName(const ExprPtr& e, const Scope& scope) const {
  ExprPtr shown = e;
  if (e->kind == ExprKind::kColumn && scope.aggregate != nullptr && e->column.rel == scope.aggregate->rel) {
    const auto index = static_cast<std::size_t>(e->column.index);
    const std::size_t keys = scope.aggregate->exprs.size();
    shown = index < keys ? scope.aggregate->exprs[index] : scope.aggregate->aggregates[index - keys];
  }
  if (shown->kind == ExprKind::kColumn) {
    const auto column = scope.columns.find(shown->column);
    return column == scope.columns.end() ? "" : column->second.name;
  }
  const bool named = shown->kind == ExprKind::kAggregate && dialect_ == Dialect::kPostgresql;
  return named ? shown->name : "";
}

std::string Printer::GroupingClauses(const Block& block, const Scope& scope) {
  const Query& aggregate = *block.aggregate;
  std::string keys;
  for (const ExprPtr& key : aggregate.exprs) keys += (keys.empty() ? "" : ", ") + NoPosition(key, scope);
  std::string text = keys.empty() ? "" : " GROUP BY " + keys;
  std::string having;
  if (const ExprPtr predicate = MakeAnd(block.having); !block.having.empty()) {
    having = Text(predicate, scope, Level::kAnd);
  }
  if (keys.empty() && !aggregate.global) {
    // Groups by no key: none of an empty input.
    having += std::string(having.empty() ? "" : " AND ") + "COUNT(*) > 0";
  } else if (keys.empty() && !HasAggregateCall(block)) {
    // One group, though nothing that is selected says so.
    if (sqlite()) {
      having += std::string(having.empty() ? "" : " AND ") + "COUNT(*) >= 0";
    } else {
      text = " GROUP BY ()";
    }
  }
  return having.empty() ? text : text + " HAVING " + having;
}

std::string Printer::OrderAndLimit(const Query* sort, const Query* limit,
                                   const std::vector<OutputColumn>& outputs,
                                   const std::vector<std::string>& names, const Scope& scope) {
  std::string text;
  if (sort != nullptr) {
    std::string keys;
    for (const SortKey& key : sort->sort_keys) {
      keys += (keys.empty() ? "" : ", ") + OrderKey(key, outputs, names, scope);
    }
    text += " ORDER BY " + keys;
  }
  if (limit == nullptr) return text;
  if (limit->limit != nullptr) {
    text += " LIMIT " + Text(limit->limit, scope, Level::kUnary);
  } else if (limit->offset != nullptr && dialect_ != Dialect::kPostgresql) {
    text += sqlite() ? " LIMIT -1" : " LIMIT 9223372036854775807";
  }
  if (limit->offset != nullptr) text += " OFFSET " + Text(limit->offset, scope, Level::kUnary);
  return text;
}

// An output by the name that AS gives it, else as it is selected: a bare name could be that of several
// tables.
std::string Printer::OutputKey(std::size_t index, const std::vector<OutputColumn>& outputs,
                               const std::vector<std::string>& names, const Scope& scope) {
  const std::string& name = names[index];
  const bool nameless = name == "?column?" || name.empty();
  if (nameless || std::count(names.begin(), names.end(), name) != 1) return std::to_string(index + 1);
  const ExprPtr e = scope.project != nullptr ? scope.project->exprs[index] : ColumnExpr(outputs[index]);
  const bool selected = OwnName(e, scope) == name;
  return selected ? Text(e, scope, Level::kOr) : Name(name);
}

std::string Printer::OrderKey(const SortKey& key, const std::vector<OutputColumn>& outputs,
                              const std::vector<std::string>& names, const Scope& scope) {
  const auto output = std::find_if(outputs.begin(), outputs.end(), [&](const OutputColumn& column) {
    return key.expr->kind == ExprKind::kColumn && column.id == key.expr->column;
  });
  std::string text;
  if (output != outputs.end()) {
    text = OutputKey(static_cast<std::size_t>(output - outputs.begin()), outputs, names, scope);
  } else {
    text = NoPosition(key.expr, scope);
    // A bare name would be that of an output, where there is another one of that name.
    const auto column =
        key.expr->kind == ExprKind::kColumn ? scope.columns.find(key.expr->column) : scope.columns.end();
    bool hidden = false;
    for (std::size_t i = 0; column != scope.columns.end() && scope.one_table && i < names.size(); ++i) {
      const bool itself = scope.project != nullptr && Same(scope.project->exprs[i], key.expr);
      hidden = hidden || (names[i] == column->second.name && !itself);
    }
    if (hidden) text = Name(column->second.alias) + "." + Name(column->second.name);
  }
  const bool default_nulls_first = dialect_ == Dialect::kPostgresql ? key.descending : !key.descending;
  const std::string direction = key.descending ? " DESC" : "";
  if (key.nulls_first == default_nulls_first) return text + direction;
  if (dialect_ == Dialect::kMysql) {
    return "(" + text + ") IS NULL" + (key.nulls_first ? " DESC" : "") + ", " + text + direction;
  }
  return text + direction + (key.nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

std::string Printer::NoPosition(const ExprPtr& e, const Scope& scope) {
  const std::string text = Text(e, scope, Level::kOr);
  return IsLiteral(e) ? "CAST(" + text + " AS " + TypeName(e->type, dialect_) + ")" : text;
}

}  // namespace tacit::sql::print

namespace tacit::sql {

namespace {

std::string PredicateText(print::Printer printer, const ExprPtr& e, const Table& table) {
  print::Scope scope;
  scope.one_table = true;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    scope.columns[{kTableRow, static_cast<int>(i)}] = {table.name, table.columns[i].name};
  }
  return printer.Text(e, scope, print::Level::kOr);
}

}  // namespace

std::string Print(const QueryPtr& q, const Schema& /*schema*/, Dialect dialect) {
  return print::Printer(dialect).Statement(q, print::NamesOf(*q), nullptr);
}

std::string PrintPredicate(const ExprPtr& e, const Table& table, Dialect dialect) {
  return PredicateText(print::Printer(dialect), e, table);
}

std::string PrintForSqlite(const QueryPtr& q) {
  return print::Printer(Dialect::kSqlite, /*as_postgresql=*/true).Statement(q, print::NamesOf(*q), nullptr);
}

std::string PrintPredicateForSqlite(const ExprPtr& e, const Table& table) {
  return PredicateText(print::Printer(Dialect::kSqlite, /*as_postgresql=*/true), e, table);
}

}  // namespace tacit::sql
