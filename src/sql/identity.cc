#include "src/sql/identity.h"

#include <bit>
#include <cstdint>
#include <map>
#include <utility>

namespace tacit::sql {
namespace {

// Every text and list is preceded by its length and every choice by its number, so that the bytes can be read
// in one way only. The members are taken apart by name: one that is added must be added here before this
// compiles.
class Writer {
 public:
  void Add(const QueryPtr& q) {
    if (!AddPresence(q != nullptr)) return;
    const auto& [kind, rel, inputs, columns, table, alias, rows, exprs, aggregates, global, predicate, join,
                 lateral, set_op, all, sort_keys, limit, offset] = *q;
    AddNumber(kind);
    AddRelation(rel);
    AddList(inputs);
    AddList(columns);
    AddText(table);
    AddText(alias);
    AddNumber(rows.size());
    for (const std::vector<ExprPtr>& row : rows) AddList(row);
    AddList(exprs);
    AddList(aggregates);
    AddNumber(global);
    Add(predicate);
    AddNumber(join);
    AddNumber(lateral);
    AddNumber(set_op);
    AddNumber(all);
    AddList(sort_keys);
    Add(limit);
    Add(offset);
  }

  void Add(const ExprPtr& e) {
    if (!AddPresence(e != nullptr)) return;
    const auto& [kind, type, args, column, literal, parameter, compare, negated, name, distinct, filter,
                 query] = *e;
    AddNumber(kind);
    Add(type);
    AddList(args);
    Add(column);
    AddNumber(literal.index());
    std::visit([this](const auto& value) { AddValue(value); }, literal);
    AddNumber(parameter);
    AddNumber(compare);
    AddNumber(negated);
    AddText(name);
    AddNumber(distinct);
    Add(filter);
    Add(query);
  }

  [[nodiscard]] std::string Take() { return std::move(bytes_); }

 private:
  void Add(const Type& type) {
    const auto& [kind, length, name] = type;
    AddNumber(kind);
    if (AddPresence(length.has_value())) AddNumber(*length);
    AddText(name);
  }
  void Add(const OutputColumn& column) {
    const auto& [id, name, type] = column;
    Add(id);
    AddText(name);
    Add(type);
  }
  void Add(const SortKey& key) {
    const auto& [expr, descending, nulls_first] = key;
    Add(expr);
    AddNumber(descending);
    AddNumber(nulls_first);
  }
  void Add(const ColumnId& id) {
    const auto& [rel, index] = id;
    AddRelation(rel);
    AddNumber(index);
  }

  void AddValue(std::monostate) {}
  void AddValue(bool value) { AddNumber(value); }
  void AddValue(std::int64_t value) { AddNumber(value); }
  void AddValue(double value) { AddNumber(std::bit_cast<std::uint64_t>(value)); }
  void AddValue(const std::string& value) { AddText(value); }
  void AddValue(const Blob& value) { AddText(value.bytes); }

  template <typename T>
  void AddList(const std::vector<T>& list) {
    AddNumber(list.size());
    for (const T& item : list) Add(item);
  }

  // Relations by the order in which they are met.
  void AddRelation(RelId rel) {
    if (rel <= kTableRow) return AddNumber(rel);
    AddNumber(relations_.emplace(rel, static_cast<RelId>(relations_.size()) + 1).first->second);
  }

  bool AddPresence(bool present) {
    bytes_ += present ? '\1' : '\0';
    return present;
  }

  void AddText(const std::string& text) {
    AddNumber(text.size());
    bytes_ += text;
  }

  // Seven bits a byte; most numbers are small.
  template <typename T>
  void AddNumber(T number) {
    auto rest = static_cast<std::uint64_t>(number);
    for (; rest >= 0x80; rest >>= 7U) bytes_ += static_cast<char>(0x80U | (rest & 0x7FU));
    bytes_ += static_cast<char>(rest);
  }

  std::string bytes_;
  std::map<RelId, RelId> relations_;
};

}  // namespace

std::string Identity(const QueryPtr& q) {
  Writer writer;
  writer.Add(q);
  return writer.Take();
}

std::string Identity(const ExprPtr& e) {
  Writer writer;
  writer.Add(e);
  return writer.Take();
}

}  // namespace tacit::sql
