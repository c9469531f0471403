#include "src/encoder/decoder.h"

#include <algorithm>
#include <cstring>

namespace tacit::encoder {
namespace {

constexpr std::size_t kDirectText = 8;

// Bits [at, at + 56) of the bytes, from the highest on; zeros behind their end.
std::uint64_t BitsAt(std::string_view bytes, std::size_t at) {
  const std::size_t first = at / 8;
  std::uint64_t word = 0;
  if (first + 8 <= bytes.size()) {
    std::memcpy(&word, bytes.data() + first, 8);
    word = __builtin_bswap64(word);
  } else {
    for (std::size_t i = first; i < bytes.size(); ++i) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (56 - 8 * (i - first));
    }
  }
  return word << (at % 8);
}

}  // namespace

Decoder::Decoder(const Intervals& intervals, std::span<const Code> codes)
    : direct_texts_(kDirects), directs_(kDirects), starts_(kDirects + 1) {
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
  for (std::size_t i = 0; i < kDirects; ++i) {
    const auto least = static_cast<std::uint32_t>(i << (32 - kDirectBits));
    starts_[i] =
        static_cast<std::uint32_t>(std::lower_bound(codes_.begin(), codes_.end(), least) - codes_.begin());
  }
  starts_[kDirects] = static_cast<std::uint32_t>(codes_.size());
  FillDirects();
}

void Decoder::FillDirects() {
  for (std::size_t i = 0; i < kDirects; ++i) {
    const auto bits = static_cast<std::uint32_t>(i << (32 - kDirectBits));
    Direct& direct = directs_[i];
    char text[kDirectText] = {};
    while (true) {
      const std::size_t code = Find(bits << direct.bits);
      if (code == codes_.size() || direct.bits + lengths_[code] > kDirectBits) break;
      const std::size_t size = symbols_[code].size;
      if (direct.bytes + size > kDirectText) break;
      std::memcpy(text + direct.bytes, texts_.data() + symbols_[code].place, size);
      direct.bytes = static_cast<std::uint8_t>(direct.bytes + size);
      direct.bits = static_cast<std::uint8_t>(direct.bits + lengths_[code]);
    }
    std::memcpy(&direct_texts_[i], text, sizeof text);
  }
}

std::size_t Decoder::Find(std::uint32_t bits) const {
  const std::size_t first = bits >> (32 - kDirectBits);
  const auto begin = codes_.begin() + starts_[first];
  const auto above = std::upper_bound(begin, codes_.begin() + starts_[first + 1], bits);
  const auto code = static_cast<std::size_t>(above - codes_.begin()) - 1;  // the first code is 0
  // Behind the first code, and behind the last of codes of one length, there may be bits that no code has.
  return (bits - codes_[code]) >> (32 - lengths_[code]) == 0 ? code : codes_.size();
}

char* Decoder::DecodeInto(std::string_view encoded, char* out) const {
  const std::size_t size = 8 * encoded.size();
  std::size_t at = 0;
  while (at < size) {
    const std::uint64_t bits = BitsAt(encoded, at);
    const std::size_t left = size - at;
    const Direct direct = directs_[bits >> (64 - kDirectBits)];
    if (direct.bits != 0 && direct.bits <= left) {
      std::memcpy(out, &direct_texts_[bits >> (64 - kDirectBits)], kDirectText);
      out += direct.bytes;
      at += direct.bits;
      continue;
    }
    // A key's last bits are followed by fewer than eight zeros, which are no code: the one of zeros has
    // eight.
    if (left < 8 && bits == 0) return out;
    const std::size_t code = Find(static_cast<std::uint32_t>(bits >> 32U));
    if (code == codes_.size() || lengths_[code] > left) return nullptr;
    std::memcpy(out, texts_.data() + symbols_[code].place, kMaxTextBytes);
    out += symbols_[code].size;
    at += lengths_[code];
  }
  return out;
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
  if (size <= out.size()) std::memcpy(out.data(), room.data(), size);
  return size;
}

std::size_t Decoder::MaxDecodedBytes(std::size_t encoded_bytes) const {
  return encoded_bytes * 8 * rate_bytes_ / rate_bits_;
}

std::size_t Decoder::bytes() const {
  return direct_texts_.size() * sizeof(std::uint64_t) + directs_.size() * sizeof(Direct) +
         (starts_.size() + codes_.size()) * sizeof(std::uint32_t) + lengths_.size() +
         symbols_.size() * sizeof(Symbol) + texts_.size();
}

}  // namespace tacit::encoder
