// Encoding of keys in order: what two neighbours have in common is parsed once.
#include <algorithm>
#include <cstring>

#include "src/encoder/encode_loop.h"
#include "src/encoder/parts.h"

namespace tacit {
namespace {

struct SortedKeys {};
using Bits = encoder::EncodeLoop<SortedKeys>::Bits;

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
        parts_->kernel->parse(parts_->view, reinterpret_cast<const unsigned char*>(key.data()) + at,
                              key.size() - at, track.leaves.data() + kept);
    track.leaves.resize(kept + found);

    const std::size_t begin = bytes->size();
    bytes->resize(begin + MaxEncodedBytes(key.size()) + kEncodeSlack);
    auto* next = reinterpret_cast<unsigned char*>(bytes->data() + begin);
    std::memcpy(next, bytes->data() + track.encoded_at, bit / 8);
    next += bit / 8;
    Bits bits;
    bits.count = static_cast<std::uint32_t>(bit % 8);
    if (bits.count > 0) {
      const auto shared = static_cast<unsigned char>((*bytes)[track.encoded_at + bit / 8]);
      bits.word = static_cast<std::uint64_t>(shared & (0xFF00U >> bits.count)) << 56U;
    }
    for (std::size_t i = kept; i < track.leaves.size(); ++i) {
      track.starts.push_back(at);
      track.bits.push_back(bit);
      bits.Add(track.leaves[i]);
      next = bits.Flush(next);
      bit += encoder::LengthOf(track.leaves[i]);
      at += encoder::SymbolOf(track.leaves[i]);
    }
    // Where all symbols are shared, the last byte's bits are still to be written.
    static_cast<void>(bits.Flush(next));
    bytes->resize(begin + (bit + 7) / 8);
    ends->push_back(bytes->size());
    track.key = key;
    track.encoded_at = begin;
  }
}

}  // namespace tacit
