#include <filesystem>

#include "analyzer/clang/lower.h"
#include "clang/Sema/Template.h"
#include "llvm/ADT/StringExtras.h"

namespace tacit::analyze::clang_reader {

namespace {

constexpr int kMaxTypeDepth = 6;

// The declaration that its author wrote: of an instantiation, the template.
const clang::FunctionDecl* Written(const clang::FunctionDecl* function) {
  if (const clang::FunctionDecl* pattern = function->getTemplateInstantiationPattern()) function = pattern;
  return function;
}

}  // namespace

int Lowering::FileOf(clang::FileID id) {
  const auto known = files_.find(id.getHashValue());
  if (known != files_.end()) return known->second;
  int index = -1;
  if (const auto entry = sources_.getFileEntryRefForID(id)) {
    // The name that leads there without links and dots, where it exists.
    llvm::StringRef real = entry->getFileEntry().tryGetRealPathName();
    const std::string path =
        std::filesystem::path(real.empty() ? entry->getName().str() : real.str()).lexically_normal().string();
    if (path.starts_with(root_) && path.size() > root_.size() && path[root_.size()] == '/') {
      std::string relative = path.substr(root_.size() + 1);
      index = static_cast<int>(program_.files.size());
      for (std::size_t i = 0; i < program_.files.size(); ++i) {
        if (program_.files[i] == relative) index = static_cast<int>(i);
      }
      if (index == static_cast<int>(program_.files.size())) program_.files.push_back(std::move(relative));
    }
  }
  files_.emplace(id.getHashValue(), index);
  return index;
}

bool Lowering::IsOurs(clang::SourceLocation where) {
  return where.isValid() && FileOf(sources_.getFileID(sources_.getExpansionLoc(where))) >= 0;
}

cpp::Place Lowering::PlaceOf(clang::SourceLocation where) {
  if (where.isInvalid()) return {};
  const clang::SourceLocation expansion = sources_.getExpansionLoc(where);
  return {FileOf(sources_.getFileID(expansion)),
          static_cast<int>(sources_.getExpansionLineNumber(expansion))};
}

void Lowering::AddPragma(clang::SourceLocation where, std::string text) {
  const cpp::Place place = PlaceOf(where);
  if (place.file < 0) return;
  if (!seen_.First("#" + program_.files[static_cast<std::size_t>(place.file)] + ":" +
                   std::to_string(place.line) + text)) {
    return;
  }
  program_.pragmas.push_back({place, std::move(text)});
}

std::int64_t Lowering::LocalOf(const clang::ValueDecl* variable) {
  return locals_.emplace(variable->getCanonicalDecl(), static_cast<std::int64_t>(locals_.size()))
      .first->second;
}

cpp::Type Lowering::TypeOf(clang::QualType type, int depth) {
  using Kind = cpp::Type::Kind;
  cpp::Type lowered;
  if (type.isNull() || depth > kMaxTypeDepth) return lowered;
  type = type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (type->isDependentType()) {
    lowered.kind = Kind::kDependent;
    const auto* pattern = type->getAs<clang::TemplateSpecializationType>();
    const auto* injected = type->getAs<clang::InjectedClassNameType>();
    if (pattern != nullptr) {
      if (const clang::TemplateDecl* declared = pattern->getTemplateName().getAsTemplateDecl()) {
        lowered.name = declared->getQualifiedNameAsString();
      }
      for (const clang::TemplateArgument& argument : pattern->template_arguments()) {
        if (argument.getKind() == clang::TemplateArgument::Type) {
          lowered.arguments.push_back(TypeOf(argument.getAsType(), depth + 1));
        }
      }
    } else if (injected != nullptr) {
      lowered.name = injected->getDecl()->getQualifiedNameAsString();
    } else {
      lowered.name = type.getAsString(context_.getPrintingPolicy());
    }
    return lowered;
  }
  if (const auto* declared = type->getAs<clang::EnumType>()) {
    lowered.kind = Kind::kEnum;
    lowered.name = declared->getDecl()->getQualifiedNameAsString();
    const clang::QualType underlying = declared->getDecl()->getIntegerType();
    if (!underlying.isNull()) {
      lowered.bits = static_cast<int>(context_.getTypeSize(underlying));
      lowered.is_signed = underlying->isSignedIntegerType();
    }
    return lowered;
  }
  if (const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl()) {
    lowered.kind = Kind::kRecord;
    lowered.name = record->getQualifiedNameAsString();
    if (const auto* made = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record)) {
      for (const clang::TemplateArgument& argument : made->getTemplateArgs().asArray()) {
        if (argument.getKind() != clang::TemplateArgument::Type) continue;
        lowered.arguments.push_back(TypeOf(argument.getAsType(), depth + 1));
      }
      // Traits and allocators of the standard library say nothing of the values.
      if (record->isInStdNamespace() && lowered.name != "std::pair" && lowered.name != "std::map" &&
          lowered.name != "std::tuple" && lowered.name != "std::variant" &&
          !lowered.name.starts_with("std::chrono") && lowered.arguments.size() > 1) {
        lowered.arguments.resize(1);
      }
    }
    return lowered;
  }
  if (type->isPointerType() || type->isArrayType()) {
    lowered.kind = Kind::kPointer;
    lowered.arguments.push_back(TypeOf(type->isPointerType()
                                           ? type->getPointeeType()
                                           : clang::QualType(type->getArrayElementTypeNoTypeQual(), 0),
                                       depth + 1));
    return lowered;
  }
  lowered.name = type.getAsString(context_.getPrintingPolicy());
  if (type->isVoidType()) {
    lowered.kind = Kind::kVoid;
  } else if (type->isBooleanType()) {
    lowered.kind = Kind::kBool;
  } else if (type->isIntegerType()) {
    lowered.kind = Kind::kInteger;
    lowered.bits = static_cast<int>(context_.getTypeSize(type));
    lowered.is_signed = type->isSignedIntegerType();
  } else if (type->isFloatingType()) {
    lowered.kind = Kind::kFloating;
    lowered.bits = static_cast<int>(context_.getTypeSize(type));
  }
  return lowered;
}

std::string Lowering::KeyOf(const clang::FunctionDecl* function) {
  function = Written(function);
  std::string key = function->getQualifiedNameAsString() + "(";
  for (const clang::ParmVarDecl* parameter : function->parameters()) {
    if (key.back() != '(') key += ", ";
    key += parameter->getType().getCanonicalType().getAsString(context_.getPrintingPolicy());
  }
  key += ")";
  if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
      method != nullptr && method->isConst()) {
    key += " const";
  }
  // Two specializations of a class differ in their arguments.
  if (const auto* owner = llvm::dyn_cast<clang::RecordDecl>(function->getDeclContext())) {
    if (llvm::isa<clang::ClassTemplateSpecializationDecl>(owner)) key += " of " + FullName(owner);
  }
  return key;
}

std::string Lowering::FullName(const clang::RecordDecl* record) {
  return Show(TypeOf(context_.getRecordType(record)));
}

std::string Lowering::PlaceName(clang::SourceLocation where) {
  const cpp::Place place = PlaceOf(where);
  const std::string file = place.file < 0 ? sources_.getFilename(sources_.getExpansionLoc(where)).str()
                                          : program_.files[static_cast<std::size_t>(place.file)];
  return file + ":" + std::to_string(place.line);
}

void Lowering::LowerUnit() { LowerContext(context_.getTranslationUnitDecl()); }

void Lowering::LowerContext(const clang::DeclContext* scope) {
  for (const clang::Decl* decl : scope->decls()) LowerDecl(decl);
}

void Lowering::LowerDecl(const clang::Decl* decl) {
  // Namespaces are open everywhere; everything else stands in one place.
  if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(decl)) return LowerContext(space);
  if (const auto* linkage = llvm::dyn_cast<clang::LinkageSpecDecl>(decl)) return LowerContext(linkage);
  if (!IsOurs(decl->getLocation()) && !IsMapping(decl)) return;
  // What could not be understood in part is still read: Clang recovers.
  if (decl->isInvalidDecl() && !llvm::isa<clang::FunctionDecl, clang::RecordDecl>(decl)) return;
  if (const auto* pattern = llvm::dyn_cast<clang::ClassTemplateDecl>(decl)) {
    LowerRecord(pattern->getTemplatedDecl());
    LowerInstances(pattern);
  } else if (const auto* pattern_function = llvm::dyn_cast<clang::FunctionTemplateDecl>(decl)) {
    LowerFunction(pattern_function->getTemplatedDecl());
    // What a template calls, its instances know. Those of persist() say the same for each of its actions.
    if (pattern_function->getNameAsString() == "persist") return;
    for (const clang::FunctionDecl* made : pattern_function->specializations()) LowerInstance(made);
  } else if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
    LowerRecord(record);
  } else if (const auto* declared = llvm::dyn_cast<clang::EnumDecl>(decl)) {
    LowerEnum(declared);
  } else if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(decl)) {
    LowerFunction(function);
  } else if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(decl)) {
    LowerGlobal(variable);
  }
}

void Lowering::LowerInstances(const clang::ClassTemplateDecl* pattern) {
  std::vector<const clang::ClassTemplateSpecializationDecl*> instances;
  for (const clang::ClassTemplateSpecializationDecl* made : pattern->specializations()) {
    if (!made->isExplicitSpecialization()) instances.push_back(made);
  }
  const bool is_mapped = HasPersist(pattern->getTemplatedDecl(), context_);
  for (const clang::ClassTemplateSpecializationDecl* made : instances) {
    // Mapped, and never used as a whole: nothing has asked for its fields yet.
    if (is_mapped && sema_ != nullptr && !made->isCompleteDefinition()) {
      (void)sema_->isCompleteType(pattern->getLocation(), context_.getRecordType(made));
    }
    if (made->isCompleteDefinition()) LowerRecord(made);
  }
}

void Lowering::LowerRecord(const clang::CXXRecordDecl* record) {
  if (!record->isThisDeclarationADefinition() || record->isLambda() || record->isImplicit()) return;
  AddSqlTypes(record);
  const auto* made = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
  const bool is_instance = made != nullptr && !made->isExplicitSpecialization() &&
                           !llvm::isa<clang::ClassTemplatePartialSpecializationDecl>(made);
  cpp::Record lowered;
  lowered.name = record->getQualifiedNameAsString();
  lowered.full = FullName(record);
  lowered.place = PlaceOf(record->getLocation());
  lowered.end_line = PlaceOf(record->getEndLoc()).line;
  const bool first =
      seen_.First("r " + lowered.full + "@" +
                  std::to_string(sources_.getFileOffset(sources_.getExpansionLoc(record->getLocation()))));
  if (first) {
    for (const clang::CXXBaseSpecifier& base : record->bases()) {
      lowered.bases.push_back(TypeOf(base.getType()).name);
    }
    for (const clang::FieldDecl* field : record->fields()) {
      cpp::Field member;
      member.name = field->getNameAsString();
      member.type = TypeOf(field->getType());
      member.place = PlaceOf(field->getLocation());
      if (const clang::Expr* init = is_instance ? nullptr : field->getInClassInitializer()) {
        member.init.push_back(Lower(init));
      }
      lowered.fields.push_back(std::move(member));
    }
    program_.records.push_back(std::move(lowered));
  }
  // The bodies of an instance are those of its template.
  if (!is_instance) LowerContext(record);
}

void Lowering::LowerEnum(const clang::EnumDecl* declared) {
  if (!declared->isThisDeclarationADefinition()) return;
  cpp::Enum lowered;
  lowered.name = declared->getQualifiedNameAsString();
  lowered.place = PlaceOf(declared->getLocation());
  if (!seen_.First("e " + lowered.name)) return;
  for (const clang::EnumConstantDecl* value : declared->enumerators()) {
    lowered.values.push_back({value->getNameAsString(), value->getInitVal().getExtValue()});
  }
  program_.enums.push_back(std::move(lowered));
}

void Lowering::LowerGlobal(const clang::VarDecl* variable) {
  // Two files may each have a variable of one name.
  if (variable->getAnyInitializer() == nullptr ||
      !seen_.First("v " + variable->getQualifiedNameAsString() + "@" + PlaceName(variable->getLocation()))) {
    return;
  }
  cpp::Variable lowered;
  lowered.name = variable->getQualifiedNameAsString();
  lowered.type = TypeOf(variable->getType());
  lowered.is_const = variable->getType().isConstQualified() || variable->isConstexpr();
  lowered.place = PlaceOf(variable->getLocation());
  lowered.init.push_back(Lower(variable->getAnyInitializer()));
  program_.globals.push_back(std::move(lowered));
}

void Lowering::LowerFunction(const clang::FunctionDecl* function) {
  if (!function->doesThisDeclarationHaveABody() || function->isDefaulted() ||
      function->isTemplateInstantiation()) {
    return;
  }
  // The same place in two units is the same function, unless it is a specialization's.
  const std::string key = KeyOf(function);
  const cpp::Place place = PlaceOf(function->getLocation());
  function_place_ = PlaceName(function->getLocation());
  if (!seen_.First("f " + key + "@" + function_place_)) return;
  cpp::Function lowered;
  lowered.key = key;
  lowered.name = function->getNameAsString();
  lowered.place = place;
  LowerBody(function, lowered);
  program_.functions.push_back(std::move(lowered));
}

void Lowering::LowerInstance(const clang::FunctionDecl* function) {
  if (!function->isTemplateInstantiation() || !function->doesThisDeclarationHaveABody()) return;
  const cpp::Place place = PlaceOf(function->getLocation());
  if (place.file < 0) return;
  std::string key = KeyOf(function) + " for";
  for (const clang::TemplateArgument& argument : function->getTemplateSpecializationArgs()->asArray()) {
    key +=
        argument.getKind() == clang::TemplateArgument::Type ? " " + Show(TypeOf(argument.getAsType())) : " ?";
  }
  function_place_ = PlaceName(function->getLocation());
  if (!seen_.First("f " + key + "@" + function_place_)) return;
  cpp::Function lowered;
  lowered.key = std::move(key);
  lowered.name = function->getNameAsString();
  lowered.place = place;
  LowerBody(function, lowered);
  program_.functions.push_back(std::move(lowered));
}

void Lowering::LowerBody(const clang::FunctionDecl* function, cpp::Function& lowered) {
  if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function)) {
    lowered.owner = method->getParent()->getQualifiedNameAsString();
    lowered.owner_full = FullName(method->getParent());
    lowered.is_const = method->isConst();
  }
  for (const clang::ParmVarDecl* parameter : function->parameters()) {
    lowered.parameters.push_back(VariableOf(parameter));
  }
  lowered.result = TypeOf(function->getReturnType());
  if (const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function)) {
    lowered.is_constructor = true;
    for (const clang::CXXCtorInitializer* initializer : constructor->inits()) {
      if (initializer->getInit() == nullptr || !initializer->isWritten()) continue;
      cpp::Function::Initializer given;
      if (initializer->isAnyMemberInitializer()) {
        given.member = initializer->getAnyMember()->getNameAsString();
      } else if (initializer->getBaseClass() != nullptr) {
        given.base = TypeOf(clang::QualType(initializer->getBaseClass(), 0)).name;
      }
      given.value = Lower(initializer->getInit());
      lowered.initializers.push_back(std::move(given));
    }
  }
  lowered.body = Statement(function->getBody());
}

}  // namespace tacit::analyze::clang_reader
