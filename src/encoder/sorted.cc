// Encoding of keys in order: what two neighbours have in common is parsed once.
#include <algorithm>
#include <cstring>

#include "src/encoder/parts.h"

namespace tacit {
namespace {

// A key that has been encoded: where each of its symbols begins, in the key and in the bits.
struct Track {
  std::vector<std::uint32_t> leaves;
  std::vector<std::size_t> starts;
  std::vector<std::size_t> bits;
  std::string_view key;
  std::size_t encoded_at = 0;

  void Forget() {
    leaves.clear();
    starts.clear();
    bits.clear();
  }
  void Keep(std::size_t symbols) {
    leaves.resize(symbols);
    starts.resize(symbols);
    bits.resize(symbols);
  }
};

std::size_t CommonBytes(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin()).first -
      a.begin());
}

}  // namespace

void KeyDictionary::EncodeSorted(std::span<const std::string_view> keys, std::string* bytes,
                                 std::vector<std::size_t>* ends) const {
  bytes->clear();
  ends->clear();
  ends->reserve(keys.size());
  Track track;
  for (const std::string_view key : keys) {
    // A symbol is chosen by what follows it, up to the longest bound: it is the same in both keys if all that
    // is.
    const std::size_t common = CommonBytes(track.key, key);
    std::size_t kept = 0;
    if (common >= parts_->longest_bound) {
      const std::size_t certain = common - parts_->longest_bound;
      kept = static_cast<std::size_t>(std::upper_bound(track.starts.begin(), track.starts.end(), certain) -
                                      track.starts.begin());
    }
    std::size_t at = 0;
    std::size_t bit = 0;
    if (kept > 0) {
      at = track.starts[kept - 1] + encoder::SymbolOf(track.leaves[kept - 1]);
      bit = track.bits[kept - 1] + encoder::LengthOf(track.leaves[kept - 1]);
    }
    track.Keep(kept);
    track.leaves.resize(kept + key.size() - at);
    const std::size_t found =
        parts_->kernel->parse(parts_->trie.view(), reinterpret_cast<const unsigned char*>(key.data()) + at,
                              key.size() - at, track.leaves.data() + kept);
    track.leaves.resize(kept + found);

    const std::size_t begin = bytes->size();
    bytes->resize(begin + MaxEncodedBytes(key.size()) + kEncodeSlack);
    char* const out = bytes->data() + begin;
    std::memcpy(out, bytes->data() + track.encoded_at, bit / 8);
    std::uint64_t word = 0;
    if (bit % 8 != 0) {
      const auto shared = static_cast<unsigned char>((*bytes)[track.encoded_at + bit / 8]);
      word = static_cast<std::uint64_t>(shared & (0xFF00U >> (bit % 8))) << 56U;
    }
    char* next = out + bit / 8;
    for (std::size_t i = kept; i < track.leaves.size(); ++i) {
      track.starts.push_back(at);
      track.bits.push_back(bit);
      const std::uint32_t marked = track.leaves[i] & ~0xFFU;
      word |= (static_cast<std::uint64_t>(marked & (marked - 1)) << 32U) >> (bit % 8);
      const std::size_t after = bit % 8 + encoder::LengthOf(track.leaves[i]);
      const std::uint64_t big_endian = __builtin_bswap64(word);
      std::memcpy(next, &big_endian, sizeof big_endian);
      next += after / 8;
      word <<= after / 8 * 8;
      bit += encoder::LengthOf(track.leaves[i]);
      at += encoder::SymbolOf(track.leaves[i]);
    }
    if (bit % 8 != 0) *next = static_cast<char>(word >> 56U);
    bytes->resize(begin + (bit + 7) / 8);
    ends->push_back(bytes->size());
    track.key = key;
    track.encoded_at = begin;
  }
}

}  // namespace tacit
