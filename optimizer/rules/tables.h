// Each topic's table of rules.
#pragma once

#include <span>

#include "optimizer/rules/rule.h"

namespace tacit::rules {

[[nodiscard]] std::span<const Rule> DistinctRules();
[[nodiscard]] std::span<const Rule> NullRules();
[[nodiscard]] std::span<const Rule> DomainRules();
[[nodiscard]] std::span<const Rule> ValueRules();
[[nodiscard]] std::span<const Rule> PredicateRules();
[[nodiscard]] std::span<const Rule> OuterJoinRules();
[[nodiscard]] std::span<const Rule> JoinRules();
[[nodiscard]] std::span<const Rule> SubqueryRules();
[[nodiscard]] std::span<const Rule> SetOpRules();
[[nodiscard]] std::span<const Rule> GroupRules();
[[nodiscard]] std::span<const Rule> AggregateRules();
[[nodiscard]] std::span<const Rule> OrderRules();
[[nodiscard]] std::span<const Rule> PushRules();

}  // namespace tacit::rules
