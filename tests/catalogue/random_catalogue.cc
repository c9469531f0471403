#include "tests/catalogue/random_catalogue.h"

#include <limits>

namespace tacit::testing {

std::string RandomCatalogue::Text() {
  static const std::vector<std::string> kTexts = {
      "", "name", "x\"y\\z", "line\nbreak\ttab", "\xC3\xA9\xE2\x82\xAC", std::string("nul\0", 4), "'quoted'"};
  return kTexts[static_cast<std::size_t>(Below(static_cast<int>(kTexts.size())))];
}

Value RandomCatalogue::AnyValue() {
  switch (Below(7)) {
    case 0: return {};
    case 1: return Coin();
    case 2: return static_cast<std::int64_t>(random_());
    case 3: return std::numeric_limits<std::int64_t>::min();
    case 4: return static_cast<double>(Below(1000)) / 8;
    case 5: return Blob{std::string("\0\xFFz", 3)};
    default: return Text();
  }
}

std::vector<std::string> RandomCatalogue::SomeColumns(const Table& table) {
  std::vector<std::string> columns = {table.columns[0].name};
  if (Coin()) columns.push_back(table.columns[1].name);
  return columns;
}

Table RandomCatalogue::MakeTable(const std::string& name) {
  Table table;
  table.name = name;
  for (int i = 0; i < 3; ++i) {
    table.columns.push_back({.name = "c" + std::to_string(i) + Text(),
                             .type = "varchar(9)",
                             .nullable = Coin(),
                             .default_sql = Maybe(Text())});
  }
  if (Coin()) table.primary_key = SomeColumns(table);
  table.uniques.push_back({.name = Text(),
                           .columns = SomeColumns(table),
                           .expressions = {Text()},
                           .where = Maybe(Text()),
                           .nulls_equal = Coin()});
  table.foreign_keys.push_back({.name = Text(),
                                .columns = SomeColumns(table),
                                .ref_table = Text(),
                                .ref_columns = {Text()},
                                .on_delete = "cascade"});
  table.checks.push_back({.name = Text(), .sql = Text(), .validated = Coin()});
  table.indexes.push_back({.name = Text(), .columns = {Text()}, .unique = Coin(), .where = Maybe(Text())});
  return table;
}

ConstraintDetail RandomCatalogue::MakeDetail(ConstraintKind kind, const Schema& schema, const Table& table,
                                             std::size_t columns) {
  switch (kind) {
    case ConstraintKind::kNotNull: return {};
    case ConstraintKind::kUnique: return UniqueDetail{.case_sensitive = Coin(), .nulls_equal = Coin()};
    case ConstraintKind::kLength:
      return LengthDetail{.min = Maybe<std::int64_t>(Below(9)), .max = Maybe<std::int64_t>(Below(99))};
    case ConstraintKind::kRange: {
      RangeDetail range{.min_exclusive = Coin(), .max_exclusive = Coin(), .integer = Coin()};
      if (Coin()) range.min = std::int64_t{Below(9)};
      if (Coin()) range.max = Text();
      return range;
    }
    case ConstraintKind::kOneOf:
    case ConstraintKind::kNoneOf: {
      ValuesDetail values;
      for (int n = Below(5); n > 0; --n) values.values.push_back(AnyValue());
      return values;
    }
    case ConstraintKind::kFormat: return FormatDetail{.regex = Text(), .dialect = "ruby"};
    case ConstraintKind::kForeignKey: {
      if (Coin()) return ForeignKeyDetail{.type_column = table.columns[2].name};
      const Table& target = schema.tables.front();
      ForeignKeyDetail reference{.ref_table = target.name};
      for (std::size_t i = 0; i < columns; ++i) reference.ref_columns.push_back(target.columns[i].name);
      return reference;
    }
    case ConstraintKind::kCheck: return CheckDetail{.sql = Text()};
  }
  return {};
}

Constraint RandomCatalogue::MakeConstraint(const Schema& schema) {
  const Table& table = schema.tables[static_cast<std::size_t>(Below(static_cast<int>(schema.tables.size())))];
  Constraint constraint;
  constraint.kind = static_cast<ConstraintKind>(Below(9));
  constraint.table = table.name;
  constraint.columns = SomeColumns(table);
  constraint.detail = MakeDetail(constraint.kind, schema, table, constraint.columns.size());
  if (Coin()) constraint.condition = Condition{.text = Text(), .opaque = Coin()};
  constraint.nulls = static_cast<NullPolicy>(Below(3));
  constraint.source = static_cast<Source>(Below(2));
  constraint.derived_from = Maybe(Text());
  constraint.soundness = static_cast<Soundness>(Below(4));
  constraint.trust = static_cast<Trust>(Below(3));
  constraint.evidence = {{.file = Text(), .line = Below(100), .pattern = Text()}};
  if (Coin()) constraint.bypasses = {{.file = Text(), .line = Below(100)}};
  return constraint;
}

Catalogue RandomCatalogue::Make() {
  Catalogue catalogue;
  catalogue.application = {.root = Text(), .framework = "rails", .files = Below(1000), .commit = Text()};
  for (int i = Below(3); i >= 0; --i) catalogue.schema.tables.push_back(MakeTable("t" + std::to_string(i)));
  for (int i = Below(20); i >= 0; --i) {
    catalogue.constraints.push_back(MakeConstraint(catalogue.schema));
    catalogue.constraints.back().id = "id" + std::to_string(i);
  }
  return catalogue;
}

}  // namespace tacit::testing
