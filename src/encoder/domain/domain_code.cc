#include "tacit/domain_code.h"

#include <utility>

#include "src/base/status_macros.h"
#include "src/encoder/domain/column.h"
#include "src/encoder/domain/format_code.h"
#include "src/encoder/domain/moment_code.h"
#include "src/encoder/domain/ranked_code.h"
#include "src/encoder/domain/text_code.h"

namespace tacit {
namespace {

constexpr std::size_t BytesOf(std::size_t bits) { return (bits + 7) / 8; }

Status NotOfDomain(const encoder::ValueCode& code, const std::string& found) {
  return Status::InvalidArgument("expected " + code.description() + "; found " + found);
}

Status EmptySpan(std::string_view min, std::string_view max) {
  return Status::InvalidArgument("from " + encoder::ShownText(min) + " to " + encoder::ShownText(max) +
                                 ": expected the earlier bound first, as the database prints them");
}

}  // namespace

DomainCode::DomainCode(std::shared_ptr<const encoder::ValueCode> code) : code_(std::move(code)) {}

Result<DomainCode> DomainCode::ForColumn(const Schema& schema, std::span<const Constraint> constraints,
                                         std::string_view table, std::string_view column,
                                         const DomainOptions& options) {
  TACIT_ASSIGN_OR_RETURN(const encoder::ColumnOfTable at, encoder::FindColumn(schema, table, column));
  TACIT_ASSIGN_OR_RETURN(encoder::ValueCodePtr code, encoder::CodeOfColumn(at, constraints, options));
  return DomainCode(std::move(code));
}

Result<DomainCode> DomainCode::ForColumn(const Catalogue& catalogue, std::string_view table,
                                         std::string_view column, const DomainOptions& options) {
  return ForColumn(catalogue.schema, catalogue.constraints, table, column, options);
}

Result<DomainCode> DomainCode::Enum(std::vector<Value> values, EnumOrder order) {
  TACIT_ASSIGN_OR_RETURN(encoder::ValueCodePtr code, encoder::EnumCode(std::move(values), order));
  return DomainCode(std::move(code));
}

Result<DomainCode> DomainCode::Integers(std::int64_t min, std::int64_t max) {
  if (min > max) {
    return Status::InvalidArgument("integers from " + std::to_string(min) + " to " + std::to_string(max) +
                                   ": expected the lesser bound first");
  }
  return DomainCode(encoder::IntegerCode(min, max));
}

DomainCode DomainCode::Boolean() { return DomainCode(encoder::BooleanCode()); }

Result<DomainCode> DomainCode::Format(const FormatDetail& format, const LengthDetail& length) {
  TACIT_ASSIGN_OR_RETURN(const encoder::TextSet all, encoder::TextSetOf(format));
  TACIT_ASSIGN_OR_RETURN(encoder::TextSet texts, encoder::Narrowed(all, length));
  return DomainCode(encoder::TextCode::Make(std::move(texts.automaton), std::move(texts.description)));
}

DomainCode DomainCode::Uuid() { return DomainCode(encoder::UuidCode()); }

DomainCode DomainCode::Dates() { return DomainCode(encoder::DayCode(encoder::AllDays())); }

Result<DomainCode> DomainCode::Dates(std::string_view min, std::string_view max) {
  const std::optional<std::int64_t> first = encoder::DayOfText(min);
  const std::optional<std::int64_t> last = encoder::DayOfText(max);
  if (!first || !last || *first > *last) return EmptySpan(min, max);
  return DomainCode(encoder::DayCode({.min = *first, .max = *last}));
}

Result<DomainCode> DomainCode::Timestamps(int digits) {
  return Timestamps(digits, "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999");
}

Result<DomainCode> DomainCode::Timestamps(int digits, std::string_view min, std::string_view max) {
  if (digits < 0 || digits > 6) {
    return Status::InvalidArgument("a second's fraction of " + std::to_string(digits) +
                                   " digits: expected 0 to 6");
  }
  const std::optional<std::int64_t> first = encoder::MomentOfText(min);
  const std::optional<std::int64_t> last = encoder::MomentOfText(max);
  if (!first || !last) return EmptySpan(min, max);
  encoder::ValueCodePtr code =
      encoder::MomentCode({.min = *first, .max = *last}, encoder::UnitOfDigits(digits));
  if (code == nullptr) return EmptySpan(min, max);
  return DomainCode(std::move(code));
}

DomainCode DomainCode::AnyText() {
  return DomainCode(encoder::TextCode::Make(encoder::AnyBytesFrom(1), "texts without zero bytes"));
}

DomainCode DomainCode::AnyBytes() {
  return DomainCode(
      encoder::TextCode::Make(encoder::AnyBytesFrom(0), "bytes", encoder::TextCode::Holds::kBlob));
}

const std::string& DomainCode::description() const { return code_->description(); }
std::size_t DomainCode::min_bits() const { return code_->bits().least; }
std::optional<std::size_t> DomainCode::max_bits() const { return code_->bits().most; }
std::size_t DomainCode::min_bytes() const { return BytesOf(min_bits()); }
std::optional<std::size_t> DomainCode::max_bytes() const {
  const std::optional<std::size_t> bits = max_bits();
  return bits ? std::optional(BytesOf(*bits)) : std::nullopt;
}

Result<std::string> DomainCode::Encode(const Value& value) const {
  std::string bytes;
  encoder::BitWriter out(&bytes);
  if (!code_->Append(value, out)) return NotOfDomain(*code_, encoder::Shown(value));
  return bytes;
}

Result<std::string> DomainCode::EncodeText(std::string_view text) const {
  std::string bytes;
  encoder::BitWriter out(&bytes);
  if (!code_->AppendText(text, out)) return NotOfDomain(*code_, encoder::ShownText(text));
  return bytes;
}

Result<Value> DomainCode::Decode(std::string_view bytes) const {
  encoder::BitReader in(bytes);
  std::optional<Value> value = code_->Read(in);
  if (!value || !in.AtPadding()) {
    return Status::Corruption(encoder::ShownText(bytes) + " is no code of " + code_->description());
  }
  return *std::move(value);
}

Result<std::string> DomainCode::DecodeText(std::string_view bytes) const {
  TACIT_ASSIGN_OR_RETURN(const Value value, Decode(bytes));
  return code_->ToText(value);
}

}  // namespace tacit
