#include "analyzer/typescript/patterns/entry_point.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/typescript/code/where.h"
#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/evaluate/walk.h"
#include "analyzer/typescript/patterns/class_validator.h"
#include "analyzer/typescript/patterns/zod.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

bool Writes(std::string_view method) {
  static constexpr std::string_view kNames[] = {"create", "insert", "save",         "build",
                                                "update", "upsert", "createWithCtx"};
  return std::find(std::begin(kNames), std::end(kNames), method) != std::end(kNames);
}

// What validates an input: a class, or a schema.
struct Input {
  std::optional<ClassRef> of_class;
  Value schema;
};

class Tracer {
 public:
  Tracer(Evaluator& evaluator, ModelIndex& index) : evaluator_(evaluator), index_(index) {}

  void Read(const Module& module) {
    module_ = &module;
    evaluator_.Restart();
    std::vector<std::pair<CallSite, const Model*>> writes;
    VisitCalls(
        evaluator_, module.tree->root(), evaluator_.ScopeOf(module), [](std::string_view) { return Value(); },
        [&](const CallSite& site, const ScopePtr& scope) {
          if (site.receiver == nullptr || !Writes(site.method) || site.arguments.empty()) return;
          const Model* model = index_.OfReceiver(*site.receiver, {scope, site.in_class});
          if (model != nullptr) writes.emplace_back(site, model);
        });
    for (const auto& [site, model] : writes) Trace(site, *model);
  }

  // By model: the rules, and what states them once.
  std::map<const Model*, std::vector<Rule>> found;

 private:
  void Trace(const CallSite& site, const Model& model) {
    function_ = Enclosing(*site.node);
    if (function_ == nullptr) return;
    for (const Node* argument : site.arguments) {
      const Node* data = argument;
      if (model.orm == Orm::kPrisma) {
        data = MemberNode(*argument, "data");
        for (const char* part : {"create", "update"}) {
          if (const Node* inner = MemberNode(*argument, part)) Data(*inner, model);
        }
      }
      if (data != nullptr) Data(*data, model);
    }
  }

  [[nodiscard]] const Node* Enclosing(const Node& node) const {
    const Node* best = nullptr;
    const Node* at = &module_->tree->root();
    while (at != nullptr && at != &node) {
      const Node* next = nullptr;
      for (const Node* child : at->children) {
        const char* begin = child->text.data();
        if (node.text.data() >= begin && node.text.data() + node.text.size() <= begin + child->text.size())
          next = child;
      }
      if (next != nullptr && IsFunction(*next)) best = next;
      at = next;
    }
    return best;
  }

  void Data(const Node& data, const Model& model) {
    if (data.Is("identifier") || data.Is("shorthand_property_identifier")) {
      if (const auto source = SourceOf(data.text)) All(*source, model);
    } else if (data.Is("object")) {
      for (const Node* part : data.children) Member(*part, model);
    }
  }

  void Member(const Node& part, const Model& model) {
    if (part.Is("spread_element") && !part.children.empty() && part.children[0]->Is("identifier")) {
      if (const auto source = SourceOf(part.children[0]->text)) All(*source, model);
      return;
    }
    if (part.Is("shorthand_property_identifier")) {
      if (const auto source = PartOf(part.text))
        One(*source, std::string(part.text), std::string(part.text), model);
      return;
    }
    const Node* key = part.Field("key");
    const Node* value = part.Field("value");
    const auto name = key == nullptr ? std::nullopt : LiteralText(*key);
    if (!part.Is("pair") || !name || value == nullptr) return;
    if (value->Is("identifier")) {
      if (const auto source = PartOf(value->text)) One(*source, std::string(value->text), *name, model);
    } else if (value->Is("member_expression")) {
      const Node* object = value->Field("object");
      const Node* property = value->Field("property");
      if (object == nullptr || property == nullptr || !object->Is("identifier")) return;
      if (const auto source = SourceOf(object->text)) One(*source, std::string(property->text), *name, model);
    }
  }

  // The parameter or local of the function by this name, where it is validated input.
  std::optional<Input> SourceOf(std::string_view name) { return Search(*function_, name, false, 0); }
  // A local that is taken out of validated input: const { name } = input.
  std::optional<Input> PartOf(std::string_view name) { return Search(*function_, name, true, 0); }

  std::optional<Input> Search(const Node& node, std::string_view name, bool part, int depth) {
    if (depth > 200) return std::nullopt;
    if (node.Is("required_parameter") || node.Is("optional_parameter")) {
      const Node* pattern = node.Field("pattern");
      const Node* type = node.Field("type");
      if (pattern == nullptr || type == nullptr || type->children.empty()) return std::nullopt;
      const bool names = part ? Binds(*pattern, name) : pattern->Is("identifier") && pattern->text == name;
      return names ? OfType(*type->children[0]) : std::nullopt;
    }
    if (node.Is("variable_declarator")) {
      const Node* pattern = node.Field("name");
      const Node* value = node.Field("value");
      const bool names = pattern != nullptr && value != nullptr &&
                         (part ? Binds(*pattern, name) : pattern->Is("identifier") && pattern->text == name);
      if (names) return OfValue(*value, depth);
    }
    for (const Node* child : node.children) {
      if (auto source = Search(*child, name, part, depth + 1)) return source;
    }
    return std::nullopt;
  }

  static bool Binds(const Node& pattern, std::string_view name) {
    return pattern.Is("object_pattern") &&
           std::any_of(pattern.children.begin(), pattern.children.end(), [name](const Node* part) {
             return part->Is("shorthand_property_identifier_pattern") && part->text == name;
           });
  }

  std::optional<Input> OfType(const Node& type) {
    // z.infer<typeof Input>
    if (type.Is("generic_type")) {
      const Node* arguments = type.Field("type_arguments");
      const Node* query =
          arguments == nullptr || arguments->children.empty() ? nullptr : arguments->children[0];
      const Node* label = type.Field("name");
      const bool infers =
          label != nullptr && (label->text.ends_with("infer") || label->text.ends_with("output"));
      if (infers && query != nullptr && query->Is("type_query") && !query->children.empty())
        return Input{std::nullopt, evaluator_.Name(*module_, query->children[0]->text)};
    }
    const Value target = evaluator_.TypeTarget(type, *module_);
    if (const auto* of = target.As<ClassRef>()) return Input{*of, {}};
    return std::nullopt;
  }

  // Schema.parse(x), (await Schema.parseAsync(x)), Schema.safeParse(x).data
  std::optional<Input> OfValue(const Node& value, int depth) {
    const Node* node = &value;
    while ((node->Is("await_expression") || node->Is("parenthesized_expression")) && !node->children.empty())
      node = node->children[0];
    if (node->Is("identifier") && depth < 200) return Search(*function_, node->text, false, depth + 50);
    if (!node->Is("call_expression")) return std::nullopt;
    const Node* callee = node->Field("function");
    const Node* object =
        callee != nullptr && callee->Is("member_expression") ? callee->Field("object") : nullptr;
    const Node* method = object == nullptr ? nullptr : callee->Field("property");
    if (method == nullptr || (method->text != "parse" && method->text != "parseAsync")) return std::nullopt;
    return Input{std::nullopt, evaluator_.Eval(*object, evaluator_.ScopeOf(*module_))};
  }

  void All(const Input& source, const Model& model) {
    for (const Field& field : model.fields) One(source, field.property, field.property, model);
  }

  void One(const Input& source, const std::string& member, const std::string& property, const Model& model) {
    const Field* field = model.Find(property);
    if (field == nullptr || field->property != property) return;
    std::vector<Rule> rules;
    if (source.of_class) {
      for (const ClassInfo& info : WithAncestors(evaluator_, *source.of_class)) {
        for (const ClassMember& one : info.members) {
          if (one.name == member) rules = ClassValidatorRules(one, property);
        }
      }
    } else if (const auto members = ZodMembers(source.schema)) {
      const Value* one = members->Find(member);
      if (one != nullptr) rules = ZodRules(*one, property, module_->path);
    }
    for (Rule& rule : rules) {
      std::vector<Rule>& known = found[&model];
      const bool again = std::any_of(known.begin(), known.end(), [&](const Rule& other) {
        return other.kind == rule.kind && other.properties == rule.properties &&
               other.evidence.file == rule.evidence.file && other.evidence.line == rule.evidence.line;
      });
      if (!again) known.push_back(std::move(rule));
    }
  }

  Evaluator& evaluator_;
  ModelIndex& index_;
  const Module* module_ = nullptr;
  const Node* function_ = nullptr;
};

}  // namespace

void AddEntryPoints(Evaluator& evaluator, const std::vector<const Module*>& modules,
                    std::vector<Model>& models) {
  std::map<const Model*, std::vector<Rule>> found;
  {
    ModelIndex index(evaluator, models);
    Tracer tracer(evaluator, index);
    for (const Module* module : modules) tracer.Read(*module);
    found = std::move(tracer.found);
  }
  for (Model& model : models) {
    const auto rules = found.find(&model);
    if (rules == found.end()) continue;
    for (Rule& rule : rules->second) model.rules.push_back(std::move(rule));
  }
}

}  // namespace tacit::analyze::typescript
