// What a domain code is inside: values to bits and back.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/encoder/domain/bits.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit::encoder {

// No code has fewer bits, and none more; without `most` there is no bound.
struct BitBounds {
  std::size_t least = 0;
  std::optional<std::size_t> most;
};

// The law of every implementation: the bits of no value are the beginning of another's, and they have the
// values' order; Read takes exactly the bits that Append wrote and refuses all that it never writes.
// Immutable: any number of threads may use one.
class ValueCode {
 public:
  ValueCode(const ValueCode&) = delete;
  ValueCode& operator=(const ValueCode&) = delete;
  virtual ~ValueCode() = default;

  // False where the value is not of the domain; some bits may be written then.
  [[nodiscard]] virtual bool Append(const Value& value, BitWriter& out) const = 0;
  [[nodiscard]] virtual bool AppendText(std::string_view text, BitWriter& out) const = 0;
  // Nothing where no value has such bits.
  [[nodiscard]] virtual std::optional<Value> Read(BitReader& in) const = 0;
  // The text of a value of the domain.
  [[nodiscard]] virtual std::string ToText(const Value& value) const = 0;

  [[nodiscard]] const BitBounds& bits() const { return bits_; }
  [[nodiscard]] const std::string& description() const { return description_; }

 protected:
  ValueCode(BitBounds bits, std::string description) : bits_(bits), description_(std::move(description)) {}

 private:
  BitBounds bits_;
  std::string description_;
};

using ValueCodePtr = std::shared_ptr<const ValueCode>;

// A value for a message: short, one line, printable.
[[nodiscard]] std::string Shown(const Value& value);
[[nodiscard]] std::string ShownText(std::string_view text);

}  // namespace tacit::encoder
