// Where what models declare becomes facts about columns.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/rails/columns.h"
#include "analyzer/rails/hierarchy.h"
#include "analyzer/rails/later_writes.h"
#include "analyzer/rails/reader.h"

namespace tacit::analyze::rails {

// What is gathered about when a fact applies: all of it must hold.
struct When {
  std::vector<std::string> sql;
  std::vector<std::string> opaque;

  // Nothing: it always applies.
  [[nodiscard]] std::optional<Condition> ToCondition() const;
};

class Facts {
 public:
  // Both must outlive it; the reader must have run.
  Facts(Reader& reader, const Schema& schema)
      : reader_(reader), schema_(schema), hierarchy_(reader), later_writes_(reader, hierarchy_) {}

  [[nodiscard]] Reader& reader() const { return reader_; }
  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] const Hierarchy& hierarchy() const { return hierarchy_; }

  // When a declaration of the view's class applies to a row: its gates, and the class's own share of the
  // table.
  [[nodiscard]] When WhenOf(const Declared& declared, const ModelView& view) const;
  // Why a validator does not see what the column holds, on this class's rows or an heir's; empty: it does.
  [[nodiscard]] std::string WhyNotPlain(const std::string& attribute, const ModelView& view) const;

  // Why a rule of the kind does not hold of what is stored, though it held of what was validated: a callback
  // writes the attribute in between. Empty: it does hold.
  [[nodiscard]] std::string WhyWrittenLater(const Rule& rule, const ModelView& view);

  // Whether a class of the table has a belongs_to over the column.
  [[nodiscard]] bool HasReference(const std::string& table, const std::string& column);

  // `best` is the soundness that it would have if it applied to every row.
  void Add(Constraint constraint, const When& when, Soundness best);
  // A hint with the declaration's evidence, and what follows from it: `Follows` needs it.
  Hint AddHint(HintKind kind, const std::string& table, std::vector<std::string> columns, std::string text,
               const Declared& declared);
  void AddInferred(Constraint constraint, const When& when);

  [[nodiscard]] std::vector<Constraint> TakeConstraints() { return std::move(constraints_); }
  [[nodiscard]] std::vector<Hint> TakeHints() { return std::move(hints_); }

 private:
  void AddInheritance(const ModelView& view, When& when) const;

  Reader& reader_;
  const Schema& schema_;
  Hierarchy hierarchy_;
  LaterWrites later_writes_;
  std::optional<std::set<std::pair<std::string, std::string>>> references_;  // table, column; when asked for
  std::vector<Constraint> constraints_;
  std::vector<Hint> hints_;
};

// A code constraint with the declaration's evidence.
[[nodiscard]] Constraint BeginConstraint(ConstraintKind kind, const ModelView& view,
                                         std::vector<std::string> columns, const Declared& declared);

// "'A', 'B'"
[[nodiscard]] std::string QuoteList(const std::vector<Value>& values);

}  // namespace tacit::analyze::rails
