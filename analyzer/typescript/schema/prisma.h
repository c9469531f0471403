// schema.prisma as plain data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/analyzer.h"

namespace tacit::analyze::typescript {

// An argument's value: what fills `text` is the name of an identifier or a call, a number, or a string's
// contents.
struct PrismaValue {
  enum class Kind { kName, kNumber, kText, kCall, kList };
  Kind kind = Kind::kName;
  std::string text;
  std::vector<PrismaValue> items;  // of a list or a call
};
struct PrismaArgument {
  std::string name;  // empty: by position
  PrismaValue value;
};
struct PrismaAttribute {
  std::string name;  // "id", "db.VarChar", "relation"
  std::vector<PrismaArgument> arguments;
  int line = 0;

  // By name, or the one without a name where `first`; null where there is none.
  [[nodiscard]] const PrismaValue* Argument(std::string_view name, bool first = false) const;
};
struct PrismaField {
  std::string name;
  std::string type;
  bool optional = false;
  bool list = false;
  std::vector<PrismaAttribute> attributes;
  int line = 0;

  [[nodiscard]] const PrismaAttribute* Attribute(std::string_view name) const;
};
struct PrismaModel {
  std::string name;
  bool view = false;
  std::vector<PrismaField> fields;
  std::vector<PrismaAttribute> attributes;  // @@
  std::string file;
  int line = 0;
};
struct PrismaEnum {
  std::string name;
  std::string mapped;               // its name in the database
  std::vector<std::string> values;  // as the database has them
};
struct PrismaSchema {
  std::string provider;             // "postgresql", "mysql", "sqlite", ...; empty where none is given
  bool emulates_relations = false;  // relationMode = "prisma": no foreign keys in the database
  std::vector<PrismaModel> models;
  std::vector<PrismaEnum> enums;

  [[nodiscard]] const PrismaModel* Find(std::string_view name) const;
  [[nodiscard]] const PrismaEnum* FindEnum(std::string_view name) const;
};

// Adds what a file declares. What it cannot read is a diagnostic, and the rest is read.
void ReadPrisma(std::string_view text, const std::string& file, PrismaSchema& schema,
                std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::typescript
