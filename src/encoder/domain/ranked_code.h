// Codes of values that are counted: enumerations, integers, days. All have the bits of the last one's number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/encoder/domain/value_code.h"
#include "tacit/domain_code.h"
#include "tacit/status.h"

namespace tacit::encoder {

// Values numbered from 0 to `last` in their order.
class RankedCode : public ValueCode {
 public:
  [[nodiscard]] bool Append(const Value& value, BitWriter& out) const final {
    return AppendRank(RankOf(value), out);
  }
  [[nodiscard]] bool AppendText(std::string_view text, BitWriter& out) const final {
    return AppendRank(RankOfText(text), out);
  }
  [[nodiscard]] std::optional<Value> Read(BitReader& in) const final;

 protected:
  RankedCode(std::uint64_t last, std::string description);

  [[nodiscard]] virtual std::optional<std::uint64_t> RankOf(const Value& value) const = 0;
  [[nodiscard]] virtual std::optional<std::uint64_t> RankOfText(std::string_view text) const = 0;
  [[nodiscard]] virtual Value At(std::uint64_t rank) const = 0;

 private:
  bool AppendRank(std::optional<std::uint64_t> rank, BitWriter& out) const;

  std::uint64_t last_;
  int width_;
};

// As DomainCode's functions of these names, with their errors; min <= max.
[[nodiscard]] Result<ValueCodePtr> EnumCode(std::vector<Value> values, EnumOrder order);
[[nodiscard]] ValueCodePtr IntegerCode(std::int64_t min, std::int64_t max);
[[nodiscard]] ValueCodePtr BooleanCode();

// A whole number as PostgreSQL prints it: no sign but "-", no needless zero.
[[nodiscard]] std::optional<std::int64_t> IntegerOfText(std::string_view text);

}  // namespace tacit::encoder
