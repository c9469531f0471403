// A leaf on its way into a node.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "indexes/hot/contents.h"
#include "indexes/hot/node.h"

namespace tacit::index::hot {

// In memory of its own, of the form that nodes have.
class LeafToBe {
 public:
  LeafToBe() = default;
  LeafToBe(std::string_view key, std::uint64_t value, LongKey* outside) { Make(key, value, outside); }
  LeafToBe(const LeafToBe&) = delete;
  LeafToBe& operator=(const LeafToBe&) = delete;

  // `outside` holds a key that is too long for a node, and is null otherwise.
  void Make(std::string_view key, std::uint64_t value, LongKey* outside) {
    std::memcpy(record_.data(), &value, kValueBytes);
    entry_.leaf.record = record_.data();
    entry_.leaf.outside = outside != nullptr;
    if (outside != nullptr) {
      std::memcpy(record_.data() + kValueBytes, &outside, sizeof outside);
      entry_.leaf.rest_size = sizeof outside;
    } else {
      if (!key.empty()) std::memcpy(record_.data() + kValueBytes, key.data(), key.size());
      entry_.leaf.rest_size = static_cast<std::uint8_t>(key.size());
    }
  }
  // Valid as long as this is.
  [[nodiscard]] const Entry& entry() const { return entry_; }

 private:
  std::array<unsigned char, kValueBytes + kMaxKeyInside> record_;
  Entry entry_;
};

}  // namespace tacit::index::hot
