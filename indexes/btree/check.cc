// What a B+tree rests on, and what it consists of.
#include <algorithm>
#include <new>
#include <string>

#include "indexes/btree/btree.h"
#include "indexes/btree/inspection.h"
#include "src/base/status_macros.h"

namespace tacit::index::btree {
namespace {

Page* AtAddress(const void*, std::uint64_t ref) { return Page::AtRef(ref); }

}  // namespace

Status BTree::Check() const try {
  Inspection inspection(root_, AtAddress, nullptr, true);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  if (inspection.last_leaf()->next() != nullptr) return WrongTree("no leaf behind the last one");
  if (inspection.keys() != size_) {
    return WrongTree(std::to_string(size_) + " keys, found " + std::to_string(inspection.keys()));
  }
  if (inspection.long_keys() != long_keys_.size()) return WrongTree("each long key in one page");
  if (inspection.leaves() + inspection.inner() + free_pages_.size() != pages_.size()) {
    return WrongTree("each page in the tree or free");
  }
  return Status::Ok();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<IndexStatistics> BTree::Statistics() const try {
  Inspection inspection(root_, AtAddress, nullptr, true);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  IndexStatistics statistics;
  statistics.height = size_ == 0 ? 0 : inspection.height();
  statistics.mean_depth = static_cast<double>(statistics.height);
  statistics.parts = {{"inner page", inspection.inner(), inspection.inner() * sizeof(Page)},
                      {"leaf page", inspection.leaves(), inspection.leaves() * sizeof(Page)},
                      {"key outside of its page", long_keys_.size(), long_key_bytes_}};
  statistics.free_bytes = memory_bytes();
  for (const IndexStatistics::Part& part : statistics.parts) statistics.free_bytes -= part.bytes;
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit::index::btree
