// Ruby predicates over a record as SQL over its row.
#pragma once

#include <optional>
#include <string>

#include "analyzer/rails/columns.h"
#include "analyzer/rails/model.h"

namespace tacit::analyze::rails {

// SQL that is true only on rows for which the gate lets the declaration apply; nothing where there is none
// that surely does (changes, time, other rows, methods of more than one expression).
[[nodiscard]] std::optional<std::string> GateToSql(const Gate& gate, const ModelView& view, Reader& reader);

// SQL of a relation's conditions (`-> { where(active: true).where.not(x: nil) }`, or a scope's name).
[[nodiscard]] std::optional<std::string> RelationToSql(const ruby::Value& relation, const ModelView& view,
                                                       Reader& reader, int depth = 0);

}  // namespace tacit::analyze::rails
