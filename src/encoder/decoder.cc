#include "src/encoder/decoder.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/encoder/decode_loop.h"

namespace tacit::encoder {
namespace {

struct AnyProcessor {};
using Loop = DecodeLoop<AnyProcessor>;

constexpr std::uint32_t kDirects = 1U << kDirectBits;
// Rare codes may take this share of all symbols below the same first bits, or of all symbols where only these
// are looked at.
constexpr double kRare = 1.0 / 64;

}  // namespace

Decoder::Decoder(const Intervals& intervals, std::span<const Code> codes) {
  AddTexts(intervals);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    codes_.push_back(codes[i].bits);
    lengths_.push_back(codes[i].length);
    const std::size_t bytes = std::size_t{symbols_[i].size} << kRateShift;
    scaled_rate_ = std::max(scaled_rate_, (bytes + codes[i].length - 1) / codes[i].length);
  }
  FillEntries();
  places_.clear();
  texts_.append(kMaxTextBytes, '\0');
}

void Decoder::AddTexts(const Intervals& intervals) {
  std::string last;
  for (const Interval& interval : intervals) {
    const std::string text = interval.low.Prefix(interval.symbol).ToString();
    // Neighbours often begin with each other.
    if (!last.starts_with(text)) {
      last = text;
      texts_ += text;
    }
    symbols_.push_back({static_cast<std::uint32_t>(texts_.size() - last.size()) & 0x7FFFFFFU,
                        static_cast<std::uint32_t>(text.size()) & 31U});
  }
}

void Decoder::FillEntries() {
  double rare = 0;
  for (const std::uint8_t length : lengths_) rare += length > kDirectBits ? std::ldexp(1.0, -length) : 0.0;
  flat_ = rare <= kRare;
  std::size_t near = 0;
  for (std::uint32_t first = 0; first < kDirects; ++first) {
    const int further = flat_ ? 0 : FurtherBits(first);
    if (!flat_) {
      firsts_.push_back(static_cast<std::uint32_t>(entries_.size()) << 6U |
                        static_cast<std::uint32_t>(63 - further));
    }
    const int count = kDirectBits + further;
    for (std::uint32_t next = 0; next < 1U << further; ++next) {
      const std::uint32_t bits = (first << further | next) << (32 - count);
      while (near + 1 < codes_.size() && codes_[near + 1] <= bits) ++near;
      entries_.push_back(EntryFor(near, bits, static_cast<std::uint32_t>(count)));
    }
  }
}

// How many bits behind the first ones tell all codes that begin with these, but for rare ones.
int Decoder::FurtherBits(std::uint32_t first) const {
  const std::uint32_t least = first << (32 - kDirectBits);
  const std::size_t last = NotAbove(least | ~std::uint32_t{0} >> kDirectBits);
  std::array<double, kMaxCodeBits + 1> shares{};
  for (std::size_t code = NotAbove(least); code <= last; ++code) {
    shares[lengths_[code]] += std::ldexp(1.0, kDirectBits - lengths_[code]);
  }
  int bits = kMaxCodeBits;
  for (double rare = 0; bits > kDirectBits; --bits) {
    rare += shares[static_cast<std::size_t>(bits)];
    if (rare > kRare) break;
  }
  return bits - kDirectBits;
}

Entry Decoder::EntryFor(std::size_t near, std::uint32_t bits, std::uint32_t count) {
  const auto far = static_cast<Entry>(near << 5U);
  const std::size_t first = Loop::FindFrom(view(), near, bits);
  if (first == codes_.size() || lengths_[first] > count) return far;
  std::uint32_t told = lengths_[first];
  std::uint32_t place = symbols_[first].place;
  std::uint32_t size = symbols_[first].size;
  std::string text;
  while (told < count) {
    const std::uint32_t rest = bits << told;
    const std::size_t next = Loop::FindFrom(view(), NotAbove(rest), rest);
    // The zeros behind a key's end look like the first code. They must not be told with what is before them.
    if (next == 0 || next == codes_.size() || told + lengths_[next] > count) break;
    if (size + symbols_[next].size > kMaxTextBytes) break;
    if (text.empty()) text.assign(texts_, place, size);
    text.append(texts_, symbols_[next].place, symbols_[next].size);
    size += symbols_[next].size;
    told += lengths_[next];
  }
  if (!text.empty()) place = Placed(text);
  return place > kMaxEntryText ? far : place << 10U | size << 5U | told;
}

std::uint32_t Decoder::Placed(const std::string& text) {
  const auto [found, fresh] = places_.emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (fresh) texts_ += text;
  return found->second;
}

std::size_t Decoder::NotAbove(std::uint32_t bits) const {
  return static_cast<std::size_t>(std::upper_bound(codes_.begin(), codes_.end(), bits) - codes_.begin()) - 1;
}

DecodeView Decoder::view() const {
  return {.firsts = flat_ ? nullptr : firsts_.data(),
          .entries = entries_.data(),
          .texts = texts_.data(),
          .codes = codes_.data(),
          .lengths = lengths_.data(),
          .symbols = symbols_.data(),
          .count = codes_.size()};
}

std::size_t Decoder::bytes() const {
  return (firsts_.size() + entries_.size() + codes_.size()) * sizeof(std::uint32_t) + lengths_.size() +
         symbols_.size() * sizeof(SymbolText) + texts_.size();
}

}  // namespace tacit::encoder
