// Searching, written once for all kernels. Each kernel's source file is compiled for its own processor. So
// everything here is a member of a template over the kernel's processor: were it shared, the linker could
// give one processor the code of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "indexes/hot/node.h"
#include "indexes/hot/search.h"
#include "indexes/memory/arena.h"

namespace tacit::index::hot {

// What a processor can do:
//   Key(bytes, size): a key to be read from;
//     Window(byte): the eight bytes from there on, the first one highest; zeros behind the key's end;
//     Gather(first, places, words, out): eight bytes for each word of places, each counted from `first`;
//   Extract(word, mask): the bits of the mask, in a row;
//   Match<width>(keys, partial): bits of those partial keys, 32 from `keys` on, with no bit that is not in
//   `partial`; Sum(sizes, count): of so many bytes, at most 32; Equal(a, b, size).
template <typename Processor>
struct SearchLoop {
  using Key = typename Processor::Key;

  template <typename Number>
  static Number Load(const unsigned char* at) {
    Number number{};
    std::memcpy(&number, at, sizeof number);
    return number;
  }

  template <std::size_t kWords>
  static std::uint32_t PartialOfBytes(const unsigned char* masks, std::size_t first_byte, const Key& key) {
    std::uint64_t bytes[kWords];
    key.template Gather<kWords>(first_byte, masks + 8 * kWords, bytes);
    std::uint64_t partial = 0;
    for (std::size_t word = 0; word < kWords; ++word) {
      const auto mask = Load<std::uint64_t>(masks + 8 * word);
      partial = partial << static_cast<unsigned>(__builtin_popcountll(mask)) |
                Processor::Extract(bytes[word], mask);
    }
    return static_cast<std::uint32_t>(partial);
  }

  static std::uint32_t PartialOfScattered(const unsigned char* bits, unsigned count, const Key& key) {
    std::uint32_t partial = 0;
    for (unsigned i = 0; i < count; ++i) {
      partial = partial << 1U | key.BitAt(Load<std::uint32_t>(bits + 4 * i));
    }
    return partial;
  }

  // The place of the entry on the key's way; `sizes` becomes where those of the leaves lie.
  [[gnu::always_inline]] static unsigned Place(const unsigned char* node, const Key& key,
                                               const unsigned char** sizes) {
    const unsigned count = node[0];
    const unsigned flags = node[3];
    const std::size_t first_byte = Load<std::uint32_t>(node + offsetof(Header, first)) / 8;
    const unsigned char* const masks = node + sizeof(Header);
    const unsigned char* keys = nullptr;
    std::uint32_t partial = 0;
    const auto layout = static_cast<Layout>(node[2]);
    if (layout == Layout::kWindow) [[likely]] {
      keys = masks + 8;
      partial =
          static_cast<std::uint32_t>(Processor::Extract(key.Window(first_byte), Load<std::uint64_t>(masks)));
    } else if (layout == Layout::kBytes8) {
      keys = masks + 16;
      partial = PartialOfBytes<1>(masks, first_byte, key);
    } else if (layout == Layout::kBytes16) {
      keys = masks + 32;
      partial = PartialOfBytes<2>(masks, first_byte, key);
    } else if (layout == Layout::kBytes32) {
      keys = masks + 64;
      partial = PartialOfBytes<4>(masks, first_byte, key);
    } else {
      const unsigned bits = flags >> Header::kScatteredShift;
      keys = masks + 4 * bits;
      partial = PartialOfScattered(masks, bits, key);
    }
    const unsigned width_code = flags & Header::kWidthMask;
    *sizes = keys + (count << width_code);
    const std::uint32_t matches = width_code == 0   ? Processor::template Match<1>(keys, partial)
                                  : width_code == 1 ? Processor::template Match<2>(keys, partial)
                                                    : Processor::template Match<4>(keys, partial);
    // The first entry's partial key is all zeros.
    const std::uint32_t there = ~std::uint32_t{0} >> (32U - count);
    return 31U - static_cast<unsigned>(__builtin_clz(matches & there));
  }

  static unsigned Search(const unsigned char* node, std::string_view text) {
    const unsigned char* sizes = nullptr;
    return Place(node, Key(text), &sizes);
  }

  // How many of the leaves come before a place.
  static unsigned Rank(std::uint32_t leaves, unsigned place) {
    const auto before = static_cast<std::uint32_t>((std::uint64_t{1} << place) - 1);
    return static_cast<unsigned>(__builtin_popcount(leaves & before));
  }

  static std::size_t Descend(const Arena& arena, Ref ref, std::string_view text, Step* steps) {
    const Key key(text);
    for (std::size_t depth = 0;;) {
      const unsigned char* const node = arena.At(ref);
      const unsigned char* sizes = nullptr;
      const unsigned place = Place(node, key, &sizes);
      steps[depth++] = {ref, place};
      const auto leaves = Load<std::uint32_t>(node + offsetof(Header, leaves));
      if ((leaves >> place & 1U) != 0) return depth;
      ref = Load<std::uint32_t>(sizes + Rank(leaves, 32) + 4 * (place - Rank(leaves, place)));
    }
  }

  static const unsigned char* Find(const Arena& arena, Ref ref, std::string_view text) {
    const Key key(text);
    for (;;) {
      const unsigned char* const node = arena.At(ref);
      const unsigned char* sizes = nullptr;
      const unsigned place = Place(node, key, &sizes);
      const auto leaves = Load<std::uint32_t>(node + offsetof(Header, leaves));
      const unsigned rank = Rank(leaves, place);
      const unsigned leaf_count = Rank(leaves, 32);
      const unsigned char* const children = sizes + leaf_count;
      if ((leaves >> place & 1U) == 0) {
        ref = Load<std::uint32_t>(children + 4 * (place - rank));
        continue;
      }
      const bool some_outside = (node[3] & Header::kSomeOutside) != 0;
      const unsigned char* const shared = children + 4 * (node[0] - leaf_count) + (some_outside ? 4 : 0);
      const std::size_t shared_size = node[1];
      const unsigned char* const record = shared + shared_size + 8 * rank + Processor::Sum(sizes, rank);
      const unsigned char* const rest = record + 8;
      if (some_outside && (Load<std::uint32_t>(shared - 4) >> place & 1U) != 0) {
        LongKey* far = nullptr;
        std::memcpy(&far, rest, sizeof far);
        return text == far->bytes ? record : nullptr;
      }
      const std::size_t rest_size = sizes[rank];
      const auto* const mine = reinterpret_cast<const unsigned char*>(text.data());
      const bool equal = text.size() == shared_size + rest_size &&
                         Processor::Equal(mine + shared_size, rest, rest_size) &&
                         Processor::Equal(mine, shared, shared_size);
      return equal ? record : nullptr;
    }
  }
};

// What no processor lacks.
template <typename Processor>
struct ScalarParts {
  class Key {
   public:
    explicit Key(std::string_view text)
        : bytes_(reinterpret_cast<const unsigned char*>(text.data())), size_(text.size()) {
      if (size_ >= 8) return;
      for (std::size_t i = 0; i < size_; ++i) whole_ |= static_cast<std::uint64_t>(bytes_[i]) << (56 - 8 * i);
    }

    [[nodiscard]] std::uint64_t Window(std::size_t byte) const {
      if (size_ < 8) return byte < 8 ? whole_ << (8 * byte) : 0;
      const std::size_t from = byte < size_ - 8 ? byte : size_ - 8;
      std::uint64_t word = 0;
      std::memcpy(&word, bytes_ + from, 8);
      word = __builtin_bswap64(word);
      return byte - from < 8 ? word << (8 * (byte - from)) : 0;
    }
    template <std::size_t kWords>
    void Gather(std::size_t first, const unsigned char* places, std::uint64_t* out) const {
      for (std::size_t word = 0; word < kWords; ++word) {
        out[word] = 0;
        for (std::size_t i = 0; i < 8; ++i) {
          const std::size_t at = first + places[8 * word + i];
          out[word] |= static_cast<std::uint64_t>(at < size_ ? bytes_[at] : 0U) << (8 * i);
        }
      }
    }
    [[nodiscard]] std::uint32_t BitAt(std::uint32_t bit) const {
      if (bit >= kLengthBit) return static_cast<std::uint32_t>(size_ >> (31U - (bit - kLengthBit))) & 1U;
      return bit / 8 < size_ ? static_cast<std::uint32_t>(bytes_[bit / 8] >> (7U - bit % 8)) & 1U : 0U;
    }

   private:
    const unsigned char* bytes_;
    std::size_t size_;
    std::uint64_t whole_ = 0;  // of a key of fewer than eight bytes
  };

  static std::uint64_t Extract(std::uint64_t word, std::uint64_t mask) {
    std::uint64_t bits = 0;
    for (unsigned to = 0; mask != 0; mask &= mask - 1, ++to) {
      bits |= (word >> static_cast<unsigned>(__builtin_ctzll(mask)) & 1U) << to;
    }
    return bits;
  }

  template <std::size_t kWidth>
  static std::uint32_t Match(const unsigned char* keys, std::uint32_t partial) {
    std::uint32_t matches = 0;
    for (unsigned i = 0; i < 32; ++i) {
      std::uint32_t key = 0;
      std::memcpy(&key, keys + i * kWidth, kWidth);
      matches |= static_cast<std::uint32_t>((key & ~partial) == 0) << i;
    }
    return matches;
  }

  static std::size_t Sum(const unsigned char* sizes, unsigned count) {
    std::size_t sum = 0;
    for (unsigned i = 0; i < count; ++i) sum += sizes[i];
    return sum;
  }

  static bool Equal(const unsigned char* a, const unsigned char* b, std::size_t size) {
    return size == 0 || std::memcmp(a, b, size) == 0;
  }
};

}  // namespace tacit::index::hot
