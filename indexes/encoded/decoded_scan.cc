#include "indexes/encoded/decoded_scan.h"

#include <algorithm>
#include <new>

#include "src/base/status_macros.h"

namespace tacit::index::encoded {
Result<std::size_t> DecodedScan::Run(const KeyIndex& tree, std::string_view first) {
  bool stopped = false;
  bool out_of_memory = false;
  const auto take = [&](std::string_view encoding, std::uint64_t value) {
    try {
      stopped = !Take(encoding, value);
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
    return !stopped && !out_of_memory;
  };
  TACIT_RETURN_IF_ERROR(tree.Scan(first, limit_, take).status());
  if (out_of_memory) throw std::bad_alloc();
  if (!stopped) (void)Show();
  TACIT_RETURN_IF_ERROR(status_);
  return visited_;
}

bool DecodedScan::Take(std::string_view encoding, std::uint64_t value) {
  encodings_.append(encoding);
  ends_.push_back(encodings_.size());
  values_.push_back(value);
  return values_.size() < std::min(batch_, limit_ - visited_) || Show();
}

bool DecodedScan::Show() {
  overtaken_ = moves_.load() != moves_before_;
  if (overtaken_) return false;
  if (values_.empty()) return true;
  views_.clear();
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    views_.push_back(std::string_view(encodings_).substr(begin, ends_[i] - begin));
  }
  if (!dictionary_.DecodeBatch(views_, &keys_, &key_ends_)) {
    status_ = Status::Internal("index of encoded keys: expected keys that its dictionary has encoded");
    return false;
  }
  bool wants_more = true;
  for (std::size_t i = 0; i < values_.size() && wants_more; ++i) {
    const std::size_t begin = i == 0 ? 0 : key_ends_[i - 1];
    ++visited_;
    wants_more = visit_(std::string_view(keys_).substr(begin, key_ends_[i] - begin), values_[i]);
  }
  encodings_.clear();
  ends_.clear();
  values_.clear();
  batch_ = std::min(4 * batch_, kMostAtOnce);
  return wants_more && visited_ < limit_;
}

}  // namespace tacit::index::encoded
