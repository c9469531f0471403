#include "indexes/surf/image.h"

#include <algorithm>
#include <vector>

#include "indexes/surf/writers.h"
#include "src/base/reader.h"
#include "src/base/section_file.h"
#include "src/base/status_macros.h"

namespace tacit::index::surf {
namespace {

constexpr base::SectionFormat kFormat = {"tacitflt",   1, 64, "a filter", "build the filter again",
                                         kSectionNames};
constexpr std::size_t kPropertiesBytes = 80;

std::string PackProperties(const Properties& properties) {
  std::string out;
  AppendInteger(out, properties.keys, 8);
  AppendInteger(out, properties.dense_nodes, 8);
  AppendInteger(out, properties.root_count, 8);
  AppendInteger(out, properties.block_bytes, 8);
  AppendInteger(out, properties.height, 4);
  AppendInteger(out, properties.dense_levels, 4);
  AppendInteger(out, properties.hash_bits, 1);
  AppendInteger(out, properties.real_bits, 1);
  out.append(6, '\0');
  out += properties.dictionary;
  out.resize(kPropertiesBytes, '\0');
  return out;
}

Result<Properties> UnpackProperties(std::string_view bytes, std::string_view name) {
  const std::string_view section = kSectionNames[0];
  if (bytes.size() != kPropertiesBytes) {
    return Wrong(name, section, std::to_string(kPropertiesBytes) + " bytes", std::to_string(bytes.size()));
  }
  base::Reader reader(bytes);
  Properties properties;
  properties.keys = *reader.Integer<std::uint64_t>();
  properties.dense_nodes = *reader.Integer<std::uint64_t>();
  properties.root_count = *reader.Integer<std::uint64_t>();
  properties.block_bytes = *reader.Integer<std::uint64_t>();
  properties.height = *reader.Integer<std::uint32_t>();
  properties.dense_levels = *reader.Integer<std::uint32_t>();
  properties.hash_bits = *reader.Integer<std::uint8_t>();
  properties.real_bits = *reader.Integer<std::uint8_t>();
  (void)reader.Bytes(6);
  const std::string_view dictionary = *reader.Bytes(kDictionaryHashBytes);
  if (dictionary[0] != '\0') properties.dictionary = dictionary;
  return properties;
}

}  // namespace

Status Wrong(std::string_view name, std::string_view section, const std::string& expected,
             const std::string& found) {
  return base::WrongSection(kFormat, name, section, expected, found);
}

std::string PackImage(const Properties& properties, SectionBytes sections) {
  sections[0] = PackProperties(properties);
  return base::PackSections(kFormat, sections);
}

Result<Image> UnpackImage(std::string_view bytes, std::string_view name) {
  TACIT_ASSIGN_OR_RETURN(const std::vector<std::string_view> sections,
                         base::UnpackSections(kFormat, bytes, name));
  Image image;
  std::copy(sections.begin(), sections.end(), image.sections.begin());
  TACIT_ASSIGN_OR_RETURN(image.properties, UnpackProperties(sections[0], name));
  return image;
}

}  // namespace tacit::index::surf
