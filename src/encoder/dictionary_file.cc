// A dictionary as bytes: docs/formats/dictionary.md.
#include <algorithm>
#include <array>
#include <cstring>

#include "src/base/reader.h"
#include "src/base/section_file.h"
#include "src/base/status_macros.h"
#include "src/encoder/parts.h"

namespace tacit::encoder {
namespace {

constexpr double kMostRate = 1e6;
// Of a bound: sixteen bytes, of which it shares none.
constexpr std::uint8_t kWhole = 0xF0;
constexpr std::size_t kSections = 3;
constexpr std::array<std::string_view, kSections> kSectionNames = {"properties", "bounds", "levels"};
constexpr base::SectionFormat kFormat = {.magic = "tacitdic",
                                         .version = 1,
                                         .alignment = 1,
                                         .what = "a dictionary",
                                         .remedy = "train the dictionary again",
                                         .names = kSectionNames};

// Each bound as how much it shares with the one before (4 bits), how much more it has (4 bits), and that. A
// rising bound has more than it shares, so that no other one begins with kWhole.
std::string PackBounds(const Intervals& intervals) {
  std::string out;
  Text16 before;
  for (const Interval& interval : intervals) {
    const int shared = std::min(CommonPrefix(before, interval.low), 15);
    const int rest = interval.low.size - shared;
    out += static_cast<char>(rest == 16 ? kWhole : shared << 4 | rest);
    out += interval.low.ToString().substr(static_cast<std::size_t>(shared));
    before = interval.low;
  }
  return out;
}

class FileReader {
 public:
  FileReader(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  Status ReadHeader() {
    TACIT_ASSIGN_OR_RETURN(sections_, base::UnpackSections(kFormat, bytes_, name_));
    return Status::Ok();
  }

  Status ReadProperties(Definition* into, std::uint32_t* entries) const {
    base::Reader reader(sections_[0]);
    const auto scheme = reader.Integer<std::uint8_t>();
    const auto codes = reader.Integer<std::uint8_t>();
    const auto symbol = reader.Integer<std::uint16_t>();
    const auto count = reader.Integer<std::uint32_t>();
    const auto rate = reader.Integer<std::uint64_t>();
    if (!rate || reader.remaining() != 0) {
      return Wrong("properties", "16 bytes", std::to_string(sections_[0].size()));
    }
    if (*scheme > static_cast<std::uint8_t>(KeyScheme::kAlmImproved)) {
      return Wrong("properties", "a scheme from 0 to 5", std::to_string(*scheme));
    }
    if (*codes > static_cast<std::uint8_t>(KeyCodes::kFixedLength)) {
      return Wrong("properties", "codes 0 or 1", std::to_string(*codes));
    }
    if (*symbol < 1 || *symbol > kMaxSymbolBytes) {
      return Wrong("properties", "symbols of 1 to 16 bytes", std::to_string(*symbol));
    }
    if (*count < 256 || *count > kMaxDictionaryEntries) {
      return Wrong("properties", "256 to 262144 entries", std::to_string(*count));
    }
    into->scheme = static_cast<KeyScheme>(*scheme);
    into->codes = static_cast<KeyCodes>(*codes);
    into->max_symbol = *symbol;
    std::memcpy(&into->trained_rate, &*rate, sizeof *rate);
    if (!(into->trained_rate > 0 && into->trained_rate < kMostRate)) {
      return Wrong("properties", "a rate above 0", "another number");
    }
    *entries = *count;
    return Status::Ok();
  }

  Status ReadBounds(std::uint32_t entries, Definition* into) const {
    base::Reader reader(sections_[1]);
    Text16 before;
    for (std::uint32_t i = 0; i < entries; ++i) {
      const auto sizes = reader.Integer<std::uint8_t>();
      if (!sizes) return Wrong("bounds", std::to_string(entries) + " bounds", std::to_string(i));
      const int shared = *sizes == kWhole ? 0 : *sizes >> 4;
      const int rest = *sizes == kWhole ? 16 : *sizes & 15;
      const auto text = reader.Bytes(static_cast<std::uint64_t>(rest));
      if (!text || shared > before.size || shared + rest > kMaxTextBytes) {
        return Wrong("bounds", "bound " + std::to_string(i) + " whole", "another size");
      }
      Text16 low = before.Prefix(shared);
      for (const char c : *text) low = low.Plus(static_cast<unsigned char>(c));
      into->intervals.push_back({low, 0});
      before = low;
    }
    if (reader.remaining() != 0) {
      return Wrong("bounds", "their end", std::to_string(reader.remaining()) + " bytes more");
    }
    if (!SetSymbols(into->intervals, into->max_symbol)) {
      return Wrong("bounds", "rising bounds, among them each byte", "others");
    }
    return Status::Ok();
  }

  Status ReadLevels(std::uint32_t entries, Definition* into) const {
    const std::string_view levels = sections_[2];
    const bool fixed = into->codes == KeyCodes::kFixedLength;
    if (levels.size() != (fixed ? 0 : entries)) {
      return Wrong("levels", std::to_string(fixed ? 0 : entries) + " levels", std::to_string(levels.size()));
    }
    into->levels.assign(levels.begin(), levels.end());
    if (!fixed && CodesOfLevels(into->levels).empty()) {
      return Wrong("levels", "those of a tree of at most 23 levels", "others");
    }
    return Status::Ok();
  }

  [[nodiscard]] Status Wrong(std::string_view section, const std::string& expected,
                             const std::string& found) const {
    return base::WrongSection(kFormat, name_, section, expected, found);
  }

 private:
  std::string_view bytes_, name_;
  std::vector<std::string_view> sections_;
};

}  // namespace

std::string PackDefinition(const Definition& definition) {
  std::array<std::string, kSections> sections;
  base::PutInteger(sections[0], static_cast<std::uint8_t>(definition.scheme));
  base::PutInteger(sections[0], static_cast<std::uint8_t>(definition.codes));
  base::PutInteger(sections[0], static_cast<std::uint16_t>(definition.max_symbol));
  base::PutInteger(sections[0], static_cast<std::uint32_t>(definition.intervals.size()));
  std::uint64_t rate = 0;
  std::memcpy(&rate, &definition.trained_rate, sizeof rate);
  base::PutInteger(sections[0], rate);
  sections[1] = PackBounds(definition.intervals);
  sections[2].assign(definition.levels.begin(), definition.levels.end());
  return base::PackSections(kFormat, sections);
}

Result<Definition> UnpackDefinition(std::string_view bytes, std::string_view name) {
  FileReader reader(bytes, name);
  TACIT_RETURN_IF_ERROR(reader.ReadHeader());
  Definition definition;
  std::uint32_t entries = 0;
  TACIT_RETURN_IF_ERROR(reader.ReadProperties(&definition, &entries));
  TACIT_RETURN_IF_ERROR(reader.ReadBounds(entries, &definition));
  TACIT_RETURN_IF_ERROR(reader.ReadLevels(entries, &definition));
  return definition;
}

}  // namespace tacit::encoder
