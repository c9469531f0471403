#include "src/estimator/table/sorted_values.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "src/estimator/table/text_types.h"

namespace tacit::estimator {
namespace {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63U;

std::uint64_t KeyOf(std::int64_t integer) { return static_cast<std::uint64_t>(integer) ^ kSignBit; }
std::int64_t IntegerOf(std::uint64_t key) { return static_cast<std::int64_t>(key ^ kSignBit); }

// Bits of doubles order as the doubles do, the negative ones the other way round. One zero, one NaN.
std::uint64_t KeyOf(double real) {
  if (std::isnan(real)) return ~std::uint64_t{0};
  const auto bits = std::bit_cast<std::uint64_t>(real + 0.0);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}
double RealOf(std::uint64_t key) {
  if (key == ~std::uint64_t{0}) return std::numeric_limits<double>::quiet_NaN();
  return std::bit_cast<double>((key & kSignBit) != 0 ? key ^ kSignBit : ~key);
}

std::uint64_t KeyOf(std::string_view text) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    key = key << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return key;
}

std::uint64_t NumberKey(const Cell& cell, ColumnType type) {
  if (cell.kind == Cell::Kind::kInteger) {
    return type == ColumnType::kReal ? KeyOf(static_cast<double>(cell.integer)) : KeyOf(cell.integer);
  }
  if (cell.kind == Cell::Kind::kReal) return KeyOf(cell.real);
  switch (type) {
    case ColumnType::kReal: return KeyOf(ReadReal(cell.bytes).value_or(0));
    case ColumnType::kBoolean: return KeyOf(std::int64_t{ReadBoolean(cell.bytes).value_or(false) ? 1 : 0});
    case ColumnType::kDate: return KeyOf(ReadDate(cell.bytes).value_or(0));
    case ColumnType::kTimestamp: return KeyOf(ReadTimestamp(cell.bytes).value_or(0));
    case ColumnType::kInteger:
    case ColumnType::kText:
    case ColumnType::kBlob: break;
  }
  return KeyOf(ReadInteger(cell.bytes).value_or(0));
}

std::string Written(const Cell& cell) {
  char text[32];
  const auto written = cell.kind == Cell::Kind::kInteger
                           ? std::to_chars(text, text + sizeof(text), cell.integer)
                           : std::to_chars(text, text + sizeof(text), cell.real);
  return {text, written.ptr};
}

}  // namespace

SortedValues::SortedValues(const DistinctValues& cells, ColumnType type)
    : type_(type), entries_(cells.size()) {
  const bool texts = type == ColumnType::kText || type == ColumnType::kBlob;
  if (texts) ReadTexts(cells);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    entries_[i] = {texts ? KeyOf(texts_[i]) : NumberKey(cells.at(i), type), i};
  }
  if (texts) {
    std::sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
      return a.key != b.key ? a.key < b.key : texts_[a.cell] < texts_[b.cell];
    });
  } else {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  }
}

void SortedValues::ReadTexts(const DistinctValues& cells) {
  texts_.resize(cells.size());
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    const Cell cell = cells.at(i);
    const bool number = cell.kind == Cell::Kind::kInteger || cell.kind == Cell::Kind::kReal;
    texts_[i] = number ? written_.emplace_back(Written(cell)) : cell.bytes;
  }
}

Value SortedValues::value(std::size_t at) const {
  switch (type_) {
    case ColumnType::kText: return std::string(text(at));
    case ColumnType::kBlob: return Blob{std::string(text(at))};
    case ColumnType::kReal: return RealOf(entries_[at].key);
    case ColumnType::kInteger:
    case ColumnType::kBoolean:
    case ColumnType::kDate:
    case ColumnType::kTimestamp: break;
  }
  return IntegerOf(entries_[at].key);
}

}  // namespace tacit::estimator
