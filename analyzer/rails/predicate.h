// Ruby predicates over a record as SQL over its row: one evaluator for conditions of rules and for
// validations.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "analyzer/rails/columns.h"

namespace tacit::analyze::rails {

// The names that code has for the record and for parts of it.
struct Names {
  bool self_is_record = true;                               // in a validator class it is not
  std::set<std::string, std::less<>> records;               // parameters that are the record
  std::map<std::string, std::string, std::less<>> columns;  // locals that hold a column's value
  std::map<std::string, const syntax::Node*, std::less<>>
      aliases;           // locals, by the expression they stand for
  ruby::FramePtr frame;  // for constants and literals
};

class Predicate {
 public:
  // Both must outlive it.
  Predicate(const ModelView& view, Reader& reader) : view_(view), reader_(reader) {}

  // SQL that is true only on rows on which Ruby gives the predicate the truth `want`; nothing where there is
  // none (what depends on changes, time, other rows, or methods of more than one expression). Where Ruby
  // would raise, the SQL is not true.
  [[nodiscard]] std::optional<std::string> Of(const syntax::Node& node, bool want, Names names);
  // The same of a lambda or block (its first parameter is the record), or a method by its name.
  [[nodiscard]] std::optional<std::string> OfProc(const ruby::Proc& proc, bool want);
  [[nodiscard]] std::optional<std::string> OfMethod(const std::string& name, bool want);

  // Whether each answer since the last `Reset` was exact: the SQL is false only where Ruby has the other
  // truth, or raises.
  [[nodiscard]] bool exact() const { return exact_; }
  void Reset() { exact_ = true; }
  // Alternatives that have no SQL may be left out: what is left still entails the truth.
  void LeaveOutAlternatives() { lenient_ = true; }

 private:
  using Sql = std::optional<std::string>;

  Sql Eval(const syntax::Node& node, bool want);
  Sql Within(const syntax::Node& body, bool want, Names names);
  Sql Either(Sql a, Sql b);
  Sql OfBinary(const syntax::Node& node, bool want);
  Sql OfDifference(const syntax::Node& left, const syntax::Node& right, bool want);
  Sql OfComparison(const syntax::Node& left, std::string op, const syntax::Node& right, bool want);
  Sql CompareColumns(const std::string& a, const std::string& op, const std::string& b, bool want);
  Sql CompareCount(const syntax::Node& left, const std::string& op, const syntax::Node& right, bool want);
  Sql Compare(const std::string& column, const std::string& op, const ruby::Value& literal, bool want);
  Sql Literal(const std::string& column, const ruby::Value& literal);
  [[nodiscard]] bool FitsColumn(const std::string& column, const Value& value) const;
  Sql OfCall(const syntax::Node& node, bool want);
  Sql In(const syntax::Node& element, const syntax::Node& list, bool want);
  Sql Question(const syntax::Node& receiver, const std::string& question, bool want);
  Sql Presence(const Association& association, bool present);
  Sql Blank(const std::string& column, bool want);
  Sql Truth(const std::string& column, bool want);
  Sql Attribute(const std::string& name, bool want);
  Sql IsA(const syntax::Node& type, bool want);

  [[nodiscard]] bool IsBoolean(const syntax::Node& node) const;
  [[nodiscard]] const syntax::Node& Resolved(const syntax::Node& node) const;
  [[nodiscard]] bool IsRecord(const syntax::Node& node) const;
  [[nodiscard]] std::string RecordCall(const syntax::Node& node) const;
  [[nodiscard]] std::string ColumnIn(const syntax::Node& node) const;
  [[nodiscard]] std::string PlainColumn(const std::string& name) const;
  [[nodiscard]] bool IsEnforced(const Association& association) const;

  const ModelView& view_;
  Reader& reader_;
  Names names_;
  bool exact_ = true;
  bool lenient_ = false;
  int depth_ = 0;
};

}  // namespace tacit::analyze::rails
