#include "indexes/encoded/over_tree.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "indexes/encoded/state.h"
#include "src/base/status_macros.h"

namespace tacit::index::encoded {

class Opener {
 public:
  static Result<std::unique_ptr<const KeyIndex>> Open(KeyDictionary dictionary,
                                                      std::unique_ptr<KeyIndex> tree) {
    auto state = std::make_unique<EncodedIndex::State>("", EncodedIndexOptions(),
                                                       Half{std::move(dictionary), std::move(tree)});
    const Half& half = *state->halves().now;
    Status wrong;
    std::size_t longest = 0;
    const auto look = [&](std::string_view encoding, std::uint64_t) {
      const Result<std::string> key = half.dictionary.DecodeExactly(encoding);
      if (!key.ok()) wrong = key.status();
      if (key.ok()) longest = std::max(longest, key->size());
      return key.ok();
    };
    TACIT_RETURN_IF_ERROR(half.tree->Scan("", SIZE_MAX, look).status());
    TACIT_RETURN_IF_ERROR(wrong);
    state->KeepRoomFor(half, longest);
    return std::unique_ptr<const KeyIndex>(new EncodedIndex(std::move(state)));
  }
};

Result<std::unique_ptr<const KeyIndex>> OverTree(KeyDictionary dictionary, std::unique_ptr<KeyIndex> tree) {
  return Opener::Open(std::move(dictionary), std::move(tree));
}

}  // namespace tacit::index::encoded
