// Members that keep what the constructors of their class, or of a class that derives from it, gave them.
#include <algorithm>

#include "analyzer/cpp/fold.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr int kMaxBases = 10;

// Means the same wherever it stands: names no local variable, and no object.
bool StandsAlone(const Expr& expr) {
  bool alone = true;
  ForEachExpr(expr, [&](const Expr& part) {
    if (part.kind == Kind::kThis || part.kind == Kind::kOpaque || part.kind == Kind::kLambda ||
        (part.kind == Kind::kName && part.number >= 0)) {
      alone = false;
    }
  });
  return alone;
}

bool Assigns(std::string_view operation) {
  return operation == "=" || (operation.size() > 1 && operation.ends_with("=") && operation != "==" &&
                              operation != "!=" && operation != "<=" && operation != ">=");
}

}  // namespace

void Index::FindWrittenMembers() {
  const auto written = [this](const Expr& expr) {
    if (expr.kind == Kind::kMember) written_.insert({expr.owner, expr.text});
  };
  ForEachExprOf(program_, [&](const Expr& expr) {
    if (expr.may_write) written(expr);
    if (expr.kind == Kind::kBinary && Assigns(expr.text)) written(expr.args[0]);
    if (expr.kind == Kind::kUnary && expr.args.size() == 1 &&
        (expr.text == "&" || expr.text == "++" || expr.text == "--")) {
      written(expr.args[0]);
    }
    // A lambda may change what it captures.
    if (expr.kind == Kind::kLambda) std::for_each(expr.args.begin(), expr.args.end(), written);
  });
  for (const Function& function : program_.functions) FindBound(function.body);
}

// Variables that are references to members, through which these may be changed.
void Index::FindBound(const Stmt& stmt) {
  for (const Variable& variable : stmt.variables) {
    if (!variable.is_reference || variable.is_const) continue;
    for (const Expr& init : variable.init) {
      if (init.kind == Kind::kMember) written_.insert({init.owner, init.text});
    }
  }
  for (const Stmt& child : stmt.body) FindBound(child);
}

const Expr* Index::FixedMember(const std::string& record, const Expr& member) const {
  if (member.kind != Kind::kMember || written_.contains({member.owner, member.text})) return nullptr;
  const Expr* fixed = nullptr;
  for (const Function* method : MethodsOf(record)) {
    if (!method->is_constructor) continue;
    const Expr* given = GivenBy(*method, member, 0);
    if (given == nullptr || !StandsAlone(*given)) return nullptr;
    const bool is_same = fixed == nullptr || (fixed->kind == given->kind && fixed->text == given->text &&
                                              fixed->number == given->number && given->args.empty());
    if (!is_same) return nullptr;
    fixed = given;
  }
  return fixed;
}

// What a constructor gives a member of its class or of a base; null where that is not known.
const Expr* Index::GivenBy(const Function& constructor, const Expr& member, int depth) const {
  if (depth > kMaxBases) return nullptr;
  for (const Function::Initializer& initializer : constructor.initializers) {
    if (constructor.owner == member.owner) {
      if (initializer.member == member.text) return &Bare(initializer.value);
      continue;
    }
    const Expr& made = Bare(initializer.value);
    if (initializer.base.empty() || made.kind != Kind::kConstruct) continue;
    const Function* base = FindFunction(made.key);
    const Expr* given = base == nullptr ? nullptr : GivenBy(*base, member, depth + 1);
    if (given == nullptr) continue;
    if (given->kind != Kind::kName || given->number < 0) return given;
    for (std::size_t i = 0; i < base->parameters.size() && i < made.args.size(); ++i) {
      if (base->parameters[i].id == given->number) return &Bare(made.args[i]);
    }
    return nullptr;
  }
  return nullptr;
}

}  // namespace tacit::analyze::cpp
