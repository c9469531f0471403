#include "optimizer/rules/rule.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {

std::span<const Rule> AllRules() {
  static const std::vector<Rule> kAll = [] {
    std::vector<Rule> all;
    for (const auto table : {DomainRules(), ValueRules(), NullRules(), DistinctRules(), SubqueryRules(),
                             OuterJoinRules(), JoinRules(), PredicateRules(), SetOpRules(), GroupRules(),
                             AggregateRules(), OrderRules(), PushRules()}) {
      all.insert(all.end(), table.begin(), table.end());
    }
    return all;
  }();
  return kAll;
}

}  // namespace tacit::rules
