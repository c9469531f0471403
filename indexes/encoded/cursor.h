// A place among encoded keys: in one tree, or in two whose keys are encoded differently.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tacit/dictionary.h"
#include "tacit/index.h"

namespace tacit::index::encoded {

class Cursor final : public KeyCursor {
 public:
  Cursor() = default;
  // At most two, no key of which is the same.
  void Add(KeyDictionary dictionary, std::unique_ptr<KeyCursor> cursor);

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return at_ != nullptr; }
  [[nodiscard]] std::string_view key() const override { return at_->key; }
  [[nodiscard]] std::uint64_t value() const override { return at_->cursor->value(); }

 private:
  struct Side {
    KeyDictionary dictionary;
    std::unique_ptr<KeyCursor> cursor;
    std::string key;  // decoded, of the entry that the cursor is on
  };
  // Going forward, each side is on its first entry that is not less than where this is; going back, on its
  // last one that is not greater.
  enum class Direction { kForward, kBack };

  template <typename Go>
  [[nodiscard]] Status Moved(const Go& go);
  // These may throw std::bad_alloc.
  [[nodiscard]] Status GoOn(Direction direction);
  [[nodiscard]] Status Decode(Side& side);
  // On the side that comes first in the direction.
  void Choose(Direction direction);

  std::array<std::unique_ptr<Side>, 2> sides_;
  Side* at_ = nullptr;  // null: on none
  Direction direction_ = Direction::kForward;
};

}  // namespace tacit::index::encoded
