// Operators and methods of Python's own classes, on known values.
#include <cmath>

#include "analyzer/python/evaluator.h"

namespace tacit::analyze::python {

namespace {

constexpr std::size_t kMaxText = 1 << 20;

std::optional<Value> OfIntegers(std::string_view op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (op == "+" && !__builtin_add_overflow(a, b, &result)) return Value{result};
  if (op == "-" && !__builtin_sub_overflow(a, b, &result)) return Value{result};
  if (op == "*" && !__builtin_mul_overflow(a, b, &result)) return Value{result};
  const bool floors = b > 0 && a >= 0;
  if (op == "//" && floors) return Value{a / b};
  if (op == "%" && floors) return Value{a % b};
  if (op == "<<" && a >= 0 && a < (1LL << 31) && b >= 0 && b < 32) return Value{a << b};
  if (op == "|" && a >= 0 && b >= 0) return Value{a | b};
  if (op == "&" && a >= 0 && b >= 0) return Value{a & b};
  if (op == "**" && b >= 0 && b < 63) {
    result = 1;
    for (std::int64_t i = 0; i < b; ++i) {
      if (__builtin_mul_overflow(result, a, &result)) return std::nullopt;
    }
    return Value{result};
  }
  return std::nullopt;
}

// "%s-%d" % (a, b), "%(x)s" % {...}: plain conversions only.
std::optional<Value> Formatted(const std::string& format, const Value& arguments) {
  std::vector<Value> items{arguments};
  if (const auto* sequence = arguments.As<Sequence>(); sequence != nullptr && sequence->tuple)
    items = sequence->items;
  const auto* dict = arguments.As<Dict>();
  std::string text;
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    if (++i >= format.size()) return std::nullopt;
    if (format[i] == '%') {
      text += '%';
      continue;
    }
    const Value* value = nullptr;
    if (format[i] == '(') {
      const std::size_t end = format.find(')', i);
      if (end == std::string::npos || end + 1 >= format.size() || dict == nullptr) return std::nullopt;
      value = dict->Find(std::string_view(format).substr(i + 1, end - i - 1));
      i = end + 1;
    } else if (next < items.size()) {
      value = &items[next++];
    }
    if (value == nullptr || (format[i] != 's' && format[i] != 'd')) return std::nullopt;
    const auto piece = value->Str();
    if (!piece) return std::nullopt;
    text += *piece;
  }
  return Value{std::move(text)};
}

std::string Mapped(std::string text, char first, char last, int offset) {
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c + offset);
  }
  return text;
}

std::string Stripped(const std::string& text, const std::string& characters) {
  const std::size_t begin = text.find_first_not_of(characters);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(characters) - begin + 1);
}

std::string Replaced(const std::string& text, const std::string& from, const std::string& to) {
  std::string result;
  for (std::size_t at = 0;;) {
    const std::size_t found = from.empty() ? std::string::npos : text.find(from, at);
    result += text.substr(at, found == std::string::npos ? found : found - at);
    if (found == std::string::npos || result.size() > kMaxText) return result;
    result += to;
    at = found + from.size();
  }
}

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<Value> TextMethod(const std::string& text, std::string_view name,
                                const std::vector<Value>& arguments) {
  std::vector<std::string> texts;
  for (const Value& argument : arguments) {
    if (auto piece = argument.Text()) texts.push_back(*piece);
  }
  const bool all_texts = texts.size() == arguments.size();
  if (name == "lower" && arguments.empty() && IsAscii(text)) return Value{Mapped(text, 'A', 'Z', 32)};
  if (name == "upper" && arguments.empty() && IsAscii(text)) return Value{Mapped(text, 'a', 'z', -32)};
  if (name == "strip" && arguments.size() < 2 && all_texts)
    return Value{Stripped(text, arguments.empty() ? " \t\n\r\f\v" : texts[0])};
  if (name == "replace" && arguments.size() == 2 && all_texts)
    return Value{Replaced(text, texts[0], texts[1])};
  if (name == "format" && text.find('{') == std::string::npos) return Value{text};
  if (name == "join" && arguments.size() == 1) {
    const auto pieces = Items(arguments[0]) ? Texts(arguments[0]) : std::nullopt;
    if (!pieces) return std::nullopt;
    std::string joined;
    for (std::size_t i = 0; i < pieces->size(); ++i) joined += (i == 0 ? "" : text) + (*pieces)[i];
    return Value{std::move(joined)};
  }
  if (name == "split" && arguments.size() < 2 && all_texts) {
    Sequence parts;
    const std::string separator = arguments.empty() ? " " : texts[0];
    if (separator.empty()) return std::nullopt;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(separator, at), text.size());
      if (!arguments.empty() || end > at) parts.items.push_back({text.substr(at, end - at)});
      at = end + separator.size();
    }
    return Value{std::move(parts)};
  }
  return std::nullopt;
}

std::optional<Value> DictMethod(const Dict& dict, std::string_view name,
                                const std::vector<Value>& arguments) {
  if (IsOneOf(name, {"items", "keys", "values"}) && arguments.empty()) {
    Sequence sequence;
    for (const auto& [key, value] : dict.entries) {
      if (name == "items") sequence.items.push_back({Sequence{true, {key, value}}});
      if (name == "keys") sequence.items.push_back(key);
      if (name == "values") sequence.items.push_back(value);
    }
    return Value{std::move(sequence)};
  }
  if (name == "get" && !arguments.empty() && arguments[0].known()) {
    for (const auto& [key, value] : dict.entries) {
      const auto same = Equal(key, arguments[0]);
      if (!same) return std::nullopt;
      if (*same) return value;
    }
    return arguments.size() > 1 ? arguments[1] : NoneValue();
  }
  if (name == "copy" && arguments.empty()) return Value{dict};
  return std::nullopt;
}

}  // namespace

Value Binary(std::string_view op, const Value& a, const Value& b) {
  const Value unknown = MakeUnknown("");
  if (!a.known() || !b.known()) return unknown;
  if (const auto text = a.Text()) {
    const auto other = b.Text();
    if (op == "+" && other && text->size() + other->size() < kMaxText) return {*text + *other};
    if (op == "%") return Formatted(*text, b).value_or(unknown);
    return unknown;
  }
  if (const auto x = a.Integer(), y = b.Integer(); x && y) return OfIntegers(op, *x, *y).value_or(unknown);
  const auto* p = a.As<Sequence>();
  const auto* q = b.As<Sequence>();
  if (p != nullptr && q != nullptr && (op == "+" || op == "|")) {
    Sequence joined = *p;
    joined.items.insert(joined.items.end(), q->items.begin(), q->items.end());
    return {std::move(joined)};
  }
  const auto* m = a.As<Dict>();
  const auto* n = b.As<Dict>();
  if (m != nullptr && n != nullptr && op == "|") {
    Dict joined = *m;
    for (const auto& [key, value] : n->entries) joined.Set(key, value);
    return {std::move(joined)};
  }
  // Q(...) & Q(...): kept as what it is, for whoever knows such objects.
  if ((op == "|" || op == "&" || op == "+" || op == "-" || op == "*" || op == "/" || op == "^") &&
      (a.Is<Instance>() || b.Is<Instance>())) {
    auto call = std::make_shared<CallData>();
    call->callee = {External{"operator." + std::string(op)}};
    call->positional = {a, b};
    return {Instance{std::move(call)}};
  }
  return unknown;
}

std::optional<Value> PureMethod(const Value& object, std::string_view name,
                                const std::vector<Value>& arguments) {
  if (const auto text = object.Text()) return TextMethod(*text, name, arguments);
  if (const auto* dict = object.As<Dict>()) return DictMethod(*dict, name, arguments);
  if (object.Is<Sequence>() && name == "copy" && arguments.empty()) return object;
  return std::nullopt;
}

}  // namespace tacit::analyze::python
