// Many texts made into others whose sizes are not known before: each gets the room that it could need, and
// what they leave of it is taken out afterwards.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::encoder {

// Calls convert(outs), which writes what texts[i] becomes from outs[i] on, moves outs[i] to its end, and
// answers whether it could. It may write room_of(texts[i].size()) bytes. The results stand one behind another
// in `bytes`, the i-th one before ends[i]; both are empty where it could not.
template <typename RoomOf, typename Convert>
bool ConvertApart(std::span<const std::string_view> texts, RoomOf&& room_of, Convert&& convert,
                  std::string* bytes, std::vector<std::size_t>* ends) {
  // All are moved by this much at least. So many bytes at a time can then be moved without a look at what
  // they belong to.
  constexpr std::size_t kGap = 32;
  std::size_t room = kGap;
  for (const std::string_view text : texts) room += room_of(text.size());
  bytes->resize(room + kGap);
  auto* const begin = reinterpret_cast<unsigned char*>(bytes->data());
  std::vector<unsigned char*> outs(texts.size());
  unsigned char* out = begin + kGap;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    outs[i] = out;
    out += room_of(texts[i].size());
  }
  const bool could = convert(outs.data());
  ends->resize(could ? texts.size() : 0);
  unsigned char* to = begin;
  const unsigned char* from = begin + kGap;
  for (std::size_t i = 0; i < ends->size(); ++i) {
    const auto size = static_cast<std::size_t>(outs[i] - from);
    for (std::size_t at = 0; at < size; at += kGap) {
      unsigned char moved[kGap];
      std::memcpy(moved, from + at, kGap);
      std::memcpy(to + at, moved, kGap);
    }
    to += size;
    from += room_of(texts[i].size());
    (*ends)[i] = static_cast<std::size_t>(to - begin);
  }
  bytes->resize(static_cast<std::size_t>(to - begin));
  return could;
}

}  // namespace tacit::encoder
