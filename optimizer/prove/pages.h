// A sequence that grows at its end only, whose elements never move.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace tacit::prove {

// std::deque puts three terms on a page; most of a proof's time would go into getting and giving back pages.
template <typename T>
class Pages {
 public:
  [[nodiscard]] const T& operator[](std::size_t i) const { return (*pages_[i / kPage])[i % kPage]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  // The new last element, to be filled in.
  T& Add() {
    if (size_ % kPage == 0) pages_.push_back(std::make_unique<Page>());
    T& added = (*pages_.back())[size_ % kPage];
    ++size_;
    return added;
  }

 private:
  static constexpr std::size_t kPage = 64;
  using Page = std::array<T, kPage>;

  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t size_ = 0;
};

}  // namespace tacit::prove
