#include "src/generator/rows.h"

#include <algorithm>
#include <cctype>

namespace tacit::generator {
namespace {

using interpret::Predicate;

constexpr int kMaxAttempts = 40;
constexpr double kNullReference = 0.25;

std::size_t Index(int i) { return static_cast<std::size_t>(i); }

std::uint64_t HashOfValue(const Value& value, bool fold) {
  struct Visitor {
    bool fold;
    std::uint64_t operator()(std::monostate) const { return 0x9E37; }
    std::uint64_t operator()(bool b) const { return b ? 3 : 5; }
    std::uint64_t operator()(std::int64_t i) const { return Random(static_cast<std::uint64_t>(i)).Next(); }
    std::uint64_t operator()(double d) const { return HashOf(std::to_string(d)); }
    std::uint64_t operator()(std::string s) const {
      if (fold) {
        for (char& c : s) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
      return HashOf(s);
    }
    std::uint64_t operator()(const Blob& b) const { return HashOf(b.bytes, 1); }
  };
  return std::visit(Visitor{fold}, value);
}

}  // namespace

Made::Made(const std::vector<TablePlan>& plans) : rows_(plans.size()), numbered_(plans.size(), -1) {
  for (const TablePlan& plan : plans) {
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
      if (plan.columns[i].source == ColumnSource::kRowNumber)
        numbered_[Index(plan.table)] = static_cast<int>(i);
    }
  }
  for (const TablePlan& plan : plans) {
    for (const ReferencePlan& reference : plan.references) {
      for (const ReferenceTarget& target : reference.targets) {
        for (const int column : target.columns) {
          if (!IsNumbered(target.table, column)) kept_[{target.table, column}];
        }
      }
    }
  }
}

bool Made::IsNumbered(int table, int column) const { return numbered_[Index(table)] == column; }

void Made::Add(int table, const Row& row) {
  ++rows_[Index(table)];
  for (auto at = kept_.lower_bound({table, 0}); at != kept_.end() && at->first.first == table; ++at) {
    at->second.push_back(row[Index(at->first.second)]);
  }
}

Value Made::At(int table, int column, std::size_t row) const {
  if (IsNumbered(table, column)) return static_cast<std::int64_t>(row + 1);
  const std::vector<Value>& values = kept_.at({table, column});
  return row < values.size() ? values[row] : Value();
}

RowMaker::RowMaker(const Schema& schema, const TablePlan& plan, Made& made, std::uint64_t seed)
    : table_(schema.tables[Index(plan.table)]),
      plan_(plan),
      made_(made),
      random_(HashOf(table_.name, seed)),
      seen_(plan.keys.size()) {
  if (plan.nested_set) tree_ = MakeTrees(plan.rows, plan.nested_set->root >= 0, random_);
}

std::optional<Row> RowMaker::Next() {
  Row row;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    if (!TryRow(attempt, row) || !EnterKeys(row)) continue;
    made_.Add(plan_.table, row);
    return row;
  }
  return std::nullopt;
}

bool RowMaker::TryRow(int attempt, Row& row) {
  row.assign(plan_.columns.size(), Value());
  filled_.assign(plan_.columns.size(), false);
  const std::size_t number = made_.Rows(plan_.table);
  if (plan_.nested_set) FillTree(row);
  for (const ReferencePlan& reference : plan_.references) {
    if (!FillReference(reference, attempt, row)) return false;
  }
  for (const PolymorphicPlan& polymorphic : plan_.polymorphics) {
    if (!FillClass(polymorphic, attempt, row)) return false;
  }
  for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
    const ColumnPlan& column = plan_.columns[i];
    if (column.source == ColumnSource::kRowNumber) row[i] = static_cast<std::int64_t>(number + 1);
    if (column.source != ColumnSource::kValue) continue;
    std::optional<Value> value =
        column.maker.Make(random_, {.row = number, .rows = plan_.rows, .attempt = attempt});
    if (!value) return false;
    row[i] = *std::move(value);
  }
  OrderTimes(row);
  return std::ranges::none_of(
      plan_.checks, [&](const Predicate& check) { return check.Evaluate(row) == Predicate::Truth::kFalse; });
}

bool RowMaker::MayBeNull(int column) const { return plan_.columns[Index(column)].maker.rule().may_be_null; }

bool RowMaker::FillReference(const ReferencePlan& reference, int attempt, Row& row) {
  std::vector<int> open;
  for (const int column : reference.columns) {
    if (!filled_[Index(column)]) open.push_back(column);
  }
  if (open.empty()) return true;
  const bool may_be_null =
      std::any_of(open.begin(), open.end(), [&](int column) { return MayBeNull(column); });
  for (const int column : open) filled_[Index(column)] = true;
  // Half decided by a wider reference: NULL in the rest satisfies this one.
  if (open.size() < reference.columns.size()) return may_be_null;

  const ReferenceTarget& target = reference.targets.front();
  std::size_t rows = made_.Rows(target.table);
  for (const ReferenceTarget& other : reference.targets) rows = std::min(rows, made_.Rows(other.table));
  const bool to_itself = target.table == plan_.table;
  if (may_be_null && (rows == 0 || random_.Chance(to_itself ? 2 * kNullReference : kNullReference)))
    return true;
  if (rows == 0) {
    // The first row of a table that refers to itself is its own target; in a cycle of tables, the first row
    // of the other is, which there will be.
    const bool known = std::all_of(target.columns.begin(), target.columns.end(),
                                   [&](int column) { return made_.IsNumbered(target.table, column); });
    if (!known) return false;
    for (const int column : reference.columns) row[Index(column)] = std::int64_t{1};
    return true;
  }
  constexpr int kMaxPicks = 10;
  for (int pick = 0; pick < kMaxPicks; ++pick) {
    // The older a row, the more refers to it, as in an application that has grown.
    const std::size_t at = attempt < 3 ? random_.Skewed(rows) : random_.Below(rows);
    if (SetAt(reference.columns, target, at, row)) return true;
  }
  return may_be_null;
}

// Takes the values of the target's row; false where a column's own rule does not allow one.
bool RowMaker::SetAt(const std::vector<int>& columns, const ReferenceTarget& target, std::size_t at,
                     Row& row) {
  bool obeys = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Value value = made_.At(target.table, target.columns[i], at);
    const ValueMaker& maker = plan_.columns[Index(columns[i])].maker;
    obeys = obeys && (IsNull(value) ? maker.rule().may_be_null : maker.Obeys(value));
    row[Index(columns[i])] = std::move(value);
  }
  if (!obeys) {
    for (const int column : columns) row[Index(column)] = Value();
  }
  return obeys;
}

bool RowMaker::FillClass(const PolymorphicPlan& polymorphic, int attempt, Row& row) {
  Value& type = row[Index(polymorphic.type_column)];
  Value& id = row[Index(polymorphic.id_column)];
  const bool may_be_null = MayBeNull(polymorphic.type_column) && MayBeNull(polymorphic.id_column);
  if (polymorphic.targets.empty() || (may_be_null && random_.Chance(kNullReference))) {
    if (may_be_null) return true;
    const Place place{.row = made_.Rows(plan_.table), .rows = plan_.rows, .attempt = attempt};
    std::optional<Value> made = plan_.columns[Index(polymorphic.type_column)].maker.Make(random_, place);
    if (!made) return false;
    type = *std::move(made);
    id = static_cast<std::int64_t>(1 + random_.Below(1'000));
    return true;
  }
  const ClassTarget& target = polymorphic.targets[random_.Skewed(polymorphic.targets.size())];
  const std::size_t rows = std::max<std::size_t>(1, made_.Rows(target.table));
  type = target.class_name;
  id = static_cast<std::int64_t>(1 + (attempt < 3 ? random_.Skewed(rows) : random_.Below(rows)));
  return true;
}

void RowMaker::FillTree(Row& row) const {
  const NestedSetPlan& set = *plan_.nested_set;
  const std::size_t number = made_.Rows(plan_.table);
  const TreeRow& node = tree_[std::min(number, tree_.size() - 1)];
  row[Index(set.left)] = node.left;
  row[Index(set.right)] = node.right;
  if (set.parent >= 0 && node.parent >= 0) row[Index(set.parent)] = std::int64_t{node.parent} + 1;
  if (set.root >= 0) row[Index(set.root)] = std::int64_t{node.root} + 1;
}

// A row is not changed before it is made.
void RowMaker::OrderTimes(Row& row) const {
  const auto find = [&](std::string_view stem) {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const std::string& name = table_.columns[i].name;
      if (name.starts_with(stem) && (name.ends_with("_on") || name.ends_with("_at")))
        return static_cast<int>(i);
    }
    return -1;
  };
  const int created = find("created");
  const int updated = find("updated");
  if (created < 0 || updated < 0) return;
  const auto* first = std::get_if<std::string>(&row[Index(created)]);
  const auto* last = std::get_if<std::string>(&row[Index(updated)]);
  const bool disordered =
      first != nullptr && last != nullptr && first->size() == last->size() && *last < *first;
  if (disordered && plan_.columns[Index(updated)].maker.Obeys(*first)) row[Index(updated)] = *first;
}

// False, with nothing entered, where a key is taken.
bool RowMaker::EnterKeys(const Row& row) {
  std::vector<std::optional<std::uint64_t>> hashes;
  for (const KeyPlan& key : plan_.keys) {
    std::uint64_t hash = 0;
    bool has_null = false;
    for (const int column : key.columns) {
      const Value& value = row[Index(column)];
      has_null = has_null || IsNull(value);
      hash = Random(hash ^ HashOfValue(value, key.fold_first && column == key.columns.front())).Next();
    }
    const bool applies = !key.condition || key.condition->Evaluate(row) != Predicate::Truth::kFalse;
    const bool concerned = applies && (key.nulls_equal || !has_null);
    if (concerned && seen_[hashes.size()].contains(hash)) return false;
    hashes.push_back(concerned ? std::optional(hash) : std::nullopt);
  }
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (hashes[i]) seen_[i].insert(*hashes[i]);
  }
  return true;
}

}  // namespace tacit::generator
