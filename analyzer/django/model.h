// Models as Django knows them: fields, options and keys, from the classes or from the migrations.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/python/value.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::django {

// One of Django's own field classes.
struct FieldType {
  enum class Family {
    kText,
    kInteger,
    kNumber,  // decimal, float
    kBoolean,
    kMoment,  // date, time, duration
    kUuid,
    kOther,
    kForeignKey,
    kOneToOne,
    kManyToMany,
    kGenericForeignKey,
    kNone,  // no column
  };
  std::string_view name;
  Family family = Family::kOther;
  std::string_view sql;                                   // PostgreSQL's type; of text with a length: varchar
  std::optional<std::int64_t> max_length = std::nullopt;  // unless told otherwise
  bool positive = false;
  bool automatic = false;  // AutoField
};

struct Field {
  std::string name;
  const FieldType* type = nullptr;  // null: a class that is not known; it has a column all the same
  std::string column;               // empty: it has none
  bool null = false;
  bool null_known = true;
  bool blank = false;
  bool primary_key = false;
  bool unique = false;
  bool db_index = false;
  bool db_constraint = true;
  bool parent_link = false;
  bool implicit = false;  // made by Django: id, ptr
  // Of a migration that changes what Django knows, not the database: there is such a column, no more.
  bool only_stated = false;
  std::optional<std::int64_t> max_length;
  std::optional<std::int64_t> max_digits;
  std::optional<std::int64_t> decimal_places;
  std::map<std::string, python::Value, std::less<>> options;  // as given, those of a custom class included
  std::string target;     // of a relation: "app.model", lower case; empty: not known
  std::string to_field;   // field of the target
  std::string on_delete;  // "CASCADE", ...
  std::string through;    // of many to many: "app.model"; empty: made by Django
  std::string base_sql;   // of an array: its items' type
  Evidence place;         // no file: the framework's own, or made by Django
  const python::Class* declared_in = nullptr;
  const python::Class* custom = nullptr;  // the field's own class, where the sources have it

  [[nodiscard]] bool Is(FieldType::Family family) const { return type != nullptr && type->family == family; }
  [[nodiscard]] bool relation() const {
    return Is(FieldType::Family::kForeignKey) || Is(FieldType::Family::kOneToOne);
  }
  [[nodiscard]] const python::Value* Option(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? nullptr : &found->second;
  }
};

struct Model {
  std::string app;
  std::string name;   // of the class
  std::string label;  // "app.model", lower case
  std::string table;
  std::vector<Field> fields;
  std::vector<std::string> parents;  // labels of concrete models that it inherits from
  std::map<std::string, python::Value, std::less<>> meta;
  std::map<std::string, Evidence, std::less<>> meta_places;
  const python::Class* definition = nullptr;  // null: of a migration
  bool proxy = false;
  bool managed = true;
  bool of_framework = false;
  bool only_stated = false;  // as Field's

  [[nodiscard]] const Field* Find(std::string_view field_name) const {
    for (const Field& field : fields) {
      if (field.name == field_name) return &field;
    }
    return nullptr;
  }
  [[nodiscard]] Field* Find(std::string_view field_name) {
    return const_cast<Field*>(static_cast<const Model*>(this)->Find(field_name));
  }
  // By the name that attributes, filters and constraints use: "user", "user_id", "pk".
  [[nodiscard]] const Field* ByAttribute(std::string_view name) const;
  [[nodiscard]] const Field* PrimaryKey() const;
};

// "Shop.Product" and so on as it is compared: "shop.product".
[[nodiscard]] std::string Lower(std::string_view text);

}  // namespace tacit::analyze::django
