// A place among encoded keys: in one tree, or in two whose keys are encoded differently.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "indexes/encoded/state.h"
#include "tacit/encoded_index.h"
#include "tacit/index.h"

namespace tacit::index::encoded {

// Where entries have been moved, or the trees are others, each side is sought anew, the old one first: what
// is not there any more is in the new one then.
class Cursor final : public KeyCursor {
 public:
  // Stands on none, and in no tree before TakeHalves.
  explicit Cursor(EncodedIndex::State& state) : state_(state) {}
  // The index's trees of now. May throw std::bad_alloc. Errors: ResourceExhausted (memory).
  [[nodiscard]] Status TakeHalves();

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return at_ != nullptr; }
  [[nodiscard]] std::string_view key() const override { return at_->key; }
  [[nodiscard]] std::uint64_t value() const override { return at_->cursor->value(); }

 private:
  struct Side {
    const Half* half = nullptr;
    std::unique_ptr<KeyCursor> cursor;
    std::string key;  // decoded, of the entry that the cursor is on
  };
  // Going forward, each side is on its first entry that is not less than where this is; going back, on its
  // last one that is not greater.
  enum class Direction { kForward, kBack };

  template <typename Go>
  [[nodiscard]] Status Moved(const Go& go);
  // These may throw std::bad_alloc.
  // Puts each side where `seek` puts it, in trees that are the index's when all are there.
  template <typename SeekSide>
  [[nodiscard]] Status SeekAll(Direction direction, const SeekSide& seek);
  // From key_, where this was.
  [[nodiscard]] Status GoOn(Direction direction);
  [[nodiscard]] Status SeekBeyond(Side& side, Direction direction);
  [[nodiscard]] static Status Step(Side& side, Direction direction);
  [[nodiscard]] static Status Decode(Side& side);
  // On the side that comes first in the direction; on the new one where both have the key.
  void Choose(Direction direction);

  EncodedIndex::State& state_;
  std::shared_ptr<const Halves> halves_;  // outlives the sides
  std::array<Side, 2> sides_;             // of the old half, if there is one, and of the new one
  Side* at_ = nullptr;                    // null: on none
  Direction direction_ = Direction::kForward;
  std::uint64_t moves_ = 0;  // when the sides were sought
  std::string key_;          // that was sought, or where this was before it went on
};

}  // namespace tacit::index::encoded
