#include "indexes/hot/image.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace tacit::index::hot {
Image::Image(const Contents& contents) : contents_(contents) {
  const std::span<const Bit> bits(contents.bits_.data(), contents.bit_count_);
  header_.count = static_cast<std::uint8_t>(contents.count());
  header_.height = contents.height();
  TellBits(bits, &header_);
  std::size_t shared = std::min<std::size_t>(header_.first / 8, kMaxKeyInside);
  std::size_t keys = 0;  // bytes of those inside
  std::size_t inside = 0;
  for (unsigned place = 0; place < contents.count(); ++place) {
    const Entry& entry = contents.entry(place);
    if (entry.child != 0) continue;
    header_.leaves |= 1U << place;
    if (entry.leaf.outside) {
      outside_ |= 1U << place;
      continue;
    }
    ++inside;
    keys += entry.leaf.key_size();
    shared = std::min(shared, entry.leaf.key_size());
  }
  if (inside == 0) shared = 0;
  header_.shared = static_cast<std::uint8_t>(shared);
  if (outside_ != 0) header_.flags |= Header::kSomeOutside;

  const auto leaves = static_cast<std::size_t>(std::popcount(header_.leaves));
  const std::size_t partial_keys = sizeof(Header) + Node::BitBytes(header_.layout, contents.bit_count_);
  const std::size_t sizes = partial_keys + contents.count() * header_.width();
  bytes_ = sizes + leaves + (contents.count() - leaves) * sizeof(Ref) + (outside_ != 0 ? 4 : 0) + shared +
           leaves * kValueBytes + (leaves - inside) * sizeof(LongKey*) + keys - inside * shared;
}

void Image::Write(std::size_t room, unsigned char* out) const {
  Header header = header_;
  header.room = static_cast<std::uint16_t>(room / Arena::kPiece);
  std::memcpy(out, &header, sizeof header);
  out += sizeof header;
  WriteBits({contents_.bits_.data(), contents_.bit_count_}, header, out);
  out = WritePartialKeys(out + Node::BitBytes(header_.layout, contents_.bit_count_));
  out = WriteChildren(WriteSizes(out));
  if (outside_ != 0) out = Copy(&outside_, sizeof outside_, out);
  WriteLeaves(WriteShared(out));
}

unsigned char* Image::WritePartialKeys(unsigned char* out) const {
  std::uint32_t key = 0;
  for (unsigned place = 0; place < contents_.count(); ++place) {
    // The way to an entry is that to the one before up to where they part, a one there, and zeros from then
    // on.
    if (place != 0) {
      const std::uint32_t part = 1U << (contents_.bit_count_ - 1 - contents_.ranks_[place]);
      key = (key & ~(part - 1)) | part;
    }
    std::memcpy(out, &key, sizeof key);  // what is too much is written over
    out += header_.width();
  }
  return out;
}

unsigned char* Image::WriteSizes(unsigned char* out) const {
  for (unsigned place = 0; place < contents_.count(); ++place) {
    const Entry& entry = contents_.entry(place);
    if (entry.child != 0) continue;
    *out++ = entry.leaf.outside ? static_cast<unsigned char>(sizeof(LongKey*))
                                : static_cast<unsigned char>(entry.leaf.key_size() - header_.shared);
  }
  return out;
}

unsigned char* Image::WriteChildren(unsigned char* out) const {
  for (unsigned place = 0; place < contents_.count(); ++place) {
    const Entry& entry = contents_.entry(place);
    if (entry.child != 0) out = Copy(&entry.child, sizeof entry.child, out);
  }
  return out;
}

unsigned char* Image::WriteShared(unsigned char* out) const {
  const std::uint32_t inside = header_.leaves & ~outside_;
  if (inside == 0) return out;
  const LeafPieces& leaf = contents_.entry(static_cast<unsigned>(std::countr_zero(inside))).leaf;
  const std::size_t from_shared = std::min(header_.shared, leaf.shared_size);
  out = Copy(leaf.shared, from_shared, out);
  return Copy(leaf.record + kValueBytes, header_.shared - from_shared, out);
}

void Image::WriteLeaves(unsigned char* out) const {
  // Records that lie in a row and are to lie so again.
  const unsigned char* run = nullptr;
  std::size_t run_bytes = 0;
  const std::size_t shared = header_.shared;
  for (unsigned place = 0; place < contents_.count(); ++place) {
    const Entry& entry = contents_.entry(place);
    if (entry.child != 0) continue;
    const LeafPieces& leaf = entry.leaf;
    if (leaf.outside || leaf.shared_size == shared) {
      if (run == nullptr || run + run_bytes != leaf.record) {
        out = Copy(run, run_bytes, out);
        run = leaf.record;
        run_bytes = 0;
      }
      run_bytes += kValueBytes + leaf.rest_size;
      continue;
    }
    out = Copy(run, run_bytes, out);
    run = nullptr;
    run_bytes = 0;
    out = Copy(leaf.record, kValueBytes, out);
    // Some of the rest is shared from now on, or some of what was shared is not.
    const std::size_t more = leaf.shared_size > shared ? leaf.shared_size - shared : 0;
    const std::size_t less = leaf.shared_size < shared ? shared - leaf.shared_size : 0;
    if (more != 0) out = Copy(leaf.shared + shared, more, out);
    out = Copy(leaf.record + kValueBytes + less, leaf.rest_size - less, out);
  }
  Copy(run, run_bytes, out);
}

}  // namespace tacit::index::hot
