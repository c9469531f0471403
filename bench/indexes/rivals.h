// What is timed: Tacit's trees, and the rivals that Debian packages.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/indexes/key_sets.h"

namespace tacit::bench {

// An ordered map, or what comes near one. Calls are virtual for all, so that they cost all the same.
class Rival {
 public:
  virtual ~Rival() = default;
  // Gives the key the value, whether it is there or not.
  virtual void Upsert(std::string_view key, std::uint64_t value) = 0;
  // Of a key that is there.
  [[nodiscard]] virtual std::uint64_t Lookup(std::string_view key) const = 0;
  // Something of the keys and values of so many entries from a key on.
  [[nodiscard]] virtual std::uint64_t Scan(std::string_view from, std::size_t count) const = 0;
  // All that it holds, with keys, as far as it tells; else what was allocated since it was made.
  [[nodiscard]] virtual double bytes() const = 0;
};

struct Contestant {
  std::string name;
  // With room for so many keys of this kind, where it wants to know.
  std::function<std::unique_ptr<Rival>()> make;
  bool scans = true;
  bool upserts = true;  // else it is built once, of all keys
  bool threads = false;
};

// Tacit's trees, plain and with a dictionary of each of these schemes, trained on 1 % of the keys; `schemes`
// are Tacit's names. Then the rivals that can hold such keys.
[[nodiscard]] std::vector<Contestant> Contestants(const KeySet& set, const std::vector<std::string>& schemes);

}  // namespace tacit::bench
