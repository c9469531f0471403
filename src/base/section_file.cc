#include "src/base/section_file.h"

#include <cassert>
#include <optional>

#include "src/base/crc32c.h"
#include "src/base/reader.h"

namespace tacit::base {
namespace {

constexpr std::size_t kTableOffset = 16;
constexpr std::size_t kRowBytes = 24;

std::size_t HeaderBytes(const SectionFormat& format) {
  return kTableOffset + format.names.size() * kRowBytes + sizeof(std::uint32_t);
}

std::uint64_t Aligned(const SectionFormat& format, std::uint64_t offset) {
  return (offset + format.alignment - 1) / format.alignment * format.alignment;
}

}  // namespace

std::string PackSections(const SectionFormat& format, std::span<const std::string> sections) {
  assert(format.magic.size() == 8 && sections.size() == format.names.size());
  std::string out(format.magic);
  PutInteger(out, format.version);
  PutInteger(out, static_cast<std::uint32_t>(sections.size()));
  std::uint64_t offset = HeaderBytes(format);
  for (const std::string& section : sections) {
    offset = Aligned(format, offset);
    PutInteger(out, offset);
    PutInteger(out, std::uint64_t{section.size()});
    PutInteger(out, Crc32c(section));
    PutInteger(out, std::uint32_t{0});
    offset += section.size();
  }
  PutInteger(out, Crc32c(out));
  out.reserve(static_cast<std::size_t>(offset));
  for (const std::string& section : sections) {
    out.resize(static_cast<std::size_t>(Aligned(format, out.size())));
    out += section;
  }
  return out;
}

Result<std::vector<std::string_view>> UnpackSections(const SectionFormat& format, std::string_view bytes,
                                                     std::string_view name) {
  const auto wrong = [&](std::string_view section, const std::string& expected, const std::string& found) {
    return WrongSection(format, name, section, expected, found);
  };
  Reader reader(bytes);
  const auto magic = reader.Bytes(format.magic.size());
  if (!magic || *magic != format.magic) {
    return wrong("header", "the magic " + std::string(format.magic), "something else");
  }
  const auto version = reader.Integer<std::uint32_t>();
  if (version && *version > format.version) {
    return Status::NotSupported(std::string(name) + ": " + std::string(format.what) + " of format version " +
                                std::to_string(*version) + "; this build reads up to " +
                                std::to_string(format.version) + ": use a newer build, or " +
                                std::string(format.remedy));
  }
  if (!version || *version != format.version)
    return wrong("header", "version " + std::to_string(format.version), "none");
  const std::size_t header = HeaderBytes(format);
  if (bytes.size() < header)
    return wrong("header", std::to_string(header) + " bytes", std::to_string(bytes.size()));
  Reader sum(bytes.substr(header - sizeof(std::uint32_t)));
  if (sum.Integer<std::uint32_t>() != Crc32c(bytes.substr(0, header - sizeof(std::uint32_t)))) {
    return wrong("header", "its checksum", "another");
  }
  if (reader.Integer<std::uint32_t>() != format.names.size()) {
    return wrong("header", std::to_string(format.names.size()) + " sections", "another number");
  }
  std::vector<std::string_view> sections;
  std::uint64_t end = header;
  for (const std::string_view section : format.names) {
    // The header's size says that these are there.
    const std::uint64_t offset = reader.Integer<std::uint64_t>().value_or(0);
    const std::uint64_t length = reader.Integer<std::uint64_t>().value_or(0);
    const std::uint32_t crc = reader.Integer<std::uint32_t>().value_or(0);
    (void)reader.Integer<std::uint32_t>();
    const std::uint64_t begin = Aligned(format, end);
    if (offset != begin || begin > bytes.size() || length > bytes.size() - begin) {
      return wrong(section, std::to_string(length) + " bytes from byte " + std::to_string(begin) + " on",
                   "a file of " + std::to_string(bytes.size()));
    }
    sections.push_back(bytes.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(length)));
    if (Crc32c(sections.back()) != crc) return wrong(section, "its checksum", "another");
    end = begin + length;
  }
  if (end != bytes.size()) {
    return wrong(format.names.back(), "the end of the file",
                 std::to_string(bytes.size() - end) + " bytes more");
  }
  return sections;
}

Status WrongSection(const SectionFormat& format, std::string_view name, std::string_view section,
                    std::string_view expected, std::string_view found) {
  std::string message(name);
  message.append(": ")
      .append(section)
      .append(": expected ")
      .append(expected)
      .append(", found ")
      .append(found);
  return Status::Corruption(message.append("; ").append(format.remedy));
}

}  // namespace tacit::base
