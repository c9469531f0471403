#include "tests/indexes/failing_allocator.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::int64_t g_granted = -1;  // negative: all

void* Allocate(std::size_t bytes, std::size_t alignment) {
  if (g_granted == 0) throw std::bad_alloc();
  if (g_granted > 0) --g_granted;
  const std::size_t rounded = (std::max<std::size_t>(bytes, 1) + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return Allocate(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return Allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace tacit::index {

void GrantAllocations(std::int64_t count) { g_granted = count; }
void GrantAllAllocations() { g_granted = -1; }

}  // namespace tacit::index
