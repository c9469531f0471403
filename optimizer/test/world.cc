#include "optimizer/test/world.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "src/interpret/value_order.h"

namespace tacit::refute {
namespace {

using Truth = interpret::Predicate::Truth;

std::vector<sql::ColumnId> RowLayout(const Table& table) {
  std::vector<sql::ColumnId> layout;
  for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) layout.push_back({sql::kTableRow, i});
  return layout;
}

const Value& At(const Row& row, int column) { return row[static_cast<std::size_t>(column)]; }

Row Picked(const Row& row, const std::vector<int>& columns) {
  Row picked;
  for (const int column : columns) picked.push_back(At(row, column));
  return picked;
}

bool HasNull(const Row& row) { return std::ranges::any_of(row, IsNull); }

bool SameRow(const Row& left, const Row& right) { return interpret::TotalOrder(left, right) == 0; }

void PruneKey(const TableModel::Key& key, TableRows* rows) {
  std::vector<Row> seen;
  std::erase_if(*rows, [&](const Row& row) {
    if (key.condition && key.condition->Evaluate(row) != Truth::kTrue) return false;
    Row picked = Picked(row, key.columns);
    if (HasNull(picked)) return false;
    if (std::ranges::any_of(seen, [&](const Row& other) { return SameRow(other, picked); })) return true;
    seen.push_back(std::move(picked));
    return false;
  });
}

TableModel::Room RoomOf(const sql::Type& type) {
  TableModel::Room room;
  const std::size_t open = type.name.find('(');
  if (type.kind != sql::TypeKind::kNumeric || open == std::string::npos) return room;
  const char* end = type.name.data() + type.name.size();
  int digits = 0;
  int decimals = 0;
  const auto read = std::from_chars(type.name.data() + open + 1, end, digits);
  if (read.ec != std::errc()) return room;
  const char* next = read.ptr;
  while (next != end && (*next == ',' || *next == ' ')) ++next;
  std::from_chars(next, end, decimals);
  room.decimals = decimals;
  room.below = std::pow(10.0, digits - decimals);
  return room;
}

bool FitsNumber(const Value& value, const TableModel::Room& room) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* number = std::get_if<double>(&value);
  if (whole == nullptr && number == nullptr) return false;
  const double n = whole != nullptr ? static_cast<double>(*whole) : *number;
  if (room.below > 0 && std::abs(n) >= room.below) return false;
  if (!room.decimals) return true;
  const double scaled = n * std::pow(10.0, *room.decimals);
  return std::abs(scaled - std::round(scaled)) < 1e-6;
}

}  // namespace

bool TableModel::Fits(int column, const Value& value) const {
  if (IsNull(value)) return true;
  const Room& room = rooms[static_cast<std::size_t>(column)];
  switch (types[static_cast<std::size_t>(column)].kind) {
    case sql::TypeKind::kUnknown: return true;
    case sql::TypeKind::kBoolean: return std::holds_alternative<bool>(value);
    case sql::TypeKind::kInteger: return std::holds_alternative<std::int64_t>(value);
    case sql::TypeKind::kNumeric:
    case sql::TypeKind::kFloat: return FitsNumber(value, room);
    case sql::TypeKind::kBytes: return std::holds_alternative<Blob>(value);
    default: return std::holds_alternative<std::string>(value);
  }
}

bool TableModel::IsLegal(const Row& row) const {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if ((not_null[i] && IsNull(row[i])) || !Fits(static_cast<int>(i), row[i])) return false;
  }
  return std::ranges::all_of(checks, [&](const Check& check) {
    const Truth truth = check.predicate.Evaluate(row);
    return truth == Truth::kTrue || truth == Truth::kNull;
  });
}

bool TableModel::IsLegal(int column, const Value& value) const {
  if (IsNull(value)) return !not_null[static_cast<std::size_t>(column)];
  if (!Fits(column, value)) return false;
  Row row;
  return std::ranges::all_of(checks, [&](const Check& check) {
    if (check.columns.size() != 1 || check.columns[0] != column) return true;
    row.resize(width());
    row[static_cast<std::size_t>(column)] = value;
    const Truth truth = check.predicate.Evaluate(row);
    return truth == Truth::kTrue || truth == Truth::kNull;
  });
}

TableModel MakeTableModel(const Table& table, const algebra::Facts& facts, Dialect dialect) {
  TableModel model;
  model.table = &table;
  for (const Column& column : table.columns) model.types.push_back(sql::TypeFromName(column.type));
  for (const sql::Type& type : model.types) model.rooms.push_back(RoomOf(type));
  model.not_null.resize(table.columns.size());
  const std::vector<sql::ColumnId> layout = RowLayout(table);
  const auto compile = [&](const sql::ExprPtr& e) -> std::optional<interpret::Predicate> {
    auto predicate = interpret::Predicate::Compile(e, layout, dialect);
    if (predicate.ok()) return std::move(predicate).value();
    model.testable = false;
    return std::nullopt;
  };
  for (const algebra::FactId id : facts.OfTable(table.name)) {
    const algebra::Fact& fact = facts[id];
    switch (fact.kind) {
      case algebra::FactKind::kNotNull:
        model.not_null[static_cast<std::size_t>(fact.columns[0])] = true;
        break;
      case algebra::FactKind::kKey:
        model.keys.push_back({fact.columns, std::nullopt});
        if (fact.condition != nullptr) model.keys.back().condition = compile(fact.condition);
        break;
      case algebra::FactKind::kForeignKey:
        model.references.push_back({fact.columns, fact.ref_table, fact.ref_columns});
        break;
      case algebra::FactKind::kCheck:
        if (auto predicate = compile(fact.predicate)) {
          model.checks.push_back({*std::move(predicate), fact.predicate, fact.columns});
          model.columns_depend = model.columns_depend || fact.columns.size() != 1;
        }
        break;
    }
  }
  return model;
}

World::World(std::vector<const TableModel*> tables) {
  // Referred tables first; in a cycle the next in order goes first.
  while (!tables.empty()) {
    const auto waits = [&](const TableModel* model) {
      return std::ranges::any_of(model->references, [&](const TableModel::Reference& reference) {
        return reference.table != model->table->name && std::ranges::any_of(tables, [&](const TableModel* t) {
                 return t->table->name == reference.table;
               });
      });
    };
    auto next = std::ranges::find_if_not(tables, waits);
    if (next == tables.end()) next = tables.begin();
    tables_.push_back(*next);
    tables.erase(next);
  }
}

const TableModel* World::Find(std::string_view name) const {
  for (const TableModel* model : tables_) {
    if (model->table->name == name) return model;
  }
  return nullptr;
}

void World::Prune(Database* database) const {
  for (const TableModel* model : tables_) {
    TableRows& rows = (*database)[model->table->name];
    if (!model->testable) rows.clear();
    std::erase_if(rows, [&](const Row& row) { return !model->IsLegal(row); });
    for (const TableModel::Key& key : model->keys) PruneKey(key, &rows);
  }
  PruneReferences(database);
}

void World::PruneReferences(Database* database) const {
  bool changed = true;
  while (changed) {
    changed = false;
    for (const TableModel* model : tables_) {
      for (const TableModel::Reference& reference : model->references) {
        if (Find(reference.table) == nullptr) continue;
        std::vector<Row> targets;
        for (const Row& row : (*database)[reference.table])
          targets.push_back(Picked(row, reference.ref_columns));
        const auto dangles = [&](const Row& row) {
          const Row picked = Picked(row, reference.columns);
          return !HasNull(picked) &&
                 std::ranges::none_of(targets, [&](const Row& target) { return SameRow(target, picked); });
        };
        changed = std::erase_if((*database)[model->table->name], dangles) > 0 || changed;
      }
    }
  }
}

std::set<std::string> TablesOf(const sql::QueryPtr& left, const sql::QueryPtr& right) {
  std::set<std::string> tables;
  for (const sql::QueryPtr& query : {left, right}) {
    sql::VisitQuery(query, [&](const sql::Query& q) {
      if (q.kind == sql::QueryKind::kScan) tables.insert(q.table);
    });
  }
  return tables;
}

}  // namespace tacit::refute
