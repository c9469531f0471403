#include "analyzer/typescript/patterns/predicate.h"

#include <algorithm>
#include <utility>

namespace tacit::analyze::typescript {

namespace {

constexpr std::size_t kMaxReasons = 32;

// Both at once, where both have SQL.
std::vector<Reason> Both(const std::vector<Reason>& a, const std::vector<Reason>& b) {
  std::vector<Reason> both;
  for (const Reason& x : a) {
    for (const Reason& y : b) {
      if (both.size() >= kMaxReasons) return both;
      if (x.sql == "TRUE") {
        both.push_back(y);
      } else if (y.sql == "TRUE") {
        both.push_back(x);
      } else if (!x.sql.empty() && !y.sql.empty()) {
        Reason joined = SqlReason("(" + x.sql + ") AND (" + y.sql + ")", x.properties);
        for (const std::string& property : y.properties) {
          if (std::find(joined.properties.begin(), joined.properties.end(), property) ==
              joined.properties.end()) {
            joined.properties.push_back(property);
          }
        }
        both.push_back(std::move(joined));
      }
    }
  }
  return both;
}

std::vector<Reason> Either(std::vector<Reason> a, const std::vector<Reason>& b) {
  a.insert(a.end(), b.begin(), b.end());
  if (a.size() > kMaxReasons) a.resize(kMaxReasons);
  return a;
}

}  // namespace

Predicate Not(Predicate predicate) {
  std::swap(predicate.sure, predicate.never);
  return predicate;
}

Predicate Or(const Predicate& a, const Predicate& b) {
  return {Either(a.sure, b.sure), Both(a.never, b.never)};
}

Predicate And(const Predicate& a, const Predicate& b) { return Not(Or(Not(a), Not(b))); }

Predicate Constant(bool truth) {
  Predicate predicate;
  (truth ? predicate.sure : predicate.never).push_back(SqlReason("TRUE", {}));
  return predicate;
}

Reason SqlReason(std::string sql, std::vector<std::string> properties) {
  Reason reason;
  reason.sql = std::move(sql);
  reason.properties = std::move(properties);
  return reason;
}

}  // namespace tacit::analyze::typescript
