// The loops that find rows by their codes, for each kind of processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tacit::estimator {

// Flags are 0xFF where a row is meant, else 0. Codes are `width` bytes each: 1, 2 or 4. Each says whether any
// flag is set.
struct CountKernel {
  std::string_view name;
  // Codes from `least` to `least + range`.
  bool (*between)(const std::uint8_t* codes, std::uint8_t width, std::uint32_t least, std::uint32_t range,
                  std::size_t count, std::uint8_t* flags);
  // Codes whose member is 0xFF.
  bool (*look_up)(const std::uint8_t* codes, std::uint8_t width, const std::uint8_t* members,
                  std::size_t count, std::uint8_t* flags);
  // into = into and from; or: into or from.
  bool (*join)(const std::uint8_t* from, std::uint8_t* into, std::size_t count, bool both);
};

[[nodiscard]] const CountKernel& ScalarCountKernel();
// Null where this processor, or this build, does not have what they need.
[[nodiscard]] const CountKernel* Avx2CountKernel();
[[nodiscard]] const CountKernel* Avx512CountKernel();
[[nodiscard]] const CountKernel& BestCountKernel();

// Plain loops, which the compiler turns into what the processor of the kernel's file has. Each kernel has a
// Processor of its own, so that no two share code.
template <typename Processor>
class CountLoop {
 public:
  static bool Between(const std::uint8_t* codes, std::uint8_t width, std::uint32_t least, std::uint32_t range,
                      std::size_t count, std::uint8_t* flags) {
    if (width == 1) return Between<std::uint8_t>(codes, least, range, count, flags);
    if (width == 2) return Between<std::uint16_t>(codes, least, range, count, flags);
    return Between<std::uint32_t>(codes, least, range, count, flags);
  }

  static bool LookUp(const std::uint8_t* codes, std::uint8_t width, const std::uint8_t* members,
                     std::size_t count, std::uint8_t* flags) {
    if (width == 1) return LookUp<std::uint8_t>(codes, members, count, flags);
    if (width == 2) return LookUp<std::uint16_t>(codes, members, count, flags);
    return LookUp<std::uint32_t>(codes, members, count, flags);
  }

  static bool Join(const std::uint8_t* from, std::uint8_t* into, std::size_t count, bool both) {
    std::uint8_t any = 0;
    if (both) {
      for (std::size_t i = 0; i < count; ++i) any |= into[i] = into[i] & from[i];
    } else {
      for (std::size_t i = 0; i < count; ++i) any |= into[i] = into[i] | from[i];
    }
    return any != 0;
  }

 private:
  template <typename Code>
  static Code At(const std::uint8_t* codes, std::size_t i) {
    Code code;
    std::memcpy(&code, codes + i * sizeof(Code), sizeof(Code));
    return code;
  }

  template <typename Code>
  static bool Between(const std::uint8_t* codes, std::uint32_t least, std::uint32_t range, std::size_t count,
                      std::uint8_t* flags) {
    const auto low = static_cast<Code>(least);
    const auto most = static_cast<Code>(range);
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto from_low = static_cast<Code>(At<Code>(codes, i) - low);
      flags[i] = from_low <= most ? 0xFF : 0;
      any |= flags[i];
    }
    return any != 0;
  }

  template <typename Code>
  static bool LookUp(const std::uint8_t* codes, const std::uint8_t* members, std::size_t count,
                     std::uint8_t* flags) {
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      flags[i] = members[At<Code>(codes, i)];
      any |= flags[i];
    }
    return any != 0;
  }
};

template <typename Processor>
inline constexpr CountKernel kCountKernelOf = {Processor::kName, CountLoop<Processor>::Between,
                                               CountLoop<Processor>::LookUp, CountLoop<Processor>::Join};

}  // namespace tacit::estimator
