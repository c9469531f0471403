// From a model's names to the columns of its table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rails/reader.h"
#include "tacit/schema.h"

namespace tacit::analyze::rails {

enum class TypeClass { kText, kInteger, kNumber, kBoolean, kOther };
[[nodiscard]] TypeClass ClassOfType(std::string_view sql_type);

// As SQL needs it: quoted where it is a keyword or not in lower case.
[[nodiscard]] std::string QuoteName(const std::string& name);
// A literal; nothing for what SQL cannot spell.
[[nodiscard]] std::optional<std::string> QuoteValue(const Value& value);

// Whether the SQL has the name as a word.
[[nodiscard]] bool MentionsName(const std::string& sql, const std::string& name);

// One model and its table. The reader and the schema must outlive it.
class ModelView {
 public:
  ModelView(const Reader& reader, const Schema& schema, const std::string& name, const Table& table)
      : reader_(reader), schema_(schema), name_(name), table_(table) {}

  [[nodiscard]] const Reader& reader() const { return reader_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Table& table() const { return table_; }

  // Null where the table has none of that name.
  [[nodiscard]] const Column* FindColumn(std::string_view name) const;
  // The column that an attribute is kept in, through alias_attribute; empty where there is none.
  [[nodiscard]] std::string ColumnOf(const std::string& attribute) const;
  // The columns of an attribute or of a belongs_to: its key, and the type of a polymorphic one. Empty where
  // one of them does not exist.
  [[nodiscard]] std::vector<std::string> ColumnsOf(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> KeyColumns(const Association& association) const;

  // Of the class or its ancestors; null where there is none.
  [[nodiscard]] const Association* FindAssociation(std::string_view name) const;
  [[nodiscard]] const EnumMap* FindEnum(const std::string& attribute) const;
  [[nodiscard]] const ruby::Value* FindScope(const std::string& scope) const;

  // Why reading the attribute does not give the column's value; empty where it does.
  [[nodiscard]] std::string WhyNotPlain(const std::string& attribute) const;
  // Why the column holds another form of the attribute's value (serialized, encrypted); empty: it does not.
  [[nodiscard]] std::string WhyTransformed(const std::string& attribute) const;

  // The table and key that a belongs_to refers to; nothing where they are not known.
  struct Target {
    std::string table;
    std::vector<std::string> columns;
    std::string polymorphic_name;  // what a type column holds for it
  };
  [[nodiscard]] std::optional<Target> TargetOf(const Association& association) const;

 private:
  // Calls `visit` with the class's model, then its ancestors', until it answers true.
  template <typename Visit>
  void EachModel(Visit visit) const;

  const Reader& reader_;
  const Schema& schema_;
  std::string name_;
  const Table& table_;
};

}  // namespace tacit::analyze::rails
