// Nodes of an adaptive radix tree, made as they were planned, or of sorted entries.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "indexes/art/nodes.h"
#include "indexes/art/plan.h"
#include "tacit/index.h"

namespace tacit::index::art {

// What it has made is freed with it, unless it was taken.
template <bool kShared>
class Builder {
 public:
  explicit Builder(BasicNodes<kShared>& nodes) : nodes_(nodes) {}
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  ~Builder();

  // These throw std::bad_alloc.
  // The root of what was planned and divided, where nothing is left to be made later.
  [[nodiscard]] Child Make(const Plan& plan);
  // The root of a tree of these entries, whose keys rise; kNothing of none.
  [[nodiscard]] Child Make(std::span<const KeyEntry> entries);
  // All that was made belongs to the caller from now on.
  void Taken();

 private:
  // Entries whose tree goes to a place of a node, and up to where their keys agree.
  struct Group {
    std::size_t from = 0, to = 0, depth = 0;
    Child parent = kNothing;
    unsigned char byte = 0;
  };

  [[nodiscard]] Child MakeRoot(const Plan& plan, std::vector<Group>& left);
  [[nodiscard]] Child MakeOutside(const Plan& plan, Plan::Index part, std::vector<Group>& left);
  // Writes what lies in a host where `at` is, and moves that on.
  void Fill(const Plan& plan, Plan::Index part, Child child, Arena::Ref& at, std::vector<Group>& left);
  [[nodiscard]] Child LeafAt(std::string_view rest, std::uint64_t value, Arena::Ref& at);
  [[nodiscard]] Child Keep(Child child);

  BasicNodes<kShared>& nodes_;
  std::array<Child, 16> few_{};  // what was made: most often, there is room for it
  std::size_t few_count_ = 0;
  std::vector<Child> many_;
};

// Two leaves, or one, told apart behind what they have in common.
template <bool kShared>
[[nodiscard]] Child MakeLeaves(Builder<kShared>& builder, KeyEntry one, const KeyEntry* other);

}  // namespace tacit::index::art
