#include "optimizer/rewrite/proof_file.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "src/base/crc32c.h"
#include "src/base/file.h"
#include "src/base/reader.h"
#include "src/base/status_macros.h"

namespace tacit::rewrite {
namespace {

constexpr std::string_view kMagic = "tacitprf";
constexpr std::uint32_t kVersion = 1;
// magic, version, number of sections
constexpr std::size_t kHeadBytes = 8 + 4 + 4;
// environment, offset, length, CRC-32C, zero
constexpr std::size_t kRowBytes = kEnvironmentDigits + 8 + 8 + 4 + 4;
constexpr std::size_t kCrcBytes = 4;

template <typename T>
void AddNumber(T number, std::string* bytes) {
  for (std::size_t i = 0; i < sizeof(T); ++i) *bytes += static_cast<char>(number >> (8 * i));
}

void AddText(std::string_view text, std::string* bytes) {
  AddNumber(static_cast<std::uint32_t>(text.size()), bytes);
  *bytes += text;
}

std::string PackSection(const ProofSection& section) {
  std::string bytes;
  AddNumber(static_cast<std::uint32_t>(section.answers.size()), &bytes);
  for (const auto& [key, answer] : section.answers) {
    AddText(key, &bytes);
    AddText(answer, &bytes);
  }
  return bytes;
}

struct Row {
  std::string environment;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint32_t crc = 0;
};

class Unpacker {
 public:
  Unpacker(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name), head_(bytes) {}

  Result<ProofFile> Unpack() {
    TACIT_ASSIGN_OR_RETURN(const std::vector<Row> rows, ReadTable());
    ProofFile file;
    std::uint64_t at = head_.offset();
    for (const Row& row : rows) {
      if (row.offset != at || row.length > bytes_.size() - at) {
        return Damaged("section " + row.environment + ": expected " + std::to_string(row.length) +
                       " bytes at " + std::to_string(at) + ", found " + std::to_string(bytes_.size() - at) +
                       " at " + std::to_string(row.offset));
      }
      if (file.Find(row.environment) != nullptr)
        return Damaged("section " + row.environment + ": it is there twice");
      TACIT_ASSIGN_OR_RETURN(ProofSection section, ReadSection(row));
      file.sections.push_back(std::move(section));
      at += row.length;
    }
    if (at != bytes_.size()) {
      return Damaged("end: expected " + std::to_string(at) + " bytes, found " +
                     std::to_string(bytes_.size()));
    }
    return file;
  }

 private:
  Result<std::vector<Row>> ReadTable() {
    const std::optional<std::string_view> magic = head_.Bytes(kMagic.size());
    if (!magic || *magic != kMagic)
      return Damaged("beginning: expected a file of proofs, found something else");
    const std::optional<std::uint32_t> version = head_.Integer<std::uint32_t>();
    if (version && *version > kVersion) {
      return Status::NotSupported(
          std::string(name_) + ": expected version " + std::to_string(kVersion) +
          " of the format at most, found " + std::to_string(*version) +
          "; use a newer tacit, or delete the file: it holds nothing that is not found again");
    }
    if (!version || *version == 0) return Damaged("version: expected 1, found none");
    const std::optional<std::uint32_t> count = head_.Integer<std::uint32_t>();
    if (!count || *count > head_.remaining() / kRowBytes) return Damaged("section table: it does not fit");
    std::vector<Row> rows;
    for (std::uint32_t i = 0; i < *count; ++i) rows.push_back(ReadRow());
    const std::uint32_t crc = base::Crc32c(bytes_.substr(0, head_.offset()));
    if (head_.Integer<std::uint32_t>() != crc) return Damaged("section table: its checksum is wrong");
    for (const Row& row : rows) {
      if (row.environment.find_first_not_of("0123456789abcdef") != std::string::npos)
        return Damaged("section table: expected names of hexadecimal digits");
    }
    return rows;
  }

  // Of which the bytes are there.
  Row ReadRow() {
    Row row;
    row.environment = head_.Bytes(kEnvironmentDigits).value_or("");
    row.offset = head_.Integer<std::uint64_t>().value_or(0);
    row.length = head_.Integer<std::uint64_t>().value_or(0);
    row.crc = head_.Integer<std::uint32_t>().value_or(0);
    (void)head_.Integer<std::uint32_t>();
    return row;
  }

  Result<ProofSection> ReadSection(const Row& row) {
    const std::string_view bytes =
        bytes_.substr(static_cast<std::size_t>(row.offset), static_cast<std::size_t>(row.length));
    const std::string place = "section " + row.environment + ": ";
    if (base::Crc32c(bytes) != row.crc) return Damaged(place + "its checksum is wrong");
    base::Reader reader(bytes);
    ProofSection section;
    section.environment = row.environment;
    const std::optional<std::uint32_t> count = reader.Integer<std::uint32_t>();
    for (std::uint32_t i = 0; count && i < *count; ++i) {
      const std::optional<std::string_view> key = reader.Text();
      const std::optional<std::string_view> answer = key ? reader.Text() : std::nullopt;
      if (!answer) return Damaged(place + "answer " + std::to_string(i + 1) + " does not fit");
      section.answers.emplace(*key, *answer);
    }
    if (!count || reader.remaining() > 0 || section.answers.size() != *count) {
      return Damaged(place + "it does not hold what it counts");
    }
    return section;
  }

  [[nodiscard]] Status Damaged(const std::string& what) const {
    return Status::Corruption(std::string(name_) + ": " + what +
                              "; delete the file: it holds nothing that is not found again");
  }

  std::string_view bytes_;
  std::string_view name_;
  base::Reader head_;
};

}  // namespace

const ProofSection* ProofFile::Find(std::string_view environment) const {
  const auto found = std::ranges::find(sections, environment, &ProofSection::environment);
  return found == sections.end() ? nullptr : &*found;
}

std::string PackProofs(const ProofFile& file) {
  const std::size_t table_bytes = kHeadBytes + file.sections.size() * kRowBytes;
  std::string table(kMagic);
  AddNumber(kVersion, &table);
  AddNumber(static_cast<std::uint32_t>(file.sections.size()), &table);
  std::string body;
  for (const ProofSection& section : file.sections) {
    const std::string bytes = PackSection(section);
    table += section.environment;
    AddNumber(std::uint64_t{table_bytes + kCrcBytes + body.size()}, &table);
    AddNumber(std::uint64_t{bytes.size()}, &table);
    AddNumber(base::Crc32c(bytes), &table);
    AddNumber(std::uint32_t{0}, &table);
    body += bytes;
  }
  AddNumber(base::Crc32c(table), &table);
  return table + body;
}

Result<ProofFile> UnpackProofs(std::string_view bytes, std::string_view name) {
  return Unpacker(bytes, name).Unpack();
}

Result<ProofFile> ReadProofs(const std::string& path) {
  const Result<std::string> bytes = base::ReadFile(path);
  if (bytes.status().code() == StatusCode::kNotFound) return ProofFile();
  if (!bytes.ok()) return bytes.status();
  return UnpackProofs(*bytes, path);
}

}  // namespace tacit::rewrite
