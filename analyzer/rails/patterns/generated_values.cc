// before_create { self.token = SecureRandom.hex }, has_secure_token. Callbacks are gathered by
// normalization.cc.
#include "analyzer/rails/code_body.h"
#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

bool IsRandom(std::string_view text) {
  for (std::string_view word : {"SecureRandom", "friendly_token", "Nanoid", "ULID"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

// The value, or what the model's method that computes it returns, is random.
bool IsRandom(const syntax::Node& value, const ModelView& view, const Reader& reader) {
  if (IsRandom(value.text)) return true;
  const syntax::Node* method = value.Is("identifier") ? &value : value.Field("method");
  const Code* own =
      method == nullptr ? nullptr : reader.InstanceMethod(view.name(), std::string(method->text));
  return own != nullptr && IsRandom(own->node->text);
}

void AddToken(const std::string& attribute, const Declared& declared, const ModelView& view, Facts& facts) {
  const std::string column = view.ColumnOf(attribute);
  if (column.empty() || ClassOfType(view.FindColumn(column)->type) != TypeClass::kText) return;
  const Hint hint =
      facts.AddHint(HintKind::kDefault, view.table().name, {column}, "md5(random()::text)", declared);
  const When when = facts.WhenOf(declared, view);
  facts.AddInferred(Follows(hint, ConstraintKind::kUnique, UniqueDetail{}, NullPolicy::kAllowed), when);
  facts.AddInferred(Follows(hint, ConstraintKind::kNotNull, {}, NullPolicy::kRejected), when);
}

// `self.token = SecureRandom.hex`, `||=`, also with `if token.blank?`.
void ReadTokens(const syntax::Node& written, const Callback& callback, const Names& names,
                const ModelView& view, Facts& facts) {
  const bool modifier = written.Is("if_modifier") || written.Is("unless_modifier");
  const syntax::Node* node = modifier ? written.Field("body") : &written;
  const syntax::Node* value = node == nullptr ? nullptr : node->Field("right");
  const std::string attribute = node == nullptr ? "" : WrittenAttribute(*node, names);
  if (value == nullptr || attribute.empty() || !IsRandom(*value, view, facts.reader())) return;
  Declared declared = callback.declared;
  CallIt(declared, kGeneratedValues);
  std::erase_if(declared.gates,
                [](const Gate& gate) { return gate.text.find("create") != std::string::npos; });
  AddToken(attribute, declared, view, facts);
}

void DeriveTokens(const ModelView& view, const Model& declares, Facts& facts) {
  for (const Callback& callback : declares.callbacks) {
    const auto body = BodyOf(callback.code, view.name(), facts.reader());
    if (!body) continue;
    for (const syntax::Node* statement : body->statements)
      ReadTokens(*statement, callback, body->names, view, facts);
  }
  for (const auto& [attribute, declared] : declares.tokens) AddToken(attribute, declared, view, facts);
}

void SecureToken(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  model.tokens.emplace_back(names.empty() ? "token" : names[0], use.declared);
}

}  // namespace

const Pattern kGeneratedValues = {
    .doc = {.name = "generated-values",
            .summary = "Random values that a row gets when it is made: `has_secure_token`, `SecureRandom` in "
                       "a callback.",
            .code = R"(has_secure_token :api_key
before_create { self.slug ||= SecureRandom.hex(8) })",
            .states = "A hint at the default; api_key is NOT NULL and UNIQUE as candidates.",
            .soundness = "D: chance, and older rows may have none.",
            .caveat = "The value may be written anywhere else as well."},
    .calls = {"has_secure_token"},
    .apply = SecureToken,
    .derive = DeriveTokens};

}  // namespace tacit::analyze::rails
