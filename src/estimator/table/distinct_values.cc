#include "src/estimator/table/distinct_values.h"

#include <bit>
#include <cstring>

#include "src/estimator/net/random.h"

namespace tacit::estimator {
namespace {

std::uint64_t HashOf(std::string_view bytes, Cell::Kind kind) {
  std::uint64_t hash = Mixed(bytes.size(), static_cast<std::uint64_t>(kind));
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + at, 8);
    hash = Mixed(hash ^ eight, 0);
  }
  std::uint64_t rest = 0;
  if (at < bytes.size()) std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
  return Mixed(hash ^ rest, 1);
}

}  // namespace

DistinctValues::DistinctValues() : slots_(64, kFree) {}

std::uint32_t DistinctValues::NumberOf(const Cell& cell) {
  std::string_view bytes = cell.bytes;
  std::uint64_t number = 0;
  if (cell.kind == Cell::Kind::kInteger || cell.kind == Cell::Kind::kReal) {
    number = cell.kind == Cell::Kind::kInteger ? static_cast<std::uint64_t>(cell.integer)
                                               : std::bit_cast<std::uint64_t>(cell.real);
    bytes = {reinterpret_cast<const char*>(&number), sizeof(number)};
  }
  // Tables are often sorted by something.
  if (last_ != kFree && places_[last_].kind == cell.kind && BytesOf(places_[last_]) == bytes) return last_;
  const std::uint64_t hash = HashOf(bytes, cell.kind);
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != kFree; slot = (slot + 1) & (slots_.size() - 1)) {
    const Place& place = places_[slots_[slot]];
    if (place.hash == hash && place.kind == cell.kind && BytesOf(place) == bytes) return last_ = slots_[slot];
  }
  last_ = static_cast<std::uint32_t>(places_.size());
  places_.push_back({hash, bytes_.size(), static_cast<std::uint32_t>(bytes.size()), cell.kind});
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  slots_[slot] = last_;
  if (places_.size() * 2 > slots_.size()) Grow();
  return last_;
}

void DistinctValues::Grow() {
  slots_.assign(slots_.size() * 2, kFree);
  for (std::uint32_t number = 0; number < places_.size(); ++number) {
    std::size_t slot = places_[number].hash & (slots_.size() - 1);
    while (slots_[slot] != kFree) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = number;
  }
}

Cell DistinctValues::at(std::uint32_t number) const {
  const Place& place = places_[number];
  Cell cell;
  cell.kind = place.kind;
  cell.bytes = BytesOf(place);
  if (place.kind == Cell::Kind::kInteger) std::memcpy(&cell.integer, cell.bytes.data(), sizeof(cell.integer));
  if (place.kind == Cell::Kind::kReal) std::memcpy(&cell.real, cell.bytes.data(), sizeof(cell.real));
  return cell;
}

}  // namespace tacit::estimator
