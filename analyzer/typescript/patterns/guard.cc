#include "analyzer/typescript/patterns/guard.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/typescript/patterns/symbol.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr int kMaxGuardDepth = 60;

class GuardReader {
 public:
  GuardReader(Evaluator& evaluator, const Model& model, const Function& function)
      : evaluator_(evaluator), model_(model), scope_(evaluator.Inner(function.scope)) {}

  std::vector<GuardClaim> Run(const Node& function, const Guarded& guarded) {
    BindSubject(function, guarded);
    const Node* body = function.Field("body");
    if (body == nullptr || !body->Is("statement_block")) return {};
    path_ = Constant(true);
    Block(*body);
    // What was tested before the row was changed is not what is stored.
    std::erase_if(claims_, [this](const GuardClaim& claim) {
      return std::any_of(claim.properties.begin(), claim.properties.end(),
                         [this](const std::string& property) { return touched_.contains(property); });
    });
    for (const auto& [property, term] : assigned_) ClaimNormal(property, term.first, term.second);
    return std::move(claims_);
  }

 private:
  void BindSubject(const Node& function, const Guarded& guarded) {
    if (guarded.row_is_this) {
      symbols_["this"] = Row{};
      return;
    }
    const Node* parameters = function.Field("parameters");
    const Node* one = function.Field("parameter");
    if (parameters != nullptr) {
      for (const Node* parameter : parameters->children) {
        const Node* pattern = parameter->Field("pattern");
        if (pattern == nullptr) pattern = parameter;
        if (pattern->Is("this")) continue;
        one = pattern;
        break;
      }
    }
    if (one == nullptr || !one->Is("identifier")) return;
    symbols_[std::string(one->text)] = guarded.property.empty() ? Symbol(Row{}) : ColumnOf(guarded.property);
    if (!guarded.property.empty()) symbols_["this"] = Row{};
  }

  Symbol ColumnOf(const std::string& property) const {
    const Field* field = model_.Find(property);
    if (field == nullptr || field->property != property) return Opaque{};
    return Term{property, Quoted(field->column), field->type, true};
  }

  // --- statements ------------------------------------------------------------------------------------------

  void Block(const Node& block) {
    for (const Node* statement : block.children) {
      if (ended_) return;
      Statement(*statement);
    }
  }

  void Statement(const Node& node) {
    if (++depth_ > kMaxGuardDepth) {
      path_ = {};
    } else if (node.Is("statement_block")) {
      Block(node);
    } else if (node.Is("throw_statement")) {
      Refuse(node.line);
      ended_ = true;
    } else if (node.Is("return_statement")) {
      ended_ = true;
    } else if (node.Is("if_statement")) {
      If(node);
    } else if (node.Is("lexical_declaration") || node.Is("variable_declaration")) {
      for (const Node* declarator : node.children) {
        const Node* name = declarator->Field("name");
        const Node* value = declarator->Field("value");
        if (name == nullptr || !name->Is("identifier")) continue;
        symbols_[std::string(name->text)] = value == nullptr ? Symbol(Opaque{}) : Eval(*value);
      }
    } else if (node.Is("expression_statement")) {
      if (!node.children.empty()) Effect(*node.children[0]);
    } else {
      // Loops, try, switch: they may leave the function, and change what they assign.
      Forget(node);
      if (Leaves(node)) path_ = {};
    }
    --depth_;
  }

  static bool Leaves(const Node& node) {
    if (node.Is("return_statement") || node.Is("throw_statement")) return true;
    if (node.kind.find("function") != std::string_view::npos) return false;
    return std::any_of(node.children.begin(), node.children.end(), [](const Node* c) { return Leaves(*c); });
  }

  static bool Returns(const Node& node) {
    if (node.Is("return_statement")) return true;
    if (node.kind.find("function") != std::string_view::npos) return false;
    return std::any_of(node.children.begin(), node.children.end(), [](const Node* c) { return Returns(*c); });
  }

  // What a part of the code assigns is not known after it.
  void Forget(const Node& node) {
    if (node.kind.ends_with("assignment_expression") || node.Is("update_expression")) {
      const Node* target = node.Field(node.Is("update_expression") ? "argument" : "left");
      if (target != nullptr) Assign(*target, Opaque{});
    }
    for (const Node* child : node.children) Forget(*child);
  }

  void Effect(const Node& node) {
    if (!node.Is("assignment_expression")) return Forget(node);
    const Node* left = node.Field("left");
    const Node* right = node.Field("right");
    if (left != nullptr && right != nullptr) Assign(*left, Eval(*right));
  }

  void Assign(const Node& target, Symbol value) {
    if (target.Is("identifier")) {
      symbols_[std::string(target.text)] = std::move(value);
    } else if (auto property = RowMember(target)) {
      const auto* term = std::get_if<Term>(&value);
      if (term != nullptr && term->property == *property && !term->plain) {
        assigned_[*property] = {*term, {path_, target.line}};
      } else {
        assigned_.erase(*property);
      }
      touched_.insert(*property);
      members_[*property] = std::move(value);
    }
  }

  void If(const Node& node) {
    const Node* condition = node.Field("condition");
    const Node* consequence = node.Field("consequence");
    const Node* alternative = node.Field("alternative");
    if (condition == nullptr || consequence == nullptr) return;
    const Predicate truth = Truth(Eval(*condition));
    const Predicate before = path_;
    const auto members = members_;
    path_ = And(before, truth);
    ended_ = false;
    Statement(*consequence);
    const bool then_ends = ended_;
    const Predicate after_then = path_;
    const auto members_then = members_;
    members_ = members;
    path_ = And(before, Not(truth));
    ended_ = false;
    if (alternative != nullptr && !alternative->children.empty()) Statement(*alternative->children[0]);
    const bool else_ends = ended_;
    ended_ = then_ends && else_ends;
    if (ended_) return;
    if (then_ends) {
      // What follows runs only where the condition was false. Rows that were refused are no rows: of those
      // that are left nothing else need be said.
      if (!Returns(*consequence)) path_ = alternative == nullptr ? before : path_;
      return;
    }
    if (else_ends) {
      path_ = after_then;
      members_ = members_then;
      return;
    }
    // Both go on: what either assigned is not known, and where neither left, the path is as before.
    for (const auto& [name, value] : members_then) {
      if (!members.contains(name) || members_.at(name).index() != value.index()) members_[name] = Opaque{};
      if (assigned_.contains(name)) members_[name] = Opaque{};
    }
    const bool left = Leaves(*consequence) || (alternative != nullptr && Leaves(*alternative));
    path_ = left ? Predicate{} : before;
  }

  // --- claims ----------------------------------------------------------------------------------------------

  // A throw on this path: no row for which the path is surely taken gets through.
  void Refuse(int line) {
    for (const Reason& reason : path_.sure) Claim(reason, line);
  }

  void Claim(const Reason& reason, int line) {
    if (reason.properties.empty()) return;
    GuardClaim claim;
    claim.properties = reason.properties;
    claim.line = line;
    switch (reason.kind) {
      case Reason::Kind::kTooLong:
      case Reason::Kind::kTooShort: return ClaimLength(reason, line);
      case Reason::Kind::kNull:
        claim.kind = ConstraintKind::kNotNull;
        claim.nulls = NullPolicy::kRejected;
        break;
      case Reason::Kind::kNotIn:
      case Reason::Kind::kIn:
        claim.kind = reason.kind == Reason::Kind::kNotIn ? ConstraintKind::kOneOf : ConstraintKind::kNoneOf;
        claim.detail = ValuesDetail{reason.values};
        break;
      case Reason::Kind::kNoMatch:
        claim.kind = ConstraintKind::kFormat;
        claim.detail = FormatDetail{reason.regex, "ecmascript"};
        break;
      case Reason::Kind::kMatch:
        claim.kind = ConstraintKind::kFormat;
        claim.detail = FormatDetail{"^(?![\\s\\S]*(?:" + reason.regex + "))", "ecmascript"};
        break;
      case Reason::Kind::kSql: claim.detail = CheckDetail{"NOT (" + reason.sql + ")"}; break;
    }
    claims_.push_back(std::move(claim));
  }

  void ClaimLength(const Reason& reason, int line) {
    auto same = std::find_if(claims_.begin(), claims_.end(), [&](const GuardClaim& claim) {
      return claim.kind == ConstraintKind::kLength && claim.properties == reason.properties;
    });
    if (same == claims_.end()) {
      claims_.push_back(
          {ConstraintKind::kLength, reason.properties, LengthDetail{}, NullPolicy::kAllowed, line});
      same = claims_.end() - 1;
    }
    auto& detail = std::get<LengthDetail>(same->detail);
    if (reason.kind == Reason::Kind::kTooLong) {
      detail.max = std::min(detail.max.value_or(reason.bound), reason.bound);
    } else if (reason.bound > 0) {
      detail.min = std::max(detail.min.value_or(reason.bound), reason.bound);
      if (reason.null_is_short) same->nulls = NullPolicy::kRejected;
    }
    if (!detail.min && !detail.max) claims_.erase(same);
  }

  // The row's column is left as this expression of itself, which applied again changes nothing.
  void ClaimNormal(const std::string& property, const Term& term, const std::pair<Predicate, int>& when) {
    const Field* field = model_.Find(property);
    if (field == nullptr) return;
    const bool always =
        std::any_of(when.first.sure.begin(), when.first.sure.end(), [&](const Reason& reason) {
          // Where it did not run, the text was NULL or empty, which is as it should be.
          return reason.sql == "TRUE" || reason.sql == Quoted(field->column) + " <> ''";
        });
    if (!always) return;
    GuardClaim claim;
    claim.properties = {property};
    claim.line = when.second;
    claim.detail = CheckDetail{term.sql + " = " + Quoted(field->column)};
    claims_.push_back(std::move(claim));
  }

  // --- expressions -----------------------------------------------------------------------------------------

  // The property that `model.x`, `this.x` or `model.get("x")` names.
  std::optional<std::string> RowMember(const Node& node) {
    const Node* object = nullptr;
    std::optional<std::string> name;
    if (node.Is("member_expression")) {
      object = node.Field("object");
      if (const Node* property = node.Field("property")) name = std::string(property->text);
    } else if (node.Is("call_expression")) {
      const Node* callee = node.Field("function");
      const Node* arguments = node.Field("arguments");
      if (callee == nullptr || !callee->Is("member_expression") || arguments == nullptr ||
          arguments->children.size() != 1) {
        return std::nullopt;
      }
      const Node* property = callee->Field("property");
      if (property == nullptr || (property->text != "get" && property->text != "getDataValue"))
        return std::nullopt;
      object = callee->Field("object");
      name = LiteralText(*arguments->children[0]);
    }
    if (object == nullptr || !name || (!object->Is("identifier") && !object->Is("this"))) return std::nullopt;
    const auto symbol = symbols_.find(object->Is("this") ? "this" : std::string(object->text));
    if (symbol == symbols_.end() || !std::holds_alternative<Row>(symbol->second)) return std::nullopt;
    return name;
  }

  Symbol Eval(const Node& node) {
    if (++depth_ > kMaxGuardDepth) return --depth_, Symbol(Opaque{});
    Symbol symbol = EvalKind(node);
    --depth_;
    return symbol;
  }

  Symbol EvalKind(const Node& node) {
    if (auto property = RowMember(node)) {
      const auto set = members_.find(*property);
      return set != members_.end() ? set->second : ColumnOf(*property);
    }
    const std::string_view kind = node.kind;
    if (kind == "identifier" || kind == "this") {
      const auto known = symbols_.find(kind == "this" ? "this" : std::string(node.text));
      if (known != symbols_.end()) return known->second;
    }
    if (kind == "parenthesized_expression" || kind == "as_expression" || kind == "non_null_expression" ||
        kind == "satisfies_expression") {
      return node.children.empty() ? Symbol(Opaque{}) : Eval(*node.children[0]);
    }
    if (kind == "unary_expression" && node.op == "!") {
      const Node* argument = node.Field("argument");
      return argument == nullptr ? Symbol(Opaque{}) : Symbol(Not(Truth(Eval(*argument))));
    }
    if (kind == "binary_expression") return Binary(node);
    if (kind == "ternary_expression") return Ternary(node);
    if (kind == "member_expression") return Member(node);
    if (kind == "call_expression") return Call(node);
    if (kind == "array") return Spread(node);
    Value value = evaluator_.Eval(node, scope_);
    if (value.Is<Unknown>() || value.AsChain() != nullptr) return Opaque{};
    return value;
  }

  Symbol Spread(const Node& node) {
    if (node.children.size() == 1 && node.children[0]->Is("spread_element") &&
        !node.children[0]->children.empty()) {
      const Symbol inner = Eval(*node.children[0]->children[0]);
      if (const auto* term = std::get_if<Term>(&inner)) return Characters{*term};
    }
    Value value = evaluator_.Eval(node, scope_);
    return value.Is<Unknown>() ? Symbol(Opaque{}) : Symbol(std::move(value));
  }

  Symbol Member(const Node& node) {
    const Node* object = node.Field("object");
    const Node* property = node.Field("property");
    if (object == nullptr || property == nullptr) return Opaque{};
    const Symbol held = Eval(*object);
    if (property->text == "length") {
      if (const auto* term = std::get_if<Term>(&held)) {
        const bool text = IsText(*term);
        // `x?.length` of NULL is undefined, with which no comparison is true.
        return text ? Symbol(Length{*term, false, false}) : Symbol(Opaque{});
      }
      if (const auto* characters = std::get_if<Characters>(&held)) return Length{characters->of, true, false};
    }
    if (!std::holds_alternative<Opaque>(held) && !std::holds_alternative<Value>(held)) return Opaque{};
    Value value = evaluator_.Eval(node, scope_);
    return value.Is<Unknown>() || value.AsChain() != nullptr || MentionsSymbol(node)
               ? Symbol(Opaque{})
               : Symbol(std::move(value));
  }

  // Names of the function's own shadow those around it.
  bool MentionsSymbol(const Node& node) const {
    if (node.Is("identifier") && symbols_.contains(std::string(node.text))) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [this](const Node* child) { return MentionsSymbol(*child); });
  }

  Symbol Call(const Node& node) {
    const Node* callee = node.Field("function");
    const Node* arguments = node.Field("arguments");
    if (callee == nullptr || arguments == nullptr) return Opaque{};
    const auto argument = [&](std::size_t i) {
      return i < arguments->children.size() ? Eval(*arguments->children[i]) : Symbol(Opaque{});
    };
    if (callee->text == "Array.from") {
      const Symbol held = argument(0);
      const auto* term = std::get_if<Term>(&held);
      return term == nullptr ? Symbol(Opaque{}) : Symbol(Characters{*term});
    }
    if (callee->text == "Boolean") return Truth(argument(0));
    const Node* object = callee->Is("member_expression") ? callee->Field("object") : nullptr;
    const Node* method = callee->Is("member_expression") ? callee->Field("property") : nullptr;
    if (object == nullptr || method == nullptr) return Opaque{};
    const Symbol held = Eval(*object);
    if (const auto* term = std::get_if<Term>(&held); term != nullptr && IsText(*term))
      return OnText(*term, method->text, argument(0));
    const auto* known = std::get_if<Value>(&held);
    if (known == nullptr) return Opaque{};
    const Symbol first = argument(0);
    const auto* term = std::get_if<Term>(&first);
    if (term == nullptr || !term->plain) return Opaque{};
    if (known->Is<Regex>() && method->text == "test" && IsText(*term))
      return Match(*known->As<Regex>(), *term);
    if (method->text == "includes") return Included(*known, *term);
    return Opaque{};
  }

  Symbol Ternary(const Node& node) {
    const Node* condition = node.Field("condition");
    const Node* consequence = node.Field("consequence");
    const Node* alternative = node.Field("alternative");
    if (condition == nullptr || consequence == nullptr || alternative == nullptr) return Opaque{};
    const Symbol tested = Eval(*condition);
    Symbol then = Eval(*consequence);
    const Symbol otherwise = Eval(*alternative);
    // value ? value.length : 0
    const auto* term = std::get_if<Term>(&tested);
    auto* length = std::get_if<Length>(&then);
    const auto* zero = std::get_if<Value>(&otherwise);
    if (term != nullptr && length != nullptr && zero != nullptr && zero->Integer() == 0 &&
        term->sql == length->of.sql) {
      length->null_is_zero = true;
      return then;
    }
    return Opaque{};
  }

  Symbol Binary(const Node& node) {
    const Node* left = node.Field("left");
    const Node* right = node.Field("right");
    if (left == nullptr || right == nullptr) return Opaque{};
    const Symbol a = Eval(*left);
    const Symbol b = Eval(*right);
    if (node.op == "&&") return And(Truth(a), Truth(b));
    if (node.op == "||") return Or(Truth(a), Truth(b));
    if (node.op == "===" || node.op == "==" || node.op == "!==" || node.op == "!=") {
      const bool strict = node.op.size() == 3;
      Predicate equal = Equal(a, b, strict);
      return node.op.starts_with("!") ? Not(std::move(equal)) : equal;
    }
    if (node.op == "<" || node.op == ">" || node.op == "<=" || node.op == ">=")
      return Compare(a, std::string(node.op), b);
    if (!std::holds_alternative<Value>(a) || !std::holds_alternative<Value>(b)) return Opaque{};
    Value value = evaluator_.Eval(node, scope_);
    return value.Is<Unknown>() ? Symbol(Opaque{}) : Symbol(std::move(value));
  }

  Evaluator& evaluator_;
  const Model& model_;
  ScopePtr scope_;
  std::map<std::string, Symbol> symbols_;  // names of the function
  std::map<std::string, Symbol> members_;  // of the row, where it assigned them
  std::set<std::string> touched_;          // its members that were assigned at all
  std::map<std::string, std::pair<Term, std::pair<Predicate, int>>> assigned_;
  Predicate path_;  // what was decided on the way here
  bool ended_ = false;
  int depth_ = 0;
  std::vector<GuardClaim> claims_;
};

}  // namespace

std::vector<GuardClaim> ReadGuard(Evaluator& evaluator, const Model& model, const Function& function,
                                  const Guarded& guarded) {
  if (function.node == nullptr || function.scope == nullptr) return {};
  return GuardReader(evaluator, model, function).Run(*function.node, guarded);
}

}  // namespace tacit::analyze::typescript
