#include "indexes/btree/page.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace tacit::index::btree {
namespace {

// The first four bytes as a number that compares as they do, filled up with zeros.
std::uint32_t HeadOf(std::string_view key) {
  std::uint32_t head = 0;
  if (key.size() >= sizeof head) [[likely]] {
    std::memcpy(&head, key.data(), sizeof head);
  } else if (!key.empty()) {
    std::memcpy(&head, key.data(), key.size());
  }
  return std::endian::native == std::endian::little ? __builtin_bswap32(head) : head;
}

// How many of the rising heads are less than `head`. Halves without a branch, then counts what is left.
std::size_t Rank(const std::uint32_t* heads, std::size_t count, std::uint32_t head) {
  constexpr std::size_t kCounted = 16;
  const std::uint32_t* from = heads;
  while (count > kCounted) {
    const std::size_t half = count / 2;
    from = from[half - 1] < head ? from + half : from;
    count -= half;
  }
  auto rank = static_cast<std::size_t>(from - heads);
  for (std::size_t i = 0; i < count; ++i) rank += from[i] < head ? 1U : 0U;
  return rank;
}

}  // namespace

void Page::SetPrefix(std::string_view prefix) {
  assert(count_ == 0 && prefix.size() <= kMaxPrefix);
  prefix_size_ = static_cast<std::uint8_t>(prefix.size());
  heap_ = static_cast<std::uint16_t>(FirstEnd());
  if (keys_ == Keys::kRests && !prefix.empty())
    std::memcpy(room_.data() + heap_, prefix.data(), prefix.size());
}

std::size_t Page::LowerBound(std::string_view key, bool* found) const {
  assert(key.size() >= prefix_size_);
  const std::string_view rest = key.substr(prefix_size_);
  const std::uint32_t head = HeadOf(rest);
  std::size_t low = Rank(heads(), count_, head);
  *found = false;
  if (low == count_ || heads()[low] != head) return low;
  // What is looked for next, if this is the key; it comes while keys are compared.
  __builtin_prefetch(payloads() + low);
  std::size_t high = low + 1;
  if (high < count_ && heads()[high] == head) {
    high = head == ~std::uint32_t{0} ? count_ : low + Rank(heads() + low, count_ - low, head + 1);
  }
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int order = CompareEqualHeads(middle, rest);
    if (order == 0) {
      *found = true;
      return middle;
    }
    order < 0 ? void(high = middle) : void(low = middle + 1);
  }
  return low;
}

int Page::CompareEqualHeads(std::size_t i, std::string_view behind_prefix) const {
  const std::size_t mine = HeadSize(begins()[i]);
  const std::size_t other = std::min(behind_prefix.size(), kHead);
  // A shorter one is filled up with zeros, which the other then has.
  if (mine < kHead || other < kHead) return static_cast<int>(other) - static_cast<int>(mine);
  return behind_prefix.substr(kHead).compare(BehindHead(i));
}

std::string_view Page::BehindHead(std::size_t i) const {
  if (const LongKey* const far = outside(i); far != nullptr) {
    return std::string_view(far->bytes).substr(prefix_size_ + kHead);
  }
  return keys_ == Keys::kRests ? StoredAt(i) : StoredAt(i).substr(prefix_size_ + kHead);
}

LongKey* Page::outside(std::size_t i) const {
  if ((begins()[i] & kOutside) == 0) return nullptr;
  LongKey* outside = nullptr;
  std::memcpy(&outside, Stored(begins()[i]), sizeof outside);
  return outside;
}

std::size_t Page::KeySizeAt(std::size_t i) const {
  if (const LongKey* const far = outside(i); far != nullptr) return far->bytes.size();
  const std::size_t stored = StoredAt(i).size();
  return keys_ == Keys::kWhole ? stored : prefix_size_ + HeadSize(begins()[i]) + stored;
}

std::string_view Page::KeyAt(std::size_t i, KeyBuffer& buffer) const {
  if (const LongKey* const far = outside(i); far != nullptr) return far->bytes;
  const std::string_view stored = StoredAt(i);
  if (keys_ == Keys::kWhole) return stored;
  const auto copy = [](char* to, const char* from, std::size_t size) {
    constexpr std::size_t kPiece = 8;
    for (std::size_t at = 0; at < size; at += kPiece) std::memcpy(to + at, from + at, kPiece);
  };
  copy(buffer.data(), room_.data() + FirstEnd(), prefix_size_);
  const std::uint32_t head =
      std::endian::native == std::endian::little ? __builtin_bswap32(heads()[i]) : heads()[i];
  std::memcpy(buffer.data() + prefix_size_, &head, sizeof head);
  copy(buffer.data() + prefix_size_ + kHead, stored.data(), stored.size());
  return {buffer.data(), prefix_size_ + HeadSize(begins()[i]) + stored.size()};
}

void Page::InsertAt(std::size_t i, const Entry& entry) {
  const std::string_view rest = entry.key.substr(prefix_size_);
  const std::size_t bytes = EntryBytesOf(entry.key.size()) - kSlot;
  assert(i <= count_ && HasRoom(bytes + kSlot));

  // Payloads, heads and begins, each with a place for one more; from the last on, as each goes where the next
  // was.
  const std::size_t end = EndOf(i);
  const std::size_t behind = count_ - i;
  Begin* const old_begins = begins();
  std::uint32_t* const old_heads = heads();
  ++count_;
  Begin* const new_begins = begins();
  std::uint32_t* const new_heads = heads();
  std::memmove(new_begins + i + 1, old_begins + i, behind * sizeof(Begin));
  std::memmove(new_begins, old_begins, i * sizeof(Begin));
  std::memmove(new_heads + i + 1, old_heads + i, behind * kHead);
  std::memmove(new_heads, old_heads, i * kHead);
  std::memmove(payloads() + i + 1, payloads() + i, behind * kPayload);

  // The keys behind make room.
  std::memmove(room_.data() + heap_ - bytes, room_.data() + heap_, end - heap_);
  for (std::size_t k = i + 1; k < count_; ++k) new_begins[k] = static_cast<Begin>(new_begins[k] - bytes);
  heap_ = static_cast<std::uint16_t>(heap_ - bytes);

  const std::size_t head_size = std::min(rest.size(), kHead);
  payloads()[i] = entry.payload;
  new_heads[i] = HeadOf(rest);
  const std::size_t place = end - bytes;
  new_begins[i] =
      static_cast<Begin>(place | head_size << kHeadSizeShift | (entry.outside == nullptr ? 0 : kOutside));
  char* const at = room_.data() + place;
  if (entry.outside != nullptr) {
    std::memcpy(at, &entry.outside, sizeof entry.outside);
  } else if (bytes > 0) {
    const std::string_view stored = keys_ == Keys::kWhole ? entry.key : rest.substr(head_size);
    std::memcpy(at, stored.data(), stored.size());
  }
}

void Page::RemoveAt(std::size_t i) {
  assert(i < count_);
  Begin* const old_begins = begins();
  const std::size_t place = old_begins[i] & kPlace;
  const std::size_t bytes = EndOf(i) - place;
  std::memmove(room_.data() + heap_ + bytes, room_.data() + heap_, place - heap_);
  for (std::size_t k = i + 1; k < count_; ++k) old_begins[k] = static_cast<Begin>(old_begins[k] + bytes);
  heap_ = static_cast<std::uint16_t>(heap_ + bytes);

  const std::size_t behind = count_ - i - 1;
  const std::uint32_t* const old_heads = heads();
  std::memmove(payloads() + i, payloads() + i + 1, behind * kPayload);
  --count_;
  std::memmove(heads(), old_heads, i * kHead);
  std::memmove(heads() + i, old_heads + i + 1, behind * kHead);
  std::memmove(begins(), old_begins, i * sizeof(Begin));
  std::memmove(begins() + i, old_begins + i + 1, behind * sizeof(Begin));
}

}  // namespace tacit::index::btree
