// References of mapped classes that the code follows without ever asking whether there is something at the
// other end.
#include <map>
#include <set>

#include "analyzer/cpp/lookups.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr std::string_view kDereference = "dereference";

class Dereferences {
 public:
  Dereferences(Facts& facts, const DboMapping& mapping) : facts_(facts), index_(facts.index()) {
    for (const DboClass& mapped : mapping.classes) {
      for (const DboField& field : mapped.fields) {
        const auto member = mapping.members.find({mapped.record, field.member});
        if (field.target.empty() || field.not_null || field.is_id || member == mapping.members.end())
          continue;
        references_[member->first].column = &member->second;
      }
    }
  }

  void Run() {
    for (const Function& function : index_.program().functions) FindGetter(function);
    for (const Function& function : index_.program().functions) Examine(function);
    for (const auto& [member, reference] : references_) {
      if (reference.followed.file < 0 || reference.is_tested) continue;
      Hint hint = MakeHint(HintKind::kAssumesNotNull, reference.column->table, {reference.column->column}, "",
                           facts_.EvidenceAt(reference.followed, kDereference));
      facts_.findings().constraints.push_back(
          Follows(hint, ConstraintKind::kNotNull, {}, NullPolicy::kRejected));
      facts_.findings().hints.push_back(std::move(hint));
    }
  }

 private:
  struct Reference {
    const MappedMember* column = nullptr;
    Place followed;  // first
    bool is_tested = false;
  };

  // A method that does nothing but return the reference, as it is or in a pointer of another class.
  void FindGetter(const Function& function) {
    if (function.owner.empty() || function.body.body.size() != 1) return;
    const Stmt& only = function.body.body[0];
    if (only.kind != Stmt::Kind::kReturn || only.exprs.size() != 1) return;
    const Expr* value = &Bare(only.exprs[0]);
    if (value->kind == Kind::kConstruct && value->args.size() == 1) value = &Bare(value->args[0]);
    const auto found =
        value->kind == Kind::kMember ? references_.find({value->owner, value->text}) : references_.end();
    if (found != references_.end()) getters_.emplace(function.key, &found->second);
  }

  void Examine(const Function& function) {
    locals_.clear();
    ForEachVariable(function.body, [this](const Variable& variable) {
      Reference* reference = variable.init.empty() ? nullptr : ReferenceIn(variable.init[0]);
      if (reference != nullptr) locals_.emplace(variable.id, reference);
    });
    ForEachExpr(function.body, [this](const Expr& expr) { Look(expr); });
  }

  template <typename Visit>
  static void ForEachVariable(const Stmt& stmt, const Visit& visit) {
    for (const Variable& variable : stmt.variables) visit(variable);
    for (const Stmt& child : stmt.body) ForEachVariable(child, visit);
  }

  void Look(const Expr& expr) {
    if (expr.kind == Kind::kUnary && expr.args.size() == 1) {
      Reference* reference = ReferenceIn(expr.args[0]);
      if (reference == nullptr) return;
      if (expr.text == "bool" || expr.text == "!") {
        reference->is_tested = true;
      } else if (expr.text == "*" && expr.place.file >= 0 &&
                 (reference->followed.file < 0 || expr.place < reference->followed)) {
        reference->followed = expr.place;
      }
      return;
    }
    if (expr.kind != Kind::kBinary || expr.args.size() != 2 || (expr.text != "==" && expr.text != "!="))
      return;
    for (std::size_t i = 0; i < 2; ++i) {
      Reference* reference = Bare(expr.args[1 - i]).kind == Kind::kNull ? ReferenceIn(expr.args[i]) : nullptr;
      if (reference != nullptr) reference->is_tested = true;
    }
  }

  // The reference that an expression is: a getter's answer, the member itself, or a local that holds it.
  Reference* ReferenceIn(const Expr& given) {
    const Expr* expr = &Bare(given);
    if (expr->kind == Kind::kConstruct && expr->args.size() == 1) expr = &Bare(expr->args[0]);
    if (expr->kind == Kind::kMethod) {
      const auto getter = getters_.find(expr->key);
      return getter == getters_.end() ? nullptr : getter->second;
    }
    if (expr->kind == Kind::kMember) {
      const auto member = references_.find({expr->owner, expr->text});
      return member == references_.end() ? nullptr : &member->second;
    }
    const auto local = expr->kind == Kind::kName ? locals_.find(expr->number) : locals_.end();
    return local == locals_.end() ? nullptr : local->second;
  }

  Facts& facts_;
  const Index& index_;
  std::map<std::pair<std::string, std::string>, Reference> references_;  // by class and member
  std::map<std::string, Reference*> getters_;                            // by Function::key
  std::map<std::int64_t, Reference*> locals_;                            // of the function at hand
};

}  // namespace

void AddDereferences(Facts& facts, const DboMapping& mapping) { Dereferences(facts, mapping).Run(); }

}  // namespace tacit::analyze::cpp
