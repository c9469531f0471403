// Which values are worth putting into a column.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "optimizer/test/shape.h"
#include "optimizer/test/world.h"

namespace tacit::refute {

// For each column of a world: the constants that the queries and the checks hold against it, with their
// neighbours, and a few plain values of its type. Small on purpose, so that equal values meet. No NULLs; only
// values that are legal there, whatever stands beside them. Text is lower-case letters and digits (but for
// the queries' own constants), on whose order collations agree, and has no trailing blanks.
class Domain {
 public:
  Domain(const World& world, const std::vector<Shape>& shapes);

  // Of the queries and checks; most telling first. Empty where the column is compared with none.
  [[nodiscard]] const std::vector<Value>& Constants(std::string_view table, int column) const;
  // Constants, then plain values.
  [[nodiscard]] const std::vector<Value>& Values(std::string_view table, int column) const;

 private:
  struct Column {
    std::vector<Value> constants;
    std::vector<Value> values;
  };
  using Key = std::pair<std::string, int>;

  void Note(const Key& column, const Value& literal, sql::TypeKind kind);
  void NoteAtom(const sql::ExprPtr& atom, const std::map<sql::RelId, std::string>& tables);
  void Share();
  [[nodiscard]] const Column& At(std::string_view table, int column) const;

  std::map<Key, Column> columns_;
  std::map<Key, sql::TypeKind> kinds_;
  std::vector<std::vector<Key>> together_;  // columns of one atom
};

// The n-th of many distinct values of a kind; none of them is a plain value.
[[nodiscard]] Value FreshValue(sql::TypeKind kind, int n);

}  // namespace tacit::refute
