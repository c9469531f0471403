// The way from the root of a B+tree to a page, and what lies around the keys of a page.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <string_view>

#include "indexes/btree/page.h"

namespace tacit::index::btree {

// A page, and the child that was taken of it.
struct Step {
  Page* page;
  std::size_t at;
};

// The steps from the root down. Needs no memory.
class Path {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Step& back() { return steps_[size_ - 1]; }
  [[nodiscard]] const Step& back() const { return steps_[size_ - 1]; }
  [[nodiscard]] const Step& operator[](std::size_t i) const { return steps_[i]; }
  void Push(Step step) {
    assert(size_ < kMaxSteps);
    steps_[size_++] = step;
  }
  void Pop() { --size_; }
  void Clear() { size_ = 0; }

  // Of two neighbouring pages one is a quarter full at least, or both would be one: with more steps, there
  // were more entries than memory can hold.
  static constexpr std::size_t kMaxSteps = 64;

 private:
  std::array<Step, kMaxSteps> steps_;
  std::size_t size_ = 0;
};

// The separator on one side of a page, no more of it than decides what a prefix can be. Not limited: at the
// end of the tree there is none.
struct Fence {
  std::array<char, kMaxPrefix> bytes;
  std::size_t size = 0;
  bool limited = false;

  void Set(std::string_view separator);
};

// Those of the child to which the path leads.
[[nodiscard]] Fence LowFence(const Path& path);
[[nodiscard]] Fence HighFence(const Path& path);

// What all keys that lie between the two begin with; a view into `low`.
[[nodiscard]] std::string_view PrefixBetween(const Fence& low, const Fence& high);

// The shortest key that is greater than `left` and not greater than `right`, which is greater than `left`: a
// prefix of `right`.
[[nodiscard]] std::string_view Separator(std::string_view left, std::string_view right);

}  // namespace tacit::index::btree
