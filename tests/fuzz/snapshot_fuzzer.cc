// Files of entries, whatever they hold: refused with a message, or read to the end. The input is tried as a
// file, and, cut in four, as the sections of one whose checksums are right.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/section_file.h"
#include "tacit/index_snapshot.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void Read(std::string_view bytes) {
  const auto opened = tacit::OpenSnapshotBytes(bytes, "fuzzed");
  if (!opened.ok()) {
    Require(!opened.status().message().empty());
    return;
  }
  const tacit::KeyIndex& index = **opened;
  std::size_t seen = 0;
  std::string last;
  const auto visited = index.Scan("", SIZE_MAX, [&](std::string_view key, std::uint64_t value) {
    Require(seen == 0 || last < key);
    Require(index.Lookup(key) == value);
    last.assign(key);
    ++seen;
    return true;
  });
  Require(visited.ok() && seen == index.size());
  const auto cursor = index.NewCursor();
  Require(cursor.ok() && (*cursor)->SeekLast().ok());
  for (; (*cursor)->on_entry(); --seen) Require((*cursor)->Prev().ok());
  Require(seen == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Read(input);
  static constexpr std::string_view kNames[] = {"properties", "dictionary", "offsets", "entries"};
  const tacit::base::SectionFormat format = {"tacitidx", 1, 64, "an index", "save it again", kNames};
  std::vector<std::string> sections(4);
  std::string_view left = input;
  for (std::size_t i = 0; i < 3 && !left.empty(); ++i) {
    const std::size_t length = static_cast<unsigned char>(left.front());
    left.remove_prefix(1);
    sections[i] = std::string(left.substr(0, length));
    left.remove_prefix(sections[i].size());
  }
  sections[3] = std::string(left);
  Read(tacit::base::PackSections(format, sections));
  return 0;
}
