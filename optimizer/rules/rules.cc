#include "optimizer/rules/rule.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {

std::span<const Rule> AllRules() {
  static const std::vector<Rule> kAll = [] {
    std::vector<Rule> all;
    for (const auto table : {DomainRules(), NullRules(), DistinctRules(), SubqueryRules(), OuterJoinRules(),
                             JoinRules(), SetOpRules(), GroupRules(), OrderRules()}) {
      all.insert(all.end(), table.begin(), table.end());
    }
    return all;
  }();
  return kAll;
}

}  // namespace tacit::rules
