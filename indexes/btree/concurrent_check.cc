// What a concurrent B+tree rests on, and what it consists of.
#include <new>
#include <string>

#include "indexes/btree/concurrent_btree.h"
#include "indexes/btree/inspection.h"
#include "src/base/status_macros.h"

namespace tacit::index::btree {
namespace {

Page* InTable(const void* table, std::uint64_t ref) {
  return static_cast<const PageTable*>(table)->At(static_cast<PageId>(ref)).page.load();
}

}  // namespace

Status ConcurrentBTree::Check() const try {
  const Guard guard(epochs_);
  Inspection inspection(table_.At(kRootId).page.load(), InTable, &table_, false);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  if (inspection.keys() != size()) {
    return WrongTree(std::to_string(size()) + " keys, found " + std::to_string(inspection.keys()));
  }
  if (inspection.long_keys() != long_keys_.load()) return WrongTree("each long key in one page");
  std::size_t placed = 0;
  for (PageId id = 0; id < table_.end(); ++id) {
    const Place& place = table_.At(id);
    if (place.locked.load()) return WrongTree("no lock that is still held");
    placed += place.page.load() == nullptr ? 0U : 1U;
  }
  if (placed != inspection.leaves() + inspection.inner())
    return WrongTree("each page in one place of the tree");
  if (placed >= pool_.pages()) return WrongTree("a page to spare");
  return Status::Ok();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<IndexStatistics> ConcurrentBTree::Statistics() const try {
  const Guard guard(epochs_);
  Inspection inspection(table_.At(kRootId).page.load(), InTable, &table_, false);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  IndexStatistics statistics;
  statistics.height = size() == 0 ? 0 : inspection.height();
  statistics.mean_depth = static_cast<double>(statistics.height);
  statistics.parts = {{"inner page", inspection.inner(), inspection.inner() * sizeof(Page)},
                      {"leaf page", inspection.leaves(), inspection.leaves() * sizeof(Page)},
                      {"place of a page", table_.end(), table_.memory_bytes()},
                      {"key outside of its page", long_keys_.load(), long_key_bytes_.load()}};
  statistics.free_bytes = memory_bytes();
  for (const IndexStatistics::Part& part : statistics.parts) statistics.free_bytes -= part.bytes;
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit::index::btree
