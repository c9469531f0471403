// The encoding of one key: on the stack where it is short.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "tacit/dictionary.h"

namespace tacit::index::encoded {

// Room on the stack, which is enough for keys of some hundred bytes.
inline constexpr std::size_t kShortRoom = 2048;

// What encoding a key takes.
[[nodiscard]] inline std::size_t RoomFor(const KeyDictionary& dictionary, std::size_t key_bytes) {
  return dictionary.MaxEncodedBytes(key_bytes) + KeyDictionary::kEncodeSlack;
}

class Encoding {
 public:
  // Throws std::bad_alloc, where the key is long.
  Encoding(const KeyDictionary& dictionary, std::string_view key) {
    const std::size_t room = RoomFor(dictionary, key.size());
    if (room <= near_.size()) {
      bytes_ = {near_.data(), dictionary.Encode(key, near_)};
      return;
    }
    far_.resize(room);
    bytes_ = std::string_view(far_).substr(0, dictionary.Encode(key, far_));
  }
  Encoding(const Encoding&) = delete;
  Encoding& operator=(const Encoding&) = delete;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  std::array<char, kShortRoom> near_;
  std::string far_;
  std::string_view bytes_;
};

}  // namespace tacit::index::encoded
