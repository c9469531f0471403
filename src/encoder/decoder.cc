#include "src/encoder/decoder.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tacit::encoder {
namespace {

// Bits of bytes, from the highest on; zeros behind their end.
class BitSource {
 public:
  explicit BitSource(std::string_view bytes) : bytes_(bytes.data()), size_(bytes.size()) {
    if (size_ >= sizeof few_) return;
    if (size_ > 0) std::memcpy(few_, bytes_, size_);
    bytes_ = few_;
    size_ = sizeof few_;
  }
  BitSource(const BitSource&) = delete;
  BitSource& operator=(const BitSource&) = delete;

  // 57 bits or more from bit `at` on, which is not beyond the end.
  [[nodiscard]] std::uint64_t At(std::size_t at) const {
    const std::size_t first = at / 8;
    const std::size_t from = std::min(first, size_ - 8);
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_ + from, sizeof word);
    // At the end, eight bytes would be too many.
    const std::size_t skipped = first - from;
    return skipped == 8 ? 0 : __builtin_bswap64(word) << (8 * skipped) << (at % 8);
  }

 private:
  const char* bytes_;
  std::size_t size_;
  char few_[8] = {};
};

}  // namespace

Decoder::Decoder(const Intervals& intervals, std::span<const Code> codes)
    : directs_(kDirects), nears_(kDirects) {
  std::string last;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const std::string text = intervals[i].low.Prefix(intervals[i].symbol).ToString();
    // Neighbours often begin with each other.
    if (!last.starts_with(text)) {
      last = text;
      texts_ += text;
    }
    symbols_.push_back({static_cast<std::uint32_t>(texts_.size() - last.size()) & 0x7FFFFFFU,
                        static_cast<std::uint32_t>(text.size()) & 31U});
    codes_.push_back(codes[i].bits);
    lengths_.push_back(codes[i].length);
    if (text.size() * rate_bits_ > rate_bytes_ * codes[i].length) {
      rate_bytes_ = text.size();
      rate_bits_ = codes[i].length;
    }
  }
  texts_.append(kOverrun, '\0');
  FillNears();
  FillDirects();
}

void Decoder::FillNears() {
  constexpr int kMostBits = kMaxCodeBits - kDirectBits;
  const auto not_above = [this](std::uint64_t bits) {
    return static_cast<std::uint32_t>(std::upper_bound(codes_.begin(), codes_.end(), bits) - codes_.begin()) -
           1;
  };
  for (std::size_t i = 0; i < kDirects; ++i) {
    const std::uint64_t least = static_cast<std::uint64_t>(i) << (32 - kDirectBits);
    const std::uint32_t codes = not_above(least + (1U << (32 - kDirectBits)) - 1) - not_above(least);
    const int bits = codes == 0 ? 0 : std::min<int>(static_cast<int>(std::bit_width(codes)) + 1, kMostBits);
    nears_[i] = {static_cast<std::uint32_t>(near_.size()), static_cast<std::uint32_t>(bits)};
    for (std::uint64_t next = 0; next < std::uint64_t{1} << bits; ++next) {
      near_.push_back(not_above(least | next << (32 - kDirectBits - bits)));
    }
  }
}

void Decoder::FillDirects() {
  for (std::size_t i = 0; i < kDirects; ++i) {
    const auto bits = static_cast<std::uint32_t>(i << (32 - kDirectBits));
    char text[kDirectText] = {};
    std::size_t told = 0;
    std::size_t bytes = 0;
    while (true) {
      const std::size_t code = Find(bits << told);
      if (code == codes_.size() || told + lengths_[code] > kDirectBits) break;
      const std::size_t size = symbols_[code].size;
      if (bytes + size > kDirectText) break;
      std::memcpy(text + bytes, texts_.data() + symbols_[code].place, size);
      bytes += size;
      told += lengths_[code];
    }
    directs_[i] = told | bytes << 8U;
    for (std::size_t at = 0; at < kDirectText; ++at) {
      directs_[i] |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at])) << (16 + 8 * at);
    }
  }
}

std::size_t Decoder::Find(std::uint32_t bits) const {
  const Near near = nears_[bits >> (32 - kDirectBits)];
  const std::uint64_t behind = static_cast<std::uint64_t>(bits << kDirectBits) << near.bits >> 32U;
  std::size_t code = near_[near.place + behind];
  while (code + 1 < codes_.size() && codes_[code + 1] <= bits) ++code;
  // Behind the first code, and behind the last of codes of one length, there may be bits that no code has.
  return (bits - codes_[code]) >> (32 - lengths_[code]) == 0 ? code : codes_.size();
}

char* Decoder::DecodeInto(std::string_view encoded, char* out) const {
  // What is certain of a word of bits when the longest code is still to be read from it.
  constexpr std::size_t kSafe = 57 - kMaxCodeBits;
  const BitSource source(encoded);
  const std::size_t size = 8 * encoded.size();
  std::size_t at = 0;
  while (true) {
    std::uint64_t bits = source.At(at);
    const std::size_t enough = at + kSafe;
    do {
      const std::uint64_t direct = directs_[bits >> (64 - kDirectBits)];
      std::size_t told = direct & 0xFFU;
      if (told != 0 && told <= size - at) [[likely]] {
        const std::uint64_t text = direct >> 16U;
        std::memcpy(out, &text, sizeof text);
        out += direct >> 8U & 0xFFU;
      } else {
        // A key's last bits are followed by fewer than eight zeros, which are no code: the one of zeros has
        // eight.
        if (size - at < 8 && bits == 0) return out;
        const std::size_t code = Find(static_cast<std::uint32_t>(bits >> 32U));
        if (code == codes_.size() || lengths_[code] > size - at) return nullptr;
        std::memcpy(out, texts_.data() + symbols_[code].place, kMaxTextBytes);
        out += symbols_[code].size;
        told = lengths_[code];
      }
      bits <<= told;
      at += told;
    } while (at <= enough);
  }
}

std::optional<std::size_t> Decoder::Decode(std::string_view encoded, std::span<char> out) const {
  const std::size_t most = MaxDecodedBytes(encoded.size());
  if (out.size() >= most + kOverrun) {
    const char* const end = DecodeInto(encoded, out.data());
    return end == nullptr ? std::nullopt : std::optional(static_cast<std::size_t>(end - out.data()));
  }
  std::string room(most + kOverrun, '\0');
  const char* const end = DecodeInto(encoded, room.data());
  if (end == nullptr) return std::nullopt;
  const auto size = static_cast<std::size_t>(end - room.data());
  if (size <= out.size()) std::copy_n(room.data(), size, out.data());  // of no bytes, `out` may be null
  return size;
}

std::size_t Decoder::MaxDecodedBytes(std::size_t encoded_bytes) const {
  return encoded_bytes * 8 * rate_bytes_ / rate_bits_;
}

std::size_t Decoder::bytes() const {
  return directs_.size() * sizeof(std::uint64_t) + nears_.size() * sizeof(Near) +
         (near_.size() + codes_.size()) * sizeof(std::uint32_t) + lengths_.size() +
         symbols_.size() * sizeof(Symbol) + texts_.size();
}

}  // namespace tacit::encoder
