#include "indexes/btree/reshape.h"

#include <algorithm>

#include "indexes/btree/path.h"

namespace tacit::index::btree {
namespace {

// A longer prefix takes room of its own, which the entries need not give back: those of long keys are as
// large with it as without. What fitted by the old one does so still.
void MoveEntries(const Page& whole, std::size_t from, std::size_t to, std::string_view prefix, Page& into) {
  std::size_t bytes = Page::PrefixBytes(whole.keys(), prefix.size());
  for (std::size_t i = from; i < to; ++i) {
    bytes += Page::EntryBytes(whole.keys(), prefix.size(), whole.KeySizeAt(i));
  }
  into.SetPrefix(bytes <= Page::capacity() ? prefix : prefix.substr(0, whole.prefix_size()));
  KeyBuffer buffer;
  for (std::size_t i = from; i < to; ++i) into.Append(whole.At(i, buffer));
}

}  // namespace

std::size_t MiddleOf(const Page& page) {
  const std::size_t half = page.entry_bytes() / 2;
  std::size_t middle = 0;
  for (std::size_t taken = 0; taken < half; ++middle) taken += page.EntryBytesOf(page.KeySizeAt(middle));
  middle = std::clamp<std::size_t>(middle, 1, page.count() - 1);
  if (!page.leaf()) return middle;

  const std::size_t window = page.count() / 16;
  std::size_t best = middle;
  std::size_t best_size = ~std::size_t{0};
  KeyBuffer left;
  KeyBuffer right;
  for (std::size_t away = 0; away <= window; ++away) {
    for (const std::size_t i : {middle - away, middle + away}) {
      if (i == 0 || i >= page.count()) continue;
      const std::size_t size = Separator(page.KeyAt(i - 1, left), page.KeyAt(i, right)).size();
      if (size >= best_size) continue;
      best = i;
      best_size = size;
    }
  }
  return best;
}

void Distribute(const Page& whole, std::size_t cut, std::string_view left_prefix, Page& left,
                std::string_view right_prefix, Page& right) {
  MoveEntries(whole, 0, cut, left_prefix, left);
  MoveEntries(whole, whole.leaf() ? cut : cut + 1, whole.count(), right_prefix, right);
  if (whole.leaf()) return;
  left.set_ref(left.count(), whole.ref(cut));
  right.set_ref(right.count(), whole.ref(whole.count()));
}

bool FitTogether(const Page& left, std::size_t separator, const Page& right, Keys keys, std::size_t prefix) {
  std::size_t bytes = Page::PrefixBytes(keys, prefix);
  const auto add = [&](std::size_t key) { bytes += Page::EntryBytes(keys, prefix, key); };
  for (std::size_t i = 0; i < left.count(); ++i) add(left.KeySizeAt(i));
  for (std::size_t i = 0; i < right.count(); ++i) add(right.KeySizeAt(i));
  if (!left.leaf()) add(separator);
  return bytes <= Page::capacity();
}

void Join(const Page& left, Entry separator, const Page& right, Page& into) {
  KeyBuffer buffer;
  for (std::size_t i = 0; i < left.count(); ++i) into.Append(left.At(i, buffer));
  if (!left.leaf()) {
    separator.payload = left.ref(left.count());
    into.Append(separator);
  }
  for (std::size_t i = 0; i < right.count(); ++i) into.Append(right.At(i, buffer));
  if (!left.leaf()) into.set_ref(into.count(), right.ref(right.count()));
}

}  // namespace tacit::index::btree
