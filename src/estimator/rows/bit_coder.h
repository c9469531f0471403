// Arithmetic coding of bits under mixed predictions, in integers only: the same bytes on every processor.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::estimator {

// A probability that a bit is 1, of 16 bits: never 0 nor 65,536.
using Probability = std::uint32_t;

// Writes bits: a range coder that carries nothing (Mahoney, "Adaptive weighing of context models for lossless
// data compression", 2005).
class BitEncoder {
 public:
  bool Code(bool bit, Probability one) {
    const std::uint32_t middle = low_ + static_cast<std::uint32_t>(std::uint64_t{high_ - low_} * one >> 16U);
    (bit ? high_ : low_) = bit ? middle : middle + 1;
    while (((low_ ^ high_) & 0xFF000000U) == 0) {
      out_ += static_cast<char>(high_ >> 24U);
      low_ <<= 8U;
      high_ = high_ << 8U | 0xFFU;
    }
    return bit;
  }
  // Once, at the end: the bytes.
  [[nodiscard]] std::string Finish() {
    for (unsigned shift = 32; shift > 0; shift -= 8) out_ += static_cast<char>(low_ >> (shift - 8));
    return std::move(out_);
  }

 private:
  std::uint32_t low_ = 0;
  std::uint32_t high_ = 0xFFFFFFFFU;
  std::string out_;
};

// Reads them. Beyond the end of the bytes it reads zeros.
class BitDecoder {
 public:
  explicit BitDecoder(std::string_view bytes) : bytes_(bytes) {
    for (int i = 0; i < 4; ++i) Shift();
  }
  bool Code(bool, Probability one) {
    const std::uint32_t middle = low_ + static_cast<std::uint32_t>(std::uint64_t{high_ - low_} * one >> 16U);
    const bool bit = at_ <= middle;
    (bit ? high_ : low_) = bit ? middle : middle + 1;
    while (((low_ ^ high_) & 0xFF000000U) == 0) {
      low_ <<= 8U;
      high_ = high_ << 8U | 0xFFU;
      Shift();
    }
    return bit;
  }

 private:
  void Shift() {
    at_ = at_ << 8U | (next_ < bytes_.size() ? static_cast<unsigned char>(bytes_[next_]) : 0U);
    ++next_;
  }

  std::string_view bytes_;
  std::size_t next_ = 0;
  std::uint32_t low_ = 0;
  std::uint32_t high_ = 0xFFFFFFFFU;
  std::uint32_t at_ = 0;
};

// Predicts a bit from several contexts at once: each has a probability that learns, fast at first, and a
// mixer weighs them by what they were worth (Mahoney's lpaq). Contexts are hashed into one table; who share a
// place share a probability.
class BitMixer {
 public:
  static constexpr std::size_t kInputs = 6;

  // 2^`table_bits` probabilities, and so many sets of weights.
  BitMixer(unsigned table_bits, std::size_t sets);

  // Predicts the bit under the contexts and the set of weights, codes it, and learns from it. Returns the
  // bit.
  template <typename Coder>
  bool Code(Coder& coder, bool bit, std::span<const std::uint32_t, kInputs> contexts, std::size_t set) {
    const Probability one = Predict(contexts, set);
    const bool coded = coder.Code(bit, one);
    Learn(coded, set, one);
    return coded;
  }

 private:
  [[nodiscard]] Probability Predict(std::span<const std::uint32_t, kInputs> contexts, std::size_t set);
  void Learn(bool bit, std::size_t set, Probability one);

  std::uint32_t mask_;
  std::vector<std::uint32_t> table_;  // 22 bits of probability, 10 of how often it was met
  std::vector<std::array<std::int32_t, kInputs>> weights_;
  std::array<std::uint32_t, kInputs> places_{};
  std::array<std::int32_t, kInputs> stretched_{};
};

}  // namespace tacit::estimator
