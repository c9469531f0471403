// Values of a program's expressions that are known without running it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/cpp/program.h"

namespace tacit::analyze::cpp {

// A program with its declarations by name. The program must outlive it; may be read by any number of threads.
class Index {
 public:
  explicit Index(const Program& program);

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const std::string& FileOf(Place place) const;

  // Null where there is none. Of several of one name (a template's instances), the first; of several
  // variables, none.
  [[nodiscard]] const Function* FindFunction(const std::string& key) const;
  [[nodiscard]] const Record* FindRecord(const std::string& name) const;
  [[nodiscard]] const Enum* FindEnum(const std::string& name) const;
  [[nodiscard]] const Variable* FindGlobal(const std::string& name) const;
  // Of the class or a base of it.
  [[nodiscard]] const Field* FindField(const std::string& record, const std::string& field) const;
  // The methods of a class, whatever template arguments it is written with.
  [[nodiscard]] const std::vector<const Function*>& MethodsOf(const std::string& owner) const;
  // Whether a class is another, or derives from it.
  [[nodiscard]] bool Is(const std::string& record, const std::string& base, int depth = 0) const;
  // What a member, as a method of `record` names it by `this`, holds in every object of that very class: what
  // its constructors give it, and nothing changes. Null where that is not known.
  [[nodiscard]] const Expr* FixedMember(const std::string& record, const Expr& member) const;

 private:
  void FindWrittenMembers();
  void FindBound(const Stmt& stmt);
  [[nodiscard]] const Expr* GivenBy(const Function& constructor, const Expr& member, int depth) const;

  const Program& program_;
  std::set<std::pair<std::string, std::string>> written_;  // members, by class, that something may change
  std::unordered_map<std::string, const Function*> functions_;
  std::unordered_map<std::string, const Record*> records_;
  std::unordered_map<std::string, const Enum*> enums_;
  std::unordered_map<std::string, const Variable*> globals_;
  std::unordered_map<std::string, std::vector<const Function*>> methods_;
};

// What local variables hold: the expressions that they were last given on every path, by Expr::number.
using Locals = std::unordered_map<std::int64_t, const Expr*>;

// Text with holes: what is not known stands as kHole in it.
inline constexpr char kHole = '\x01';

struct FoldedText {
  std::string text;
  std::vector<const Expr*> holes;  // what each kHole stands for, in order
};

// Text of literals, constants, `+`, `<<` into a stream, std::format, functions that return text, and
// std::to_string and QString::arg of what is known. Nothing for an expression that is no text at all.
[[nodiscard]] std::optional<FoldedText> FoldText(const Expr& expr, const Index& index,
                                                 const Locals& locals = {});

// The same where it has no holes.
[[nodiscard]] std::optional<std::string> KnownText(const Expr& expr, const Index& index,
                                                   const Locals& locals = {});
[[nodiscard]] std::optional<std::int64_t> KnownInt(const Expr& expr, const Index& index,
                                                   const Locals& locals = {});

// The last part of a qualified name.
[[nodiscard]] std::string_view LastName(std::string_view qualified);

// The expression without default-argument marks and casts that keep its value.
[[nodiscard]] const Expr& Bare(const Expr& expr);

// Calls `visit` for every expression below and of a statement, outermost first, in order.
template <typename Visit>
void ForEachExpr(const Expr& expr, const Visit& visit) {
  visit(expr);
  for (const Expr& operand : expr.args) ForEachExpr(operand, visit);
}
template <typename Visit>
void ForEachExpr(const Stmt& stmt, const Visit& visit) {
  for (const Variable& variable : stmt.variables) {
    for (const Expr& init : variable.init) ForEachExpr(init, visit);
  }
  for (const Expr& expr : stmt.exprs) ForEachExpr(expr, visit);
  for (const Stmt& child : stmt.body) ForEachExpr(child, visit);
}

// The same for all that a program runs: functions, and what variables and members begin with.
template <typename Visit>
void ForEachExprOf(const Program& program, const Visit& visit) {
  for (const Function& function : program.functions) {
    for (const Function::Initializer& initializer : function.initializers) {
      ForEachExpr(initializer.value, visit);
    }
    ForEachExpr(function.body, visit);
  }
  for (const Variable& global : program.globals) {
    for (const Expr& init : global.init) ForEachExpr(init, visit);
  }
  for (const Record& record : program.records) {
    for (const Field& field : record.fields) {
      for (const Expr& init : field.init) ForEachExpr(init, visit);
    }
  }
}

}  // namespace tacit::analyze::cpp
