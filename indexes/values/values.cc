#include "indexes/values/values.h"

#include <cstring>
#include <utility>

namespace tacit::index {

std::uint64_t Values::Add(std::string_view value) {
  if (value.size() > kMaxShort) {
    auto made = std::make_unique<const std::string>(value);
    if (free_.empty()) {
      long_.push_back(nullptr);
      try {
        free_.reserve(long_.capacity());
      } catch (const std::bad_alloc&) {
        long_.pop_back();
        throw;
      }
      free_.push_back(long_.size() - 1);
    }
    const std::size_t place = free_.back();
    free_.pop_back();
    long_bytes_ += sizeof(std::string) + value.size();
    long_[place] = std::move(made);
    ++count_;
    return place | kLong;
  }
  const Arena::Ref ref = arena_.Allocate(sizeof(Size) + value.size());
  const auto size = static_cast<Size>(value.size());
  unsigned char* const at = arena_.At(ref);
  std::memcpy(at, &size, sizeof size);
  if (!value.empty()) std::memcpy(at + sizeof size, value.data(), value.size());
  ++count_;
  return ref;
}

void Values::Free(std::uint64_t number) {
  --count_;
  if ((number & kLong) == 0) {
    arena_.Free(static_cast<Arena::Ref>(number), sizeof(Size) + At(number).size());
    return;
  }
  const auto place = static_cast<std::size_t>(number & ~kLong);
  long_bytes_ -= sizeof(std::string) + long_[place]->size();
  long_[place] = nullptr;
  free_.push_back(place);
}

std::string_view Values::At(std::uint64_t number) const {
  if ((number & kLong) != 0) return *long_[static_cast<std::size_t>(number & ~kLong)];
  const unsigned char* const at = arena_.At(static_cast<Arena::Ref>(number));
  Size size = 0;
  std::memcpy(&size, at, sizeof size);
  return {reinterpret_cast<const char*>(at) + sizeof size, size};
}

}  // namespace tacit::index
