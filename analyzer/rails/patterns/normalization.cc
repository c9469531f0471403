// normalizes :a, with: ->(v) { ... }; before_validation { self.a = a.strip }; def a=(v) = super(v.strip)
#include <map>
#include <tuple>

#include "analyzer/rails/code_body.h"
#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"
#include "analyzer/rails/text_form.h"

namespace tacit::analyze::rails {

namespace {

std::string Wrapped(const Form& form, const std::string& name) {
  std::string sql = form.trimmed ? "trim(" + name + ")" : name;
  if (form.lower) sql = "lower(" + sql + ")";
  return form.upper ? "upper(" + sql + ")" : sql;
}

void AddForm(const Form& form, const std::string& attribute, const Declared& declared, Soundness best,
             const ModelView& view, Facts& facts) {
  const std::string column = view.ColumnOf(attribute);
  if (column.empty() || !(form.lower || form.upper || form.trimmed)) return;
  if (ClassOfType(view.FindColumn(column)->type) != TypeClass::kText) return;
  if (!view.WhyTransformed(attribute).empty()) return;
  const std::string name = QuoteName(column);
  const Hint hint =
      facts.AddHint(HintKind::kNormalized, view.table().name, {column}, Wrapped(form, name), declared);
  Constraint check = Follows(hint, ConstraintKind::kCheck, CheckDetail{name + " = " + Wrapped(form, name)},
                             NullPolicy::kAllowed);
  facts.Add(std::move(check), facts.WhenOf(declared, view), best);
}

// `self.a = a.strip`, also `if a`; `a.strip!`, `a&.downcase!`: the attribute, and the form that it has
// afterwards.
std::optional<std::pair<std::string, Form>> ReadStatement(const syntax::Node& written, const Names& names) {
  const syntax::Node* node = &written;
  std::string guard;
  if (node->Is("if_modifier") && node->Field("condition") != nullptr && node->Field("body") != nullptr) {
    guard = ruby::OneLine(node->Field("condition")->text);
    node = node->Field("body");
  }
  const std::string attribute = WrittenAttribute(*node, names);
  // Where it is not run, the value is NULL; an unguarded `present?` would leave white space.
  const bool always = guard.empty() || guard == attribute || guard == "self." + attribute;
  const bool unless_blank = guard == attribute + ".present?" || guard == "self." + attribute + ".present?";
  if (attribute.empty() || !(always || unless_blank)) return std::nullopt;
  Form form;
  if (node->Is("assignment")) {
    form = FormOf(*node->Field("right"), attribute);
  } else if (const syntax::Node* method = node->Field("method"); node->Is("call") && method != nullptr) {
    form.lower = method->text == "downcase!";
    form.upper = method->text == "upcase!";
    form.trimmed = method->text == "strip!" || method->text == "squish!";
    form.whole = true;
  }
  form.trimmed = form.trimmed && always;
  return std::pair(attribute, form);
}

void DeriveFromCallbacks(const ModelView& view, const Model& declares, Facts& facts) {
  std::map<std::string, int> writes;  // what is written in several places may end in the form of the last
  std::vector<std::tuple<std::string, Form, Declared>> found;
  for (const Callback& callback : declares.callbacks) {
    const auto body = BodyOf(callback.code, view.name(), facts.reader());
    if (!body) continue;
    bool reached = ruby::IsOneOf(callback.event, {"before_validation", "before_save"});
    for (const syntax::Node* statement : body->statements) {
      const auto read = ReadStatement(*statement, body->names);
      for (const std::string& attribute : WrittenWithin(*statement, body->names)) ++writes[attribute];
      reached = reached && !body->rescues && !LeavesEarly(*statement);
      if (reached && read) found.emplace_back(read->first, read->second, callback.declared);
    }
  }
  for (auto& [attribute, form, declared] : found) {
    CallIt(declared, kNormalization);
    AddForm(form, attribute, declared, writes[attribute] > 1 ? Soundness::kC : Soundness::kB, view, facts);
  }
}

// def a=(value) = super(value.strip)
void DeriveFromSetters(const ModelView& view, Facts& facts) {
  for (const Column& column : view.table().columns) {
    const Code* setter = facts.reader().InstanceMethod(view.name(), column.name + "=");
    const CodeBody body = setter == nullptr ? CodeBody{} : BodyOf(*setter, view.name());
    if (body.statements.size() != 1 || body.parameters.size() != 1) continue;
    const syntax::Node* call = body.statements.front();
    const syntax::Node* method = call->Is("super") ? call : call->Field("method");
    const syntax::Node* arguments = call->Field("arguments");
    const syntax::Node* value = nullptr;
    if (call->Is("assignment") && WrittenAttribute(*call, body.names) == column.name &&
        call->Field("left")->Is("element_reference")) {
      value = call->Field("right");
    } else if (method != nullptr && arguments != nullptr && !arguments->children.empty() &&
               (method->text.starts_with("super") || method->text == "write_attribute")) {
      value = arguments->children.back();
    }
    if (value == nullptr) continue;
    Declared declared;
    declared.declarer = view.name();
    declared.evidence.push_back({*setter->file, setter->node->line, std::string(kNormalization.doc.name)});
    AddForm(FormOf(*value, body.parameters.front()), column.name, declared, Soundness::kC, view, facts);
  }
}

void DeriveForms(const ModelView& view, const Model& declares, Facts& facts) {
  DeriveFromCallbacks(view, declares, facts);
  if (declares.name == view.name()) DeriveFromSetters(view, facts);
  for (const auto& [attribute, code, declared] : declares.normalized) {
    const auto* proc = code.As<ruby::Proc>();
    const auto body = proc == nullptr ? std::nullopt : BodyOf(code, view.name(), facts.reader());
    if (!body || body->statements.size() != 1) continue;
    const std::string parameter = body->parameters.size() == 1 ? body->parameters.front() : "it";
    AddForm(FormOf(*body->statements.front(), parameter), attribute, declared, Soundness::kB, view, facts);
  }
}

void Normalization(const Use& use, Model& model) {
  if (use.call != "normalizes") {
    std::vector<ruby::Value> codes = use.arguments;
    if (use.block.Is<ruby::Proc>()) codes.push_back(use.block);
    for (const ruby::Value& code : codes) model.callbacks.push_back({use.call, code, use.declared});
    return;
  }
  const ruby::Value* with = use.Option("with");
  if (with == nullptr || use.MayBeOn("apply_to_nil")) return;
  for (const std::string& attribute : use.Attributes()) {
    model.normalized.push_back({attribute, *with, use.declared});
  }
}

}  // namespace

const Pattern kNormalization = {
    .doc =
        {.name = "normalization",
         .summary =
             "Values that are brought into a form before they are stored: `normalizes`, callbacks, setters.",
         .code = R"(normalizes :email, with: ->(email) { email.strip.downcase }
before_validation { self.code = code.upcase if code })",
         .states = "A hint that lower(trim(email)) is what is written; CHECK (email = lower(trim(email))) "
                   "follows from it.",
         .soundness = "B: every write passes through it. C where it is a setter, conditional, or the "
                      "attribute is written by another callback as well.",
         .caveat = "`strip`, `squish`, `downcase`, `upcase` at the end of the chain count; what stands "
                   "before them may be anything. White space that is not the space is stripped by Ruby as "
                   "well, and not claimed."},
    .calls = {"normalizes", "before_validation", "before_save", "before_create", "before_update",
              "around_save", "around_create", "around_update", "after_validation", "after_initialize"},
    .apply = Normalization,
    .derive = DeriveForms};

}  // namespace tacit::analyze::rails
