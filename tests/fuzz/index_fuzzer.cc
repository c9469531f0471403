// Every index tree against std::map, in whatever order of calls the input spells. Each call is an action
// byte, a length byte and that many bytes of key; a length above 200 makes a long key of repeated bytes.
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/index.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string TakeKey(std::string_view& input) {
  if (input.empty()) return {};
  const std::size_t length = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  if (length > 200) return std::string((length - 200) * 24, input.empty() ? 'k' : input[0]);
  std::string key(input.substr(0, length));
  input.remove_prefix(key.size());
  return key;
}

void Live(tacit::KeyIndex& index, std::string_view input) {
  std::map<std::string, std::uint64_t> model;
  for (std::uint64_t step = 0; !input.empty(); ++step) {
    const int action = static_cast<unsigned char>(input[0]) % 4;
    input.remove_prefix(1);
    const std::string key = TakeKey(input);
    const auto at = model.find(key);
    if (action == 0 || action == 1) {
      const auto is_new = action == 0 ? index.Upsert(key, step) : index.Insert(key, step);
      Require(is_new.ok() && *is_new == (at == model.end()));
      action == 0 ? model.insert_or_assign(key, step) : model.try_emplace(key, step);
    } else if (action == 2) {
      Require(index.Erase(key) == (model.erase(key) == 1));
    } else {
      Require(index.Lookup(key).has_value() == (at != model.end()));
      auto expected = model.lower_bound(key);
      const auto visited = index.Scan(key, SIZE_MAX, [&](std::string_view found, std::uint64_t value) {
        Require(expected != model.end() && found == expected->first && value == expected->second);
        ++expected;
        return true;
      });
      Require(visited.ok() && expected == model.end());
    }
    Require(index.size() == model.size());
    const auto cursor = index.NewCursor();
    Require(cursor.ok() && (*cursor)->Seek(key).ok());
    const auto from = model.lower_bound(key);
    Require((*cursor)->on_entry() == (from != model.end()));
    if (from == model.end()) continue;
    Require((*cursor)->key() == from->first && (*cursor)->Prev().ok());
    Require((*cursor)->on_entry() == (from != model.begin()));
    Require(from == model.begin() || (*cursor)->key() == std::prev(from)->first);
  }
  Require(index.Check().ok());

  // What is left, loaded at once.
  std::vector<tacit::KeyEntry> entries;
  for (const auto& [key, value] : model) entries.push_back({key, value});
  for (const auto& [key, value] : model) Require(index.Erase(key));
  Require(index.Load(entries).ok() && index.Check().ok() && index.size() == model.size());
  for (const auto& [key, value] : model) Require(index.Lookup(key) == value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  for (const std::string_view tree : tacit::IndexNames()) {
    auto index = tacit::MakeIndex(tree);
    Require(index.ok());
    Live(**index, {reinterpret_cast<const char*>(data), size});
  }
  return 0;
}
