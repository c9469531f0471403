// Looks at all of a B+tree: whether what it rests on holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "indexes/btree/page.h"
#include "indexes/btree/path.h"
#include "tacit/status.h"

namespace tacit::index::btree {

[[nodiscard]] Status WrongTree(const std::string& what);

// Goes through the tree in order, and counts what it meets. Throws std::bad_alloc.
class Inspection {
 public:
  // `resolve(context, ref)`: the page that an inner page refers to. `linked`: leaves know their neighbours.
  using Resolve = Page* (*)(const void* context, std::uint64_t ref);
  Inspection(Page* root, Resolve resolve, const void* context, bool linked)
      : root_(root), resolve_(resolve), context_(context), linked_(linked) {}

  // Errors: Internal (what does not hold).
  [[nodiscard]] Status Look();

  [[nodiscard]] std::size_t keys() const { return keys_; }
  [[nodiscard]] std::size_t long_keys() const { return long_keys_; }
  [[nodiscard]] std::size_t leaves() const { return leaves_; }
  [[nodiscard]] std::size_t inner() const { return inner_; }
  [[nodiscard]] std::size_t height() const { return leaf_depth_.value_or(0); }
  [[nodiscard]] const Page* last_leaf() const { return last_leaf_; }

 private:
  using Bound = std::optional<std::string>;

  // The keys below are not less than `low` and less than `high`, where there is one.
  [[nodiscard]] Status LookAt(Page* page, Path& path, const Bound& low, const Bound& high);
  [[nodiscard]] Status LookAtKeys(const Page& page, const Path& path, const Bound& low, const Bound& high);
  [[nodiscard]] Status LookAtLeaf(const Page* leaf, std::size_t depth);

  Page* root_;
  Resolve resolve_;
  const void* context_;
  bool linked_;
  std::optional<std::size_t> leaf_depth_;
  const Page* last_leaf_ = nullptr;
  std::size_t keys_ = 0;
  std::size_t long_keys_ = 0;
  std::size_t leaves_ = 0;
  std::size_t inner_ = 0;
};

}  // namespace tacit::index::btree
