// A column's domain from its type and its constraints.
#pragma once

#include <span>
#include <string_view>

#include "src/encoder/domain/column_type.h"
#include "src/encoder/domain/value_code.h"
#include "tacit/catalogue.h"
#include "tacit/domain_code.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::encoder {

// Refers to the schema.
struct ColumnOfTable {
  const Table* table = nullptr;
  const Column* column = nullptr;
};
// Errors: NotFound.
[[nodiscard]] Result<ColumnOfTable> FindColumn(const Schema& schema, std::string_view table,
                                               std::string_view column);

// As DomainCode::ForColumn, with its errors.
[[nodiscard]] Result<ValueCodePtr> CodeOfColumn(const ColumnOfTable& at,
                                                std::span<const Constraint> constraints,
                                                const DomainOptions& options);
// Whether the schema, or a constraint of this trust, says so.
[[nodiscard]] bool HasNoNulls(const ColumnOfTable& at, std::span<const Constraint> constraints, Trust trust);

[[nodiscard]] ValueCodePtr UuidCode();

}  // namespace tacit::encoder
