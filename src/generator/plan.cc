#include "src/generator/plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "src/base/status_macros.h"
#include "src/generator/rules.h"
#include "src/generator/sizes.h"
#include "src/sql/bind.h"
#include "src/sql/class_name.h"

namespace tacit::generator {
namespace {

using sql::TypeKind;

TypeKind KindOf(const Table& table, int column) {
  return sql::TypeFromName(table.columns[static_cast<std::size_t>(column)].type).kind;
}

std::vector<int> Ordinals(const Table& table, const std::vector<std::string>& names) {
  std::vector<int> ordinals;
  for (const std::string& name : names) ordinals.push_back(table.ColumnOrdinal(name));
  return ordinals;
}

int TableNumber(const Schema& schema, const std::string& name) {
  const Table* table = schema.Find(name);
  return table == nullptr ? -1 : static_cast<int>(table - schema.tables.data());
}

bool Resolved(const std::vector<int>& ordinals) {
  return !ordinals.empty() && std::find(ordinals.begin(), ordinals.end(), -1) == ordinals.end();
}

// The class X of a condition "type_column = 'X'".
std::optional<std::string> ClassInCondition(const Constraint& constraint, const std::string& type_column) {
  if (!constraint.condition) return std::nullopt;
  const std::string& text = constraint.condition->text;
  const std::size_t open = text.find('\'');
  const std::size_t close = text.rfind('\'');
  if (text.find(type_column) == std::string::npos || open == std::string::npos || close <= open + 1) {
    return std::nullopt;
  }
  return text.substr(open + 1, close - open - 1);
}

// Empty where the text has no meaning that can be computed from one row.
std::optional<interpret::Predicate> PredicateOver(const Table& table, const std::string& sql) {
  const Result<sql::ExprPtr> bound = sql::BindPredicate(sql, table, Dialect::kPostgresql);
  if (!bound.ok()) return std::nullopt;
  std::vector<sql::ColumnId> layout;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    layout.push_back({.rel = sql::kTableRow, .index = static_cast<int>(i)});
  }
  auto predicate = interpret::Predicate::Compile(*bound, layout, Dialect::kPostgresql);
  return predicate.ok() ? std::optional(*std::move(predicate)) : std::nullopt;
}

class Planner {
 public:
  Planner(const Catalogue& catalogue, std::int64_t rows, const Vocabulary& vocabulary)
      : schema_(catalogue.schema), rows_(rows), vocabulary_(vocabulary) {
    constraints_ = catalogue.constraints;
    for (Constraint& constraint : ConstraintsOfSchema(schema_)) constraints_.push_back(std::move(constraint));
    for (const Constraint& constraint : constraints_) of_table_[constraint.table].push_back(&constraint);
  }

  Result<std::vector<TablePlan>> Plan() {
    for (std::size_t i = 0; i < schema_.tables.size(); ++i) {
      TablePlan plan{.table = static_cast<int>(i)};
      PlanPolymorphics(plan);
      PlanReferences(plan);
      PlanKeys(plan);
      PlanNestedSet(plan);
      PlanChecks(plan);
      TACIT_RETURN_IF_ERROR(PlanColumns(plan));
      plans_.push_back(std::move(plan));
    }
    ShareRows(schema_, rows_, plans_);
    return InOrder(std::move(plans_));
  }

 private:
  [[nodiscard]] const Table& TableOf(const TablePlan& plan) const {
    return schema_.tables[static_cast<std::size_t>(plan.table)];
  }
  [[nodiscard]] const std::vector<const Constraint*>& ConstraintsOn(const Table& table) {
    return of_table_[table.name];
  }

  void PlanPolymorphics(TablePlan& plan) {
    const Table& table = TableOf(plan);
    for (const Constraint* c : ConstraintsOn(table)) {
      const auto* reference = std::get_if<ForeignKeyDetail>(&c->detail);
      if (reference == nullptr || !reference->type_column || c->columns.size() != 1) continue;
      PolymorphicPlan polymorphic{.type_column = table.ColumnOrdinal(*reference->type_column),
                                  .id_column = table.ColumnOrdinal(c->columns.front())};
      const bool known = polymorphic.type_column < 0 || polymorphic.id_column < 0 ||
                         IsPolymorphicId(plan, polymorphic.id_column);
      if (known) continue;
      polymorphic.targets = ClassesOf(table, *reference->type_column, polymorphic.id_column);
      plan.polymorphics.push_back(std::move(polymorphic));
    }
  }

  static bool IsPolymorphicId(const TablePlan& plan, int column) {
    return std::any_of(plan.polymorphics.begin(), plan.polymorphics.end(),
                       [&](const PolymorphicPlan& p) { return p.id_column == column; });
  }

  // From the list that the type column is held to; else from conditional references over the same column;
  // else any of the tables that much refers to.
  std::vector<ClassTarget> ClassesOf(const Table& table, const std::string& type_column, int id_column) {
    std::vector<std::string> classes;
    const std::string& id_name = table.columns[static_cast<std::size_t>(id_column)].name;
    for (const Constraint* c : ConstraintsOn(table)) {
      if (c->kind == ConstraintKind::kOneOf && c->columns == std::vector<std::string>{type_column}) {
        for (const Value& value : std::get<ValuesDetail>(c->detail).values) {
          if (const auto* name = std::get_if<std::string>(&value)) classes.push_back(*name);
        }
      } else if (c->kind == ConstraintKind::kForeignKey && c->columns == std::vector<std::string>{id_name}) {
        if (auto name = ClassInCondition(*c, type_column)) classes.push_back(*name);
      }
    }
    const bool listed = !classes.empty();
    if (!listed) {
      for (const Table& candidate : MostReferred()) classes.push_back(sql::ClassOfTable(candidate.name));
    }
    std::vector<ClassTarget> targets;
    for (const std::string& name : classes) {
      const int target = sql::TableOfClass(name, schema_);
      const bool usable = target >= 0 && NumbersItsRows(schema_.tables[static_cast<std::size_t>(target)]);
      const bool new_one = std::none_of(targets.begin(), targets.end(),
                                        [&](const ClassTarget& t) { return t.class_name == name; });
      if (usable && new_one) targets.push_back({.class_name = name, .table = target});
    }
    return targets;
  }

  // A key that is a reference too (one row for each of another table's) takes the numbers of the rows there.
  bool NumbersItsRows(const Table& table) const {
    const int column = RowNumberColumn(table);
    if (column < 0) return false;
    const std::vector<std::string> key = {table.columns[static_cast<std::size_t>(column)].name};
    const auto constraints = of_table_.find(table.name);
    return constraints == of_table_.end() ||
           std::ranges::none_of(constraints->second, [&](const Constraint* c) {
             return c->kind == ConstraintKind::kForeignKey && c->columns == key;
           });
  }

  std::vector<Table> MostReferred() const {
    std::map<std::string, int> count;
    for (const Constraint& c : constraints_) {
      const auto* reference = std::get_if<ForeignKeyDetail>(&c.detail);
      if (reference != nullptr && !reference->ref_table.empty()) ++count[reference->ref_table];
    }
    std::vector<Table> tables = schema_.tables;
    std::erase_if(tables, [&](const Table& t) { return !count.contains(t.name) || !NumbersItsRows(t); });
    std::sort(tables.begin(), tables.end(), [&](const Table& a, const Table& b) {
      return std::pair(-count[a.name], a.name) < std::pair(-count[b.name], b.name);
    });
    if (tables.size() > 4) tables.resize(4);
    return tables;
  }

  void PlanReferences(TablePlan& plan) {
    const Table& table = TableOf(plan);
    std::vector<ReferencePlan> found;
    for (const Constraint* c : ConstraintsOn(table)) {
      const auto* reference = std::get_if<ForeignKeyDetail>(&c->detail);
      if (reference == nullptr || reference->type_column) continue;
      const int target = TableNumber(schema_, reference->ref_table);
      if (target < 0 || reference->ref_columns.size() != c->columns.size()) continue;
      const std::vector<int> columns = Ordinals(table, c->columns);
      const std::vector<int> targets =
          Ordinals(schema_.tables[static_cast<std::size_t>(target)], reference->ref_columns);
      if (!Resolved(columns) || !Resolved(targets)) continue;
      // Under a condition, a reference through a polymorphic column is one of its classes.
      if (columns.size() == 1 && c->condition && IsPolymorphicId(plan, columns.front())) continue;
      AddReference(found, columns, {.table = target, .columns = targets});
    }
    // The widest first: what it fills in, the narrower ones over the same columns take as it is.
    std::sort(found.begin(), found.end(), [](const ReferencePlan& a, const ReferencePlan& b) {
      return std::pair(-static_cast<int>(a.columns.size()), a.columns) <
             std::pair(-static_cast<int>(b.columns.size()), b.columns);
    });
    plan.references = std::move(found);
  }

  static void AddReference(std::vector<ReferencePlan>& found, const std::vector<int>& columns,
                           ReferenceTarget target) {
    auto same = std::find_if(found.begin(), found.end(),
                             [&](const ReferencePlan& reference) { return reference.columns == columns; });
    if (same == found.end()) same = found.insert(found.end(), {.columns = columns, .targets = {}});
    const bool there = std::any_of(same->targets.begin(), same->targets.end(), [&](const ReferenceTarget& t) {
      return t.table == target.table && t.columns == target.columns;
    });
    if (!there) same->targets.push_back(std::move(target));
  }

  // A key whose condition cannot be computed is kept as if it had none: that is stricter.
  void PlanKeys(TablePlan& plan) {
    const Table& table = TableOf(plan);
    const int row_number = NumbersItsRows(table) ? RowNumberColumn(table) : -1;
    for (const Constraint* c : ConstraintsOn(table)) {
      const auto* unique = std::get_if<UniqueDetail>(&c->detail);
      if (unique == nullptr) continue;
      KeyPlan key{.columns = Ordinals(table, c->columns),
                  .fold_first = !unique->case_sensitive,
                  .nulls_equal = unique->nulls_equal,
                  .condition = {}};
      if (c->condition && !c->condition->opaque) key.condition = PredicateOver(table, c->condition->text);
      const bool numbered =
          std::find(key.columns.begin(), key.columns.end(), row_number) != key.columns.end();
      if (Resolved(key.columns) && !numbered) plan.keys.push_back(std::move(key));
    }
  }

  void PlanNestedSet(TablePlan& plan) {
    const Table& table = TableOf(plan);
    const int left = table.ColumnOrdinal("lft");
    const int right = table.ColumnOrdinal("rgt");
    if (left < 0 || right < 0 || KindOf(table, left) != TypeKind::kInteger ||
        KindOf(table, right) != TypeKind::kInteger || RowNumberColumn(table) < 0) {
      return;
    }
    NestedSetPlan set{.left = left, .right = right};
    set.parent = table.ColumnOrdinal("parent_id");
    set.root = table.ColumnOrdinal("root_id");
    plan.nested_set = set;
    // The tree decides the parent; a reference to the same column would decide it again.
    std::erase_if(plan.references, [&](const ReferencePlan& reference) {
      const int first = reference.columns.front();
      return first == set.parent || first == set.root;
    });
  }

  Status PlanColumns(TablePlan& plan) {
    const Table& table = TableOf(plan);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const int ordinal = static_cast<int>(i);
      TACIT_ASSIGN_OR_RETURN(ValueRule rule,
                             RuleOf(table, table.columns[i], ConstraintsOn(table), plan.notes));
      const bool alone = std::any_of(plan.keys.begin(), plan.keys.end(), [&](const KeyPlan& key) {
        return key.columns == std::vector<int>{ordinal};
      });
      const auto sought = vocabulary_.find({table.name, ordinal});
      if (sought != vocabulary_.end()) rule.sought = sought->second;
      plan.columns.push_back(
          {.source = SourceOf(plan, ordinal), .maker = ValueMaker(table.columns[i], std::move(rule), alone)});
    }
    return Status::Ok();
  }

  // A check is kept whatever its condition: that is stricter too.
  void PlanChecks(TablePlan& plan) {
    const Table& table = TableOf(plan);
    for (const Constraint* c : ConstraintsOn(table)) {
      if (c->kind != ConstraintKind::kCheck) continue;
      auto check = PredicateOver(table, std::get<CheckDetail>(c->detail).sql);
      if (check) {
        plan.checks.push_back(*std::move(check));
      } else {
        plan.notes.push_back(c->id + ": rows are not made for this check");
      }
    }
  }

  [[nodiscard]] ColumnSource SourceOf(const TablePlan& plan, int column) const {
    const auto has = [column](const std::vector<int>& columns) {
      return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    if (plan.nested_set) {
      const NestedSetPlan& set = *plan.nested_set;
      if (has({set.left, set.right, set.parent, set.root})) return ColumnSource::kNestedSet;
    }
    for (const ReferencePlan& reference : plan.references) {
      if (has(reference.columns)) return ColumnSource::kReference;
    }
    for (const PolymorphicPlan& polymorphic : plan.polymorphics) {
      if (has({polymorphic.type_column, polymorphic.id_column})) return ColumnSource::kClass;
    }
    const bool numbered = NumbersItsRows(TableOf(plan)) && column == RowNumberColumn(TableOf(plan));
    return numbered ? ColumnSource::kRowNumber : ColumnSource::kValue;
  }

  // Depth-first from each table to its targets; a target that is on the way already closes a cycle.
  std::vector<TablePlan> InOrder(std::vector<TablePlan> plans) const {
    std::vector<TablePlan> ordered;
    std::set<int> seen;
    const auto visit = [&](const auto& self, int table) -> void {
      if (!seen.insert(table).second) return;
      TablePlan& plan = plans[static_cast<std::size_t>(table)];
      for (const ReferencePlan& reference : plan.references) {
        for (const ReferenceTarget& target : reference.targets) self(self, target.table);
      }
      for (const PolymorphicPlan& polymorphic : plan.polymorphics) {
        for (const ClassTarget& target : polymorphic.targets) self(self, target.table);
      }
      ordered.push_back(std::move(plan));
    };
    for (std::size_t i = 0; i < plans.size(); ++i) visit(visit, static_cast<int>(i));
    return ordered;
  }

  const Schema& schema_;
  std::int64_t rows_;
  const Vocabulary& vocabulary_;
  std::vector<Constraint> constraints_;
  std::map<std::string, std::vector<const Constraint*>> of_table_;
  std::vector<TablePlan> plans_;
};

}  // namespace

int RowNumberColumn(const Table& table) {
  const std::string name = table.primary_key.size() == 1 ? table.primary_key.front() : "id";
  const int column = table.ColumnOrdinal(name);
  return column >= 0 && table.primary_key.size() <= 1 && KindOf(table, column) == TypeKind::kInteger ? column
                                                                                                     : -1;
}

Result<std::vector<TablePlan>> MakePlan(const Catalogue& catalogue, std::int64_t rows,
                                        const Vocabulary& vocabulary) {
  return Planner(catalogue, rows, vocabulary).Plan();
}

}  // namespace tacit::generator
