// Python's conditions about `self` as conditions over the columns of its row.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/django/formula.h"
#include "analyzer/django/models.h"

namespace tacit::analyze::django {

// What a method knows of its local names.
struct LocalTruths {
  std::map<std::string, FormulaPtr, std::less<>> truths;                    // of the value that was assigned
  std::map<std::string, const syntax::Node*, std::less<>> aliases;          // its expression
  std::map<std::string, std::vector<FormulaPtr>, std::less<>> collections;  // when something is added to it
};

// Reads conditions in methods of one model. Whatever is not a condition over columns that nobody writes in
// between is opaque. In three-valued logic a formula is false only where Python's condition is.
class TruthReader {
 public:
  TruthReader(Project& project, const Model& model, std::set<std::string> written)
      : project_(project), model_(model), written_(std::move(written)) {}

  // Whether the expression's value is true.
  [[nodiscard]] FormulaPtr Of(const syntax::Node& expression, const LocalTruths& locals);
  // The field that `self.x` reads; null where it is none.
  [[nodiscard]] const Field* FieldOf(const syntax::Node& expression, const LocalTruths& locals) const;
  [[nodiscard]] const Model& model() const { return model_; }

 private:
  FormulaPtr OfField(const Field& field) const;
  FormulaPtr OfComparison(const syntax::Node& node, const LocalTruths& locals);
  FormulaPtr OfPair(const syntax::Node& left, const std::string& op, const syntax::Node& right,
                    const LocalTruths& locals);
  FormulaPtr OfCall(const syntax::Node& node, const LocalTruths& locals);
  // A property or method whose body is one return.
  FormulaPtr OfMember(std::string_view name);
  python::Value ValueOf(const syntax::Node& node) const;

  Project& project_;
  const Model& model_;
  std::set<std::string> written_;
  int depth_ = 0;
};

}  // namespace tacit::analyze::django
