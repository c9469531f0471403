// A schema library of the application's own.
#pragma once

#include <string>
#include <vector>

namespace schema {

struct DataType {
  enum Type { Integer, VarChar, Text };
  DataType(Type type, int size = -1);
};
struct Constraint {
  enum Type { NotNull, Unique };
  Constraint(Type type);
};
struct Column {
  Column(const std::string& name = {}, const DataType& type = DataType::Integer,
         const std::vector<Constraint>& constraints = {});
  void addConstraint(const Constraint& constraint);
  void setDefaultValue(const std::string& value);
};
struct Table;
struct PrimaryKey {
  PrimaryKey(const std::vector<std::string>& columns);
};
struct ForeignKey {
  ForeignKey(const Table& table, const std::vector<Column>& columns);
};
struct Index {
  enum Flag { NONE, UNIQUE };
  Index(const std::string& name, const std::vector<std::string>& columns, Flag flag = NONE);
};
struct Table {
  Table(const std::string& name);
  void setColumns(const std::vector<Column>& columns);
  void setPrimaryKey(const PrimaryKey& key);
  void addForeignKey(const ForeignKey& key);
  void addIndex(const Index& index);
};

}  // namespace schema
