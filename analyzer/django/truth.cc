#include "analyzer/django/truth.h"

#include "analyzer/django/q.h"

namespace tacit::analyze::django {

namespace {

using Family = FieldType::Family;
using python::IsOneOf;
using python::Value;

constexpr int kMaxTruthDepth = 40;

std::string_view LookupOf(std::string_view op) {
  if (op == "<") return "__lt";
  if (op == "<=") return "__lte";
  if (op == ">") return "__gt";
  if (op == ">=") return "__gte";
  return "__exact";
}

std::string_view SqlOf(std::string_view op) { return op == "==" ? "=" : op == "!=" ? "<>" : op; }

std::string_view Mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  return op;
}

// The expression of a body that only returns one.
const syntax::Node* OnlyReturn(const syntax::Node& function) {
  const syntax::Node* body = function.Field("body");
  const syntax::Node* found = nullptr;
  for (const syntax::Node* statement :
       body == nullptr ? std::vector<const syntax::Node*>() : body->children) {
    if (python::IsDocstring(*statement)) continue;
    if (found != nullptr || !statement->Is("return_statement") || statement->children.size() != 1)
      return nullptr;
    found = statement->children[0];
  }
  return found;
}

// Values that compare with each other as their columns do.
bool Comparable(const Field& a, const Field& b) {
  if (a.relation() || b.relation()) return a.relation() && b.relation() && a.target == b.target;
  const bool numbers =
      (a.Is(Family::kInteger) || a.Is(Family::kNumber)) && (b.Is(Family::kInteger) || b.Is(Family::kNumber));
  return numbers || (a.type != nullptr && a.type == b.type) || (a.Is(Family::kText) && b.Is(Family::kText));
}

}  // namespace

Value TruthReader::ValueOf(const syntax::Node& node) const {
  // self.CONSTANT is an attribute of the class.
  const python::Scope& scope = model_.definition->scope.module->scope;
  python::Locals locals;
  locals["self"] = {python::ClassRef{model_.definition}};
  locals["cls"] = locals["self"];
  locals[model_.name] = locals["self"];
  return project_.evaluator().Eval(node, {&scope, &locals});
}

const Field* TruthReader::FieldOf(const syntax::Node& expression, const LocalTruths& locals) const {
  if (expression.Is("identifier")) {
    const auto alias = locals.aliases.find(expression.text);
    if (alias == locals.aliases.end() || alias->second->Is("identifier")) return nullptr;
    return FieldOf(*alias->second, locals);
  }
  if (expression.Is("parenthesized_expression") && expression.children.size() == 1)
    return FieldOf(*expression.children[0], locals);
  const syntax::Node* object = expression.Is("attribute") ? expression.Field("object") : nullptr;
  const syntax::Node* name = expression.Field("attribute");
  if (object == nullptr || name == nullptr || object->text != "self") return nullptr;
  const Field* field = model_.ByAttribute(name->text);
  if (field == nullptr || field->column.empty() || field->primary_key || written_.contains(field->name))
    return nullptr;
  return field;
}

FormulaPtr TruthReader::OfField(const Field& field) const {
  const FormulaPtr there = Not(IsNullAtom(field.column));
  const auto with = [&](FormulaPtr more) { return field.null ? And({there, std::move(more)}) : more; };
  if (field.Is(Family::kBoolean)) {
    const std::string name = Name(field.column);
    return Atom(name + " IS TRUE", name + " IS NOT TRUE", {field.column});
  }
  if (field.Is(Family::kText)) return with(CompareAtom(field.column, "<>", "''", {}));
  if (field.Is(Family::kInteger) || field.Is(Family::kNumber))
    return with(CompareAtom(field.column, "<>", "0", {}));
  if (field.relation() || field.Is(Family::kMoment) || field.Is(Family::kUuid)) return there;
  return Opaque("self." + field.name);
}

FormulaPtr TruthReader::Of(const syntax::Node& node, const LocalTruths& locals) {
  if (depth_ > kMaxTruthDepth) return Opaque(python::OneLine(node.text));
  ++depth_;
  FormulaPtr formula;
  if (node.Is("parenthesized_expression") && node.children.size() == 1) {
    formula = Of(*node.children[0], locals);
  } else if (node.Is("not_operator") && node.Field("argument") != nullptr) {
    formula = Not(Of(*node.Field("argument"), locals));
  } else if (node.Is("boolean_operator") && node.children.size() == 2) {
    FormulaPtr left = Of(*node.children[0], locals);
    FormulaPtr right = Of(*node.children[1], locals);
    formula = node.op == "and" ? And({left, right}) : Or({left, right});
  } else if (node.Is("true") || node.Is("false")) {
    formula = Constant(node.Is("true"));
  } else if (node.Is("comparison_operator")) {
    formula = OfComparison(node, locals);
  } else if (node.Is("call")) {
    formula = OfCall(node, locals);
  } else if (node.Is("identifier")) {
    const auto collection = locals.collections.find(node.text);
    const auto known = locals.truths.find(node.text);
    if (collection != locals.collections.end())
      formula = Or(collection->second);
    else if (known != locals.truths.end())
      formula = known->second;
  } else if (const Field* field = FieldOf(node, locals)) {
    formula = OfField(*field);
  } else if (node.Is("attribute") && node.Field("object") != nullptr &&
             node.Field("object")->text == "self") {
    formula = OfMember(node.Field("attribute")->text);
  }
  --depth_;
  return formula == nullptr ? Opaque(python::OneLine(node.text)) : formula;
}

FormulaPtr TruthReader::OfMember(std::string_view name) {
  if (model_.ByAttribute(name) != nullptr) return nullptr;
  for (const python::Ancestor& ancestor : project_.evaluator().Mro(*model_.definition)) {
    if (ancestor.definition == nullptr) continue;
    const auto found = ancestor.definition->scope.names.find(name);
    if (found == ancestor.definition->scope.names.end()) continue;
    const python::Binding& binding = found->second.back();
    const bool property =
        binding.kind == python::Binding::Kind::kFunction && binding.decorators.size() == 1 &&
        IsOneOf(python::LastPart(binding.decorators[0]->text), {"property", "cached_property"});
    const syntax::Node* result = property ? OnlyReturn(*binding.node) : nullptr;
    return result == nullptr ? nullptr : Of(*result, {});
  }
  return nullptr;
}

FormulaPtr TruthReader::OfCall(const syntax::Node& node, const LocalTruths& locals) {
  const syntax::Node* function = node.Field("function");
  const syntax::Node* arguments = node.Field("arguments");
  if (function == nullptr || arguments == nullptr) return nullptr;
  if (function->text == "bool" && arguments->children.size() == 1) return Of(*arguments->children[0], locals);
  if ((function->text == "all" || function->text == "any") && arguments->children.size() == 1 &&
      (arguments->children[0]->Is("list") || arguments->children[0]->Is("tuple"))) {
    std::vector<FormulaPtr> parts;
    for (const syntax::Node* item : arguments->children[0]->children) parts.push_back(Of(*item, locals));
    return function->text == "all" ? And(std::move(parts)) : Or(std::move(parts));
  }
  // self.is_open()
  const syntax::Node* object = function->Is("attribute") ? function->Field("object") : nullptr;
  if (object == nullptr || object->text != "self" || !arguments->children.empty()) return nullptr;
  const auto [method, owner] =
      project_.evaluator().Method(*model_.definition, function->Field("attribute")->text);
  const syntax::Node* result = method == nullptr ? nullptr : OnlyReturn(*method);
  return result == nullptr ? nullptr : Of(*result, {});
}

FormulaPtr TruthReader::OfComparison(const syntax::Node& node, const LocalTruths& locals) {
  const std::vector<std::string> operators = python::Operators(node);
  std::vector<FormulaPtr> parts;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    FormulaPtr part = OfPair(*node.children[i], operators[i], *node.children[i + 1], locals);
    parts.push_back(part == nullptr ? Opaque(python::OneLine(node.text)) : std::move(part));
  }
  return And(std::move(parts));
}

FormulaPtr TruthReader::OfPair(const syntax::Node& left, const std::string& op, const syntax::Node& right,
                               const LocalTruths& locals) {
  const Field* a = FieldOf(left, locals);
  const Field* b = FieldOf(right, locals);
  const ColumnNames names = NamesOf(model_);
  if (a != nullptr && b != nullptr) {
    if (!Comparable(*a, *b) || !IsOneOf(op, {"==", "!=", "<", "<=", ">", ">="})) return nullptr;
    return CompareAtom(a->column, SqlOf(op), Name(b->column), {b->column});
  }
  if (a == nullptr && b != nullptr) {
    if (!IsOneOf(op, {"==", "!=", "<", "<=", ">", ">="})) return nullptr;
    return OfPair(right, std::string(Mirrored(op)), left, locals);
  }
  // len(self.name) > 3
  const syntax::Node* called = left.Is("call") ? left.Field("function") : nullptr;
  const syntax::Node* arguments = left.Field("arguments");
  if (called != nullptr && called->text == "len" && arguments != nullptr && arguments->children.size() == 1) {
    const Field* measured = FieldOf(*arguments->children[0], locals);
    const auto limit = ValueOf(right).Integer();
    if (measured == nullptr || !measured->Is(Family::kText) || !limit) return nullptr;
    const std::string length = "char_length(" + Name(measured->column) + ")";
    const std::string number = std::to_string(*limit);
    return Atom(length + " " + std::string(SqlOf(op)) + " " + number,
                length + " " + std::string(NegatedOperator(SqlOf(op))) + " " + number, {measured->column});
  }
  if (a == nullptr) return nullptr;
  const Value value = ValueOf(right);
  if (!value.known()) return nullptr;
  FormulaPtr formula;
  const bool negated = op == "!=" || op == "is not" || op == "not in";
  if (op == "in" || op == "not in") {
    formula = LookupFormula(a->name + "__in", value, names, false);
  } else if (op == "is" || op == "is not") {
    if (!value.Is<python::None>() && !value.Is<bool>()) return nullptr;
    formula = LookupFormula(a->name + "__exact", value, names, false);
  } else if (IsOneOf(op, {"==", "!=", "<", "<=", ">", ">="})) {
    formula = LookupFormula(a->name + std::string(LookupOf(op)), value, names, false);
  }
  if (formula == nullptr || formula->kind == Formula::Kind::kOpaque) return nullptr;
  return negated ? Not(formula) : formula;
}

}  // namespace tacit::analyze::django
