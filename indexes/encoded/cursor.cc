#include "indexes/encoded/cursor.h"

#include <new>
#include <utility>

#include "indexes/encoded/encoding.h"
#include "src/base/status_macros.h"

namespace tacit::index::encoded {

void Cursor::Add(KeyDictionary dictionary, std::unique_ptr<KeyCursor> cursor) {
  std::unique_ptr<Side>& side = sides_[0] == nullptr ? sides_[0] : sides_[1];
  side = std::make_unique<Side>(Side{std::move(dictionary), std::move(cursor), {}});
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
    for (const std::unique_ptr<Side>& side : sides_) {
      if (side == nullptr) continue;
      const Encoding encoding(side->dictionary, key);
      TACIT_RETURN_IF_ERROR(side->cursor->Seek(encoding.bytes()));
      TACIT_RETURN_IF_ERROR(Decode(*side));
    }
    Choose(Direction::kForward);
    return Status::Ok();
  });
}

Status Cursor::SeekLast() {
  return Moved([&] {
    for (const std::unique_ptr<Side>& side : sides_) {
      if (side == nullptr) continue;
      TACIT_RETURN_IF_ERROR(side->cursor->SeekLast());
      TACIT_RETURN_IF_ERROR(Decode(*side));
    }
    Choose(Direction::kBack);
    return Status::Ok();
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

Status Cursor::GoOn(Direction direction) {
  const bool forward = direction == Direction::kForward;
  for (const std::unique_ptr<Side>& side : sides_) {
    // The other side stands where it should, as long as this goes on in one direction.
    if (side == nullptr || (side.get() != at_ && direction == direction_)) continue;
    KeyCursor& cursor = *side->cursor;
    if (side.get() != at_) {
      // At the first entry that is greater than where this is, or before it.
      const Encoding encoding(side->dictionary, at_->key);
      TACIT_RETURN_IF_ERROR(cursor.Seek(encoding.bytes()));
      if (!forward) TACIT_RETURN_IF_ERROR(cursor.on_entry() ? cursor.Prev() : cursor.SeekLast());
    }
  }
  TACIT_RETURN_IF_ERROR(forward ? at_->cursor->Next() : at_->cursor->Prev());
  for (const std::unique_ptr<Side>& side : sides_) {
    if (side != nullptr && (side.get() == at_ || direction != direction_))
      TACIT_RETURN_IF_ERROR(Decode(*side));
  }
  Choose(direction);
  return Status::Ok();
}

Status Cursor::Decode(Side& side) {
  if (!side.cursor->on_entry()) return Status::Ok();
  const std::string_view encoding = side.cursor->key();
  const std::size_t kSlack = KeyDictionary::kDecodeSlack;
  side.key.resize(side.dictionary.MaxDecodedBytes(encoding.size()) + kSlack);
  const std::optional<std::size_t> size = side.dictionary.Decode(encoding, side.key);
  if (!size) return Status::Internal("index of encoded keys: expected a key that its dictionary has encoded");
  side.key.resize(*size);
  return Status::Ok();
}

void Cursor::Choose(Direction direction) {
  direction_ = direction;
  at_ = nullptr;
  for (const std::unique_ptr<Side>& side : sides_) {
    if (side == nullptr || !side->cursor->on_entry()) continue;
    const bool first =
        at_ == nullptr || (direction == Direction::kForward ? side->key < at_->key : side->key > at_->key);
    if (first) at_ = side.get();
  }
}

}  // namespace tacit::index::encoded
