#include "optimizer/enumerate/search.h"

#include <algorithm>
#include <queue>
#include <unordered_map>
#include <utility>

#include "optimizer/enumerate/cost.h"
#include "optimizer/enumerate/simplify.h"

namespace tacit::enumerate {
namespace {

// Expansions without a cheaper form, after which a search ends. Forms that are dearer for a step or two
// (a sub-query made a join, before the join is found needless) are reached within it.
constexpr int kPatience = 24;

class Memo {
 public:
  Memo(const Environment& environment, const SearchLimits& limits)
      : environment_(environment), limits_(limits) {}

  std::vector<Form> Run(const sql::QueryPtr& statement) {
    Add({.query = statement});
    Add({.query = Simplify(statement), .parent = 0});
    // Whatever leads on from the statement leads on from it simplified.
    const bool simplified = forms_.size() > 1;
    double cheapest = forms_[0].cost;
    int in_vain = 0;
    while (!pending_.empty() && !Full() && in_vain < kPatience) {
      const auto [cost, next] = pending_.top();
      pending_.pop();
      if (simplified && next == 0) continue;
      in_vain = -cost < cheapest ? 0 : in_vain + 1;
      cheapest = std::min(cheapest, -cost);
      Expand(next);
    }
    return std::move(forms_);
  }

 private:
  [[nodiscard]] bool Full() const { return forms_.size() > static_cast<std::size_t>(limits_.max_forms); }

  void Add(Form form) {
    const std::size_t hash = sql::Hash(form.query);
    const auto [first, last] = by_hash_.equal_range(hash);
    for (auto known = first; known != last; ++known) {
      if (sql::SameQuery(forms_[known->second].query, form.query)) return;
    }
    form.cost = form.handicap * Cost(form.query, environment_.schema, environment_.facts);
    by_hash_.emplace(hash, forms_.size());
    pending_.emplace(-form.cost, static_cast<int>(forms_.size()));
    forms_.push_back(std::move(form));
  }

  void Expand(int index) {
    const Form from = forms_[static_cast<std::size_t>(index)];
    if (from.depth >= limits_.depth) return;
    for (Step& step : StepsFrom(from.query, environment_)) {
      if (Full()) return;
      Add({.query = Simplify(step.query),
           .handicap = from.handicap * step.rule->handicap,
           .parent = index,
           .rule = step.rule,
           .step = step.signature,
           .depth = from.depth + 1});
    }
  }

  const Environment& environment_;
  const SearchLimits& limits_;
  std::vector<Form> forms_;
  std::unordered_multimap<std::size_t, std::size_t> by_hash_;
  std::priority_queue<std::pair<double, int>> pending_;
};

}  // namespace

std::vector<Form> Search(const sql::QueryPtr& statement, const Environment& environment,
                         const SearchLimits& limits) {
  return Memo(environment, limits).Run(statement);
}

std::vector<std::string_view> RulesOf(const std::vector<Form>& forms, int form) {
  std::vector<std::string_view> names;
  for (int at = form; at > 0; at = forms[static_cast<std::size_t>(at)].parent) {
    const Form& step = forms[static_cast<std::size_t>(at)];
    names.push_back((step.rule ? *step.rule : kSimplified).name);
  }
  std::reverse(names.begin(), names.end());
  return names;
}

}  // namespace tacit::enumerate
