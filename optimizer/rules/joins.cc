// Inner joins that are not needed: along foreign keys, of a table with itself, and under DISTINCT.
#include <algorithm>

#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using algebra::Fact;
using algebra::FactKind;
using algebra::Properties;
using sql::ColumnId;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::QueryKind;
using sql::QueryPtr;

// A conjunct with columns replaced. What has become `a = a` says that a is not NULL.
ExprPtr Substitute(const ExprPtr& conjunct, const Substitution& columns, const Properties& rows) {
  const ExprPtr replaced = Substituted(conjunct, columns);
  ColumnId a;
  ColumnId b;
  if (replaced == conjunct || !IsColumnEquality(replaced, &a, &b) || a != b) return replaced;
  return rows.NotNull(a) ? nullptr : sql::MakeIsNull(replaced->args[0], /*negated=*/true);
}

// The block without `leaf`, whose columns are others' from now on.
Replacement WithoutLeaf(const QueryPtr& node, const QueryPtr& leaf, const Substitution& columns,
                        const Properties& others) {
  Replacement replacement;
  std::vector<ExprPtr> seen;  // two conjuncts can become one
  replacement.query = EditBlock(node, leaf, [&](const ExprPtr& conjunct) -> ExprPtr {
    const ExprPtr edited = Substitute(conjunct, columns, others);
    const auto same = [&](const ExprPtr& e) { return sql::Same(e, edited); };
    if (!edited || std::any_of(seen.begin(), seen.end(), same)) return nullptr;
    seen.push_back(edited);
    return edited;
  });
  replacement.renamed.assign(columns.begin(), columns.end());
  return replacement;
}

// Whether everything that anybody reads of `leaf`, but `columns`, is nothing.
bool ReadsOnly(const QueryPtr& leaf, const Substitution& columns, const Block& block,
               const Context& context) {
  const auto allowed = [&](const ColumnId& id) { return id.rel != leaf->rel || columns.contains(id); };
  for (const ExprPtr& conjunct : block.conjuncts) {
    const std::vector<ColumnId> read = sql::ColumnsOf(conjunct);
    if (!std::all_of(read.begin(), read.end(), allowed)) return false;
  }
  return std::all_of(context.used.begin(), context.used.end(), allowed) &&
         std::all_of(block.pinned.begin(), block.pinned.end(), allowed);
}

bool IsWholeKey(const std::string& table, const std::vector<int>& columns, const Context& context) {
  for (const algebra::FactId id : context.facts.OfTable(table)) {
    const Fact& fact = context.facts[id];
    if (fact.kind != FactKind::kKey || fact.condition) continue;
    if (std::all_of(fact.columns.begin(), fact.columns.end(), [&](int column) {
          return std::find(columns.begin(), columns.end(), column) != columns.end();
        })) {
      return true;
    }
  }
  return false;
}

std::vector<Replacement> DropReferredTable(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block block = BlockOf(node);
  const Properties& rows = context.analyser.Of(node);
  std::vector<Replacement> found;
  for (const QueryPtr& target : block.leaves) {
    if (target->kind != QueryKind::kScan) continue;
    for (const QueryPtr& source : block.leaves) {
      if (source == target || source->kind != QueryKind::kScan) continue;
      for (const algebra::FactId id : context.facts.OfTable(source->table)) {
        const Fact& fact = context.facts[id];
        if (fact.kind != FactKind::kForeignKey || fact.ref_table != target->table) continue;
        if (!IsWholeKey(target->table, fact.ref_columns, context)) continue;
        Substitution columns;
        for (std::size_t i = 0; i < fact.columns.size(); ++i) {
          const ColumnId from{source->rel, fact.columns[i]};
          const ColumnId to{target->rel, fact.ref_columns[i]};
          if (rows.EqualTo(to).contains(from)) columns.emplace(to, ColumnOf(*source, from));
        }
        if (columns.size() != fact.columns.size() || !ReadsOnly(target, columns, block, context)) continue;
        Replacement replacement = WithoutLeaf(node, target, columns, context.analyser.Of(source));
        if (replacement.query) found.push_back(std::move(replacement));
      }
    }
  }
  return found;
}

// Whether the block forces scans `a` and `b` of one table to the same row.
bool SameRow(const QueryPtr& a, const QueryPtr& b, const Block& block, const Properties& rows,
             const Context& context) {
  const auto equal = [&](int column) {
    if (rows.EqualTo({a->rel, column}).contains({b->rel, column})) return true;
    const ExprPtr left = rows.ConstantOf({a->rel, column});
    const ExprPtr right = rows.ConstantOf({b->rel, column});
    return left && right && sql::Same(left, right);
  };
  const auto demanded = [&](const ExprPtr& conjunct) {
    return std::any_of(block.conjuncts.begin(), block.conjuncts.end(),
                       [&](const ExprPtr& known) { return sql::Same(known, conjunct); });
  };
  for (const algebra::FactId id : context.facts.OfTable(a->table)) {
    const Fact& fact = context.facts[id];
    if (fact.kind != FactKind::kKey || !std::all_of(fact.columns.begin(), fact.columns.end(), equal))
      continue;
    if (!fact.condition) return true;
    const std::vector<ExprPtr> of_a = sql::Conjuncts(algebra::OnScan(fact.condition, a->rel));
    const std::vector<ExprPtr> of_b = sql::Conjuncts(algebra::OnScan(fact.condition, b->rel));
    if (std::all_of(of_a.begin(), of_a.end(), demanded) && std::all_of(of_b.begin(), of_b.end(), demanded)) {
      return true;
    }
  }
  return false;
}

std::vector<Replacement> MergeSelfJoin(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block block = BlockOf(node);
  const Properties& rows = context.analyser.Of(node);
  std::vector<Replacement> found;
  for (std::size_t i = 0; i < block.leaves.size(); ++i) {
    for (std::size_t j = i + 1; j < block.leaves.size(); ++j) {
      const QueryPtr& kept = block.leaves[i];
      const QueryPtr& merged = block.leaves[j];
      if (kept->kind != QueryKind::kScan || merged->kind != QueryKind::kScan) continue;
      if (kept->table != merged->table || !SameRow(kept, merged, block, rows, context)) continue;
      Substitution columns;
      for (std::size_t c = 0; c < merged->columns.size(); ++c) {
        columns.emplace(merged->columns[c].id, ColumnOf(*kept, {kept->rel, merged->columns[c].id.index}));
      }
      Replacement replacement = WithoutLeaf(node, merged, columns, context.analyser.Of(kept));
      if (replacement.query) found.push_back(std::move(replacement));
    }
  }
  return found;
}

// What `x IN (SELECT key FROM T WHERE p)` says of scan t of T in the block, if x is t's key there: p of t.
// Null where it says nothing of t.
ExprPtr OnScanOfBlock(const ExprPtr& in, const QueryPtr& t, const Properties& rows, const Context& context) {
  QueryPtr q = in->query;
  while (q->kind == QueryKind::kDistinct) q = q->inputs[0];
  if (q->kind != QueryKind::kProject) return nullptr;
  const bool filtered = q->inputs[0]->kind == QueryKind::kFilter;
  const QueryPtr& scan = filtered ? q->inputs[0]->inputs[0] : q->inputs[0];
  if (scan->kind != QueryKind::kScan || scan->table != t->table) return nullptr;
  std::vector<int> selected;
  for (std::size_t i = 0; i < in->args.size(); ++i) {
    const ExprPtr& column = q->exprs[i];
    if (column->kind != ExprKind::kColumn || column->column.rel != scan->rel) return nullptr;
    const ColumnId of_t{t->rel, column->column.index};
    const ExprPtr& tested = in->args[i];
    const bool is_it = tested->kind == ExprKind::kColumn && rows.EqualTo(of_t).contains(tested->column);
    if (!is_it || !rows.NotNull(of_t)) return nullptr;
    selected.push_back(of_t.index);
  }
  if (!IsWholeKey(t->table, selected, context)) return nullptr;
  if (!filtered) return sql::MakeBool(true);
  return sql::Transform(q->inputs[0]->predicate, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kColumn || e->column.rel != scan->rel) return nullptr;
    return sql::MakeColumn({t->rel, e->column.index}, e->type);
  });
}

std::vector<Replacement> MergeInSubquery(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block block = BlockOf(node);
  const Properties& rows = context.analyser.Of(node);
  std::vector<Replacement> found;
  for (const ExprPtr& conjunct : block.conjuncts) {
    if (conjunct->kind != ExprKind::kInQuery || conjunct->negated) continue;
    for (const QueryPtr& leaf : block.leaves) {
      if (leaf->kind != QueryKind::kScan) continue;
      const ExprPtr merged = OnScanOfBlock(conjunct, leaf, rows, context);
      if (!merged) continue;
      found.push_back({EditBlock(node, nullptr,
                                 [&](const ExprPtr& e) {
                                   if (e != conjunct) return e;
                                   return sql::IsTrueLiteral(merged) ? nullptr : merged;
                                 }),
                       {}});
      break;
    }
  }
  return found;
}

std::vector<Replacement> CopyConstant(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block block = BlockOf(node);
  const Properties& rows = context.analyser.Of(node);
  std::vector<ExprPtr> added;
  const auto add = [&](const ExprPtr& column) {
    const ExprPtr constant = rows.ConstantOf(column->column);
    if (!constant) return;
    ExprPtr equality = sql::MakeCompare(sql::CompareOp::kEq, column, constant);
    const auto is_it = [&](const ExprPtr& e) {
      if (e->kind != ExprKind::kCompare || e->compare != sql::CompareOp::kEq) return false;
      return (sql::Same(e->args[0], column) && sql::Same(e->args[1], constant)) ||
             (sql::Same(e->args[1], column) && sql::Same(e->args[0], constant));
    };
    if (std::any_of(block.conjuncts.begin(), block.conjuncts.end(), is_it)) return;
    if (std::any_of(added.begin(), added.end(), is_it)) return;
    added.push_back(std::move(equality));
  };
  for (const ExprPtr& conjunct : block.conjuncts) {
    ColumnId a;
    ColumnId b;
    if (!IsColumnEquality(conjunct, &a, &b)) continue;
    add(conjunct->args[0]);
    add(conjunct->args[1]);
  }
  if (added.empty()) return {};
  return {{FilterBy(node, added), {}}};
}

// Leaves of which nobody above reads anything, in groups that conjuncts connect.
std::vector<std::vector<QueryPtr>> UnreadGroups(const Block& block, const Context& context) {
  std::vector<std::vector<QueryPtr>> groups;
  for (const QueryPtr& leaf : block.leaves) {
    if (!ReadsAny(context.used, leaf) && !ReadsAny(block.pinned, leaf)) groups.push_back({leaf});
  }
  const auto connected = [&](const std::vector<QueryPtr>& a, const std::vector<QueryPtr>& b) {
    const auto read = [](const ExprPtr& e, const std::vector<QueryPtr>& group) {
      return std::any_of(group.begin(), group.end(), [&](const QueryPtr& leaf) { return Reads(e, leaf); });
    };
    return std::any_of(block.conjuncts.begin(), block.conjuncts.end(),
                       [&](const ExprPtr& e) { return read(e, a) && read(e, b); });
  };
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = i + 1; j < groups.size();) {
      if (!connected(groups[i], groups[j])) {
        ++j;
        continue;
      }
      groups[i].insert(groups[i].end(), groups[j].begin(), groups[j].end());
      groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(j));
      j = i + 1;
    }
  }
  return groups;
}

// A group's part of the block.
struct Apart {
  QueryPtr rest;                  // the block without the group
  QueryPtr joined;                // the group's tables
  std::vector<ExprPtr> demanded;  // the conjuncts that read them
};

Apart TakeApart(const QueryPtr& node, const std::vector<QueryPtr>& group) {
  Apart apart;
  const auto take = [&](const ExprPtr& conjunct) -> ExprPtr {
    const bool reads =
        std::any_of(group.begin(), group.end(), [&](const QueryPtr& leaf) { return Reads(conjunct, leaf); });
    if (!reads) return conjunct;
    apart.demanded.push_back(conjunct);
    return nullptr;
  };
  apart.rest = node;
  for (const QueryPtr& leaf : group) {
    apart.rest = EditBlock(apart.rest, leaf, take);
    apart.joined =
        apart.joined ? sql::MakeJoin(JoinKind::kInner, apart.joined, leaf, sql::MakeBool(true)) : leaf;
  }
  return apart;
}

Replacement AskWhetherThere(const Apart& apart, const Context& context) {
  const sql::RelId rel = (*context.next_rel)++;
  QueryPtr rows =
      sql::MakeProject(rel, FilterBy(apart.joined, apart.demanded), {sql::MakeInteger(1)}, {"one"});
  return {FilterBy(apart.rest, {sql::MakeExists(std::move(rows), /*negated=*/false)}), {}};
}

std::vector<Replacement> JoinToExists(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context) || context.duplicates_matter) return {};
  const Block block = BlockOf(node);
  std::vector<Replacement> found;
  for (const std::vector<QueryPtr>& group : UnreadGroups(block, context)) {
    if (group.size() == block.leaves.size()) continue;
    found.push_back(AskWhetherThere(TakeApart(node, group), context));
  }
  return found;
}

// Of two tables only: among more, an engine that is free to order them does better than one that is told.
std::vector<Replacement> UniqueJoinToExists(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context) || !context.duplicates_matter) return {};
  const Block block = BlockOf(node);
  if (block.leaves.size() != 2) return {};
  const std::vector<std::vector<QueryPtr>> groups = UnreadGroups(block, context);
  if (groups.size() != 1 || groups[0].size() != 1) return {};
  const Apart apart = TakeApart(node, groups[0]);
  const ColumnSet& joined = context.analyser.Of(apart.joined).identity();
  const ColumnSet& others = context.analyser.Of(apart.rest).identity();
  if (!context.analyser.Of(node).Determines(others, joined)) return {};
  if (std::any_of(apart.demanded.begin(), apart.demanded.end(), sql::ContainsSubquery)) return {};
  return {AskWhetherThere(apart, context)};
}

constexpr Rule kJoinRules[] = {
    {.name = "foreign-key-drop-inner-join",
     .summary = "a join along a foreign key to a row that nobody reads does nothing",
     .precondition = "foreign key to a unique key, only the key columns are used; a nullable foreign key "
                     "leaves IS NOT NULL",
     .apply = DropReferredTable,
     .example = {"SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.done_ratio = 3",
                 "SELECT i.id FROM issues i WHERE i.done_ratio = 3"},
     .near_miss = {"the foreign key is NOT NULL",
                   {"SELECT i.id FROM issues i JOIN users u ON u.id = i.assigned_to_id",
                    "SELECT i.id FROM issues i"}}},
    {.name = "unique-key-merge-self-join",
     .summary = "two scans of one table that a key forces to the same row are one",
     .precondition = "both are inner-joined and equal on all columns of a key",
     .apply = MergeSelfJoin,
     .example = {"SELECT a.name FROM projects a JOIN projects b ON a.id = b.id WHERE b.status = 5",
                 "SELECT a.name FROM projects a WHERE a.status = 5"},
     .near_miss = {"the columns are a whole key",
                   {"SELECT a.note FROM members a JOIN members b ON a.user_id = b.user_id WHERE b.id = 4",
                    "SELECT a.note FROM members a WHERE a.id = 4"}},
     .reads_literals = true},
    {.name = "unique-key-merge-in-subquery",
     .summary = "IN (SELECT key FROM T WHERE p) asks for p of the row of T joined already",
     .precondition = "the block scans T, and the tested column equals T's unique key there",
     .apply = MergeInSubquery,
     .example =
         {"SELECT i.id, p.name FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.project_id IN "
          "(SELECT id FROM projects WHERE status = 5)",
          "SELECT i.id, p.name FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.status = 5"},
     .near_miss = {"the tested column is the key",
                   {"SELECT name FROM projects WHERE parent_id IN (SELECT id FROM projects WHERE status = 5)",
                    "SELECT name FROM projects WHERE status = 5"}}},
    {.name = "set-context-join-to-exists",
     .summary = "a join that only asks whether there is a row is a semi-join",
     .precondition = "duplicates do not matter above and no column of the joined tables is read there",
     .apply = JoinToExists,
     .example = {"SELECT DISTINCT u.login FROM users u JOIN members m ON m.user_id = u.id WHERE m.note = 'x'",
                 "SELECT DISTINCT u.login FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id "
                 "= u.id AND m.note = 'x')"},
     .near_miss = {"duplicates do not matter above",
                   {"SELECT u.login FROM users u JOIN members m ON m.user_id = u.id WHERE m.note = 'x'",
                    "SELECT u.login FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id = "
                    "u.id AND m.note = 'x')"}}},
    {.name = "unique-join-to-exists",
     .summary = "a join to at most one row that nobody reads is a semi-join",
     .precondition =
         "a block of two tables; a key pins the joined row, and none of its columns is read above",
     .apply = UniqueJoinToExists,
     .example = {"SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.status = 5",
                 "SELECT i.id FROM issues i WHERE EXISTS (SELECT 1 FROM projects p WHERE p.id = i.project_id "
                 "AND p.status = 5)"},
     .near_miss = {"a key pins the joined row",
                   {"SELECT p.id FROM projects p JOIN issues i ON i.project_id = p.id WHERE i.done_ratio = 5",
                    "SELECT p.id FROM projects p WHERE EXISTS (SELECT 1 FROM issues i WHERE i.project_id = "
                    "p.id AND i.done_ratio = 5)"}},
     .handicap = 4},
    {.name = "join-equality-copy-constant",
     .summary = "a constant holds for every column that equals the one it is compared with",
     .precondition = "inner join equality and a comparison with a constant in one block",
     .apply = CopyConstant,
     .example = {"SELECT i.id, p.name FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.id = 12",
                 "SELECT i.id, p.name FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.id = 12 "
                 "AND i.project_id = 12"},
     .near_miss =
         {"the equality is that of an inner join",
          {"SELECT i.id, p.name FROM issues i LEFT JOIN projects p ON p.id = i.project_id AND p.id = 12",
           "SELECT i.id, p.name FROM issues i LEFT JOIN projects p ON p.id = i.project_id AND p.id = 12 "
           "WHERE i.project_id = 12"}}},
};

}  // namespace

std::span<const Rule> JoinRules() { return kJoinRules; }

}  // namespace tacit::rules
