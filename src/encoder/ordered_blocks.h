// Work on blocks by several threads, taken in the order of the blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "src/encoder/keys_file.h"
#include "tacit/status.h"

namespace tacit::encoder {

struct Block {
  std::string in;
  std::string out;
  std::uint64_t records = 0;             // that `out` was made of
  std::optional<RecordProblem> problem;  // with the one behind these
};

struct BlockSteps {
  std::function<Result<bool>(std::string* in)> read;  // false at the end; in the calling thread
  std::function<void(Block* block)> work;             // in any thread, for several blocks at a time
  std::function<Status(const Block& block)> take;     // in the calling thread
};

// Reads block after block and takes each once it has been worked on; at most 2 * threads + 2 are in memory.
// `threads`: those that work besides the caller's; with one, the caller's does all. An error of `read` comes
// after all blocks before it were taken. Errors: those of `read` and `take`.
[[nodiscard]] Status RunInOrder(const BlockSteps& steps, unsigned threads);

}  // namespace tacit::encoder
