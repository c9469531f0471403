// Programs of single files as one.
#pragma once

#include <vector>

#include "analyzer/cpp/program.h"

namespace tacit::analyze::clang_reader {

// Joins programs, with one table of files, and everything in order of place.
void Merge(std::vector<cpp::Program> programs, cpp::Program& into);

}  // namespace tacit::analyze::clang_reader
