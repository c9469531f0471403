// A schema under change: Rails' schema statements as functions on plain tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/ruby/inflector.h"
#include "analyzer/ruby/value.h"
#include "tacit/schema.h"

namespace tacit::analyze::schema {

// What a migration's version changes in the meaning of its statements.
struct Dialect {
  bool bigint_keys = true;          // since 5.1
  bool references_index = true;     // since 5.0
  bool timestamps_not_null = true;  // since 5.0
};

// Names that do not exist are passed over: a fold has to survive what it does not know of.
class Statements {
 public:
  Statements(Schema& schema, const ruby::Inflector& inflector) : schema_(schema), inflector_(inflector) {}

  Dialect dialect;

  Table& CreateTable(const std::string& name, const ruby::Hash& options);
  void DropTable(const std::string& name);
  void RenameTable(const std::string& from, const std::string& to);

  void AddColumn(const std::string& table, const std::string& name, const std::string& rails_type,
                 const ruby::Hash& options);
  void RemoveColumn(const std::string& table, const std::string& name);
  void RenameColumn(const std::string& table, const std::string& from, const std::string& to);
  void ChangeColumn(const std::string& table, const std::string& name, const std::string& rails_type,
                    const ruby::Hash& options);
  void ChangeNull(const std::string& table, const std::string& name, bool nullable);
  void ChangeDefault(const std::string& table, const std::string& name, const ruby::Value& value);
  void AddTimestamps(const std::string& table, const ruby::Hash& options);
  void AddReference(const std::string& table, const std::string& name, const ruby::Hash& options);
  void RemoveReference(const std::string& table, const std::string& name, const ruby::Hash& options);

  void AddIndex(const std::string& table, const ruby::Value& columns, const ruby::Hash& options);
  void RemoveIndex(const std::string& table, const ruby::Value* columns, const ruby::Hash& options);
  void RenameIndex(const std::string& table, const std::string& from, const std::string& to);
  void AddForeignKey(const std::string& table, const std::string& to, const ruby::Hash& options);
  void RemoveForeignKey(const std::string& table, const std::string& to, const ruby::Hash& options);
  void AddCheck(const std::string& table, const std::string& sql, const ruby::Hash& options);
  void RemoveCheck(const std::string& table, const std::string& sql, const ruby::Hash& options);
  void CreateEnum(const std::string& name, const std::vector<std::string>& values);

  [[nodiscard]] bool HasIndex(const std::string& table, const ruby::Value& columns,
                              const ruby::Hash& options) const;
  [[nodiscard]] bool HasForeignKey(const std::string& table, const std::string& to,
                                   const ruby::Hash& options) const;
  [[nodiscard]] Schema& schema() { return schema_; }
  [[nodiscard]] const ruby::Inflector& inflector() const { return inflector_; }

 private:
  [[nodiscard]] Column* FindColumn(const std::string& table, const std::string& name);
  void AddIndexOption(const std::string& table, const ruby::Value& columns, const ruby::Hash& options);
  [[nodiscard]] std::string ForeignKeyColumn(const std::string& to, const ruby::Hash& options) const;

  Schema& schema_;
  const ruby::Inflector& inflector_;
  std::map<std::string, std::vector<std::string>> enums_;
};

}  // namespace tacit::analyze::schema
