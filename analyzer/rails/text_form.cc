#include "analyzer/rails/text_form.h"

#include "analyzer/ruby/value.h"

namespace tacit::analyze::rails {

Form FormOf(const syntax::Node& node, std::string_view base) {
  Form form;
  const syntax::Node* at = &node;
  for (int depth = 0; depth < 20; ++depth) {
    const syntax::Node* method = at->Is("call") ? at->Field("method") : nullptr;
    const syntax::Node* receiver = at->Field("receiver");
    if (method == nullptr || receiver == nullptr || at->Field("block") != nullptr) break;
    const bool plain = at->Field("arguments") == nullptr;
    if (plain && method->text == "downcase" && !form.upper) {
      form.lower = true;
    } else if (plain && method->text == "upcase" && !form.lower) {
      form.upper = true;
    } else if (plain && ruby::IsOneOf(method->text, {"strip", "squish"})) {
      form.trimmed = true;
    } else if (!plain || !ruby::IsOneOf(method->text, {"to_s", "presence", "dup"})) {
      break;
    }
    at = receiver;
  }
  const syntax::Node* method = at->Field("method");
  const syntax::Node* receiver = at->Field("receiver");
  const bool own = at->Is("call") && method != nullptr && method->text == base && receiver != nullptr &&
                   receiver->Is("self");
  form.whole = at->text == base || own;
  return form;
}

}  // namespace tacit::analyze::rails
