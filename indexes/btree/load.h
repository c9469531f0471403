// A B+tree built at once from sorted entries: pages are filled from left to right, level by level.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "indexes/btree/page.h"
#include "tacit/index.h"

namespace tacit::index::btree {

// A page, and what its parent refers to it by.
struct Made {
  Page* page = nullptr;
  std::uint64_t ref = 0;
};

// What a tree's pages come from. It owns all that it made, and frees it where building fails.
class Maker {
 public:
  Maker() = default;
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;
  virtual ~Maker() = default;

  // An empty one; leaves come in the order of their keys. Both may throw std::bad_alloc.
  [[nodiscard]] virtual Made NewPage(bool leaf) = 0;
  // Of a key that is too long for a page. It is in the newest page next.
  [[nodiscard]] virtual LongKey* NewLongKey(std::string_view key) = 0;
};

// The root of a tree of one entry at least; the keys rise. What the maker throws passes.
[[nodiscard]] Made Build(std::span<const KeyEntry> entries, Keys keys, Maker& maker);

}  // namespace tacit::index::btree
