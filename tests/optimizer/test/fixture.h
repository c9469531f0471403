// Schemas and the steps that tests of the refuter share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "optimizer/test/refute.h"
#include "optimizer/test/world.h"
#include "src/sql/bind.h"
#include "src/sql/ddl.h"
#include "tacit/catalogue.h"
#include "tacit/connection.h"

namespace tacit::refute {

inline constexpr const char* kShopDdl = R"sql(
CREATE TABLE shop (id integer PRIMARY KEY, city varchar(8) NOT NULL, boss_id integer,
  UNIQUE (city), FOREIGN KEY (boss_id) REFERENCES person (id));
CREATE TABLE person (id integer PRIMARY KEY, name varchar(5), shop_id integer NOT NULL REFERENCES shop (id),
  age integer CHECK (age BETWEEN 18 AND 99), born date, left_on date, CHECK (born < left_on));
CREATE TABLE sale (shop_id integer NOT NULL REFERENCES shop (id), day date NOT NULL, number integer NOT NULL,
  status varchar(10) NOT NULL CHECK (status IN ('new', 'paid')), amount numeric(8,2), gift boolean NOT NULL,
  PRIMARY KEY (shop_id, number));
CREATE TABLE note (body text, stars integer);
)sql";

struct Setting {
  Catalogue catalogue;
  algebra::Facts facts;
  std::vector<TableModel> models;
  std::unique_ptr<World> world;
};

inline std::unique_ptr<Setting> MakeSetting(const char* ddl = kShopDdl) {
  auto setting = std::make_unique<Setting>();
  Schema schema = sql::ParseDdl(ddl).value().schema;
  setting->catalogue = MergeCatalogue(Application{}, std::move(schema), {});
  setting->facts = algebra::Facts::Build(setting->catalogue, Trust::kEnforced, Dialect::kPostgresql);
  std::vector<const TableModel*> tables;
  for (const Table& table : setting->catalogue.schema.tables) {
    setting->models.push_back(MakeTableModel(table, setting->facts, Dialect::kPostgresql));
  }
  for (const TableModel& model : setting->models) tables.push_back(&model);
  setting->world = std::make_unique<World>(std::move(tables));
  return setting;
}

inline sql::QueryPtr BindIn(const Setting& setting, const std::string& sql) {
  auto query = sql::Bind(sql, setting.catalogue.schema, Dialect::kPostgresql);
  EXPECT_TRUE(query.ok()) << sql << ": " << query.status().message();
  return query.ok() ? *query : nullptr;
}

inline std::unique_ptr<Connection> OpenMemory() {
  return Connection::Open("sqlite::memory:", Connection::Access::kCreate).value();
}

// Fills tables that exist already.
inline Status Fill(const interpret::Database& database, const Schema& schema, Connection& connection) {
  for (const auto& [name, rows] : database) {
    std::vector<std::string> columns;
    for (const Column& column : schema.Find(name)->columns) columns.push_back(column.name);
    if (Status status = connection.Insert(name, columns, rows); !status.ok()) return status;
  }
  return Status::Ok();
}

}  // namespace tacit::refute
