// A scan over encoded keys, which shows them decoded: many at a time, since that is faster than one by one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/index.h"

namespace tacit::index::encoded {

class DecodedScan {
 public:
  // Once `moves` is not `moves_before`, something that was in the tree may have gone elsewhere.
  DecodedScan(const KeyDictionary& dictionary, std::size_t limit, const KeyIndex::Visitor& visit,
              const std::atomic<std::uint64_t>& moves, std::uint64_t moves_before)
      : dictionary_(dictionary),
        visit_(visit),
        moves_(moves),
        moves_before_(moves_before),
        limit_(limit),
        batch_(limit <= kMostAtOnce ? limit : kFirst) {}

  // As KeyIndex::Scan. May throw std::bad_alloc.
  [[nodiscard]] Result<std::size_t> Run(const KeyIndex& tree, std::string_view first);
  // Whether it stopped because something has gone. What was shown is as good as if nothing had.
  [[nodiscard]] bool overtaken() const { return overtaken_; }
  // That was shown; where none was, an empty one. Valid as long as this.
  [[nodiscard]] std::string_view last_key() const {
    const std::size_t begin = key_ends_.size() < 2 ? 0 : key_ends_[key_ends_.size() - 2];
    return std::string_view(keys_).substr(begin);
  }

 private:
  static constexpr std::size_t kMostAtOnce = 64;
  // Where no limit tells how many are wanted, a visitor may stop soon.
  static constexpr std::size_t kFirst = 8;

  // Takes an entry of the tree; answers whether more are wanted. May throw std::bad_alloc.
  [[nodiscard]] bool Take(std::string_view encoding, std::uint64_t value);
  // Decodes what was taken, and shows it, unless something has gone.
  [[nodiscard]] bool Show();

  const KeyDictionary& dictionary_;
  const KeyIndex::Visitor& visit_;
  const std::atomic<std::uint64_t>& moves_;
  const std::uint64_t moves_before_;
  std::size_t limit_;
  std::size_t visited_ = 0;
  bool overtaken_ = false;
  std::size_t batch_;
  Status status_;

  // What was taken: encodings one behind another, up to ends_[i].
  std::string encodings_;
  std::vector<std::size_t> ends_;
  std::vector<std::uint64_t> values_;
  // Used again for each batch.
  std::vector<std::string_view> views_;
  std::string keys_;
  std::vector<std::size_t> key_ends_;
};

}  // namespace tacit::index::encoded
