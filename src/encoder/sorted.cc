// Encoding of keys in order: what two neighbours have in common is parsed once.
#include <algorithm>
#include <bit>
#include <cstring>

#include "src/encoder/parts.h"

namespace tacit {
namespace {

// Many keys at a time are encoded faster than one that goes on where another one did, unless such a share of
// all bytes need not be looked at.
constexpr double kWorthwhile = 0.7;

// The number of bytes that both begin with.
std::size_t CommonBytes(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t at = 0;
  for (; at + 8 <= shorter; at += 8) {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    std::memcpy(&x, a.data() + at, sizeof x);
    std::memcpy(&y, b.data() + at, sizeof y);
    if (x != y) {
      const std::uint64_t differ = x ^ y;
      const int zeros =
          std::endian::native == std::endian::little ? std::countr_zero(differ) : std::countl_zero(differ);
      return at + static_cast<std::size_t>(zeros) / 8;
    }
  }
  while (at < shorter && a[at] == b[at]) ++at;
  return at;
}

}  // namespace

void KeyDictionary::EncodeSorted(std::span<const std::string_view> keys, std::string* bytes,
                                 std::vector<std::size_t>* ends) const {
  // Where symbols have one length, a look at what keys have in common takes longer than encoding it again.
  if (parts_->view.layout != encoder::TrieLayout::kNodes) return EncodeBatch(keys, bytes, ends);
  // A symbol is chosen by what follows it, up to the longest bound: it is the same in two keys if all that
  // is.
  std::vector<std::size_t> shared(keys.size());
  std::size_t room = encoder::kOverrun;
  std::size_t longest = 0;
  std::size_t size = 0;
  std::size_t all_shared = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::size_t common = CommonBytes(i == 0 ? std::string_view() : keys[i - 1], keys[i]);
    shared[i] = common < parts_->longest_bound ? 0 : common - parts_->longest_bound + 1;
    room += parts_->MaxEncodedBytes(keys[i].size());
    longest = std::max(longest, keys[i].size());
    size += keys[i].size();
    all_shared += shared[i];
  }
  if (static_cast<double>(all_shared) < kWorthwhile * static_cast<double>(size)) {
    return EncodeBatch(keys, bytes, ends);
  }
  bytes->resize(room);
  ends->resize(keys.size());
  auto* const begin = reinterpret_cast<unsigned char*>(bytes->data());
  unsigned char* out = begin;
  const unsigned char* before = begin;  // the encoding of the key before
  // Of the key before: where each of its symbols begins, and where the last one ends.
  std::vector<encoder::Mark> marks(longest + 1);
  std::size_t count = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    while (count > 0 && marks[count - 1].at >= shared[i]) --count;
    std::memmove(out, before, (marks[count].bit + 7) / 8);
    count = parts_->kernel->resume(parts_->view, reinterpret_cast<const unsigned char*>(keys[i].data()),
                                   keys[i].size(), marks.data(), count, out);
    before = out;
    out += (marks[count].bit + 7) / 8;
    (*ends)[i] = static_cast<std::size_t>(out - begin);
  }
  bytes->resize(static_cast<std::size_t>(out - begin));
}

}  // namespace tacit
