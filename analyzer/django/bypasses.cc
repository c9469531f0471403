#include "analyzer/django/bypasses.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

constexpr int kMaxBypassDepth = 80;

using Place = std::pair<std::string, int>;

class BypassFinder {
 public:
  explicit BypassFinder(Context& context) : context_(context) {}

  void Visit(const FunctionPlace& place) {
    const syntax::Node* body = place.node->Field("body");
    if (body == nullptr) return;
    Typing typing(context_.project, context_.models, place);
    ForEachStatement(*body, [&](const syntax::Node& statement) {
      Look(statement, place, typing, 0);
      typing.Learn(statement);
    });
  }

  [[nodiscard]] std::vector<Bypass> Of(const Constraint& constraint) const {
    std::set<Place> places;
    for (const std::string& column : constraint.columns) {
      for (const std::string& key : {column, std::string()}) {
        const auto found = places_.find({constraint.table, key});
        if (found != places_.end()) places.insert(found->second.begin(), found->second.end());
      }
    }
    std::vector<Bypass> bypasses;
    for (const auto& [file, line] : places) bypasses.push_back({file, line});
    return bypasses;
  }

 private:
  void Look(const syntax::Node& node, const FunctionPlace& place, Typing& typing, int depth) {
    if (depth > kMaxBypassDepth || node.Is("block") || node.Is("function_definition") ||
        node.Is("class_definition"))
      return;
    if (node.Is("call")) Read(node, place, typing);
    for (const syntax::Node* child : node.children) Look(*child, place, typing, depth + 1);
  }

  void Read(const syntax::Node& call, const FunctionPlace& place, Typing& typing) {
    const std::string_view name = CalledName(call);
    const syntax::Node* function = call.Field("function");
    const bool writes =
        python::IsOneOf(name, {"update", "bulk_create", "bulk_update", "abulk_create", "aupdate"});
    const syntax::Node* object = writes && function != nullptr ? function->Field("object") : nullptr;
    const Typed typed = object == nullptr ? Typed() : typing.Of(*object);
    if (typed.kind != Typed::Kind::kManager && typed.kind != Typed::Kind::kQuerySet) return;
    const Place here(place.module->file, call.line);
    if (name.find("create") != std::string_view::npos) {
      places_[{typed.model->table, ""}].insert(here);
      return;
    }
    for (const auto& [keyword, value] : Keywords(call)) {
      const bool list = name == "bulk_update" && keyword == "fields";
      for (const std::string& written :
           list ? python::Texts(typing.ValueOf(*value)).value_or(std::vector<std::string>())
                : std::vector<std::string>{keyword})
        Add(*typed.model, written, here);
    }
    const syntax::Node* arguments = call.Field("arguments");
    if (name != "bulk_update" || arguments == nullptr || arguments->children.size() < 2) return;
    const auto names = python::Texts(typing.ValueOf(*arguments->children[1]));
    for (const std::string& written : names.value_or(std::vector<std::string>()))
      Add(*typed.model, written, here);
  }

  void Add(const Model& model, const std::string& name, const Place& place) {
    const Field* field = model.ByAttribute(name);
    if (field != nullptr && !field->column.empty()) places_[{model.table, field->column}].insert(place);
  }

  Context& context_;
  // By table and column; no column: the whole row.
  std::map<std::pair<std::string, std::string>, std::set<Place>> places_;
};

}  // namespace

void AddBypasses(Context& context) {
  BypassFinder finder(context);
  ForEachFunction(context.project, context.models, [&](const FunctionPlace& place) { finder.Visit(place); });
  for (Constraint& constraint : context.findings.constraints) constraint.bypasses = finder.Of(constraint);
}

}  // namespace tacit::analyze::django
