// How pages are cut in two and put together, for trees that do so in their own ways.
#pragma once

#include <cstddef>
#include <string_view>

#include "indexes/btree/page.h"

namespace tacit::index::btree {

// Below this a page looks for a neighbour to join. Far below half, so that a join leaves room to grow again.
inline constexpr std::size_t kSparse = Page::capacity() / 4;

// Where to cut a page of two entries at least, so that both parts take about the same room; a leaf nearby
// where the separator is shortest ("Prefix B-Trees", section 3).
[[nodiscard]] std::size_t MiddleOf(const Page& page);

// Entries before `cut` go to `left`, the others to `right`, which both are empty. Of an inner page the entry
// at the cut goes to neither: its key is the separator, its child the last one of `left`. The keys of each
// begin with its prefix, which begins with that of the whole page.
void Distribute(const Page& whole, std::size_t cut, std::string_view left_prefix, Page& left,
                std::string_view right_prefix, Page& right);

// Whether two neighbours fit into one page with this prefix; `separator` is the size of the key between them.
[[nodiscard]] bool FitTogether(const Page& left, std::size_t separator, const Page& right, Keys keys,
                               std::size_t prefix);
// Everything of both goes into a page that is empty and has its prefix; of inner pages with what separates
// them.
void Join(const Page& left, Entry separator, const Page& right, Page& into);

}  // namespace tacit::index::btree
