// The statements of a DDL file, applied one after the other.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/sql/ddl.h"
#include "src/sql/ddl_table.h"

namespace tacit::sql {

class DdlReader {
 public:
  // Applies one parsed statement. False where it says nothing of a schema.
  [[nodiscard]] bool Apply(const nlohmann::json& statement, const DdlSource& source);

  // Resolves what statements may name before it is there (foreign keys), and gives the schema.
  [[nodiscard]] ParsedDdl Finish();

  // A statement that PostgreSQL has no word for: MySQL's ALTER TABLE ... DROP PRIMARY KEY.
  void DropPrimaryKey(const std::string& table);

  // Takes back what is known of a table that a statement changes in a way that is not understood.
  void Doubt(const std::string& table, int line, const std::string& statement);

  // A table that cannot be read: its rows show up in its parents all the same.
  void LeaveOut(std::vector<std::string> parents, int line, std::string why);

  // A DO block, whose code may run or not.
  void RunBlock(const nlohmann::json& block, int line);

  void Ignore(std::string line) { ignored_.push_back(std::move(line)); }

 private:
  // A foreign key added NOT VALID: old rows may break it, so it is none until VALIDATE CONSTRAINT.
  struct Unvalidated {
    std::string table;
    ForeignKey key;
  };

  // The table of this name: as it is spelled or, where there is none, in another case (MySQL and SQLite take
  // either, quoted or not). Null where there is none.
  [[nodiscard]] Table* FindTable(const std::string& name);
  [[nodiscard]] std::string PrimaryKeyName(const Table& table) const;
  void NamePrimaryKey(const nlohmann::json& constraint, const Table& table);
  void RenameTable(const std::string& to, Table* table);
  void CreateTable(const nlohmann::json& create, const DdlSource& source);
  void Inherit(const nlohmann::json& create, Table* child);
  bool CreateIndex(const nlohmann::json& index, const DdlSource& source);
  bool AlterTable(const nlohmann::json& alter, const DdlSource& source);
  void AlterColumn(const std::string& subtype, const nlohmann::json& command, const DdlSource& source,
                   std::size_t* defaults_seen, Table* table);
  void AddTableConstraint(const nlohmann::json& constraint, const DdlSource& source, Table* table);
  void PromoteIndex(const nlohmann::json& constraint, Table* table);
  void Validate(const std::string& constraint, Table* table);
  bool Rename(const nlohmann::json& rename);
  bool RenameType(const nlohmann::json& rename);
  void RenameIndex(const std::string& from, const std::string& to);
  bool AlterEnum(const nlohmann::json& alter);
  bool Drop(const nlohmann::json& drop);
  void MayRun(const std::string& code, int line, int depth);
  void MayExecute(const std::string& statement, int line, int depth);
  void MayChange(const std::string& statement, int line);
  void DoubtAll(int line, const std::string& statement);
  void Forget(Table* table) const;
  bool ResolveForeignKey(ForeignKey* key) const;

  Schema schema_;
  NamedTypes types_;
  std::vector<std::string> inherited_;  // parents of INHERITS
  std::vector<Unvalidated> unvalidated_;
  std::map<std::string, std::string> primary_key_names_;  // by table, where the source or a rename gave one
  std::vector<std::string> ignored_;
  std::vector<DdlDoubt> doubts_;
};

// Removes the constraint of this name, given or PostgreSQL's default for an unnamed one.
void DropConstraint(const std::string& name, Table* table);
// Removes a column and every constraint that names it.
void DropColumn(const std::string& name, Table* table);
void RenameConstraint(const std::string& from, const std::string& to, Table* table);
// Gives constraints without a name PostgreSQL's default one, which they keep when the table is renamed, and
// lets expressions that name the table say its new name.
void PrepareRename(const std::string& to, Table* table);
// The column's name as the table spells it; `name` itself where it has none.
[[nodiscard]] std::string SpelledColumn(const Table& table, const std::string& name);
void RenameColumn(const std::string& from, const std::string& to, Table* table);

}  // namespace tacit::sql
