#include "analyzer/clang/lower.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/AST/ExprObjC.h"
#include "llvm/ADT/SmallString.h"

namespace tacit::analyze::clang_reader {

namespace {

using cpp::Expr;
using Kind = Expr::Kind;

// Deeper nesting than people write is cut: the rest is opaque.
constexpr int kMaxDepth = 150;

bool IsMoveLike(const clang::FunctionDecl* function) {
  if (!function->isInStdNamespace() || function->getDeclName().isIdentifier() == false) return false;
  const llvm::StringRef name = function->getName();
  return (name == "move" || name == "forward" || name == "as_const" || name == "ref" || name == "cref") &&
         function->getNumParams() == 1;
}

// Of a member: its own; of a getter, what it returns; of a setter, what it takes.
clang::QualType ValueType(const clang::ValueDecl* member) {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(member);
  if (method == nullptr) return member->getType();
  if (method->getReturnType()->isVoidType() && method->getNumParams() == 1) {
    return method->getParamDecl(0)->getType();
  }
  return method->getReturnType();
}

bool WritesThrough(clang::QualType parameter) {
  if (parameter->isDependentType()) return true;
  // A function is no variable.
  if (!parameter->getPointeeType().isNull() && parameter->getPointeeType()->isFunctionType()) return false;
  if (parameter->isReferenceType()) return !parameter->getPointeeType().isConstQualified();
  return parameter->isPointerType() && !parameter->getPointeeType().isConstQualified();
}

}  // namespace

const clang::Expr* Strip(const clang::Expr* expr) {
  while (expr != nullptr) {
    const clang::Expr* inner = expr->IgnoreParens()->IgnoreImplicit();
    if (const auto* cleanups = llvm::dyn_cast<clang::FullExpr>(inner)) inner = cleanups->getSubExpr();
    if (const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(inner)) inner = bound->getSubExpr();
    if (const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(inner)) {
      inner = temporary->getSubExpr();
    }
    if (const auto* parameter = llvm::dyn_cast<clang::SubstNonTypeTemplateParmExpr>(inner)) {
      inner = parameter->getReplacement();
    }
    if (inner == expr) return expr;
    expr = inner;
  }
  return expr;
}

bool IsText(clang::QualType type) {
  if (type.isNull()) return false;
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr || !record->isInStdNamespace() || record->getIdentifier() == nullptr) return false;
  return record->getName() == "basic_string" || record->getName() == "basic_string_view";
}

Expr Lowering::Make(Kind kind, const clang::Expr* expr) {
  Expr made;
  made.kind = kind;
  made.place = PlaceOf(expr->getExprLoc());
  return made;
}

Expr Lowering::Opaque(const clang::Expr* expr) {
  Expr opaque = Make(Kind::kOpaque, expr);
  for (const clang::Stmt* child : expr->children()) {
    if (const auto* operand = llvm::dyn_cast_or_null<clang::Expr>(child))
      opaque.args.push_back(Lower(operand));
  }
  return opaque;
}

std::optional<std::int64_t> Lowering::Constant(const clang::Expr* expr) {
  if (expr->isValueDependent() || expr->getType().isNull() ||
      !expr->getType()->isIntegralOrEnumerationType()) {
    return std::nullopt;
  }
  clang::Expr::EvalResult result;
  if (!expr->EvaluateAsInt(result, context_, clang::Expr::SE_NoSideEffects)) return std::nullopt;
  const llvm::APSInt value = result.Val.getInt();
  if (value.isUnsigned() ? value.getActiveBits() > 63 : value.getSignificantBits() > 64) return std::nullopt;
  return value.getExtValue();
}

Expr Lowering::Lower(const clang::Expr* expr) {
  if (expr == nullptr) return {};
  if (depth_ >= kMaxDepth) return Make(Kind::kOpaque, expr);
  ++depth_;
  Expr lowered = LowerStripped(Strip(expr));
  --depth_;
  return lowered;
}

Expr Lowering::LowerStripped(const clang::Expr* expr) {
  if (const auto* text = llvm::dyn_cast<clang::StringLiteral>(expr)) {
    Expr lowered = Make(Kind::kString, expr);
    if (text->getCharByteWidth() == 1) {
      lowered.text = text->getString().str();
    } else {
      for (unsigned i = 0; i < text->getLength(); ++i) {
        if (text->getCodeUnit(i) > 0x7f) return Make(Kind::kOpaque, expr);
        lowered.text += static_cast<char>(text->getCodeUnit(i));
      }
    }
    return lowered;
  }
  if (const auto* literal = llvm::dyn_cast<clang::UserDefinedLiteral>(expr)) {
    if (literal->getLiteralOperatorKind() == clang::UserDefinedLiteral::LOK_String) {
      return Lower(literal->getCookedLiteral());
    }
    return Opaque(expr);
  }
  if (const auto* truth = llvm::dyn_cast<clang::CXXBoolLiteralExpr>(expr)) {
    Expr lowered = Make(Kind::kBool, expr);
    lowered.number = truth->getValue() ? 1 : 0;
    return lowered;
  }
  if (const auto* number = llvm::dyn_cast<clang::FloatingLiteral>(expr)) {
    Expr lowered = Make(Kind::kFloat, expr);
    llvm::SmallString<32> digits;
    number->getValue().toString(digits);
    lowered.text = digits.str().str();
    return lowered;
  }
  if (llvm::isa<clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr>(expr)) return Make(Kind::kNull, expr);
  if (llvm::isa<clang::CXXThisExpr>(expr)) {
    Expr lowered = Make(Kind::kThis, expr);
    lowered.type = TypeOf(expr->getType()->getPointeeType());
    return lowered;
  }
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(expr)) return LowerReference(reference);
  if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(expr)) return LowerMember(member);
  if (const auto* default_argument = llvm::dyn_cast<clang::CXXDefaultArgExpr>(expr)) {
    Expr lowered = Make(Kind::kDefault, expr);
    lowered.args.push_back(Lower(default_argument->getExpr()));
    return lowered;
  }
  if (const auto* initial = llvm::dyn_cast<clang::CXXDefaultInitExpr>(expr)) return Lower(initial->getExpr());
  if (const auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expr)) {
    return LowerOperatorCall(operation);
  }
  if (const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(expr)) return LowerMethodCall(call);
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(expr)) return LowerCall(call);
  if (const auto* construct = llvm::dyn_cast<clang::CXXConstructExpr>(expr)) return LowerConstruct(construct);
  if (const auto* cast = llvm::dyn_cast<clang::ExplicitCastExpr>(expr)) {
    // A cast to a class is the construction inside it.
    if (cast->getType()->isRecordType() || IsText(cast->getType())) return Lower(cast->getSubExpr());
    Expr lowered = Make(Kind::kCast, expr);
    lowered.type = TypeOf(cast->getType());
    if (cast->getCastKind() != clang::CK_ToVoid) {
      if (const auto constant = Constant(cast)) {
        lowered.kind = Kind::kInt;
        lowered.number = *constant;
        if (lowered.type.kind == cpp::Type::Kind::kEnum) lowered.kind = Kind::kCast;
      }
    }
    lowered.args.push_back(Lower(cast->getSubExpr()));
    if (lowered.kind == Kind::kInt) lowered.args.clear();
    return lowered;
  }
  if (const auto* rewritten = llvm::dyn_cast<clang::CXXRewrittenBinaryOperator>(expr)) {
    const auto form = rewritten->getDecomposedForm();
    Expr lowered = Make(Kind::kBinary, expr);
    lowered.text = clang::BinaryOperator::getOpcodeStr(form.Opcode).str();
    lowered.args = {Lower(form.LHS), Lower(form.RHS)};
    return lowered;
  }
  if (const auto* binary = llvm::dyn_cast<clang::BinaryOperator>(expr)) {
    if (!binary->isAssignmentOp() && !binary->isLogicalOp() && !binary->isComparisonOp()) {
      if (const auto constant = Constant(binary)) {
        Expr lowered = Make(Kind::kInt, expr);
        lowered.number = *constant;
        return lowered;
      }
    }
    Expr lowered = Make(Kind::kBinary, expr);
    lowered.text = binary->getOpcodeStr().str();
    lowered.type = TypeOf(binary->getType());
    lowered.args = {Lower(binary->getLHS()), Lower(binary->getRHS())};
    return lowered;
  }
  if (const auto* unary = llvm::dyn_cast<clang::UnaryOperator>(expr)) {
    if (unary->getOpcode() == clang::UO_AddrOf) {
      const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(Strip(unary->getSubExpr()));
      if (reference != nullptr && reference->hasQualifier() &&
          llvm::isa<clang::FieldDecl, clang::CXXMethodDecl>(reference->getDecl())) {
        Expr lowered = Make(Kind::kMemberPointer, expr);
        lowered.text = reference->getDecl()->getNameAsString();
        if (const auto* owner = llvm::dyn_cast<clang::RecordDecl>(reference->getDecl()->getDeclContext())) {
          lowered.owner = owner->getQualifiedNameAsString();
        }
        lowered.type = TypeOf(ValueType(reference->getDecl()));
        return lowered;
      }
    }
    if (unary->getOpcode() == clang::UO_Minus || unary->getOpcode() == clang::UO_Plus ||
        unary->getOpcode() == clang::UO_Not) {
      if (const auto constant = Constant(unary)) {
        Expr lowered = Make(Kind::kInt, expr);
        lowered.number = *constant;
        return lowered;
      }
    }
    if (unary->getOpcode() == clang::UO_Extension) return Lower(unary->getSubExpr());
    Expr lowered = Make(Kind::kUnary, expr);
    lowered.text = clang::UnaryOperator::getOpcodeStr(unary->getOpcode()).str();
    lowered.args.push_back(Lower(unary->getSubExpr()));
    return lowered;
  }
  if (const auto* choice = llvm::dyn_cast<clang::AbstractConditionalOperator>(expr)) {
    Expr lowered = Make(Kind::kConditional, expr);
    lowered.args = {Lower(choice->getCond()), Lower(choice->getTrueExpr()), Lower(choice->getFalseExpr())};
    return lowered;
  }
  if (const auto* index = llvm::dyn_cast<clang::ArraySubscriptExpr>(expr)) {
    Expr lowered = Make(Kind::kIndex, expr);
    lowered.args = {Lower(index->getLHS()), Lower(index->getRHS())};
    return lowered;
  }
  if (const auto* list = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(expr))
    return Lower(list->getSubExpr());
  if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(expr)) {
    const clang::InitListExpr* semantic =
        list->isSemanticForm() || list->getSemanticForm() == nullptr ? list : list->getSemanticForm();
    Expr lowered = Make(Kind::kList, expr);
    if (!semantic->getType().isNull()) {
      lowered.type = TypeOf(semantic->getType());
      if (lowered.type.kind == cpp::Type::Kind::kRecord) {
        lowered.kind = Kind::kConstruct;
        lowered.text = lowered.type.name;
      }
    }
    for (const clang::Expr* item : semantic->inits()) lowered.args.push_back(Lower(item));
    return lowered;
  }
  if (const auto* list = llvm::dyn_cast<clang::ParenListExpr>(expr)) {
    if (list->getNumExprs() == 1) return Lower(list->getExpr(0));
    Expr lowered = Make(Kind::kList, expr);
    for (unsigned i = 0; i < list->getNumExprs(); ++i) lowered.args.push_back(Lower(list->getExpr(i)));
    return lowered;
  }
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(expr)) return LowerLambda(lambda);
  if (const auto* thrown = llvm::dyn_cast<clang::CXXThrowExpr>(expr)) {
    Expr lowered = Make(Kind::kThrow, expr);
    if (thrown->getSubExpr() != nullptr) lowered.args.push_back(Lower(thrown->getSubExpr()));
    return lowered;
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXNewExpr>(expr)) {
    Expr lowered = Make(Kind::kNew, expr);
    lowered.type = TypeOf(made->getAllocatedType());
    if (made->getInitializer() != nullptr) lowered.args.push_back(Lower(made->getInitializer()));
    return lowered;
  }
  if (const auto* member = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(expr)) {
    Expr lowered = Make(Kind::kMember, expr);
    lowered.text = member->getMember().getAsString();
    lowered.args.push_back(member->isImplicitAccess() ? Make(Kind::kThis, expr) : Lower(member->getBase()));
    return lowered;
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXUnresolvedConstructExpr>(expr)) {
    Expr lowered = Make(Kind::kConstruct, expr);
    lowered.type = TypeOf(made->getTypeAsWritten());
    lowered.text = lowered.type.name;
    for (const clang::Expr* argument : made->arguments()) lowered.args.push_back(Lower(argument));
    return lowered;
  }
  if (const auto* trait = llvm::dyn_cast<clang::UnaryExprOrTypeTraitExpr>(expr)) {
    if (const auto constant = Constant(trait)) {
      Expr lowered = Make(Kind::kInt, expr);
      lowered.number = *constant;
      return lowered;
    }
    return Make(Kind::kOpaque, expr);
  }
  if (llvm::isa<clang::IntegerLiteral, clang::CharacterLiteral>(expr)) {
    Expr lowered = Make(Kind::kInt, expr);
    lowered.type = TypeOf(expr->getType());
    if (const auto constant = Constant(expr)) {
      lowered.number = *constant;
      return lowered;
    }
    return Make(Kind::kOpaque, expr);
  }
  return Opaque(expr);
}

Expr Lowering::LowerReference(const clang::DeclRefExpr* reference) {
  const clang::ValueDecl* declared = reference->getDecl();
  if (const auto* enumerator = llvm::dyn_cast<clang::EnumConstantDecl>(declared)) {
    Expr lowered = Make(Kind::kEnumerator, reference);
    lowered.text = enumerator->getQualifiedNameAsString();
    lowered.type = TypeOf(enumerator->getType());
    if (!reference->isValueDependent()) lowered.number = enumerator->getInitVal().getExtValue();
    return lowered;
  }
  if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(declared)) {
    Expr lowered = Make(Kind::kFunction, reference);
    lowered.text = function->getQualifiedNameAsString();
    lowered.key = KeyOf(function);
    return lowered;
  }
  Expr lowered = Make(Kind::kName, reference);
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(declared);
  if (variable != nullptr && !variable->isLocalVarDeclOrParm()) {
    // A constant number is the number, wherever it was named.
    if (variable->getType().isConstQualified() && !variable->getType()->isEnumeralType()) {
      if (const auto constant = Constant(reference)) {
        lowered.kind = variable->getType()->isBooleanType() ? Kind::kBool : Kind::kInt;
        lowered.number = *constant;
        return lowered;
      }
    }
    lowered.text = variable->getQualifiedNameAsString();
    lowered.number = -1;
    // A constant of a header that is not ours is not among the globals: take its text from here.
    if (const clang::Expr* init = variable->getAnyInitializer();
        init != nullptr && (variable->isConstexpr() || variable->getType().isConstQualified()) &&
        (IsText(variable->getType()) || variable->getType()->isPointerType() ||
         variable->getType()->isArrayType())) {
      if (Expr text = Lower(init); text.kind == Kind::kString) return text;
    }
  } else {
    if (variable != nullptr && variable->getType().isConstQualified() &&
        variable->getType()->isIntegralType(context_)) {
      if (const auto constant = Constant(reference)) {
        lowered.kind = Kind::kInt;
        lowered.number = *constant;
        return lowered;
      }
    }
    lowered.text = declared->getNameAsString();
    lowered.number = LocalOf(declared);
  }
  lowered.type = TypeOf(declared->getType());
  return lowered;
}

Expr Lowering::LowerMember(const clang::MemberExpr* member) {
  const clang::ValueDecl* declared = member->getMemberDecl();
  if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(declared)) {
    Expr lowered = Make(Kind::kName, member);
    if (const auto constant = variable->getType().isConstQualified() ? Constant(member) : std::nullopt) {
      lowered.kind = Kind::kInt;
      lowered.number = *constant;
      return lowered;
    }
    lowered.text = variable->getQualifiedNameAsString();
    lowered.number = -1;
    lowered.type = TypeOf(variable->getType());
    return lowered;
  }
  Expr lowered = Make(Kind::kMember, member);
  lowered.text = declared->getNameAsString();
  if (const auto* owner = llvm::dyn_cast<clang::RecordDecl>(declared->getDeclContext())) {
    lowered.owner = owner->getQualifiedNameAsString();
  }
  lowered.type = TypeOf(declared->getType());
  lowered.args.push_back(Lower(member->getBase()));
  return lowered;
}

void Lowering::Arguments(Expr& into, llvm::ArrayRef<const clang::Expr*> arguments,
                         const clang::FunctionDecl* callee) {
  for (unsigned i = 0; i < arguments.size(); ++i) {
    Expr argument = Lower(arguments[i]);
    argument.may_write = callee == nullptr ||
                         (i < callee->getNumParams() && WritesThrough(callee->getParamDecl(i)->getType()));
    into.args.push_back(std::move(argument));
  }
}

Expr Lowering::LowerCall(const clang::CallExpr* call) {
  const clang::FunctionDecl* callee = call->getDirectCallee();
  if (callee == nullptr) return LowerUnresolvedCall(call);
  if (IsMoveLike(callee)) return Lower(call->getArg(0));
  if (!call->getType()->isVoidType() && callee->isConstexpr()) {
    if (const auto constant = Constant(call)) {
      Expr lowered = Make(Kind::kInt, call);
      lowered.number = *constant;
      return lowered;
    }
  }
  Expr lowered = Make(Kind::kCall, call);
  lowered.text = callee->getQualifiedNameAsString();
  lowered.key = KeyOf(callee);
  lowered.type = TypeOf(call->getType());
  if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee)) {
    lowered.owner = method->getParent()->getQualifiedNameAsString();
  }
  if (const auto* given = callee->getTemplateSpecializationArgs()) {
    for (const clang::TemplateArgument& argument : given->asArray()) {
      if (argument.getKind() == clang::TemplateArgument::Type) {
        lowered.type_arguments.push_back(TypeOf(argument.getAsType()));
      }
    }
  }
  Arguments(lowered, {call->getArgs(), call->getNumArgs()}, callee);
  return lowered;
}

Expr Lowering::LowerUnresolvedCall(const clang::CallExpr* call) {
  const clang::Expr* callee = Strip(call->getCallee());
  Expr lowered = Make(Kind::kCall, call);
  if (const auto* overloads = llvm::dyn_cast<clang::OverloadExpr>(callee)) {
    lowered.text = overloads->getName().getAsString();
    if (overloads->decls_begin() != overloads->decls_end()) {
      lowered.text = (*overloads->decls_begin())->getUnderlyingDecl()->getQualifiedNameAsString();
    }
    for (const clang::TemplateArgumentLoc& argument : overloads->template_arguments()) {
      if (argument.getArgument().getKind() == clang::TemplateArgument::Type) {
        lowered.type_arguments.push_back(TypeOf(argument.getArgument().getAsType()));
      }
    }
    if (const auto* member = llvm::dyn_cast<clang::UnresolvedMemberExpr>(overloads)) {
      lowered.kind = Kind::kMethod;
      lowered.text = overloads->getName().getAsString();
      // Base::method(...): the class that is named, not the object's.
      if (const clang::CXXRecordDecl* named = overloads->getNamingClass()) {
        lowered.owner = named->getQualifiedNameAsString();
      }
      lowered.args.push_back(member->isImplicitAccess() ? Make(Kind::kThis, call) : Lower(member->getBase()));
      lowered.args.back().may_write = true;
    }
  } else if (const auto* member = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(callee)) {
    lowered.kind = Kind::kMethod;
    lowered.text = member->getMember().getAsString();
    lowered.args.push_back(member->isImplicitAccess() ? Make(Kind::kThis, call) : Lower(member->getBase()));
    lowered.args.back().may_write = true;
  } else if (const auto* scoped = llvm::dyn_cast<clang::DependentScopeDeclRefExpr>(callee)) {
    lowered.text = scoped->getDeclName().getAsString();
  } else {
    // Through a pointer or a function object.
    lowered.text = "()";
    lowered.args.push_back(Lower(callee));
    lowered.args.back().may_write = true;
  }
  Arguments(lowered, {call->getArgs(), call->getNumArgs()}, nullptr);
  return lowered;
}

Expr Lowering::LowerMethodCall(const clang::CXXMemberCallExpr* call) {
  const clang::CXXMethodDecl* method = call->getMethodDecl();
  const clang::Expr* object = call->getImplicitObjectArgument();
  if (method == nullptr || object == nullptr) return LowerUnresolvedCall(call);
  if (llvm::isa<clang::CXXConversionDecl>(method)) {
    Expr converted = Lower(object);
    if (!method->getReturnType()->isBooleanType()) return converted;
    Expr test = Make(Kind::kUnary, call);
    test.text = "bool";
    test.args.push_back(std::move(converted));
    return test;
  }
  Expr lowered = Make(Kind::kMethod, call);
  lowered.text = method->getNameAsString();
  lowered.owner = method->getParent()->getQualifiedNameAsString();
  lowered.key = KeyOf(method);
  lowered.type = TypeOf(call->getType());
  if (const auto* given = method->getTemplateSpecializationArgs()) {
    for (const clang::TemplateArgument& argument : given->asArray()) {
      if (argument.getKind() == clang::TemplateArgument::Type) {
        lowered.type_arguments.push_back(TypeOf(argument.getAsType()));
      }
    }
  }
  lowered.args.push_back(Lower(object));
  lowered.args.back().may_write = !method->isConst() && !method->isStatic();
  Arguments(lowered, {call->getArgs(), call->getNumArgs()}, method);
  return lowered;
}

Expr Lowering::LowerOperatorCall(const clang::CXXOperatorCallExpr* call) {
  const clang::OverloadedOperatorKind operation = call->getOperator();
  const char* spelling = clang::getOperatorSpelling(operation);
  const clang::FunctionDecl* callee = call->getDirectCallee();
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(callee);
  Expr lowered = Make(Kind::kBinary, call);
  lowered.text = spelling;
  lowered.type = TypeOf(call->getType());
  if (callee != nullptr) lowered.key = KeyOf(callee);
  if (operation == clang::OO_Call) {
    lowered.kind = Kind::kMethod;
    lowered.text = "operator()";
    if (method != nullptr) lowered.owner = method->getParent()->getQualifiedNameAsString();
  } else if (operation == clang::OO_Subscript) {
    lowered.kind = Kind::kIndex;
  } else if (operation == clang::OO_Arrow || (operation == clang::OO_Star && call->getNumArgs() == 1)) {
    lowered.kind = Kind::kUnary;
    lowered.text = "*";
  } else if (call->getNumArgs() == 1 || operation == clang::OO_PlusPlus ||
             operation == clang::OO_MinusMinus) {
    lowered.kind = Kind::kUnary;
  }
  for (unsigned i = 0; i < call->getNumArgs(); ++i) {
    Expr argument = Lower(call->getArg(i));
    if (method != nullptr) {
      argument.may_write =
          i == 0 ? !method->isConst() && !method->isStatic()
                 : i - 1 < method->getNumParams() && WritesThrough(method->getParamDecl(i - 1)->getType());
    } else {
      argument.may_write = callee == nullptr ||
                           (i < callee->getNumParams() && WritesThrough(callee->getParamDecl(i)->getType()));
    }
    lowered.args.push_back(std::move(argument));
  }
  // What is only looked at or gone through is not changed by that.
  if (lowered.kind == Kind::kUnary && lowered.text == "*") lowered.args[0].may_write = false;
  if (lowered.kind == Kind::kUnary) lowered.args.resize(1);
  return lowered;
}

Expr Lowering::LowerConstruct(const clang::CXXConstructExpr* construct) {
  const clang::CXXConstructorDecl* constructor = construct->getConstructor();
  std::vector<const clang::Expr*> given;
  for (const clang::Expr* argument : construct->arguments()) {
    if (!llvm::isa<clang::CXXDefaultArgExpr>(argument)) given.push_back(argument);
  }
  if (given.size() == 1 && (constructor->isCopyOrMoveConstructor() || IsText(construct->getType()))) {
    return Lower(given[0]);
  }
  Expr lowered = Make(Kind::kConstruct, construct);
  lowered.type = TypeOf(construct->getType());
  lowered.text = constructor->getParent()->getQualifiedNameAsString();
  lowered.key = KeyOf(constructor);
  Arguments(lowered, given, constructor);
  return lowered;
}

Expr Lowering::LowerLambda(const clang::LambdaExpr* lambda) {
  Expr lowered = Make(Kind::kLambda, lambda);
  cpp::Function function;
  function.is_lambda = true;
  function.place = lowered.place;
  const clang::CXXMethodDecl* body = lambda->getCallOperator();
  function.key = function_place_ + "/lambda@" +
                 std::to_string(sources_.getFileOffset(sources_.getExpansionLoc(lambda->getBeginLoc())));
  function.name = "operator()";
  for (const clang::ParmVarDecl* parameter : body->parameters()) {
    function.parameters.push_back(VariableOf(parameter));
  }
  function.result = TypeOf(body->getReturnType());
  function.body = Statement(lambda->getBody());
  lowered.key = function.key;
  for (const clang::Expr* captured : lambda->capture_inits()) lowered.args.push_back(Lower(captured));
  program_.functions.push_back(std::move(function));
  return lowered;
}

}  // namespace tacit::analyze::clang_reader
