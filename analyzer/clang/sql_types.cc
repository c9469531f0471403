// What SQL type Wt::Dbo gives to a C++ type: the question that templates answer, put to Clang.
#include "analyzer/clang/lower.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Sema/Lookup.h"
#include "clang/Sema/Template.h"

namespace tacit::analyze::clang_reader {

namespace {

constexpr int kMaxTableDepth = 8;
constexpr llvm::StringRef kNotNull = " not null";

const clang::NamespaceDecl* Namespace(const clang::DeclContext* scope, clang::ASTContext& context,
                                      llvm::StringRef name) {
  for (const clang::NamedDecl* found : scope->lookup(&context.Idents.get(name))) {
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(found)) return space;
  }
  return nullptr;
}

clang::ClassTemplateDecl* ValueTraits(clang::ASTContext& context) {
  const clang::DeclContext* scope = context.getTranslationUnitDecl();
  for (const llvm::StringRef name : {"Wt", "Dbo"}) {
    const clang::NamespaceDecl* space = Namespace(scope, context, name);
    if (space == nullptr) return nullptr;
    scope = space;
  }
  for (clang::NamedDecl* found : scope->lookup(&context.Idents.get("sql_value_traits"))) {
    if (auto* traits = llvm::dyn_cast<clang::ClassTemplateDecl>(found)) return traits;
  }
  return nullptr;
}

}  // namespace

bool HasPersist(const clang::CXXRecordDecl* record, clang::ASTContext& context) {
  const clang::DeclContext::lookup_result found = record->lookup(&context.Idents.get("persist"));
  return !found.empty() && llvm::isa<clang::FunctionTemplateDecl>(found.front());
}

bool IsMapping(const clang::Decl* decl) {
  if (const clang::FunctionDecl* function = decl->getAsFunction()) {
    return function->isCXXClassMember() && function->getDescribedFunctionTemplate() != nullptr &&
           function->getDeclName().isIdentifier() && function->getName() == "persist";
  }
  const auto* pattern = llvm::dyn_cast<clang::ClassTemplateDecl>(decl);
  const auto* record =
      pattern != nullptr ? pattern->getTemplatedDecl() : llvm::dyn_cast<clang::CXXRecordDecl>(decl);
  return record != nullptr && record->isThisDeclarationADefinition() &&
         HasPersist(record, decl->getASTContext());
}

void Lowering::AddSqlTypes(const clang::CXXRecordDecl* record) {
  if (sema_ == nullptr || !HasPersist(record, context_)) return;
  for (const clang::FieldDecl* field : record->fields()) {
    const clang::QualType type =
        field->getType().getNonReferenceType().getCanonicalType().getUnqualifiedType();
    if (type->isDependentType()) continue;
    if (const auto* values = type->getAs<clang::EnumType>()) LowerEnum(values->getDecl());
    cpp::SqlType answer;
    answer.type = Show(TypeOf(type));
    // Known from another unit, or from this one: nothing new.
    if (!seen_.First("t? " + answer.type + "@" + std::to_string(reinterpret_cast<std::uintptr_t>(this))))
      continue;
    const std::optional<std::string> sql = SqlTypeOf(type, &answer.specialized, 0);
    if (!answer.specialized) continue;
    answer.sql = sql.value_or("");
    if (seen_.First("t " + answer.type)) program_.sql_types.push_back(std::move(answer));
  }
}

std::optional<std::string> Lowering::SqlTypeOf(clang::QualType type, bool* specialized, int depth) {
  *specialized = false;
  if (depth > kMaxTableDepth) return std::nullopt;
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record != nullptr && record->getIdentifier() != nullptr && record->getName() == "optional") {
    const auto* made = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
    if (made == nullptr || made->getTemplateArgs()[0].getKind() != clang::TemplateArgument::Type)
      return std::nullopt;
    std::optional<std::string> nested =
        SqlTypeOf(made->getTemplateArgs()[0].getAsType(), specialized, depth + 1);
    if (nested && llvm::StringRef(*nested).ends_with(kNotNull))
      nested->resize(nested->size() - kNotNull.size());
    return nested;
  }
  clang::ClassTemplateDecl* traits = ValueTraits(context_);
  if (traits == nullptr) return std::nullopt;
  clang::TemplateArgumentListInfo arguments;
  arguments.addArgument(clang::TemplateArgumentLoc(
      clang::TemplateArgument(type), context_.getTrivialTypeSourceInfo(type, traits->getLocation())));
  const clang::QualType specialization =
      sema_->CheckTemplateIdType(clang::TemplateName(traits), traits->getLocation(), arguments);
  if (specialization.isNull() || !sema_->isCompleteType(traits->getLocation(), specialization))
    return std::nullopt;
  clang::CXXRecordDecl* made = specialization->getAsCXXRecordDecl();
  clang::LookupResult found(*sema_, &context_.Idents.get("type"), traits->getLocation(),
                            clang::Sema::LookupOrdinaryName);
  found.suppressDiagnostics();
  if (made == nullptr || !sema_->LookupQualifiedName(found, made)) return std::nullopt;
  auto* function = found.getAsSingle<clang::FunctionDecl>();
  if (function == nullptr) return std::nullopt;
  *specialized = true;
  if (function->isImplicitlyInstantiable() && !function->isDefined()) {
    sema_->InstantiateFunctionDefinition(traits->getLocation(), function, /*Recursive=*/false,
                                         /*DefinitionRequired=*/false);
  }
  const clang::FunctionDecl* definition = nullptr;
  if (!function->hasBody(definition)) {
    // Inherited from the traits of another type, whose body is not at hand either.
    const auto* declaring =
        llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(function->getDeclContext());
    if (declaring == nullptr || declaring->getCanonicalDecl() == made->getCanonicalDecl() ||
        declaring->getTemplateArgs()[0].getKind() != clang::TemplateArgument::Type) {
      return std::nullopt;
    }
    return "{" + Show(TypeOf(declaring->getTemplateArgs()[0].getAsType())) + "}";
  }
  const auto* body = llvm::dyn_cast_or_null<clang::CompoundStmt>(definition->getBody());
  if (body == nullptr || body->size() != 1) return std::nullopt;
  const auto* result = llvm::dyn_cast<clang::ReturnStmt>(body->body_front());
  if (result == nullptr || result->getRetValue() == nullptr) return std::nullopt;
  const std::string sql = FoldSqlType(result->getRetValue(), depth + 1);
  if (sql.empty()) return std::nullopt;
  return sql;
}

// "{textType} not null" of `conn->textType(size) + " not null"`; empty: something else.
std::string Lowering::FoldSqlType(const clang::Expr* expr, int depth) {
  expr = Strip(expr);
  if (depth > kMaxTableDepth || expr == nullptr) return "";
  if (const auto* text = llvm::dyn_cast<clang::StringLiteral>(expr)) return text->getString().str();
  if (const auto* cast = llvm::dyn_cast<clang::CXXFunctionalCastExpr>(expr)) {
    return FoldSqlType(cast->getSubExpr(), depth + 1);
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(expr);
      made != nullptr && made->getNumArgs() > 0) {
    return FoldSqlType(made->getArg(0), depth + 1);
  }
  if (const auto* joined = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expr)) {
    if (joined->getOperator() != clang::OO_Plus || joined->getNumArgs() != 2) return "";
    const std::string left = FoldSqlType(joined->getArg(0), depth + 1);
    const std::string right = FoldSqlType(joined->getArg(1), depth + 1);
    return left.empty() || right.empty() ? "" : left + right;
  }
  if (const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(expr)) {
    return call->getMethodDecl() == nullptr ? "" : "{" + call->getMethodDecl()->getNameAsString() + "}";
  }
  const auto* call = llvm::dyn_cast<clang::CallExpr>(expr);
  const auto* callee =
      call == nullptr ? nullptr : llvm::dyn_cast_or_null<clang::CXXMethodDecl>(call->getDirectCallee());
  if (callee == nullptr || callee->getNameAsString() != "type") return "";
  const auto* traits = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(callee->getParent());
  if (traits == nullptr || traits->getTemplateArgs()[0].getKind() != clang::TemplateArgument::Type) return "";
  const clang::QualType delegate = traits->getTemplateArgs()[0].getAsType();
  bool specialized = false;
  if (const auto sql = SqlTypeOf(delegate, &specialized, depth + 1)) return *sql;
  return "{" + Show(TypeOf(delegate)) + "}";
}

}  // namespace tacit::analyze::clang_reader
