#include "analyzer/clang/lower.h"

namespace tacit::analyze::clang_reader {

namespace {

using cpp::Stmt;
using StmtKind = Stmt::Kind;

constexpr int kMaxStmtDepth = 150;

bool NeverReturns(const clang::Expr* expr) {
  const auto* call = llvm::dyn_cast<clang::CallExpr>(expr);
  if (call == nullptr) return llvm::isa<clang::CXXThrowExpr>(expr);
  const clang::FunctionDecl* callee = call->getDirectCallee();
  return callee != nullptr && callee->isNoReturn();
}

}  // namespace

cpp::Variable Lowering::VariableOf(const clang::VarDecl* variable) {
  cpp::Variable lowered;
  lowered.name = variable->getNameAsString();
  lowered.id = LocalOf(variable);
  lowered.place = PlaceOf(variable->getLocation());
  const clang::QualType type = variable->getType();
  lowered.type = TypeOf(type);
  lowered.is_reference = type->isReferenceType() || type->isPointerType();
  lowered.is_const =
      lowered.is_reference ? type->getPointeeType().isConstQualified() : type.isConstQualified();
  if (const clang::Expr* init = variable->getInit();
      init != nullptr && !llvm::isa<clang::ParmVarDecl>(variable)) {
    lowered.init.push_back(Lower(init));
  }
  return lowered;
}

Stmt Lowering::Statement(const clang::Stmt* stmt) {
  Stmt lowered;
  if (stmt == nullptr) return lowered;
  lowered.place = PlaceOf(stmt->getBeginLoc());
  if (depth_ >= kMaxStmtDepth) {
    lowered.kind = StmtKind::kUnordered;
    return lowered;
  }
  ++depth_;
  lowered = Statement_(stmt);
  --depth_;
  return lowered;
}

// A case's label and what it labels are one statement to Clang; here what is labelled follows its label.
void Lowering::IntoCase(Stmt& block, const clang::SwitchCase* label) {
  const clang::Stmt* labelled = label;
  while (const auto* next = llvm::dyn_cast_or_null<clang::SwitchCase>(labelled)) {
    Stmt lowered;
    lowered.kind = StmtKind::kCase;
    lowered.place = PlaceOf(next->getBeginLoc());
    if (const auto* value = llvm::dyn_cast<clang::CaseStmt>(next))
      lowered.exprs.push_back(Lower(value->getLHS()));
    block.body.push_back(std::move(lowered));
    labelled = next->getSubStmt();
  }
  Into(block, labelled);
}

void Lowering::Into(Stmt& block, const clang::Stmt* stmt) {
  if (stmt == nullptr || llvm::isa<clang::NullStmt>(stmt)) return;
  if (const auto* label = llvm::dyn_cast<clang::SwitchCase>(stmt)) return IntoCase(block, label);
  block.body.push_back(Statement(stmt));
}

// What is left of assert(c) is `c ? void() : fail()`; a check that every build makes looks the same, but
// stands in no macro.
Stmt Lowering::ExpressionStatement(const clang::Expr* expr) {
  Stmt lowered;
  lowered.place = PlaceOf(expr->getExprLoc());
  const clang::Expr* stripped = Strip(expr);
  if (NeverReturns(stripped)) {
    lowered.kind = StmtKind::kThrow;
    lowered.exprs.push_back(Lower(stripped));
    return lowered;
  }
  const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(stripped);
  if (choice != nullptr && NeverReturns(Strip(choice->getFalseExpr()))) {
    lowered.kind = StmtKind::kAssert;
    lowered.exprs.push_back(Lower(choice->getCond()));
    return lowered;
  }
  lowered.kind = StmtKind::kExpr;
  lowered.exprs.push_back(Lower(expr));
  return lowered;
}

Stmt Lowering::Statement_(const clang::Stmt* stmt) {
  Stmt lowered;
  lowered.place = PlaceOf(stmt->getBeginLoc());
  if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(stmt)) {
    for (const clang::Stmt* child : block->body()) Into(lowered, child);
    return lowered;
  }
  if (const auto* expr = llvm::dyn_cast<clang::Expr>(stmt)) return ExpressionStatement(expr);
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(stmt)) {
    lowered.kind = StmtKind::kDecl;
    for (const clang::Decl* declared : declaration->decls()) {
      if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(declared)) {
        lowered.variables.push_back(VariableOf(variable));
      } else if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declared)) {
        LowerRecord(record);
      }
    }
    return lowered;
  }
  if (const auto* choice = llvm::dyn_cast<clang::IfStmt>(stmt)) {
    if (choice->isConsteval()) {
      lowered.kind = StmtKind::kUnordered;
      return lowered;
    }
    lowered.kind = StmtKind::kIf;
    if (const clang::VarDecl* variable = choice->getConditionVariable()) {
      lowered.variables.push_back(VariableOf(variable));
    }
    lowered.exprs.push_back(Lower(choice->getCond()));
    lowered.body.push_back(Statement(choice->getThen()));
    if (choice->getElse() != nullptr) lowered.body.push_back(Statement(choice->getElse()));
    if (choice->getInit() == nullptr) return lowered;
    Stmt block;
    block.place = lowered.place;
    block.body.push_back(Statement(choice->getInit()));
    block.body.push_back(std::move(lowered));
    return block;
  }
  if (const auto* loop = llvm::dyn_cast<clang::WhileStmt>(stmt)) {
    lowered.kind = StmtKind::kLoop;
    if (const clang::VarDecl* variable = loop->getConditionVariable()) {
      lowered.variables.push_back(VariableOf(variable));
    }
    lowered.exprs.push_back(Lower(loop->getCond()));
    lowered.body.push_back(Statement(loop->getBody()));
    return lowered;
  }
  if (const auto* loop = llvm::dyn_cast<clang::DoStmt>(stmt)) {
    lowered.kind = StmtKind::kLoop;
    lowered.body.push_back(Statement(loop->getBody()));
    Stmt test;
    test.kind = StmtKind::kExpr;
    test.place = PlaceOf(loop->getWhileLoc());
    test.exprs.push_back(Lower(loop->getCond()));
    lowered.body.push_back(std::move(test));
    return lowered;
  }
  if (const auto* loop = llvm::dyn_cast<clang::ForStmt>(stmt)) {
    lowered.kind = StmtKind::kLoop;
    if (loop->getCond() != nullptr) lowered.exprs.push_back(Lower(loop->getCond()));
    lowered.body.push_back(Statement(loop->getBody()));
    if (loop->getInc() != nullptr) lowered.body.push_back(ExpressionStatement(loop->getInc()));
    if (loop->getInit() == nullptr) return lowered;
    Stmt block;
    block.place = lowered.place;
    block.body.push_back(Statement(loop->getInit()));
    block.body.push_back(std::move(lowered));
    return block;
  }
  if (const auto* loop = llvm::dyn_cast<clang::CXXForRangeStmt>(stmt)) {
    lowered.kind = StmtKind::kForEach;
    cpp::Variable variable = VariableOf(loop->getLoopVariable());
    variable.init.clear();
    lowered.variables.push_back(std::move(variable));
    lowered.exprs.push_back(Lower(loop->getRangeInit()));
    lowered.body.push_back(Statement(loop->getBody()));
    return lowered;
  }
  if (const auto* choice = llvm::dyn_cast<clang::SwitchStmt>(stmt)) {
    lowered.kind = StmtKind::kSwitch;
    lowered.exprs.push_back(Lower(choice->getCond()));
    lowered.body.push_back(Statement(choice->getBody()));
    return lowered;
  }
  if (const auto* result = llvm::dyn_cast<clang::ReturnStmt>(stmt)) {
    lowered.kind = StmtKind::kReturn;
    if (result->getRetValue() != nullptr) lowered.exprs.push_back(Lower(result->getRetValue()));
    return lowered;
  }
  if (const auto* attempt = llvm::dyn_cast<clang::CXXTryStmt>(stmt)) {
    lowered.kind = StmtKind::kTry;
    lowered.body.push_back(Statement(attempt->getTryBlock()));
    for (unsigned i = 0; i < attempt->getNumHandlers(); ++i) {
      lowered.body.push_back(Statement(attempt->getHandler(i)->getHandlerBlock()));
    }
    return lowered;
  }
  if (const auto* attributed = llvm::dyn_cast<clang::AttributedStmt>(stmt)) {
    return Statement_(attributed->getSubStmt());
  }
  if (llvm::isa<clang::BreakStmt>(stmt)) {
    lowered.kind = StmtKind::kBreak;
    return lowered;
  }
  if (llvm::isa<clang::ContinueStmt>(stmt)) {
    lowered.kind = StmtKind::kContinue;
    return lowered;
  }
  if (llvm::isa<clang::NullStmt>(stmt)) return lowered;
  lowered.kind = StmtKind::kUnordered;
  for (const clang::Stmt* child : stmt->children()) Into(lowered, child);
  return lowered;
}

}  // namespace tacit::analyze::clang_reader
