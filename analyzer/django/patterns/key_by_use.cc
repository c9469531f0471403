// Other.objects.get(pk=row.other_id); row.other_id = other.pk; row.other_id == other.pk
#include <algorithm>
#include <map>
#include <set>

#include "analyzer/django/null_tests.h"
#include "analyzer/django/patterns/patterns.h"
#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;
using Family = FieldType::Family;
using Kind = Typed::Kind;

constexpr int kMaxKeyDepth = 100;

// A column of a row, or the key of one.
struct RowValue {
  const Model* model = nullptr;
  const Field* field = nullptr;
};

class KeyFinder {
 public:
  explicit KeyFinder(Context& context) : context_(context) {}

  void Visit(const FunctionPlace& place) {
    const syntax::Node* body = place.node->Field("body");
    if (body == nullptr) return;
    Typing typing(context_.project, context_.models, place);
    place_ = &place;
    typing_ = &typing;
    conditions_.clear();
    Walk(*body, 0);
  }

  // A column that is compared with the keys of two tables refers to none of them for certain.
  void Give() {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> targets;
    for (const auto& [hint, detail] : found_) targets[{hint.table, hint.columns[0]}].insert(detail.ref_table);
    for (auto& [hint, detail] : found_) {
      if (targets[{hint.table, hint.columns[0]}].size() > 1) continue;
      context_.findings.constraints.push_back(
          Follows(hint, ConstraintKind::kForeignKey, std::move(detail), NullPolicy::kAllowed));
      context_.findings.hints.push_back(std::move(hint));
    }
  }

 private:
  void Walk(const syntax::Node& node, int depth) {
    if (depth > kMaxKeyDepth || node.Is("function_definition") || node.Is("class_definition")) return;
    if (node.Is("for_statement")) typing_->Learn(node);
    if (node.Is("assignment")) Assignment(node);
    if (node.Is("comparison_operator")) Comparison(node);
    if (node.Is("call")) Call(node);
    const std::size_t size = conditions_.size();
    const syntax::Node* condition =
        node.Is("if_statement") || node.Is("elif_clause") ? node.Field("condition") : nullptr;
    if (node.Is("conditional_expression") && node.children.size() == 3) condition = node.children[1];
    if (node.Is("boolean_operator") && !node.children.empty()) condition = node.children[0];
    for (const syntax::Node* child : node.children) {
      if (condition != nullptr && child != condition) conditions_.resize(size + 1, condition);
      Walk(*child, depth + 1);
    }
    conditions_.resize(size);
    if (node.Is("expression_statement")) typing_->Learn(node);
  }

  void Assignment(const syntax::Node& node) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left != nullptr && right != nullptr) Pair(*left, *right);
  }

  void Comparison(const syntax::Node& node) {
    const std::vector<std::string> operators = python::Operators(node);
    if (operators.size() != 1 || node.children.size() != 2 || !IsOneOf(operators[0], {"==", "!="})) return;
    Pair(*node.children[0], *node.children[1]);
    Pair(*node.children[1], *node.children[0]);
  }

  // Keywords of queries and of rows that are made.
  void Call(const syntax::Node& node) {
    const std::string_view name = CalledName(node);
    const syntax::Node* function = node.Field("function");
    const syntax::Node* arguments = node.Field("arguments");
    if (function == nullptr || arguments == nullptr) return;
    const syntax::Node* object = nullptr;
    if (IsOneOf(name, {"get", "filter", "create", "get_or_create", "update_or_create"})) {
      object = function->Field("object");
    } else if (name == "get_object_or_404" && !arguments->children.empty()) {
      object = arguments->children[0];
    } else if (function->Is("identifier")) {
      object = function;
    }
    const Typed typed = object == nullptr ? Typed() : typing_->Of(*object);
    const bool rows =
        typed.kind == Kind::kModel || typed.kind == Kind::kManager || typed.kind == Kind::kQuerySet;
    if (!rows || !typed.certain || (function == object && typed.kind != Kind::kModel)) return;
    for (const auto& [keyword, value] : Keywords(node)) {
      const Field* field = typed.model->ByAttribute(keyword);
      if (field == nullptr || field->column.empty()) continue;
      const RowValue given = ValueOf(*value);
      if (given.field == nullptr) continue;
      if (field->primary_key) Add(given, {typed.model, field}, *value);
      if (given.field->primary_key) Add({typed.model, field}, given, *value);
    }
  }

  // Where `key` is a key, `holder` holds one.
  void Pair(const syntax::Node& holder, const syntax::Node& key) {
    const RowValue of_key = ValueOf(key);
    if (of_key.field != nullptr && of_key.field->primary_key) Add(ValueOf(holder), of_key, holder);
  }

  RowValue ValueOf(const syntax::Node& node) {
    const syntax::Node* object = node.Is("attribute") ? node.Field("object") : nullptr;
    if (object == nullptr || PathOf(*object).empty()) return {};
    const Typed row = typing_->Of(*object);
    if (row.kind != Kind::kRow || !row.certain) return {};
    const auto [owner, field] = context_.models.FindField(*row.model, node.Field("attribute")->text);
    if (field == nullptr || field->column.empty()) return {};
    return {owner, field};
  }

  // Whether the column only holds the key's values, as far as its declaration goes: a plain one of the key's
  // kind, and not the one half of a reference to any model.
  static bool MayHold(const RowValue& holder, const RowValue& key) {
    const Field& field = *holder.field;
    const bool plain =
        !field.relation() && !field.primary_key && !field.implicit && !field.place.file.empty();
    const Family family = key.field->type == nullptr ? Family::kOther : key.field->type->family;
    const bool same = (family == Family::kInteger || family == Family::kUuid) && field.Is(family);
    if (!plain || !same || field.Option("choices") != nullptr) return false;
    return std::none_of(holder.model->fields.begin(), holder.model->fields.end(), [&](const Field& other) {
      if (other.target == "contenttypes.contenttype") return true;
      const python::Value* of = other.Is(Family::kGenericForeignKey) ? other.Option("fk_field") : nullptr;
      return other.Is(Family::kGenericForeignKey) && (of == nullptr || of->Text() == field.name);
    });
  }

  void Add(const RowValue& holder, const RowValue& key, const syntax::Node& place) {
    if (holder.field == nullptr || key.field == nullptr || holder.model->of_framework ||
        !MayHold(holder, key))
      return;
    // Another column of the row says whose key it is: a reference only for some rows.
    const syntax::Node* object = place.Is("attribute") ? place.Field("object") : nullptr;
    for (const syntax::Node* condition : conditions_) {
      if (object == nullptr || TestsOnly(*condition, PathOf(place), PathOf(*object))) continue;
      return;
    }
    const auto seen = std::tuple(holder.model->table, holder.field->column, key.model->table, place_->node);
    if (!seen_.insert(seen).second) return;
    found_.emplace_back(
        MakeHint(HintKind::kAssumesReference, holder.model->table, {holder.field->column}, key.model->table,
                 {place_->module->file, place.line, std::string(kKeyByUse.doc.name)}),
        ForeignKeyDetail{
            .ref_table = key.model->table, .ref_columns = {key.field->column}, .type_column = {}});
  }

  // Whether a condition says of the row no more than that the value is there.
  static bool TestsOnly(const syntax::Node& condition, const std::string& value, const std::string& row) {
    const Paths paths = PathsIn(condition);
    return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
      return path == value || path == row || !path.starts_with(row + ".");
    });
  }

  Context& context_;
  const FunctionPlace* place_ = nullptr;
  Typing* typing_ = nullptr;
  std::vector<const syntax::Node*> conditions_;
  std::set<std::tuple<std::string, std::string, std::string, const syntax::Node*>> seen_;
  std::vector<std::pair<Hint, ForeignKeyDetail>> found_;
};

void FindKeysByUse(Context& context) {
  KeyFinder finder(context);
  ForEachFunction(context.project, context.models, [&](const FunctionPlace& place) { finder.Visit(place); });
  finder.Give();
}

}  // namespace

const Pattern kKeyByUse = {
    .doc =
        {.name = "key-by-use",
         .summary =
             "A plain column that is compared with, looked up as, or given the key of another model's rows",
         .code = "owner_id = models.IntegerField()\n\ndef owner(self):\n"
                 "    return Person.objects.get(pk=self.owner_id)",
         .states = "owner_id references app_person(id)",
         .soundness = "D: only this code takes it for a reference",
         .caveat =
             "Whole numbers and UUIDs only. A column that is used with the keys of two tables, or only where "
             "another column of the row says so, or that a GenericForeignKey names, states nothing."},
    .apply = FindKeysByUse};

}  // namespace tacit::analyze::django
