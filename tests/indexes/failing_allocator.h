// Replaces the program's operator new with one that can be told to fail.
#pragma once

#include <cstdint>

namespace tacit::index {

// The next `count` allocations succeed, all later ones throw std::bad_alloc.
void GrantAllocations(std::int64_t count);
void GrantAllAllocations();

}  // namespace tacit::index
