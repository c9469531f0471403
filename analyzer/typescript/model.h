// What the object-relational mappers say, in one form: models with fields, and what is declared of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/typescript/evaluate/value.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::typescript {

enum class Orm { kPrisma, kTypeorm, kSequelize, kMikroOrm, kDrizzle };

struct Field {
  std::string property;
  std::string column;
  std::string type;  // SQL; empty where it is not known
  bool nullable = true;
  bool primary = false;
  std::optional<std::string> default_sql;
  std::optional<std::vector<tacit::Value>> values;  // of a database enum
  int line = 0;
};

// What one place states of the columns of a table. `properties` are names of fields, or of columns.
struct Rule {
  ConstraintKind kind = ConstraintKind::kNotNull;
  std::vector<std::string> properties;
  ConstraintDetail detail;
  NullPolicy nulls = NullPolicy::kAllowed;
  std::optional<Condition> condition;
  Soundness soundness = Soundness::kB;
  bool in_schema = false;  // the mapper makes it part of the tables that it creates
  std::string name;        // of the database's constraint, where the source gives one
  Evidence evidence;
};

struct Reference {
  std::vector<std::string> properties;         // that hold it
  std::string target;                          // a model's key, see Model::key, or "name:" and its name
  std::string target_table;                    // where the source names the table itself
  std::vector<std::string> target_properties;  // empty: the primary key
  std::string on_delete;
  bool in_schema = true;  // the database knows of it
  Evidence evidence;
};

struct Model {
  std::string key;   // unique: "path#Name"
  std::string name;  // of the class
  std::string table;
  std::string file;
  int line = 0;
  Orm orm = Orm::kTypeorm;
  std::string dialect;  // "sqlite", ...: where the mapper says which database it is; else empty
  std::vector<Field> fields;
  std::vector<Rule> rules;
  std::vector<Reference> references;
  std::vector<Index> indexes;       // not unique; of columns
  std::vector<std::string> doubts;  // decorators of its properties whose effect is not known
  bool reads_more = false;          // its finders join other tables, or leave out rows by a filter not known
  std::string deleted_at;           // the property that soft deletion sets; rows with it are left out
  std::optional<ClassRef> declaration;  // where it is a class

  // By property, or else by column; null where there is none.
  [[nodiscard]] const Field* Find(std::string_view name) const;
  [[nodiscard]] Field* Find(std::string_view name);
  [[nodiscard]] std::vector<std::string> PrimaryKey() const;
};

// Columns of properties. Nothing where one of them is none of the model's.
[[nodiscard]] std::optional<std::vector<std::string>> ColumnsOf(const Model& model,
                                                                const std::vector<std::string>& properties);

// The tables that the mapper makes of its models.
[[nodiscard]] Schema SchemaOf(const std::vector<Model>& models);

// What the models declare, as constraints on their tables.
[[nodiscard]] std::vector<Constraint> ConstraintsOf(const std::vector<Model>& models, const Schema& schema);

// A name as SQL writes it, for conditions and checks.
[[nodiscard]] std::string Quoted(std::string_view name);
// Whether SQL has the name as a word of its own.
[[nodiscard]] bool MentionsName(const std::string& sql, const std::string& column);
// A value as SQL writes it; NULL for one that has no literal.
[[nodiscard]] std::string QuotedValue(const tacit::Value& value);

}  // namespace tacit::analyze::typescript
