// Which classes share a table, and what its type column holds for each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/rails/columns.h"
#include "analyzer/rails/reader.h"

namespace tacit::analyze::rails {

class Hierarchy {
 public:
  // The reader must outlive it, and must have run.
  explicit Hierarchy(const Reader& reader);

  // A model of the sources that has rows.
  [[nodiscard]] bool IsConcrete(const std::string& name) const;
  // Whether the class keeps its rows in its parent's table.
  [[nodiscard]] bool IsHeir(const std::string& name) const;
  [[nodiscard]] bool HasHeirs(const std::string& name) const { return children_.contains(name); }
  // Its descendants on the same table.
  [[nodiscard]] std::vector<std::string> HeirsOf(const std::string& name) const;
  // What the type column holds for rows of the class and its heirs.
  [[nodiscard]] std::vector<Value> TypeNames(const std::string& name) const;
  // Empty where the table has none.
  [[nodiscard]] std::string InheritanceColumn(const ModelView& view) const;
  // The topmost class on the table: the one whose name polymorphic references keep.
  [[nodiscard]] std::string BaseOf(const std::string& name) const;
  // How many hierarchies, each with rules of its own, write the table.
  [[nodiscard]] int WritersOf(const std::string& table) const;

 private:
  [[nodiscard]] Value TypeName(const std::string& name) const;

  const Reader& reader_;
  std::map<std::string, std::vector<std::string>> children_;  // concrete, on the same table
  std::map<std::string, int> roots_;                          // by table
};

}  // namespace tacit::analyze::rails
