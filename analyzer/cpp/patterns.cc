#include "analyzer/cpp/patterns.h"

#include <array>

namespace tacit::analyze::cpp {

namespace {

constexpr std::string_view kGuard =
    "B where every INSERT and UPDATE of the columns in the code makes sure; C where some do not, which are "
    "named; D where "
    "only an assertion does";
constexpr std::string_view kGuardCaveat =
    "A guard counts where every path to the write has passed it and nothing that it names has changed since. "
    "A statement "
    "whose table is not known counts as a write that does not make sure.";

}  // namespace

std::span<const PatternDoc> Pages() {
  static constexpr std::array kPages = {
      PatternDoc{"wt-dbo", "Wt::Dbo: mapClass, persist with field, belongsTo, hasMany and id",
                 "dbo::field(a, name, \"name\", 64);\ndbo::belongsTo(a, owner, \"owner\", dbo::NotNull);",
                 "`name` is NOT NULL and at most 64 long, `owner_id` is NOT NULL and a foreign key",
                 "A where the tables were made by createTables() of that version",
                 "NOT NULL follows from the C++ type as the library's traits say; a trait that Clang cannot "
                 "find says "
                 "nothing, and SQLite keeps no length."},
      PatternDoc{"sqlite-orm", "sqlite_orm: make_table, make_column and what they are given",
                 "make_table(\"users\", make_column(\"name\", &User::name, unique()),\n"
                 "           make_column(\"mail\", &User::mail),  // std::optional<std::string>\n"
                 "           check(length(&User::name) >= 2));",
                 "`name` is NOT NULL, unique and at least 2 long; `mail` may be NULL",
                 "A where the tables were made by sync_schema() of that version",
                 "A member is NOT NULL unless it is a std::optional or a smart pointer, or null() says so. A "
                 "primary key of columns that may be NULL is only unique, as SQLite has it."},
      PatternDoc{"odb", "ODB: classes that #pragma db declares to be objects",
                 "#pragma db object table(\"people\")\nclass Person {\n  #pragma db id auto\n"
                 "  unsigned long id_;\n  #pragma db unique type(\"VARCHAR(64)\")\n  std::string mail_;\n"
                 "  std::shared_ptr<Club> club_;\n};",
                 "`mail` is NOT NULL, unique and at most 64 long; `club` may be NULL and is a foreign key",
                 "A where the tables were made of that version's schema",
                 "What a pragma says for one database only is passed over; SQLite keeps no length, and ODB "
                 "makes no foreign keys for MySQL."},
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
      PatternDoc{"ddl-text",
                 "CREATE TABLE, CREATE INDEX and ALTER TABLE ADD in texts of the code, or in .sql files",
                 "sql << \"CREATE TABLE users (name varchar(50) NOT NULL)\";",
                 "`name` is NOT NULL and at most 50 long", "A where the tables were made by this text",
                 "Texts are put together from literals and constants; one with a name that only a run knows "
                 "is left out, "
                 "and so is a table that another text drops or renames."},
      PatternDoc{"guard-not-empty", "an empty text is turned away before it is written",
                 "if (user.name.empty()) throw FormatException();\nsql << \"INSERT INTO users (name) VALUES "
                 "(:n)\", use(user.name);",
                 "`name` <> ''", kGuard, kGuardCaveat},
      PatternDoc{
          "guard-compare", "a number or text that is compared with a constant before it is written",
          "if (amount < 1) throw Error();\nsql << \"INSERT INTO items (amount) VALUES (:a)\", use(amount);",
          "`amount` >= 1", kGuard, kGuardCaveat},
      PatternDoc{"guard-length", "a text that is measured or cut before it is written",
                 "if (name.size() > 40) throw Error();\nname_ = std::string(name, 0, 40);",
                 "`name` is at most 40 long", kGuard,
                 "Bytes are counted, so the bound on characters may be lower still."},
      PatternDoc{"guard-order", "two values that are put in order, or tested to be, before they are written",
                 "if (low > high) throw Error();\nsql << \"INSERT INTO spans (low, high) VALUES (:l, :h)\", "
                 "use(low), use(high);",
                 "`low` <= `high`", kGuard, kGuardCaveat},
      PatternDoc{"guard-at-least-one", "that nothing of several optional values is given is turned away",
                 "if (!rule.user && !rule.group) throw Error();",
                 "`user_id` IS NOT NULL OR `group_id` IS NOT NULL", kGuard,
                 "Only where each value's presence decides whether its column is NULL."},
      PatternDoc{"guard-implication", "a combination of values that is turned away",
                 "if (kind == 2 && price <= 0) throw Error();", "`kind` <> 2 OR `price` > 0", kGuard,
                 kGuardCaveat},
      PatternDoc{
          "null-for-sentinel", "a value that means nothing is written as NULL",
          "if (hash.empty()) state = i_null;\nsql << \"UPDATE users SET hash = :h\", use(hash, state);",
          "`hash` <> ''", kGuard, "NULL stays legal."},
      PatternDoc{"sql-normalized", "a text that SQL itself folds when it is written",
                 "INSERT INTO hosts (name) VALUES (LOWER(:name))", "`name` = LOWER(`name`)", kGuard,
                 kGuardCaveat},
      PatternDoc{"guard-format", "a text that is matched before it is written",
                 "if (!std::regex_match(code, std::regex(\"[A-Z]{3}\"))) throw Error();\n"
                 "if (name.find_first_not_of(kLetters) != std::string::npos) throw Error();",
                 "`code` matches ^(?:[A-Z]{3})$", kGuard,
                 "Regular expressions without flags, find_first_not_of, and all_of with the functions of "
                 "<cctype>."},
      PatternDoc{"count-guard", "rows are counted before another is made",
                 "if (user->tokens.size() >= 50) return;\nuser.modify()->tokens.insert(token);",
                 "a user has at most 50 tokens", "D: two may count at once; a hint, for estimates",
                 "Counts of a mapped collection, and SELECT COUNT(*) by the columns of a parent."},
      PatternDoc{"dereference", "a reference that is followed, and that nothing asks after",
                 "dbo::belongsTo(a, owner_, \"owner\");\nprint(account->owner()->name());",
                 "`owner_id` is NOT NULL", "D: a row without it may not have been met yet",
                 "One test of the reference, anywhere, and nothing is said. Getters and local variables are "
                 "followed, one step."},
      PatternDoc{
          "check-then-act", "a row is looked for by some columns, and made where there is none",
          "if (!find(mail)) sql << \"INSERT INTO users (mail) VALUES (:m)\", use(mail);", "`mail` is unique",
          "D: two may look at once and both find nothing",
          "Look-up and making may be one call away; further only where a function does nothing but hand on."},
  };
  return kPages;
}

}  // namespace tacit::analyze::cpp
