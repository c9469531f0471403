#include "analyzer/facts/sound_schema.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace tacit::analyze {

namespace {

// The first of the columns that the table lacks; null where it has all.
const std::string* Missing(const Table& table, const std::vector<std::string>& columns) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const std::string& name) { return table.ColumnOrdinal(name) < 0; });
  return found == columns.end() ? nullptr : &*found;
}

// Names are data, which may hold line ends.
std::string OneLine(std::string message) {
  std::replace_if(message.begin(), message.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return message;
}

class Repair {
 public:
  Repair(Table& table, const std::string& file, std::vector<Diagnostic>& diagnostics)
      : table_(table), file_(file), diagnostics_(diagnostics) {}

  void Run() {
    std::set<std::string> names;
    std::erase_if(table_.columns, [&](const Column& column) {
      const bool again = !names.insert(column.name).second;
      if (again)
        Say("expected each column of table " + table_.name + " once, found " + column.name + " again");
      return again;
    });
    if (Lacks("the primary key", table_.primary_key)) table_.primary_key.clear();
    std::erase_if(table_.uniques, [&](const UniqueKey& key) { return Lacks("a unique key", key.columns); });
    std::erase_if(table_.foreign_keys,
                  [&](const ForeignKey& key) { return Lacks("a foreign key", key.columns); });
  }

 private:
  bool Lacks(std::string_view what, const std::vector<std::string>& columns) {
    const std::string* missing = Missing(table_, columns);
    if (missing == nullptr) return false;
    Say("left out " + std::string(what) + " of table " + table_.name +
        ": no statement that was understood adds its column " + *missing);
    return true;
  }
  void Say(std::string message) { diagnostics_.push_back({file_, 0, OneLine(std::move(message))}); }

  Table& table_;
  const std::string& file_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

std::vector<Diagnostic> DropImpossibleParts(Schema& schema, const std::string& file) {
  std::vector<Diagnostic> diagnostics;
  std::set<std::string> names;
  std::erase_if(schema.tables, [&](const Table& table) {
    const bool again = !names.insert(table.name).second;
    if (again)
      diagnostics.push_back({file, 0, OneLine("expected each table once, found " + table.name + " again")});
    return again;
  });
  for (Table& table : schema.tables) Repair(table, file, diagnostics).Run();
  return diagnostics;
}

}  // namespace tacit::analyze
