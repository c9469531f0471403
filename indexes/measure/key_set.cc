#include "indexes/measure/key_set.h"

#include <algorithm>
#include <deque>
#include <random>

#include "src/base/status_macros.h"
#include "src/encoder/keys_file.h"

namespace tacit::index::measure {

KeySet::KeySet(const std::vector<std::string_view>& keys, std::uint64_t file_keys) : file_keys_(file_keys) {
  std::size_t size = 0;
  for (const std::string_view key : keys) size += key.size();
  bytes_.reserve(size);
  keys_.reserve(keys.size());
  for (const std::string_view key : keys) {
    const char* const at = bytes_.data() + bytes_.size();
    bytes_.insert(bytes_.end(), key.begin(), key.end());
    keys_.emplace_back(at, key.size());
  }
}

KeySet KeySet::InAnotherOrder(std::uint64_t seed) const {
  std::vector<std::string_view> keys = keys_;
  std::mt19937_64 random(seed);
  std::shuffle(keys.begin(), keys.end(), random);
  return {keys, file_keys_};
}

Result<KeySet> KeySet::Read(const std::string& path, const IndexMeasureOptions& options) {
  TACIT_ASSIGN_OR_RETURN(encoder::KeyBlocks file, encoder::KeyBlocks::Open(path, options.format));
  std::deque<std::string> blocks;
  std::vector<std::string_view> keys;
  std::vector<std::string_view> split;
  while (true) {
    TACIT_ASSIGN_OR_RETURN(const bool more, file.Next(&blocks.emplace_back()));
    if (!more) break;
    const auto problem = encoder::SplitKeys(blocks.back(), options.format, kMaxFileKeyBytes, &split);
    if (problem) return encoder::StatusOf(*problem, file.name(), options.format, keys.size());
    keys.insert(keys.end(), split.begin(), split.end());
  }
  if (keys.empty())
    return Status::InvalidArgument(file.name() + ": expected keys to measure, found an empty file");
  const std::uint64_t file_keys = keys.size();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::mt19937_64 random(options.seed);
  std::shuffle(keys.begin(), keys.end(), random);
  keys.resize(std::min(keys.size(), options.max_keys));
  return KeySet(keys, file_keys);
}

}  // namespace tacit::index::measure
