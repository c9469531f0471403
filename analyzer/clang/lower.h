// Syntax trees of Clang as a Program. One Lowering for each translation unit.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "analyzer/cpp/program.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Sema/Sema.h"

namespace tacit::analyze::clang_reader {

// What translation units have read already: a header that several include is lowered once.
class Seen {
 public:
  // True for the first caller with that key.
  [[nodiscard]] bool First(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return keys_.insert(key).second;
  }

 private:
  std::mutex mutex_;
  std::set<std::string> keys_;
};

class Lowering {
 public:
  Lowering(clang::ASTContext& context, clang::Sema* sema, const std::string& root, Seen& seen,
           cpp::Program& program)
      : context_(context),
        sources_(context.getSourceManager()),
        sema_(sema),
        root_(root),
        seen_(seen),
        program_(program) {}

  void LowerUnit();
  // Whether a place is in a file below the root; bodies elsewhere are not read.
  [[nodiscard]] bool IsOurs(clang::SourceLocation where);
  void AddPragma(clang::SourceLocation where, std::string text);

 private:
  void LowerContext(const clang::DeclContext* scope);
  void LowerDecl(const clang::Decl* decl);
  void LowerRecord(const clang::CXXRecordDecl* record);
  void LowerInstances(const clang::ClassTemplateDecl* pattern);
  void LowerEnum(const clang::EnumDecl* declared);
  void LowerFunction(const clang::FunctionDecl* function);
  void LowerInstance(const clang::FunctionDecl* function);
  void LowerBody(const clang::FunctionDecl* function, cpp::Function& lowered);
  void LowerGlobal(const clang::VarDecl* variable);
  void AddSqlTypes(const clang::CXXRecordDecl* record);
  [[nodiscard]] std::optional<std::string> SqlTypeOf(clang::QualType type, bool* specialized, int depth);
  [[nodiscard]] std::string FoldSqlType(const clang::Expr* expr, int depth);

  [[nodiscard]] cpp::Stmt Statement(const clang::Stmt* stmt);
  [[nodiscard]] cpp::Stmt Statement_(const clang::Stmt* stmt);
  void Into(cpp::Stmt& block, const clang::Stmt* stmt);
  void IntoCase(cpp::Stmt& block, const clang::SwitchCase* label);
  [[nodiscard]] cpp::Stmt ExpressionStatement(const clang::Expr* expr);
  [[nodiscard]] cpp::Variable VariableOf(const clang::VarDecl* variable);

  [[nodiscard]] cpp::Expr Lower(const clang::Expr* expr);
  [[nodiscard]] cpp::Expr LowerStripped(const clang::Expr* expr);
  [[nodiscard]] cpp::Expr Opaque(const clang::Expr* expr);
  [[nodiscard]] cpp::Expr Make(cpp::Expr::Kind kind, const clang::Expr* expr);
  [[nodiscard]] cpp::Expr LowerReference(const clang::DeclRefExpr* reference);
  [[nodiscard]] cpp::Expr LowerMember(const clang::MemberExpr* member);
  [[nodiscard]] cpp::Expr LowerCall(const clang::CallExpr* call);
  [[nodiscard]] cpp::Expr LowerMethodCall(const clang::CXXMemberCallExpr* call);
  [[nodiscard]] cpp::Expr LowerOperatorCall(const clang::CXXOperatorCallExpr* call);
  [[nodiscard]] cpp::Expr LowerUnresolvedCall(const clang::CallExpr* call);
  [[nodiscard]] cpp::Expr LowerConstruct(const clang::CXXConstructExpr* construct);
  [[nodiscard]] cpp::Expr LowerLambda(const clang::LambdaExpr* lambda);
  void Arguments(cpp::Expr& into, llvm::ArrayRef<const clang::Expr*> arguments,
                 const clang::FunctionDecl* callee);
  [[nodiscard]] std::optional<std::int64_t> Constant(const clang::Expr* expr);

  [[nodiscard]] cpp::Place PlaceOf(clang::SourceLocation where);
  [[nodiscard]] std::string PlaceName(clang::SourceLocation where);
  [[nodiscard]] int FileOf(clang::FileID id);
  [[nodiscard]] cpp::Type TypeOf(clang::QualType type, int depth = 0);
  [[nodiscard]] std::string KeyOf(const clang::FunctionDecl* function);
  [[nodiscard]] std::string FullName(const clang::RecordDecl* record);
  [[nodiscard]] std::int64_t LocalOf(const clang::ValueDecl* variable);

  clang::ASTContext& context_;
  const clang::SourceManager& sources_;
  clang::Sema* sema_;
  const std::string& root_;
  Seen& seen_;
  cpp::Program& program_;
  std::unordered_map<unsigned, int> files_;  // of FileID hash; -1: not ours
  std::unordered_map<const clang::Decl*, std::int64_t> locals_;
  std::string function_place_;  // of what is being lowered, for the names of its lambdas
  int depth_ = 0;
};

// The expression without what C++ puts around it: parentheses, implicit conversions, temporaries.
[[nodiscard]] const clang::Expr* Strip(const clang::Expr* expr);
// Whether a class has a member template persist(), by which Wt::Dbo maps it.
[[nodiscard]] bool HasPersist(const clang::CXXRecordDecl* record, clang::ASTContext& context);
// What is read of headers outside the root, too: classes that have a persist(), and that.
[[nodiscard]] bool IsMapping(const clang::Decl* decl);
// std::string, std::string_view and the like, of any character type.
[[nodiscard]] bool IsText(clang::QualType type);

}  // namespace tacit::analyze::clang_reader
