#include "src/encoder/domain/text_code.h"

#include <utility>

namespace tacit::encoder {

TextCode::TextCode(Automaton automaton, GroupPlan plan, std::string description, Holds holds)
    : ValueCode(plan.Bounds(automaton), std::move(description)),
      automaton_(std::move(automaton)),
      plan_(std::move(plan)),
      holds_(holds) {}

ValueCodePtr TextCode::Make(Automaton automaton, std::string description, Holds holds) {
  GroupPlan plan(automaton);
  return ValueCodePtr(new TextCode(std::move(automaton), std::move(plan), std::move(description), holds));
}

bool TextCode::Append(const Value& value, BitWriter& out) const {
  if (holds_ == Holds::kBlob) {
    const auto* blob = std::get_if<Blob>(&value);
    return blob != nullptr && AppendText(blob->bytes, out);
  }
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && AppendText(*text, out);
}

bool TextCode::AppendText(std::string_view text, BitWriter& out) const {
  std::uint32_t at = 0;
  std::size_t i = 0;
  while (!automaton_.states[at].edges.empty()) {
    const GroupPlan::Group& group = plan_.GroupFrom(at);
    std::uint64_t number = 0;
    for (int left = group.steps; left > 0; --left) {
      const State& state = automaton_.states[at];
      if (state.edges.empty()) break;
      const std::uint64_t end_ways = plan_.EndWays(state, left);
      if (i == text.size()) {
        if (!state.accepting) return false;
        const BitPrefix prefix = PrefixWithin(number, end_ways);
        out.Append(prefix.number >> prefix.free_bits, group.bits - prefix.free_bits);
        return true;
      }
      number += end_ways;
      const auto byte = static_cast<unsigned char>(text[i]);
      const Edge* taken = nullptr;
      for (const Edge& edge : state.edges) {
        const std::uint64_t ways = plan_.Ways(edge.target, left - 1);
        if (byte <= edge.high) {
          if (byte < edge.low) return false;
          number += ways * static_cast<std::uint64_t>(byte - edge.low);
          taken = &edge;
          break;
        }
        number += ways * edge.size();
      }
      if (taken == nullptr) return false;
      at = taken->target;
      ++i;
    }
    out.Append(number, group.bits);
  }
  return i == text.size();
}

std::optional<std::string> TextCode::ReadText(BitReader& in) const {
  std::string text;
  std::uint32_t at = 0;
  while (!automaton_.states[at].edges.empty()) {
    const GroupPlan::Group& group = plan_.GroupFrom(at);
    const std::uint64_t number = in.Peek(group.bits);
    if (number >= plan_.Ways(at, group.steps)) return std::nullopt;
    std::uint64_t rest = number;  // less what the ways before the taken ones have
    for (int left = group.steps; left > 0; --left) {
      const State& state = automaton_.states[at];
      if (state.edges.empty()) break;
      const std::uint64_t end_ways = plan_.EndWays(state, left);
      if (rest < end_ways) {
        const BitPrefix prefix = PrefixWithin(number - rest, end_ways);
        const bool same = number >> prefix.free_bits == prefix.number >> prefix.free_bits;
        if (!same || !in.Skip(group.bits - prefix.free_bits)) return std::nullopt;
        return text;
      }
      rest -= end_ways;
      for (const Edge& edge : state.edges) {
        const std::uint64_t ways = plan_.Ways(edge.target, left - 1);
        if (rest < ways * edge.size()) {
          text.push_back(static_cast<char>(edge.low + rest / ways));
          rest %= ways;
          at = edge.target;
          break;
        }
        rest -= ways * edge.size();
      }
    }
    if (!in.Skip(group.bits)) return std::nullopt;
  }
  return text;
}

std::optional<Value> TextCode::Read(BitReader& in) const {
  std::optional<std::string> text = ReadText(in);
  if (!text) return std::nullopt;
  return holds_ == Holds::kBlob ? Value(Blob{*std::move(text)}) : Value(*std::move(text));
}

std::string TextCode::ToText(const Value& value) const {
  return holds_ == Holds::kBlob ? std::get<Blob>(value).bytes : std::get<std::string>(value);
}

}  // namespace tacit::encoder
