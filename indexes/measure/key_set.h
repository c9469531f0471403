// The keys that indexes are measured with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/index_tools.h"

namespace tacit::index::measure {

// Different keys in a random order, whose bytes lie one behind another. Moving it moves no byte of them.
class KeySet {
 public:
  // Errors: those of MeasureIndexes about the file. Throws std::bad_alloc.
  [[nodiscard]] static Result<KeySet> Read(const std::string& path, const IndexMeasureOptions& options);

  [[nodiscard]] const std::vector<std::string_view>& keys() const { return keys_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
  [[nodiscard]] std::uint64_t file_keys() const { return file_keys_; }
  // The same keys in another order, which the seed tells.
  [[nodiscard]] KeySet InAnotherOrder(std::uint64_t seed) const;

 private:
  // Copies of their bytes.
  KeySet(const std::vector<std::string_view>& keys, std::uint64_t file_keys);

  std::vector<char> bytes_;
  std::vector<std::string_view> keys_;
  std::uint64_t file_keys_ = 0;
};

}  // namespace tacit::index::measure
