#include "optimizer/replay/arithmetic.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace tacit::replay {
namespace {

constexpr std::size_t kMaxLines = 400;

bool Multiply(std::int64_t a, std::int64_t b, std::int64_t* out) {
  return !__builtin_mul_overflow(a, b, out);
}

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// Whether all its numbers have a negative.
bool CanTurn(const Sum& sum) {
  return sum.constant != INT64_MIN &&
         std::ranges::none_of(sum.of, [](const auto& part) { return part.second == INT64_MIN; });
}

}  // namespace

bool Combine(const Sum& x, std::int64_t a, const Sum& y, std::int64_t b, Sum* out) {
  *out = {};
  bool exact = true;
  const auto add = [&](const Sum& sum, std::int64_t factor) {
    std::int64_t product = 0;
    for (const auto& [unknown, k] : sum.of) {
      std::int64_t& into = out->of[unknown];
      exact = exact && Multiply(k, factor, &product) && !__builtin_add_overflow(into, product, &into);
    }
    exact = exact && Multiply(sum.constant, factor, &product) &&
            !__builtin_add_overflow(out->constant, product, &out->constant);
  };
  add(x, a);
  add(y, b);
  std::erase_if(out->of, [](const auto& part) { return part.second == 0; });
  return exact && CanTurn(*out);
}

bool Inequalities::Normalise(Line& line) const {
  auto& [sum, relation] = line;
  if (sum.of.empty()) {
    return relation == Relation::kZero         ? sum.constant == 0
           : relation == Relation::kAtMostZero ? sum.constant <= 0
                                               : sum.constant < 0;
  }
  std::int64_t divisor = 0;
  bool whole = true;
  for (const auto& [unknown, k] : sum.of) {
    divisor = std::gcd(divisor, k);
    whole = whole && whole_.contains(unknown);
  }
  if (whole && relation == Relation::kBelowZero && !__builtin_add_overflow(sum.constant, 1, &sum.constant)) {
    relation = Relation::kAtMostZero;
  }
  const bool divides = sum.constant % divisor == 0;
  if (divisor == 1 || (!divides && !whole)) return true;
  if (!divides && relation == Relation::kZero) return false;
  for (auto& [unknown, k] : sum.of) k /= divisor;
  // sum <= -c over whole numbers is sum <= floor(-c): the constant rounds up.
  sum.constant = -FloorDivide(-sum.constant, divisor);
  return true;
}

bool Inequalities::Infeasible(std::size_t* work) const {
  std::vector<Line> lines = rows_;
  std::erase_if(lines, [](const Line& line) { return !CanTurn(line.sum); });
  for (Line& line : lines) {
    if (!Normalise(line)) return true;
  }
  while (true) {
    std::erase_if(lines, [](const Line& line) { return line.sum.of.empty(); });
    if (lines.empty()) return false;
    // An equation with a coefficient of one gives its unknown; else any unknown, by pairs of lines.
    int unknown = -1;
    const Line* equation = nullptr;
    for (const Line& line : lines) {
      if (line.relation != Relation::kZero) continue;
      for (const auto& [candidate, k] : line.sum.of) {
        if (k != 1 && k != -1) continue;
        equation = &line;
        unknown = candidate;
      }
    }
    std::map<int, std::pair<std::size_t, std::size_t>> signs;
    for (const Line& line : lines) {
      for (const auto& [candidate, k] : line.sum.of) {
        const bool both = line.relation == Relation::kZero;
        signs[candidate].first += k > 0 || both ? 1U : 0U;
        signs[candidate].second += k < 0 || both ? 1U : 0U;
      }
    }
    if (equation == nullptr) {
      const auto cost = [](const auto& entry) { return entry.second.first * entry.second.second; };
      unknown = std::min_element(signs.begin(), signs.end(), [&](const auto& a, const auto& b) {
                  return cost(a) < cost(b);
                })->first;
    }
    *work += lines.size() * (1 + signs.size());
    std::vector<Line> next;
    const auto combine = [&](const Line& a, const Line& b) -> std::optional<bool> {
      // Factors that make the unknown vanish; positive for inequalities.
      std::int64_t p = b.sum.of.at(unknown);
      std::int64_t q = -a.sum.of.at(unknown);
      const bool turns = (p < 0 && a.relation != Relation::kZero) || (q < 0 && b.relation != Relation::kZero);
      if (turns) p = -p, q = -q;
      const bool one_side =
          (p < 0 && a.relation != Relation::kZero) || (q < 0 && b.relation != Relation::kZero);
      if (one_side) return true;  // both bound it from one side
      *work += a.sum.of.size() + b.sum.of.size();
      Line line;
      if (!Combine(a.sum, p, b.sum, q, &line.sum)) return std::nullopt;
      line.relation = std::max(a.relation, b.relation);
      if (!Normalise(line)) return false;
      next.push_back(std::move(line));
      return true;
    };
    for (const Line& line : lines) {
      if (!line.sum.of.contains(unknown)) next.push_back(line);
    }
    for (std::size_t i = 0; i < lines.size() && next.size() <= kMaxLines; ++i) {
      if (!lines[i].sum.of.contains(unknown)) continue;
      for (std::size_t j = i + 1; j < lines.size(); ++j) {
        if (!lines[j].sum.of.contains(unknown)) continue;
        if (equation != nullptr && equation != &lines[i] && equation != &lines[j]) continue;
        const std::optional<bool> feasible = combine(lines[i], lines[j]);
        if (!feasible) return false;
        if (!*feasible) return true;
      }
    }
    if (next.size() > kMaxLines) return false;
    lines = std::move(next);
  }
}

}  // namespace tacit::replay
