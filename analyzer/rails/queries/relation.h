// A relation of ActiveRecord as it is built up by a chain of calls, and its SQL text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rails/queries/value.h"
#include "tacit/schema.h"

namespace tacit::analyze::rails::queries {

// An association to load with the rows, and those of its own rows.
struct Include {
  std::string association;
  std::vector<Include> nested;
};

struct Condition {
  std::string text;    // SQL with holes
  std::string column;  // `column = ...` of the relation's own table: what unscope and rewhere may take back
};

// Text is SQL with holes (value.h). Copied for every call of a chain, never changed.
struct Relation {
  std::string model;
  const Table* table = nullptr;
  std::vector<std::string> joins;  // in order, each once
  std::vector<Condition> where;
  std::vector<std::string> select;
  std::vector<std::string> group;
  std::vector<std::string> having;
  std::vector<std::string> order;
  std::optional<std::string> limit;
  std::optional<std::string> offset;
  bool distinct = false;
  bool none = false;
  std::vector<Include> includes;  // loaded apart, or joined where `references`
  std::vector<Include> preload;
  std::vector<Include> eager;
  bool references = false;
  std::string through;  // "posts.comments": the association that it was read by; empty: none
};

// table.column, quoted where SQL needs it.
[[nodiscard]] std::string QuotedName(std::string_view name);
[[nodiscard]] std::string ColumnName(std::string_view table, std::string_view column);

// A value as the literal of a comparison with `column` (null: not a column that is known). Holes where it is
// not known; nothing where it is no single value.
[[nodiscard]] std::optional<std::string> Literal(const Value& value, const Column* column);

// Values of an IN list: "1, 2", or a hole. Nothing where one of them is no single value.
[[nodiscard]] std::optional<std::string> Literals(const Value& value, const Column* column);

// "?" and ":name" in `text` are replaced. Nothing where they do not fit the values.
[[nodiscard]] std::optional<std::string> BindValues(const std::string& text,
                                                    const std::vector<Value>& values);

// SELECT `list` and all clauses of the relation. An empty list stands for its own, or all columns.
[[nodiscard]] std::string SelectText(const Relation& relation, std::string_view list = {});

// The text with $1, $2, ... for its holes. Nothing where a hole stands for more than a value.
[[nodiscard]] std::optional<std::string> WithParameters(std::string_view text);

// Whether a text is fit to name columns: ORDER BY, GROUP BY and SELECT have no parameters.
[[nodiscard]] inline bool NamesColumns(std::string_view text) { return !text.empty() && !HasHole(text); }

}  // namespace tacit::analyze::rails::queries
