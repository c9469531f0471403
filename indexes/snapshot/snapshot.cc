#include <new>
#include <utility>
#include <vector>

#include "indexes/encoded/encoding.h"
#include "indexes/encoded/over_tree.h"
#include "indexes/snapshot/blocks.h"
#include "indexes/snapshot/tree.h"
#include "src/base/file.h"
#include "src/base/reader.h"
#include "src/base/status_macros.h"
#include "tacit/index_snapshot.h"

namespace tacit {
namespace {

using index::encoded::Encoding;
using index::snapshot::Blocks;
using index::snapshot::BlockWriter;
using index::snapshot::Format;
using index::snapshot::Section;
using index::snapshot::Tree;

Result<std::unique_ptr<const KeyIndex>> OpenMapped(std::string_view bytes, std::string_view name,
                                                   std::optional<base::MappedFile> file) {
  TACIT_ASSIGN_OR_RETURN(const std::vector<std::string_view> sections,
                         base::UnpackSections(Format(), bytes, name));
  base::Reader properties(sections[Section::kProperties]);
  const auto count = properties.Integer<std::uint64_t>();
  if (!count || properties.remaining() != 0) {
    return base::WrongSection(Format(), name, "properties", "8 bytes",
                              std::to_string(sections[Section::kProperties].size()));
  }
  TACIT_ASSIGN_OR_RETURN(const Blocks blocks, Blocks::Open(*count, sections[Section::kOffsets],
                                                           sections[Section::kEntries], name));
  auto tree = std::make_unique<Tree>(blocks, bytes.size(), std::move(file));
  if (sections[Section::kDictionary].empty()) return std::unique_ptr<const KeyIndex>(std::move(tree));
  TACIT_ASSIGN_OR_RETURN(KeyDictionary dictionary, KeyDictionary::Open(sections[Section::kDictionary],
                                                                       std::string(name) + ": dictionary"));
  return index::encoded::OverTree(std::move(dictionary), std::move(tree));
}

}  // namespace

Status SaveSnapshot(const KeyIndex& index, const std::string& path,
                    const std::optional<KeyDictionary>& dictionary) try {
  BlockWriter writer;
  Status failed;
  const auto add = [&](std::string_view key, std::uint64_t value) {
    try {
      if (!dictionary) {
        writer.Add(key, value);
        return true;
      }
      const Encoding encoding(*dictionary, key);
      if (encoding.bytes().size() <= kMaxIndexKeyBytes) {
        writer.Add(encoding.bytes(), value);
        return true;
      }
      failed = Status::InvalidArgument(path + ": expected keys whose encodings have at most " +
                                       std::to_string(kMaxIndexKeyBytes) + " bytes; found " +
                                       std::to_string(encoding.bytes().size()));
    } catch (const std::bad_alloc&) {
      failed = Status::ResourceExhausted("out of memory");
    }
    return false;
  };
  TACIT_RETURN_IF_ERROR(index.Scan("", SIZE_MAX, add).status());
  TACIT_RETURN_IF_ERROR(failed);
  std::vector<std::string> sections(Section::kSectionCount);
  base::PutInteger(sections[Section::kProperties], writer.count());
  if (dictionary) sections[Section::kDictionary] = dictionary->Pack();
  sections[Section::kOffsets] = writer.TakeOffsets();
  sections[Section::kEntries] = writer.TakeEntries();
  return base::WriteFileAtomically(path, base::PackSections(Format(), sections));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<std::unique_ptr<const KeyIndex>> OpenSnapshot(const std::string& path) try {
  TACIT_ASSIGN_OR_RETURN(base::MappedFile file, base::MappedFile::Open(path));
  const std::string_view bytes = file.bytes();  // which stay where they are
  return OpenMapped(bytes, path, std::move(file));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<std::unique_ptr<const KeyIndex>> OpenSnapshotBytes(std::string_view bytes, std::string_view name) try {
  return OpenMapped(bytes, name, std::nullopt);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Status LoadFrom(const KeyIndex& source, KeyIndex& index) try {
  // Views into `keys` are made once it has its size.
  std::string keys;
  std::vector<KeyEntry> entries;
  std::vector<std::size_t> ends;
  entries.reserve(source.size());
  ends.reserve(source.size());
  bool out_of_memory = false;
  const auto keep = [&](std::string_view key, std::uint64_t value) {
    try {
      keys += key;
      ends.push_back(keys.size());
      entries.push_back({{}, value});
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
    return !out_of_memory;
  };
  TACIT_RETURN_IF_ERROR(source.Scan("", SIZE_MAX, keep).status());
  if (out_of_memory) throw std::bad_alloc();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    entries[i].key = std::string_view(keys).substr(begin, ends[i] - begin);
  }
  return index.Load(entries);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit
