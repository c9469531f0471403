#include "tests/indexes/kinds.h"

#include <algorithm>
#include <utility>

#include "tacit/dictionary.h"
#include "tacit/encoded_index.h"

namespace tacit::index {
namespace {

KeyDictionary Trained(const std::vector<std::string>& keys, const DictionaryOptions& options) {
  const std::vector<std::string_view> sample(keys.begin(), keys.end());
  return KeyDictionary::Train(sample, options).value();
}

std::unique_ptr<KeyIndex> Plain(std::string_view tree, const std::vector<std::string>&) {
  return MakeIndex(tree).value();
}

std::unique_ptr<KeyIndex> WithItsDictionary(std::string_view tree, const std::vector<std::string>& keys) {
  DictionaryOptions options;
  options.scheme = KeyScheme::k3Grams;
  options.max_entries = 512;
  return EncodedIndex::Make(tree, Trained(keys, options)).value();
}

std::unique_ptr<KeyIndex> Renewed(std::string_view tree, const std::vector<std::string>&) {
  EncodedIndexOptions options;
  options.renew = true;
  options.training.scheme = KeyScheme::kSingleChar;
  options.drift.window_bytes = 2048;
  options.drift.sample_bytes = 512;
  options.drift.tolerance = 0.001;
  options.moved_per_change = 3;
  return EncodedIndex::Make(tree, Trained({"\x01\x02\x03"}, options.training), options).value();
}

}  // namespace

std::vector<IndexKind> IndexKinds() {
  std::vector<IndexKind> kinds;
  for (const std::string_view tree : IndexNames()) {
    kinds.push_back({tree, "plain", Plain, 2'500});
    kinds.push_back({tree, "encoded", WithItsDictionary, 700});
    kinds.push_back({tree, "renewed", Renewed, 700});
  }
  return kinds;
}

std::string TestName(const IndexKind& kind) {
  std::string name(kind.tree);
  name.append("_").append(kind.encoder);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace tacit::index
