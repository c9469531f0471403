#include "analyzer/clang/merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tacit::analyze::clang_reader {

namespace {

// Gives every place of a program the file's number in the table of all.
class Renumber {
 public:
  explicit Renumber(const std::vector<int>& files) : files_(files) {}

  void operator()(cpp::Place& place) const {
    if (place.file >= 0) place.file = files_[static_cast<std::size_t>(place.file)];
  }
  void operator()(cpp::Expr& expr) const {
    (*this)(expr.place);
    for (cpp::Expr& operand : expr.args) (*this)(operand);
  }
  void operator()(cpp::Variable& variable) const {
    (*this)(variable.place);
    for (cpp::Expr& init : variable.init) (*this)(init);
  }
  void operator()(cpp::Stmt& stmt) const {
    (*this)(stmt.place);
    for (cpp::Expr& expr : stmt.exprs) (*this)(expr);
    for (cpp::Variable& variable : stmt.variables) (*this)(variable);
    for (cpp::Stmt& child : stmt.body) (*this)(child);
  }
  void operator()(cpp::Function& function) const {
    (*this)(function.place);
    for (cpp::Variable& parameter : function.parameters) (*this)(parameter);
    for (cpp::Function::Initializer& initializer : function.initializers) (*this)(initializer.value);
    (*this)(function.body);
  }
  void operator()(cpp::Record& record) const {
    (*this)(record.place);
    for (cpp::Field& field : record.fields) {
      (*this)(field.place);
      for (cpp::Expr& init : field.init) (*this)(init);
    }
  }

 private:
  const std::vector<int>& files_;
};

template <typename T, typename Key>
void Sort(std::vector<T>& items, Key key) {
  std::stable_sort(items.begin(), items.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
}

template <typename T>
void Append(std::vector<T>& to, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

void Merge(std::vector<cpp::Program> programs, cpp::Program& into) {
  std::set<std::string> names;
  for (const cpp::Program& program : programs) names.insert(program.files.begin(), program.files.end());
  into.files.assign(names.begin(), names.end());
  for (cpp::Program& program : programs) {
    std::vector<int> files;
    for (const std::string& file : program.files) {
      files.push_back(static_cast<int>(std::distance(names.begin(), names.find(file))));
    }
    const Renumber renumber(files);
    for (cpp::Function& function : program.functions) renumber(function);
    for (cpp::Record& record : program.records) renumber(record);
    for (cpp::Enum& declared : program.enums) renumber(declared.place);
    for (cpp::Variable& global : program.globals) renumber(global);
    for (cpp::Pragma& pragma : program.pragmas) renumber(pragma.place);
    Append(into.functions, program.functions);
    Append(into.records, program.records);
    Append(into.enums, program.enums);
    Append(into.globals, program.globals);
    Append(into.pragmas, program.pragmas);
    Append(into.sql_types, program.sql_types);
    Append(into.messages, program.messages);
    into.files_read += program.files_read;
  }
  Sort(into.functions, [](const cpp::Function& f) { return std::tie(f.place, f.key); });
  Sort(into.records, [](const cpp::Record& r) { return std::tie(r.place, r.full); });
  Sort(into.enums, [](const cpp::Enum& e) { return std::tie(e.place, e.name); });
  Sort(into.globals, [](const cpp::Variable& v) { return std::tie(v.place, v.name); });
  Sort(into.pragmas, [](const cpp::Pragma& p) { return std::tie(p.place, p.text); });
  Sort(into.sql_types, [](const cpp::SqlType& t) { return std::tie(t.type); });
}

}  // namespace tacit::analyze::clang_reader
