// Wt::Dbo: classes that are mapped to tables by `persist`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/cpp/facts.h"

namespace tacit::analyze::cpp {

struct DboField {
  std::string member;
  Type type;
  std::string name;  // of a reference: of the relation, from which its columns are named
  int size = -1;
  bool is_id = false;
  bool not_null = false;  // of a reference
  std::string on_delete;  // of a reference
  std::string target;     // of a reference: the class; else empty
  bool literal = false;   // of a reference: the name is the column's
  Place place;
};

struct DboSet {
  std::string member;
  std::string target;
  bool many_to_many = false;
  std::string name;  // of the relation, or of the join table
  std::string join_id;
  Place place;
};

struct DboClass {
  std::string record;  // without template arguments
  std::string full;
  std::string table;
  std::optional<std::string> id = "id";  // of the surrogate key
  std::optional<std::string> version = "version";
  std::vector<DboField> fields;
  std::vector<DboSet> sets;
  bool has_persist = false;  // one was read; it may map nothing
  Place place;
};

// Which column a member of a class is kept in: for who watches assignments.
struct MappedMember {
  std::string table;
  std::string column;
  Type type;
};

struct DboMapping {
  std::vector<DboClass> classes;
  std::map<std::pair<std::string, std::string>, MappedMember> members;  // (class, member)

  [[nodiscard]] const DboClass* Find(const std::string& record) const;
};

// Adds the tables that createTables makes, and what they guarantee.
[[nodiscard]] DboMapping ReadWtDbo(Facts& facts);

}  // namespace tacit::analyze::cpp
