#include "tacit/tuple_code.h"

#include <utility>

#include "src/base/status_macros.h"
#include "src/encoder/domain/column.h"

namespace tacit {

struct TupleCode::Parts {
  std::vector<TupleField> fields;
  encoder::BitBounds bits;

  [[nodiscard]] Status Append(std::span<const Value> values, encoder::BitWriter& out) const;
  [[nodiscard]] std::optional<Row> Read(encoder::BitReader& in) const;
};

Status TupleCode::Parts::Append(std::span<const Value> values, encoder::BitWriter& out) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const TupleField& field = fields[i];
    const bool is_null = IsNull(values[i]);
    if (field.nulls != NullOrder::kNoNulls) {
      out.Append(is_null == (field.nulls == NullOrder::kLast) ? 1 : 0, 1);
      if (is_null) continue;
    }
    out.inverted = field.descending;
    const bool written = field.code.code_->Append(values[i], out);
    out.inverted = false;
    if (written) continue;
    return Status::InvalidArgument("field " + std::to_string(i + 1) + ": expected " +
                                   field.code.description() + "; found " + encoder::Shown(values[i]));
  }
  return Status::Ok();
}

std::optional<Row> TupleCode::Parts::Read(encoder::BitReader& in) const {
  Row row;
  for (const TupleField& field : fields) {
    if (field.nulls != NullOrder::kNoNulls) {
      const bool bit = in.Peek(1) != 0;
      if (!in.Skip(1)) return std::nullopt;
      if (bit == (field.nulls == NullOrder::kLast)) {
        row.emplace_back();
        continue;
      }
    }
    in.inverted = field.descending;
    std::optional<Value> value = field.code.code_->Read(in);
    in.inverted = false;
    if (!value) return std::nullopt;
    row.push_back(*std::move(value));
  }
  return row;
}

TupleCode::TupleCode(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

Result<TupleCode> TupleCode::Make(std::vector<TupleField> fields) {
  if (fields.empty()) return Status::InvalidArgument("a tuple of no fields");
  auto parts = std::make_shared<Parts>();
  parts->bits.most = 0;
  for (const TupleField& field : fields) {
    const encoder::BitBounds& bits = field.code.code_->bits();
    const std::size_t flag = field.nulls == NullOrder::kNoNulls ? 0 : 1;
    parts->bits.least += flag == 0 ? bits.least : flag;  // a NULL is its flag alone
    parts->bits.most =
        parts->bits.most && bits.most ? std::optional(*parts->bits.most + flag + *bits.most) : std::nullopt;
  }
  parts->fields = std::move(fields);
  return TupleCode(std::move(parts));
}

Result<TupleCode> TupleCode::ForColumns(const Schema& schema, std::span<const Constraint> constraints,
                                        std::string_view table, std::span<const TupleColumn> columns,
                                        const DomainOptions& options) {
  std::vector<TupleField> fields;
  for (const TupleColumn& column : columns) {
    TACIT_ASSIGN_OR_RETURN(const encoder::ColumnOfTable at, encoder::FindColumn(schema, table, column.name));
    const Result<encoder::ValueCodePtr> code = encoder::CodeOfColumn(at, constraints, options);
    const bool is_text =
        encoder::ColumnTypeFromName(at.column->type).kind == encoder::ColumnType::Kind::kText;
    const bool any_text = is_text && code.status().code() == StatusCode::kNotSupported;
    if (!code.ok() && !any_text) return code.status();
    TupleField field{.code = any_text ? DomainCode::AnyText() : DomainCode(*code),
                     .descending = column.descending};
    if (!encoder::HasNoNulls(at, constraints, options.trust)) {
      field.nulls = column.nulls_first.value_or(column.descending) ? NullOrder::kFirst : NullOrder::kLast;
    }
    fields.push_back(std::move(field));
  }
  return Make(std::move(fields));
}

std::span<const TupleField> TupleCode::fields() const { return parts_->fields; }
std::size_t TupleCode::min_bytes() const { return (parts_->bits.least + 7) / 8; }
std::optional<std::size_t> TupleCode::max_bytes() const {
  return parts_->bits.most ? std::optional((*parts_->bits.most + 7) / 8) : std::nullopt;
}

Result<std::string> TupleCode::Encode(std::span<const Value> values) const {
  if (values.size() != parts_->fields.size()) {
    return Status::InvalidArgument("expected " + std::to_string(parts_->fields.size()) + " values; found " +
                                   std::to_string(values.size()));
  }
  std::string bytes;
  encoder::BitWriter out(&bytes);
  TACIT_RETURN_IF_ERROR(parts_->Append(values, out));
  return bytes;
}

Result<Row> TupleCode::Decode(std::string_view bytes) const {
  encoder::BitReader in(bytes);
  std::optional<Row> row = parts_->Read(in);
  if (!row || !in.AtPadding()) return Status::Corruption(encoder::ShownText(bytes) + " is no tuple's code");
  return *std::move(row);
}

Result<TupleCode::Range> TupleCode::EncodePrefix(std::span<const Value> values) const {
  if (values.size() > parts_->fields.size()) {
    return Status::InvalidArgument("expected at most " + std::to_string(parts_->fields.size()) +
                                   " values; found " + std::to_string(values.size()));
  }
  Range range;
  encoder::BitWriter out(&range.low);
  TACIT_RETURN_IF_ERROR(parts_->Append(values, out));
  // One more, in the place of the last bit that is written: what begins with other, greater bits.
  std::string high = range.low;
  unsigned carry = 1U << out.free();
  for (std::size_t i = high.size(); i-- > 0 && carry != 0;) {
    carry += static_cast<unsigned char>(high[i]);
    high[i] = static_cast<char>(carry & 0xFFU);
    carry >>= 8;
  }
  if (carry != 0) return range;
  // A shorter code that has only these bits is not less.
  high.resize(high.find_last_not_of('\0') + 1);
  range.high = std::move(high);
  return range;
}

}  // namespace tacit
