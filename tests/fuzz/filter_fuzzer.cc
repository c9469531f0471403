// Filters: of keys cut from the input, which are asked for beside a std::set; and of bytes, whatever they
// hold, as a file and as the sections of one whose checksums are right.
#include <cstdlib>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "indexes/surf/image.h"
#include "src/base/section_file.h"
#include "tacit/filter.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

// Takes a size of one byte and as many bytes.
std::string_view Take(std::string_view* left) {
  if (left->empty()) return {};
  const std::size_t size = static_cast<unsigned char>(left->front());
  left->remove_prefix(1);
  const std::string_view taken = left->substr(0, size);
  left->remove_prefix(taken.size());
  return taken;
}

void Compare(std::string_view input) {
  if (input.size() < 4) return;
  const auto byte = [&input](std::size_t i) { return static_cast<unsigned char>(input[i]); };
  tacit::FilterOptions options;
  options.suffix = static_cast<tacit::FilterSuffix>(byte(0) % 4);
  options.hash_bits = 1 + byte(1) % 16;
  options.real_bits = 1 + byte(2) % 16;
  options.dense_ratio = byte(3) % 64;
  std::set<std::string_view> keys;
  for (std::string_view left = input.substr(4); !left.empty();) keys.insert(Take(&left));
  const std::vector<std::string_view> sorted(keys.begin(), keys.end());
  const auto built = tacit::KeyFilter::Build(sorted, options);
  Require(built.ok() && built->Check().ok());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    Require(built->MayContain(sorted[i]));
    // Bounds that are no keys, too.
    const std::string from(sorted[i].substr(0, sorted[i].size() / 2));
    std::string to(sorted[sorted.size() - 1 - i]);
    if (!to.empty()) to.back() = static_cast<char>(to.back() + 1);
    const auto low = keys.lower_bound(from);
    const auto high = keys.lower_bound(to);
    if (low != keys.end()) Require(built->MayContainFrom(from));
    if (low != keys.end() && low->starts_with(from)) Require(built->MayContainPrefix(from));
    if (from >= to) continue;
    if (low != high) Require(built->MayContainRange(from, to));
    const auto exact = static_cast<std::uint64_t>(std::distance(low, high));
    const auto counted = built->CountApprox(from, to);
    Require(counted.ok() && *counted >= exact && *counted <= exact + 2);
  }
}

void Read(std::string_view bytes) {
  const auto opened = tacit::KeyFilter::FromBytes(bytes, "fuzzed");
  if (!opened.ok()) {
    Require(!opened.status().message().empty());
    return;
  }
  const std::string_view keys[] = {"", "a", "ab", bytes.substr(bytes.size() / 2),
                                   bytes.substr(bytes.size() - 9)};
  for (const std::string_view key : keys) {
    (void)opened->MayContain(key);
    (void)opened->MayContainFrom(key);
    (void)opened->MayContainPrefix(key);
    (void)opened->MayContainRange("a", key);
    (void)opened->CountApprox(key, "b");
    auto cursor = opened->NewCursor();
    Require(cursor.ok() && cursor->Seek(key).ok());
    for (int step = 0; step < 50; ++step) Require((step < 25 ? cursor->Next() : cursor->Prev()).ok());
  }
  (void)opened->Check();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Compare(input);
  Read(input);
  static constexpr tacit::base::SectionFormat kFormat = {
      "tacitflt", 1, 64, "a filter", "build the filter again", tacit::index::surf::kSectionNames};
  std::vector<std::string> sections;
  std::string_view left = input;
  for (std::size_t i = 0; i + 1 < tacit::index::surf::kSections; ++i) sections.emplace_back(Take(&left));
  sections.emplace_back(left);
  Read(tacit::base::PackSections(kFormat, sections));
  // A good filter with bytes of the input put over its own.
  const std::string_view keys[] = {"", "a", "abacus", "abbey", "abbot", "zebra", "zebu", "zed", "zeds"};
  tacit::FilterOptions options;
  options.dense_ratio = size % 2 == 0 ? 0 : 1;
  const auto good = tacit::KeyFilter::Build(keys, options);
  Require(good.ok());
  const auto parts = tacit::base::UnpackSections(kFormat, good->bytes(), "good");
  Require(parts.ok());
  std::vector<std::string> changed(parts->begin(), parts->end());
  for (std::size_t i = 0; i + 2 < size; i += 3) {
    std::string& section = changed[data[i] % changed.size()];
    if (!section.empty()) section[data[i + 1] % section.size()] = static_cast<char>(data[i + 2]);
  }
  Read(tacit::base::PackSections(kFormat, changed));
  return 0;
}
