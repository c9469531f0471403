// Codes of composite keys: several typed columns, each ascending or descending, with or without NULLs.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/domain_code.h"
#include "tacit/export.h"
#include "tacit/schema.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit {

enum class NullOrder {
  kNoNulls,  // a NULL is refused
  kFirst,    // before all values, whether these ascend or descend
  kLast,     // behind them
};

struct TupleField {
  DomainCode code;
  bool descending = false;
  NullOrder nulls = NullOrder::kNoNulls;
};

// A column of an index, as SQL declares it.
struct TupleColumn {
  std::string name;
  bool descending = false;
  // Where not told, NULLs are greater than all values, as in PostgreSQL: last when ascending.
  std::optional<bool> nulls_first = {};
};

// The laws, for all tuples a and b of the fields' domains:
//   a < b (the first field in which they differ decides) if and only if Encode(a) < Encode(b), both as
//   unsigned bytes; Decode(Encode(a)) == a, and no other bytes are decoded to a.
//
// How they are kept: no code of a field is the beginning of another code of that field, so that the first
// difference between two tuples' bits lies in the first field that differs. The fields' bits follow each
// other without gaps: three fields of two bits are one byte. Complemented bits descend, and still none begins
// another. A field that may be NULL has one bit more, in front. Zeros follow up to a byte.
//
// Immutable: any number of threads may use one, and copies share what they are made of.
class TACIT_EXPORT TupleCode {
 public:
  // Errors: InvalidArgument (no fields).
  [[nodiscard]] static Result<TupleCode> Make(std::vector<TupleField> fields);

  // Each column by DomainCode::ForColumn; a text whose domain is not told, by DomainCode::AnyText. A column
  // has no NULLs if the schema or a constraint of options.trust or more says so. Errors: as ForColumn;
  // InvalidArgument (no columns).
  [[nodiscard]] static Result<TupleCode> ForColumns(const Schema& schema,
                                                    std::span<const Constraint> constraints,
                                                    std::string_view table,
                                                    std::span<const TupleColumn> columns,
                                                    const DomainOptions& options = {});

  [[nodiscard]] std::span<const TupleField> fields() const;
  // As DomainCode has them.
  [[nodiscard]] std::size_t min_bytes() const;
  [[nodiscard]] std::optional<std::size_t> max_bytes() const;

  // One value for each field. Errors: InvalidArgument (another number of values; a value that is not of its
  // field's domain: the message names the field, from 1).
  [[nodiscard]] Result<std::string> Encode(std::span<const Value> values) const;
  // Errors: Corruption (these bytes are no tuple's code).
  [[nodiscard]] Result<Row> Decode(std::string_view bytes) const;

  // The tuples whose first fields have these values are those whose codes are not less than `low` and less
  // than `high`; without `high`, there is no upper bound. Errors: as Encode; fewer values than fields are
  // right, and none at all.
  struct Range {
    std::string low;
    std::optional<std::string> high;
  };
  [[nodiscard]] Result<Range> EncodePrefix(std::span<const Value> values) const;

 private:
  struct Parts;
  explicit TupleCode(std::shared_ptr<const Parts> parts);

  std::shared_ptr<const Parts> parts_;
};

}  // namespace tacit
