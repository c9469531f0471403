// What a filter holds.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "indexes/surf/image.h"
#include "indexes/surf/kernels.h"
#include "src/base/mapped_file.h"
#include "tacit/filter.h"

namespace tacit {

class KeyFilter::State {
 public:
  // Of these only the one that holds the bytes is there; neither if the caller does.
  std::string owned;
  std::optional<base::MappedFile> mapped;
  std::string_view bytes;
  index::surf::Image image;
  index::surf::View view;
  const index::surf::Kernel* kernel = &index::surf::BestKernel();
  std::shared_ptr<const KeyDictionary> dictionary;
};

namespace index::surf {

// Keys that are longer than any in a filter are cut to one byte more than those have: what is in order with
// every key of a filter stays so.
[[nodiscard]] inline std::string_view CutKey(std::string_view key) {
  return key.substr(0, kMaxIndexKeyBytes + 1);
}

// A key as the trie has it, on the stack if it is short. Throws std::bad_alloc if it is not.
class TrieKey {
 public:
  TrieKey(const KeyDictionary* dictionary, std::string_view key) {
    if (dictionary == nullptr) {
      text_ = TextOf(key);
      return;
    }
    const std::size_t most = dictionary->MaxEncodedBytes(key.size()) + KeyDictionary::kEncodeSlack;
    if (most <= room_.size()) [[likely]] {
      const std::size_t size = dictionary->Encode(key, room_);
      text_ = TextOf({room_.data(), size});
      return;
    }
    long_ = dictionary->Encode(key);
    text_ = TextOf(long_);
  }
  TrieKey(const TrieKey&) = delete;
  TrieKey& operator=(const TrieKey&) = delete;

  [[nodiscard]] Text text() const { return text_; }

 private:
  std::array<char, 4096> room_;  // not initialised: this is what look-ups begin with
  std::string long_;
  Text text_;
};

}  // namespace index::surf
}  // namespace tacit
