#include "src/encoder/domain/ranked_code.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <compare>
#include <utility>

namespace tacit::encoder {
namespace {

std::string TextOfScalar(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<bool>(value) ? "t" : "f";
}

bool IsScalar(const Value& value) {
  return std::holds_alternative<std::string>(value) || std::holds_alternative<std::int64_t>(value) ||
         std::holds_alternative<bool>(value);
}

class Integers final : public RankedCode {
 public:
  Integers(std::int64_t min, std::int64_t max)
      : RankedCode(static_cast<std::uint64_t>(max) - static_cast<std::uint64_t>(min),
                   "integers from " + std::to_string(min) + " to " + std::to_string(max)),
        min_(min),
        max_(max) {}

  [[nodiscard]] std::string ToText(const Value& value) const override { return TextOfScalar(value); }

 private:
  // Modulo 2^64: the distance of two integers may be more than the greatest of them.
  [[nodiscard]] std::optional<std::uint64_t> Rank(std::int64_t number) const {
    if (number < min_ || number > max_) return std::nullopt;
    return static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(min_);
  }
  [[nodiscard]] std::optional<std::uint64_t> RankOf(const Value& value) const override {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? std::nullopt : Rank(*number);
  }
  [[nodiscard]] std::optional<std::uint64_t> RankOfText(std::string_view text) const override {
    const std::optional<std::int64_t> number = IntegerOfText(text);
    return number ? Rank(*number) : std::nullopt;
  }
  [[nodiscard]] Value At(std::uint64_t rank) const override {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(min_) + rank);
  }

  std::int64_t min_;
  std::int64_t max_;
};

class Enumeration final : public RankedCode {
 public:
  // A value's rank by its text.
  struct Entry {
    std::string text;
    std::size_t rank = 0;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };

  // `values` in their order; their entries in that of the texts, all of which differ.
  Enumeration(std::vector<Value> values, std::vector<Entry> entries, std::string description)
      : RankedCode(values.size() - 1, std::move(description)),
        values_(std::move(values)),
        entries_(std::move(entries)) {}

  [[nodiscard]] std::string ToText(const Value& value) const override { return TextOfScalar(value); }

 private:
  [[nodiscard]] std::optional<std::uint64_t> RankOf(const Value& value) const override {
    if (value.index() != values_[0].index()) return std::nullopt;
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? RankOfText(*text) : RankOfText(TextOfScalar(value));
  }
  [[nodiscard]] std::optional<std::uint64_t> RankOfText(std::string_view text) const override {
    const auto less = [](const Entry& entry, std::string_view sought) { return entry.text < sought; };
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), text, less);
    if (found == entries_.end() || found->text != text) return std::nullopt;
    return found->rank;
  }
  [[nodiscard]] Value At(std::uint64_t rank) const override {
    return values_[static_cast<std::size_t>(rank)];
  }

  std::vector<Value> values_;
  std::vector<Entry> entries_;
};

}  // namespace

std::optional<std::int64_t> IntegerOfText(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::to_string(number) == text ? std::optional(number) : std::nullopt;
}

RankedCode::RankedCode(std::uint64_t last, std::string description)
    : ValueCode({.least = static_cast<std::size_t>(std::bit_width(last)),
                 .most = static_cast<std::size_t>(std::bit_width(last))},
                std::move(description)),
      last_(last),
      width_(static_cast<int>(std::bit_width(last))) {}

bool RankedCode::AppendRank(std::optional<std::uint64_t> rank, BitWriter& out) const {
  if (rank) out.Append(*rank, width_);
  return rank.has_value();
}

std::optional<Value> RankedCode::Read(BitReader& in) const {
  const std::uint64_t rank = in.Peek(width_);
  if (rank > last_ || !in.Skip(width_)) return std::nullopt;
  return At(rank);
}

Result<ValueCodePtr> EnumCode(std::vector<Value> values, EnumOrder order) {
  if (values.empty()) return Status::InvalidArgument("an enumeration of no values");
  for (const Value& value : values) {
    if (IsScalar(value) && value.index() == values[0].index()) continue;
    return Status::InvalidArgument("an enumeration with " + Shown(value) +
                                   ": expected texts alone, integers alone or booleans alone");
  }
  if (order == EnumOrder::kNatural) std::sort(values.begin(), values.end());
  std::vector<Enumeration::Entry> entries;
  for (const Value& value : values) entries.push_back({.text = TextOfScalar(value), .rank = entries.size()});
  std::sort(entries.begin(), entries.end());
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].text == entries[i - 1].text) {
      return Status::InvalidArgument("an enumeration with " + Shown(values[entries[i].rank]) + " twice");
    }
  }
  std::string description = "one of " + std::to_string(values.size()) + " values, from " +
                            Shown(values.front()) + " to " + Shown(values.back());
  return ValueCodePtr(new Enumeration(std::move(values), std::move(entries), std::move(description)));
}

ValueCodePtr IntegerCode(std::int64_t min, std::int64_t max) { return std::make_shared<Integers>(min, max); }

ValueCodePtr BooleanCode() {
  return std::make_shared<Enumeration>(std::vector<Value>{false, true},
                                       std::vector<Enumeration::Entry>{{"f", 0}, {"t", 1}}, "false and true");
}

}  // namespace tacit::encoder
