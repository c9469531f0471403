// The bytes of a column's values.
#include <bit>
#include <cmath>
#include <cstdint>

#include "src/estimator/table/value_order.h"
#include "src/estimator/table/values.h"
#include "src/estimator/table/varint.h"

namespace tacit::estimator {
namespace {

constexpr unsigned kBitsOfReals = 255;  // instead of a number of decimals
constexpr unsigned kMostDecimals = 9;

double PowerOfTen(unsigned decimals) {
  double power = 1;
  for (; decimals > 0; --decimals) power *= 10;
  return power;
}

// A real as an integer of so many decimals, where the way back gives the same bits.
bool IsDecimal(double real, double power) {
  const double scaled = std::round(real * power);
  return std::abs(scaled) < 0x1p53 &&
         std::bit_cast<std::uint64_t>(scaled / power) == std::bit_cast<std::uint64_t>(real);
}

unsigned DecimalsOf(const ColumnValues& values) {
  if (values.type() != ColumnType::kReal) return 0;
  for (unsigned decimals = 0; decimals <= kMostDecimals; ++decimals) {
    const double power = PowerOfTen(decimals);
    bool all = true;
    for (const ColumnValues::Atom& atom : values.atoms()) {
      all = all && IsDecimal(std::get<double>(atom.first), power) &&
            IsDecimal(std::get<double>(atom.last), power);
    }
    if (all) return decimals;
  }
  return kBitsOfReals;
}

const std::string& TextOf(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::get<Blob>(value).bytes;
}

// Each value as what it differs in from the one before.
class ValueCoder {
 public:
  ValueCoder(ColumnType type, unsigned decimals)
      : type_(type), decimals_(decimals), power_(PowerOfTen(decimals == kBitsOfReals ? 0 : decimals)) {}

  void Put(const Value& value, std::string& out) {
    if (type_ == ColumnType::kText || type_ == ColumnType::kBlob) return PutBytes(TextOf(value), out);
    if (type_ != ColumnType::kReal)
      return PutNumber(static_cast<std::uint64_t>(std::get<std::int64_t>(value)), out);
    const double real = std::get<double>(value);
    PutNumber(decimals_ == kBitsOfReals
                  ? std::bit_cast<std::uint64_t>(real)
                  : static_cast<std::uint64_t>(static_cast<std::int64_t>(std::round(real * power_))),
              out);
  }

  std::optional<Value> Take(std::string_view& bytes) {
    if (type_ == ColumnType::kText || type_ == ColumnType::kBlob) return TakeBytes(bytes);
    const std::optional<std::uint64_t> folded = TakeVarint(bytes);
    if (!folded) return std::nullopt;
    number_ += UnZigZag(*folded);
    const auto integer = static_cast<std::int64_t>(number_);
    if (type_ != ColumnType::kReal) return Value(integer);
    return Value(decimals_ == kBitsOfReals ? std::bit_cast<double>(number_)
                                           : static_cast<double>(integer) / power_);
  }

 private:
  void PutNumber(std::uint64_t number, std::string& out) {
    PutVarint(out, ZigZag(number - number_));
    number_ = number;
  }

  void PutBytes(const std::string& bytes, std::string& out) {
    std::size_t shared = 0;
    while (shared < bytes.size() && shared < bytes_.size() && bytes[shared] == bytes_[shared]) ++shared;
    PutVarint(out, shared);
    PutVarint(out, bytes.size() - shared);
    out.append(bytes, shared);
    bytes_ = bytes;
  }

  std::optional<Value> TakeBytes(std::string_view& bytes) {
    const std::optional<std::uint64_t> shared = TakeVarint(bytes);
    const std::optional<std::uint64_t> own = TakeVarint(bytes);
    if (!shared || !own || *shared > bytes_.size() || *own > bytes.size()) return std::nullopt;
    bytes_.resize(static_cast<std::size_t>(*shared));
    bytes_ += bytes.substr(0, static_cast<std::size_t>(*own));
    bytes.remove_prefix(static_cast<std::size_t>(*own));
    // What is shared costs no bytes: a bound on what a file can make of itself.
    total_ += bytes_.size();
    if (total_ > kMostBytes) return std::nullopt;
    if (type_ == ColumnType::kText) return Value(bytes_);
    return Value(Blob{bytes_});
  }

  static constexpr std::size_t kMostBytes = kMostTextBytes;

  ColumnType type_;
  unsigned decimals_;
  double power_;
  std::uint64_t number_ = 0;
  std::string bytes_;
  std::size_t total_ = 0;
};

}  // namespace

std::string PackValues(const ColumnValues& values) {
  std::string out;
  PutVarint(out, values.name().size());
  out += values.name();
  const unsigned decimals = DecimalsOf(values);
  out += static_cast<char>(values.type());
  out += static_cast<char>(decimals);
  out += static_cast<char>(values.exact() ? 1 : 0);
  PutVarint(out, static_cast<std::uint64_t>(values.null_rows()));
  PutVarint(out, values.atoms().size());
  ValueCoder coder(values.type(), decimals);
  for (const ColumnValues::Atom& atom : values.atoms()) {
    coder.Put(atom.first, out);
    PutVarint(out, static_cast<std::uint64_t>(atom.rows));
    if (values.exact()) continue;
    PutVarint(out, static_cast<std::uint64_t>(atom.distinct));
    if (atom.distinct > 1) coder.Put(atom.last, out);
  }
  return out;
}

Result<ColumnValues> UnpackValues(std::string_view& bytes) {
  const auto wrong = [](std::string_view expected) {
    return Status::Corruption("expected " + std::string(expected));
  };
  const std::optional<std::uint64_t> length = TakeVarint(bytes);
  if (!length || *length > bytes.size()) return wrong("a column's name");
  std::string name(bytes.substr(0, static_cast<std::size_t>(*length)));
  bytes.remove_prefix(name.size());
  if (bytes.size() < 3) return wrong("a column's type");
  const auto type = static_cast<unsigned char>(bytes[0]);
  const auto decimals = static_cast<unsigned char>(bytes[1]);
  const bool exact = bytes[2] == 1;
  if (type > static_cast<unsigned>(ColumnType::kTimestamp) ||
      (decimals > kMostDecimals && decimals != kBitsOfReals)) {
    return wrong("a column's type");
  }
  bytes.remove_prefix(3);
  const std::optional<std::uint64_t> nulls = TakeVarint(bytes);
  const std::optional<std::uint64_t> count = TakeVarint(bytes);
  // An atom takes two bytes or more.
  if (!nulls || !count || *nulls > std::uint64_t{1} << 62U || *count > bytes.size() / 2)
    return wrong("a number of values");
  ValueCoder coder(static_cast<ColumnType>(type), decimals);
  std::vector<ColumnValues::Atom> atoms(static_cast<std::size_t>(*count));
  for (ColumnValues::Atom& atom : atoms) {
    std::optional<Value> first = coder.Take(bytes);
    const std::optional<std::uint64_t> rows = TakeVarint(bytes);
    const std::optional<std::uint64_t> distinct = exact ? std::optional<std::uint64_t>(1) : TakeVarint(bytes);
    if (!first || !rows || !distinct || *rows > std::uint64_t{1} << 62U || *distinct > *rows)
      return wrong("a value with its rows");
    std::optional<Value> last = *distinct == 1 ? first : coder.Take(bytes);
    if (!last) return wrong("the end of a run of values");
    atom = {std::move(*first), std::move(*last), static_cast<std::int64_t>(*distinct),
            static_cast<std::int64_t>(*rows)};
  }
  Result<ColumnValues> values = ColumnValues::Create(std::move(name), static_cast<ColumnType>(type),
                                                     std::move(atoms), static_cast<std::int64_t>(*nulls));
  if (!values.ok()) return Status::Corruption(values.status().message());
  return values;
}

}  // namespace tacit::estimator
