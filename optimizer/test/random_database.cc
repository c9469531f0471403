#include "optimizer/test/random_database.h"

#include <algorithm>
#include <utility>

#include "src/interpret/value_order.h"

namespace tacit::refute {
namespace {

constexpr int kTries = 6;
constexpr std::size_t kMaxRows = 24;

bool InKey(const TableModel& model, int column) {
  return std::ranges::any_of(model.keys, [&](const TableModel::Key& key) {
    return std::ranges::find(key.columns, column) != key.columns.end();
  });
}

Row RandomRow(const TableModel& model, const Domain& domain, const RandomShape& shape, const Row* like,
              Dice* dice) {
  Row row;
  for (int i = 0; i < static_cast<int>(model.width()); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const bool nullable = !model.not_null[at];
    if (nullable && shape.null_in > 0 && dice->Once(shape.null_in)) {
      row.emplace_back();
    } else if (like != nullptr && !InKey(model, i)) {
      row.push_back((*like)[at]);
    } else {
      row.push_back(AnyValue(model, domain, i, dice));
    }
  }
  return row;
}

// Most references point at a row that is there.
void Redirect(const TableModel& model, const World& world, const Database& database, Row* row, Dice* dice) {
  for (const TableModel::Reference& reference : model.references) {
    const auto target = database.find(reference.table);
    if (world.Find(reference.table) == nullptr || target == database.end() || target->second.empty())
      continue;
    const Row& referred = dice->OneOf(target->second);
    for (std::size_t i = 0; i < reference.columns.size(); ++i) {
      Value& value = (*row)[static_cast<std::size_t>(reference.columns[i])];
      if (!IsNull(value)) value = referred[static_cast<std::size_t>(reference.ref_columns[i])];
    }
  }
}

bool Refers(const TableRows& rows, const std::vector<int>& columns, const Row& key) {
  return std::ranges::any_of(rows, [&](const Row& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (interpret::TotalOrder(row[static_cast<std::size_t>(columns[i])], key[i]) != 0) return false;
    }
    return true;
  });
}

Row LegalRow(const TableModel& model, const Domain& domain, const std::vector<int>& columns, const Row& key,
             Dice* dice) {
  Row row;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    row = RandomRow(model, domain, {}, nullptr, dice);
    for (std::size_t i = 0; i < columns.size(); ++i) row[static_cast<std::size_t>(columns[i])] = key[i];
    if (model.IsLegal(row)) break;
  }
  return row;
}

}  // namespace

Value AnyValue(const TableModel& model, const Domain& domain, int column, Dice* dice) {
  const std::vector<Value>& values = domain.Values(model.table->name, column);
  if (!values.empty()) return dice->OneOf(values);
  Value fresh =
      FreshValue(model.types[static_cast<std::size_t>(column)].kind, static_cast<int>(dice->Below(50)));
  return model.IsLegal(column, fresh) ? fresh : Value{};
}

Database RandomDatabase(const World& world, const Domain& domain, const RandomShape& shape, Dice* dice) {
  Database database;
  for (const TableModel* model : world.tables()) {
    TableRows& rows = database[model->table->name];
    Row first;
    for (int i = 0; i < shape.rows; ++i) {
      for (int attempt = 0; attempt < kTries; ++attempt) {
        const bool repeats = shape.repeat && !rows.empty();
        Row row = RandomRow(*model, domain, shape, repeats ? &first : nullptr, dice);
        Redirect(*model, world, database, &row, dice);
        if (!model->IsLegal(row)) continue;
        if (rows.empty()) first = row;
        rows.push_back(std::move(row));
        break;
      }
    }
  }
  world.Prune(&database);
  return database;
}

void Complete(const World& world, const Domain& domain, Database* database, Dice* dice) {
  // Referring tables stand behind those that they refer to, so that new rows' own references come up later.
  for (int round = 0; round < 3; ++round) {
    for (auto model = world.tables().rbegin(); model != world.tables().rend(); ++model) {
      for (const TableModel::Reference& reference : (*model)->references) {
        const TableModel* target = world.Find(reference.table);
        if (target == nullptr) continue;
        const TableRows referring = (*database)[(*model)->table->name];
        for (const Row& row : referring) {
          Row key;
          for (const int column : reference.columns) key.push_back(row[static_cast<std::size_t>(column)]);
          TableRows& targets = (*database)[reference.table];
          if (std::ranges::any_of(key, IsNull) || targets.size() >= kMaxRows) continue;
          if (Refers(targets, reference.ref_columns, key)) continue;
          targets.push_back(LegalRow(*target, domain, reference.ref_columns, key, dice));
        }
      }
    }
  }
  world.Prune(database);
}

}  // namespace tacit::refute
