#include "analyzer/django/null_reads.h"

#include <set>

#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;

constexpr int kMaxReadDepth = 100;
constexpr int kMaxMethods = 3;  // that call each other on self

void CollectAssigned(const syntax::Node& node, const python::Class& definition, python::Evaluator& evaluator,
                     int depth, int methods, std::set<const syntax::Node*>& seen, Paths& into) {
  if (depth > kMaxReadDepth) return;
  const syntax::Node* left = node.Is("assignment") ? node.Field("left") : nullptr;
  if (left != nullptr) {
    for (const std::string& path : PathsIn(*left)) into.insert(path);
  }
  const syntax::Node* function = node.Is("call") ? node.Field("function") : nullptr;
  const syntax::Node* object =
      function != nullptr && function->Is("attribute") ? function->Field("object") : nullptr;
  if (object != nullptr && object->text == "self" && methods < kMaxMethods) {
    const auto [method, owner] = evaluator.Method(definition, function->Field("attribute")->text);
    if (method != nullptr && seen.insert(method).second)
      CollectAssigned(*method, definition, evaluator, 0, methods + 1, seen, into);
  }
  for (const syntax::Node* child : node.children)
    CollectAssigned(*child, definition, evaluator, depth + 1, methods, seen, into);
}

void CollectGiven(const syntax::Node& node, int depth, Paths& into) {
  if (depth > kMaxReadDepth) return;
  const bool call = node.Is("call");
  const std::string_view name = call ? CalledName(node) : "";
  const bool makes = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  if (makes ||
      IsOneOf(name, {"filter", "get", "exclude", "create", "get_or_create", "update_or_create", "Q"})) {
    for (const auto& [keyword, value] : Keywords(node)) into.insert(keyword.substr(0, keyword.find("__")));
  }
  for (const syntax::Node* child : node.children) CollectGiven(*child, depth + 1, into);
}

}  // namespace

bool ReadsAsNone(const Field& field, python::Evaluator& evaluator) {
  if (field.column.empty() || !field.null || !field.null_known || field.primary_key || field.implicit)
    return false;
  if (field.type == nullptr) return false;
  for (const char* method : {"from_db_value", "contribute_to_class", "descriptor_class", "attr_class"}) {
    if (field.custom != nullptr && evaluator.ClassAttribute(*field.custom, method)) return false;
  }
  if (field.relation()) return true;
  return IsOneOf(field.type->name, {"CharField",
                                    "TextField",
                                    "EmailField",
                                    "URLField",
                                    "SlugField",
                                    "IntegerField",
                                    "BigIntegerField",
                                    "SmallIntegerField",
                                    "PositiveIntegerField",
                                    "PositiveBigIntegerField",
                                    "PositiveSmallIntegerField",
                                    "DecimalField",
                                    "FloatField",
                                    "DateField",
                                    "DateTimeField",
                                    "TimeField",
                                    "DurationField",
                                    "UUIDField",
                                    "JSONField",
                                    "ArrayField",
                                    "HStoreField"});
}

bool FailsOnNone(std::string_view function, std::size_t arguments) {
  if (IsOneOf(function, {"min", "max"})) return arguments > 1;
  return IsOneOf(function, {"len", "int", "float", "abs", "round", "sorted", "list", "tuple", "set", "iter",
                            "sum", "Decimal", "range"});
}

bool IsSqlExpression(const syntax::Node& node) {
  return node.Is("call") && IsOneOf(CalledName(node), {"F", "Value", "Coalesce", "Q", "Sum", "Count", "Max",
                                                       "Min", "OuterRef", "Case", "When"});
}

Paths AssignedBy(const syntax::Node& method, const python::Class& definition, python::Evaluator& evaluator) {
  Paths assigned;
  std::set<const syntax::Node*> seen = {&method};
  CollectAssigned(method, definition, evaluator, 0, 0, seen, assigned);
  return assigned;
}

Paths AssignedIn(const syntax::Node& node) {
  Paths assigned;
  ForEachStatement(node, [&](const syntax::Node& statement) {
    const syntax::Node* inner = statement.Is("expression_statement") && !statement.children.empty()
                                    ? statement.children[0]
                                    : &statement;
    const bool binds =
        inner->Is("assignment") || inner->Is("augmented_assignment") || inner->Is("for_statement");
    const syntax::Node* left = binds ? inner->Field("left") : nullptr;
    if (left != nullptr) assigned.merge(PathsIn(*left));
  });
  return assigned;
}

Paths GivenIn(const syntax::Node& body) {
  Paths given;
  CollectGiven(body, 0, given);
  return given;
}

}  // namespace tacit::analyze::django
