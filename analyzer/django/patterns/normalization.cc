// def save(self): self.email = self.email.lower(); the same in clean() and in receivers of pre_save.
#include <algorithm>

#include "analyzer/django/null_tests.h"
#include "analyzer/django/patterns/patterns.h"
#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

// What is known of a text by the calls that made it.
struct Form {
  bool lower = false;
  bool upper = false;
  bool trimmed = false;

  [[nodiscard]] bool any() const { return lower || upper || trimmed; }
  [[nodiscard]] std::string Of(const std::string& name) const {
    std::string sql = trimmed ? "trim(" + name + ")" : name;
    if (lower) sql = "lower(" + sql + ")";
    return upper ? "upper(" + sql + ")" : sql;
  }
};

class FormReader {
 public:
  FormReader(Context& context, const Model& model, const python::Module& module, std::string row)
      : context_(context), model_(model), module_(module), row_(std::move(row)) {}

  void Read(const syntax::Node& body, std::string_view saving, Soundness soundness) {
    bool always = true;  // nothing before leaves
    for (const syntax::Node* statement : body.children) {
      if (Saves(*statement, saving)) return;
      Statement(*statement, body, always ? soundness : Soundness::kC);
      always = always && !MayReturn(*statement, 0);
    }
  }

 private:
  // super().save(...): what comes after is not written by it.
  static bool Saves(const syntax::Node& statement, std::string_view saving) {
    const syntax::Node* call = statement.children.empty() ? nullptr : statement.children[0];
    if (saving.empty() || call == nullptr || !call->Is("call") || CalledName(*call) != saving) return false;
    const syntax::Node* function = call->Field("function");
    const syntax::Node* object = function->Field("object");
    return object != nullptr && object->text.starts_with("super(");
  }

  static bool MayReturn(const syntax::Node& node, int depth) {
    if (depth > 100 || node.Is("return_statement")) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const syntax::Node* child) { return MayReturn(*child, depth + 1); });
  }

  void Statement(const syntax::Node& statement, const syntax::Node& body, Soundness soundness) {
    const syntax::Node* node = &statement;
    std::string guard;
    if (node->Is("if_statement")) {
      const syntax::Node* then = node->Field("consequence");
      const bool one = node->children.size() == 2 && then != nullptr && then->children.size() == 1;
      if (!one || node->Field("condition") == nullptr) return;
      const NullTests tests = TestsOf(*node->Field("condition"));
      if (tests.when_true.size() != 1) return;
      guard = *tests.when_true.begin();
      node = then->children[0];
    }
    if (!node->Is("expression_statement") || node->children.empty() || !node->children[0]->Is("assignment"))
      return;
    const syntax::Node* left = node->children[0]->Field("left");
    const syntax::Node* right = node->children[0]->Field("right");
    const std::string path = left == nullptr || !left->Is("attribute") ? "" : PathOf(*left);
    if (path.empty() || right == nullptr || !path.starts_with(row_ + ".")) return;
    // Where the value is None or empty, it stays so.
    if (!guard.empty() && (guard != path || !IsTestOf(*statement.Field("condition"), path))) return;
    const Field* field = model_.ByAttribute(path.substr(row_.size() + 1));
    const bool text = field != nullptr && field->Is(FieldType::Family::kText) && field->custom == nullptr &&
                      !field->column.empty() && !field->primary_key;
    if (!text || Writes(body, path, 0) != 1) return;
    Add(*field, FormOf(*right, path, 0), {module_.file, node->line, ""}, soundness);
  }

  // Nothing else is asked than whether there is a value: `x.f`, `x.f is not None`.
  static bool IsTestOf(const syntax::Node& condition, const std::string& path) {
    if (PathOf(condition) == path) return true;
    return condition.Is("comparison_operator") && condition.children.size() == 2 &&
           PathOf(*condition.children[0]) == path && condition.children[1]->Is("none");
  }

  static int Writes(const syntax::Node& node, const std::string& path, int depth) {
    if (depth > 100) return 2;
    int writes = 0;
    const bool assigns = node.Is("assignment") || node.Is("augmented_assignment");
    const syntax::Node* left = assigns ? node.Field("left") : nullptr;
    if (left != nullptr && PathsIn(*left).contains(path)) ++writes;
    for (const syntax::Node* child : node.children) writes += Writes(*child, path, depth + 1);
    return writes;
  }

  // Of `(x or "").strip().lower()`: the calls from the outermost in, as far as they keep what the outer ones
  // gave.
  Form FormOf(const syntax::Node& node, const std::string& path, int depth) {
    Form form;
    if (depth > 20) return form;
    // x.lower() if x else x
    if (node.Is("conditional_expression") && node.children.size() == 3) {
      const syntax::Node& otherwise = *node.children[2];
      const bool kept = otherwise.Is("none") || PathOf(otherwise) == path || otherwise.text == "\"\"" ||
                        otherwise.text == "''";
      return kept && IsTestOf(*node.children[1], path) ? FormOf(*node.children[0], path, depth + 1) : form;
    }
    if (node.Is("boolean_operator") && node.op == "and" && node.children.size() == 2)
      return IsTestOf(*node.children[0], path) ? FormOf(*node.children[1], path, depth + 1) : form;
    if (node.Is("parenthesized_expression") && node.children.size() == 1)
      return FormOf(*node.children[0], path, depth + 1);
    if (!node.Is("call")) return form;
    const syntax::Node* function = node.Field("function");
    const syntax::Node* arguments = node.Field("arguments");
    if (function == nullptr || arguments == nullptr) return form;
    if (arguments->children.empty() && function->Is("attribute") && function->Field("object") != nullptr) {
      const std::string_view name = CalledName(node);
      if (name != "lower" && name != "upper" && name != "strip") return form;
      form = FormOf(*function->Field("object"), path, depth + 1);
      if (name == "lower") form.upper = false, form.lower = true;
      if (name == "upper") form.lower = false, form.upper = true;
      if (name == "strip") form.trimmed = true;
      return form;
    }
    // Django's own slugify gives lower case, unless told otherwise.
    const bool one = arguments->children.size() == 1 && !arguments->children[0]->Is("keyword_argument");
    const python::Value callee = context_.project.evaluator().Eval(*function, {&module_.scope});
    const auto* external = callee.As<python::External>();
    form.lower = one && external != nullptr &&
                 (external->path == "django.utils.text.slugify" ||
                  external->path == "django.template.defaultfilters.slugify");
    return form;
  }

  void Add(const Field& field, const Form& form, Evidence place, Soundness soundness) {
    if (!form.any()) return;
    const std::string name = Name(field.column);
    place.pattern = kNormalization.doc.name;
    Hint hint =
        MakeHint(HintKind::kNormalized, model_.table, {field.column}, form.Of(name), std::move(place));
    Constraint check = Follows(hint, ConstraintKind::kCheck, CheckDetail{name + " = " + form.Of(name)},
                               NullPolicy::kAllowed);
    check.soundness = soundness;
    context_.findings.constraints.push_back(std::move(check));
    context_.findings.hints.push_back(std::move(hint));
  }

  Context& context_;
  const Model& model_;
  const python::Module& module_;
  std::string row_;  // the name of the row: "self", "instance"
};

// @receiver(pre_save, sender=Model) def name(sender, instance, ...)
void ReadReceiver(Context& context, const python::Module& module, const python::Binding& binding) {
  python::Evaluator& evaluator = context.project.evaluator();
  for (const syntax::Node* decorator : binding.decorators) {
    const syntax::Node* arguments = decorator->Field("arguments");
    if (!decorator->Is("call") || CalledName(*decorator) != "receiver" || arguments == nullptr ||
        arguments->children.empty() || python::LastPart(arguments->children[0]->text) != "pre_save")
      continue;
    for (const auto& [keyword, value] : Keywords(*decorator)) {
      const std::string label =
          keyword == "sender" ? context.models.LabelOf(evaluator.Eval(*value, {&module.scope}), "", "") : "";
      const Model* model = label.empty() ? nullptr : context.models.OfLabel(label);
      const syntax::Node* body = binding.node->Field("body");
      if (model == nullptr || model->proxy || body == nullptr) continue;
      FormReader(context, *model, module, "instance").Read(*body, "", Soundness::kB);
    }
  }
}

void FindNormalForms(Context& context) {
  python::Evaluator& evaluator = context.project.evaluator();
  for (const auto& model : context.models.models()) {
    if (model->proxy || model->of_framework || model->definition == nullptr) continue;
    evaluator.Restart();
    for (const auto& [name, soundness] :
         {std::pair("save", Soundness::kB), std::pair("clean", Soundness::kC)}) {
      const auto [method, owner] = evaluator.Method(*model->definition, name);
      const syntax::Node* body = method == nullptr ? nullptr : method->Field("body");
      if (body != nullptr && !owner->scope.module->file.empty())
        FormReader(context, *model, *owner->scope.module, "self").Read(*body, name, soundness);
    }
  }
  for (const python::Module* module : context.project.code()) {
    evaluator.Restart();
    for (const auto& [name, bindings] : module->scope.names) {
      for (const python::Binding& binding : bindings) {
        if (binding.kind == python::Binding::Kind::kFunction) ReadReceiver(context, *module, binding);
      }
    }
  }
}

}  // namespace

const Pattern kNormalization = {
    .doc =
        {.name = "normalization",
         .summary =
             "save(), clean() or a receiver of pre_save that brings a text into a form: lower(), upper(), "
             "strip(), Django's slugify()",
         .code = "def save(self, *args, **kwargs):\n    self.email = self.email.lower()\n"
                 "    super().save(*args, **kwargs)",
         .states = "a hint that lower(email) is what is written; email = lower(email) follows from it",
         .soundness = "B in save() and pre_save: bulk_create(), bulk_update() and update() pass it by; C in "
                      "clean(), and where the method may return before",
         .caveat =
             "A form that only empty values are given, and columns that are assigned twice, state nothing. "
             "White space that is not the space is stripped by Python as well, and not claimed."},
    .apply = FindNormalForms};

}  // namespace tacit::analyze::django
