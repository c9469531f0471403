#include "analyzer/cpp/patterns.h"

#include <array>

namespace tacit::analyze::cpp {

std::span<const PatternDoc> Pages() {
  static constexpr std::array kPages = {
      PatternDoc{"wt-dbo", "Wt::Dbo: mapClass, persist with field, belongsTo, hasMany and id",
                 "dbo::field(a, name, \"name\", 64);\ndbo::belongsTo(a, owner, \"owner\", dbo::NotNull);",
                 "`name` is NOT NULL and at most 64 long, `owner_id` is NOT NULL and a foreign key",
                 "A where the tables were made by createTables() of that version",
                 "NOT NULL follows from the C++ type as the library's traits say; a trait that Clang cannot "
                 "find says "
                 "nothing, and SQLite keeps no length."},
      PatternDoc{"enum-column", "a column that an enumeration is kept in",
                 "enum class Role { Visitor, Admin };\ndbo::field(a, role, \"role\");", "`role` IN (0, 1)",
                 "B: any write through the class", "Enumerations of single bits are flags and are left out."},
      PatternDoc{"table-builder", "tables, columns, keys and indexes that code builds as objects",
                 "Column name(\"name\", DataType(DataType::VarChar, "
                 "255));\nname.addConstraint(Constraint::NotNull);",
                 "`name` is NOT NULL and at most 255 long", "A where the tables were made by this code",
                 "The classes are told by their names (Table, Column, Constraint, PrimaryKey, ForeignKey, "
                 "Index); what "
                 "stands under a condition or in a loop says nothing."},
  };
  return kPages;
}

}  // namespace tacit::analyze::cpp
