// What the files about methods of relations share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/rails/queries/relation.h"
#include "analyzer/rails/queries/world.h"

namespace tacit::analyze::rails::queries {

[[nodiscard]] Value Wrap(Relation relation);
// "table.id"; empty where the key is not one column.
[[nodiscard]] std::string KeyOf(const Relation& relation, const World& world);
// A number of rows: digits or a hole; nothing where it is neither.
[[nodiscard]] std::optional<std::string> Amount(const Value& value);
// The other way round; nothing for text in which commas may stand inside of a call.
[[nodiscard]] std::optional<std::vector<std::string>> Reversed(const std::vector<std::string>& orders);
[[nodiscard]] bool AllNameColumns(const std::vector<std::string>& texts);
// "a <> 1" for "a = 1": what is not true of one column.
[[nodiscard]] std::string Negated(const Condition& condition);

}  // namespace tacit::analyze::rails::queries
