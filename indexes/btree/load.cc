#include "indexes/btree/load.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "indexes/btree/path.h"

namespace tacit::index::btree {
namespace {

// A page that was built, and the separator before it; the first one of a level has none.
struct Run {
  std::string_view low;
  Made made;
};

// The leaves to be: what goes into one, and what would separate it from the one before.
struct Leaves {
  std::span<const KeyEntry> entries;

  static constexpr bool kLeaf = true;
  [[nodiscard]] std::size_t size() const { return entries.size(); }
  [[nodiscard]] std::string_view key(std::size_t i) const { return entries[i].key; }
  [[nodiscard]] std::string_view Low(std::size_t i) const {
    return Separator(entries[i - 1].key, entries[i].key);
  }
};

// The pages above others: the first one below has no key in its parent, the others their separator.
struct Parents {
  std::span<const Run> below;

  static constexpr bool kLeaf = false;
  [[nodiscard]] std::size_t size() const { return below.size(); }
  [[nodiscard]] std::string_view key(std::size_t i) const { return below[i].low; }
  [[nodiscard]] std::string_view Low(std::size_t i) const { return below[i].low; }
};

template <typename Level>
Fence FenceBefore(const Level& level, std::size_t i) {
  Fence fence;
  if (i > 0 && i < level.size()) fence.Set(level.Low(i));
  return fence;
}

// As many from `from` on as one page holds: up to the answer. More of them have less of a prefix in common,
// so that they take more bytes by two reasons.
template <typename Level>
std::size_t FillUpTo(const Level& level, Keys keys, std::size_t from) {
  const Fence low = FenceBefore(level, from);
  const std::size_t first_key = from + (Level::kLeaf ? 0 : 1);
  std::size_t prefix = kMaxPrefix + 1;
  std::size_t bytes = 0;
  for (std::size_t to = from + 1; to <= level.size(); ++to) {
    const std::size_t common = PrefixBetween(low, FenceBefore(level, to)).size();
    std::size_t added = to - 1;
    if (common != prefix) {
      prefix = common;
      bytes = Page::PrefixBytes(keys, prefix);
      added = first_key;
    }
    for (std::size_t i = std::max(added, first_key); i < to; ++i) {
      bytes += Page::EntryBytes(keys, prefix, level.key(i).size());
    }
    if (bytes > Page::capacity()) return to - 1;
  }
  return level.size();
}

}  // namespace

Made Build(std::span<const KeyEntry> entries, Keys keys, Maker& maker) {
  std::vector<Run> level;
  const auto new_page = [&](const auto& pages, std::size_t from, std::size_t to) {
    const Made made = maker.NewPage(pages.kLeaf);
    const Fence low = FenceBefore(pages, from);
    made.page->SetPrefix(PrefixBetween(low, FenceBefore(pages, to)));
    level.push_back({from == 0 ? std::string_view() : pages.Low(from), made});
    return made.page;
  };
  const auto append = [&](Page& page, std::string_view key, std::uint64_t payload) {
    page.Append({key, payload, key.size() <= kMaxInline ? nullptr : maker.NewLongKey(key)});
  };

  for (std::size_t from = 0; from < entries.size();) {
    const Leaves leaves{entries};
    const std::size_t to = FillUpTo(leaves, keys, from);
    Page* const leaf = new_page(leaves, from, to);
    for (; from < to; ++from) append(*leaf, entries[from].key, entries[from].value);
  }
  while (level.size() > 1) {
    const std::vector<Run> below = std::exchange(level, {});
    for (std::size_t from = 0; from < below.size();) {
      const Parents parents{below};
      const std::size_t to = FillUpTo(parents, keys, from);
      Page* const parent = new_page(parents, from, to);
      for (++from; from < to; ++from) append(*parent, below[from].low, below[from - 1].made.ref);
      parent->set_ref(parent->count(), below[to - 1].made.ref);
    }
  }
  return level.front().made;
}

}  // namespace tacit::index::btree
