#include "indexes/encoded/cursor.h"

#include <new>
#include <optional>
#include <utility>

#include "indexes/encoded/encoding.h"
#include "src/base/status_macros.h"

namespace tacit::index::encoded {

Status Cursor::TakeHalves() {
  if (halves_ != nullptr && state_.AreNow(*halves_)) return Status::Ok();
  std::shared_ptr<const Halves> halves = state_.Share();
  std::array<Side, 2> sides;
  sides[0].half = halves->old.get();
  sides[1].half = halves->now.get();
  for (Side& side : sides) {
    if (side.half == nullptr) continue;
    TACIT_ASSIGN_OR_RETURN(side.cursor, side.half->tree->NewCursor());
  }
  at_ = nullptr;
  sides_ = std::move(sides);
  halves_ = std::move(halves);
  return Status::Ok();
}

template <typename Go>
Status Cursor::Moved(const Go& go) {
  try {
    Status moved = go();
    if (!moved.ok()) at_ = nullptr;
    return moved;
  } catch (const std::bad_alloc&) {
    at_ = nullptr;
    return Status::ResourceExhausted("out of memory");
  }
}

Status Cursor::Seek(std::string_view key) {
  return Moved([&] {
    key_ = std::string(key);  // which may be a view into a side
    return SeekAll(Direction::kForward, [&](Side& side) -> Status {
      const Encoding encoding(side.half->dictionary, key_);
      TACIT_RETURN_IF_ERROR(side.cursor->Seek(encoding.bytes()));
      return Decode(side);
    });
  });
}

Status Cursor::SeekLast() {
  return Moved([&] {
    return SeekAll(Direction::kBack, [](Side& side) -> Status {
      TACIT_RETURN_IF_ERROR(side.cursor->SeekLast());
      return Decode(side);
    });
  });
}

Status Cursor::Next() {
  if (at_ == nullptr) return Status::Ok();
  return Moved([&] { return GoOn(Direction::kForward); });
}

Status Cursor::Prev() {
  if (at_ == nullptr) return Status::Ok();
  return Moved([&] { return GoOn(Direction::kBack); });
}

// The moves are read first: one that is not among them yet makes the next step seek anew.
template <typename SeekSide>
Status Cursor::SeekAll(Direction direction, const SeekSide& seek) {
  do {
    moves_ = state_.moves();
    TACIT_RETURN_IF_ERROR(TakeHalves());
    for (Side& side : sides_) {
      if (side.half != nullptr) TACIT_RETURN_IF_ERROR(seek(side));
    }
  } while (!state_.AreNow(*halves_));
  Choose(direction);
  return Status::Ok();
}

Status Cursor::GoOn(Direction direction) {
  key_ = at_->key;
  const bool turned = direction != direction_ && halves_->old != nullptr;
  if (!turned) {
    for (Side& side : sides_) {
      const bool there = side.half != nullptr && side.cursor->on_entry() && side.key == key_;
      if (there) TACIT_RETURN_IF_ERROR(Step(side, direction));
    }
    if (state_.moves() == moves_) {
      Choose(direction);
      return Status::Ok();
    }
  }
  return SeekAll(direction, [&](Side& side) { return SeekBeyond(side, direction); });
}

Status Cursor::SeekBeyond(Side& side, Direction direction) {
  const Encoding encoding(side.half->dictionary, key_);
  TACIT_RETURN_IF_ERROR(side.cursor->Seek(encoding.bytes()));
  if (direction == Direction::kBack) {
    TACIT_RETURN_IF_ERROR(side.cursor->on_entry() ? side.cursor->Prev() : side.cursor->SeekLast());
  } else if (side.cursor->on_entry() && side.cursor->key() == encoding.bytes()) {
    TACIT_RETURN_IF_ERROR(side.cursor->Next());
  }
  return Decode(side);
}

Status Cursor::Step(Side& side, Direction direction) {
  TACIT_RETURN_IF_ERROR(direction == Direction::kForward ? side.cursor->Next() : side.cursor->Prev());
  return Decode(side);
}

Status Cursor::Decode(Side& side) {
  if (!side.cursor->on_entry()) return Status::Ok();
  const std::string_view encoding = side.cursor->key();
  const std::size_t kSlack = KeyDictionary::kDecodeSlack;
  side.key.resize(side.half->dictionary.MaxDecodedBytes(encoding.size()) + kSlack);
  const std::optional<std::size_t> size = side.half->dictionary.Decode(encoding, side.key);
  if (!size) return Status::Internal("index of encoded keys: expected a key that its dictionary has encoded");
  side.key.resize(*size);
  return Status::Ok();
}

void Cursor::Choose(Direction direction) {
  direction_ = direction;
  at_ = nullptr;
  for (Side& side : sides_) {
    if (side.half == nullptr || !side.cursor->on_entry()) continue;
    const bool first =
        at_ == nullptr || (direction == Direction::kForward ? side.key <= at_->key : side.key >= at_->key);
    if (first) at_ = &side;
  }
}

}  // namespace tacit::index::encoded
