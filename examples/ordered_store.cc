// Shorter keys in a store that orders by bytes (RocksDB, LMDB, a B-tree of one's own): keys are encoded
// before they go in and decoded where they come out. The store needs no comparator of ours, as encodings are
// in the order of their keys. Here a std::map of strings is the store.
//
//   c++ -std=c++20 ordered_store.cc $(pkg-config --cflags --libs tacit-indexes) && ./a.out
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/dictionary.h"

namespace {

class Store {
 public:
  // The dictionary belongs to what is in the store: it is kept beside it (KeyDictionary::Pack), and another
  // one needs another store.
  explicit Store(tacit::KeyDictionary dictionary) : dictionary_(std::move(dictionary)) {}

  void Put(std::string_view key, std::string value) { rows_[dictionary_.Encode(key)] = std::move(value); }

  [[nodiscard]] const std::string* Get(std::string_view key) const {
    const auto at = rows_.find(dictionary_.Encode(key));
    return at == rows_.end() ? nullptr : &at->second;
  }

  using Visit = std::function<void(const std::string& key, const std::string& value)>;

  // All keys from `first` to below `last`, in order.
  void Scan(std::string_view first, std::string_view last, const Visit& visit) const {
    const std::string end = dictionary_.Encode(last);
    for (auto at = rows_.lower_bound(dictionary_.Encode(first)); at != rows_.end() && at->first < end; ++at) {
      Show(*at, visit);
    }
  }

  // All keys that begin with `prefix`, in order.
  void ScanPrefix(std::string_view prefix, const Visit& visit) const {
    const tacit::KeyDictionary::Range range = dictionary_.EncodePrefix(prefix);
    for (auto at = rows_.lower_bound(range.low);
         at != rows_.end() && (!range.high || at->first < *range.high); ++at) {
      Show(*at, visit);
    }
  }

  [[nodiscard]] std::size_t KeyBytes() const {
    std::size_t bytes = 0;
    for (const auto& [encoded, value] : rows_) bytes += encoded.size();
    return bytes;
  }

 private:
  void Show(const std::pair<const std::string, std::string>& row, const Visit& visit) const {
    const tacit::Result<std::string> key = dictionary_.DecodeExactly(row.first);
    if (key.ok()) visit(*key, row.second);
  }

  tacit::KeyDictionary dictionary_;
  std::map<std::string, std::string> rows_;
};

}  // namespace

int main() {
  std::map<std::string, std::string> expected;
  for (int user = 0; user < 500; ++user) {
    for (const char* table :
         {"com.example.mail/inbox/", "com.example.mail/sent/", "com.example.shop/cart/"}) {
      expected[table + std::to_string(user)] = std::to_string(user);
    }
  }

  // A sample is enough to train on: keys that it lacks are encoded as well.
  std::vector<std::string_view> sample;
  std::size_t key_bytes = 0;
  for (const auto& [key, value] : expected) {
    key_bytes += key.size();
    if (sample.size() < 300) sample.push_back(key);
  }
  tacit::Result<tacit::KeyDictionary> dictionary =
      tacit::KeyDictionary::Train(sample, {.scheme = tacit::KeyScheme::k3Grams});
  if (!dictionary.ok()) {
    std::fprintf(stderr, "ordered_store: %s\n", dictionary.status().message().c_str());
    return 1;
  }

  Store store(*std::move(dictionary));
  for (const auto& [key, value] : expected) store.Put(key, value);
  for (const auto& [key, value] : expected) {
    const std::string* found = store.Get(key);
    if (found == nullptr || *found != value) return 1;
  }
  if (store.Get("com.example.mail/inbox/none") != nullptr) return 1;

  std::size_t sent = 0;
  store.ScanPrefix("com.example.mail/sent/", [&](const std::string& key, const std::string& value) {
    sent += expected.at(key) == value ? 1U : 0U;
  });
  std::vector<std::string> scanned;
  store.Scan("com.example.mail/inbox/1", "com.example.mail/inbox/12",
             [&](const std::string& key, const std::string&) { scanned.push_back(key); });
  const std::vector<std::string> in_order([&] {
    std::vector<std::string> keys;
    for (auto at = expected.lower_bound("com.example.mail/inbox/1");
         at != expected.lower_bound("com.example.mail/inbox/12"); ++at) {
      keys.push_back(at->first);
    }
    return keys;
  }());
  std::printf("%zu keys: %zu bytes, in the store %zu; %zu sent, %zu in the scan\n", expected.size(),
              key_bytes, store.KeyBytes(), sent, scanned.size());
  return sent == 500 && scanned == in_order && store.KeyBytes() < key_bytes ? 0 : 1;
}
