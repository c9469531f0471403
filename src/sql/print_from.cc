// FROM: joins of tables and derived tables, and their names.
#include <algorithm>

#include "src/sql/name.h"
#include "src/sql/print_internal.h"

namespace tacit::sql::print {
namespace {

constexpr std::string_view kNoName = "?column?";

const Leaf& LeafOf(const Query* node, const std::vector<Leaf>& leaves) {
  return *std::find_if(leaves.begin(), leaves.end(), [&](const Leaf& leaf) { return leaf.node == node; });
}

// The aliases that a query refers to from inside: no table of its own may hide them.
std::set<std::string> AliasesUsed(const QueryPtr& root, const Scope* outer) {
  std::set<std::string> used;
  for (const ColumnId& id : OuterColumns(root)) {
    for (const Scope* scope = outer; scope != nullptr; scope = scope->outer) {
      // A column of a grouped block is written as its key, whose tables are then used.
      if (scope->aggregate != nullptr && scope->aggregate->rel == id.rel) {
        for (const auto& [column, name] : scope->columns) used.insert(name.alias);
      }
      const auto found = scope->columns.find(id);
      if (found == scope->columns.end()) continue;
      used.insert(found->second.alias);
      break;
    }
  }
  return used;
}

}  // namespace

std::vector<std::string> NamesOf(const Query& q) {
  std::vector<std::string> names;
  for (const OutputColumn& column : q.columns) names.push_back(column.name);
  return names;
}

std::vector<std::string> UniqueNames(const Query& q) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const OutputColumn& column : q.columns) {
    const bool nameless = column.name.empty() || column.name == kNoName;
    const std::string base = nameless ? "c" + std::to_string(names.size() + 1) : column.name;
    std::string name = base;
    for (int i = 2; !taken.insert(name).second; ++i) name = base + "_" + std::to_string(i);
    names.push_back(std::move(name));
  }
  return names;
}

void Printer::AddLeaves(const QueryPtr& from, std::vector<Leaf>* leaves) const {
  if (from->kind == QueryKind::kJoin) {
    AddLeaves(from->inputs[0], leaves);
    AddLeaves(from->inputs[1], leaves);
    return;
  }
  Leaf leaf;
  leaf.node = from.get();
  leaf.names = from->kind == QueryKind::kScan ? NamesOf(*from) : UniqueNames(*from);
  if (from->kind == QueryKind::kValues && sqlite()) {
    // SQLite has no column aliases for VALUES.
    for (std::size_t i = 0; i < leaf.names.size(); ++i) leaf.names[i] = "column" + std::to_string(i + 1);
  }
  leaves->push_back(std::move(leaf));
}

// Keeps the aliases that the query came with where they are free; else t1, t2, ...
void Printer::NameLeaves(const QueryPtr& root, const Scope* outer, std::vector<Leaf>* leaves) const {
  const std::set<std::string> used = AliasesUsed(root, outer);
  const auto wanted = [](const Leaf& leaf) {
    if (!leaf.node->alias.empty()) return leaf.node->alias;
    return leaf.node->kind == QueryKind::kScan ? leaf.node->table : std::string();
  };
  std::set<std::string> taken = used;
  for (Leaf& leaf : *leaves) {
    const std::string alias = wanted(leaf);
    if (!alias.empty() && taken.insert(alias).second) leaf.alias = alias;
  }
  int next = 1;
  for (Leaf& leaf : *leaves) {
    while (leaf.alias.empty()) {
      const std::string alias = "t" + std::to_string(next++);
      if (taken.insert(alias).second) leaf.alias = alias;
    }
  }
}

std::string Printer::From(const QueryPtr& from, const std::vector<Leaf>& leaves, const Scope& scope,
                          bool in_parentheses) {
  if (from->kind != QueryKind::kJoin) return FromLeaf(from, leaves, scope);
  const std::string left = From(from->inputs[0], leaves, scope, false);
  const std::string right = From(from->inputs[1], leaves, scope, true);
  const bool cross = from->join == JoinKind::kInner && IsTrueLiteral(from->predicate);
  std::string text = left;
  switch (from->join) {
    case JoinKind::kInner: text += cross ? " CROSS JOIN " : " JOIN "; break;
    case JoinKind::kLeft: text += " LEFT JOIN "; break;
    case JoinKind::kRight: text += " RIGHT JOIN "; break;
    case JoinKind::kFull: text += " FULL JOIN "; break;
  }
  text += right;
  if (!cross) text += " ON " + Text(from->predicate, scope, Level::kOr);
  return in_parentheses ? "(" + text + ")" : text;
}

std::string Printer::FromLeaf(const QueryPtr& node, const std::vector<Leaf>& leaves, const Scope& scope) {
  const Leaf& leaf = LeafOf(node.get(), leaves);
  if (node->kind == QueryKind::kScan) {
    const std::string table = Name(node->table);
    return leaf.alias == node->table ? table : table + " AS " + Name(leaf.alias);
  }
  if (IsOneEmptyRow(*node)) return "(VALUES (1)) AS " + Name(leaf.alias);
  const std::vector<ColumnId> outer_columns = OuterColumns(node);
  const bool lateral = std::any_of(outer_columns.begin(), outer_columns.end(),
                                   [&](const ColumnId& id) { return scope.columns.contains(id); });
  const std::string open = lateral ? "LATERAL (" : "(";
  if (node->kind == QueryKind::kValues && !node->rows.empty()) {
    std::string text = open + Values(*node, scope) + ") AS " + Name(leaf.alias);
    if (sqlite()) return text;
    std::string names;
    for (const std::string& name : leaf.names) names += (names.empty() ? "" : ", ") + Name(name);
    return text + " (" + names + ")";
  }
  // What stands beside a derived table is no scope of it, unless it is lateral.
  return open + Statement(node, leaf.names, lateral ? &scope : scope.outer) + ") AS " + Name(leaf.alias);
}

}  // namespace tacit::sql::print
