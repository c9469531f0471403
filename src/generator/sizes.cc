#include "src/generator/sizes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tacit::generator {
namespace {

constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kChoices = 8;  // rows of a list of choices

std::size_t Times(std::size_t a, std::size_t b) { return a != 0 && b > kUnbounded / a ? kUnbounded : a * b; }

class Sharer {
 public:
  Sharer(const Schema& schema, std::vector<TablePlan>& plans) : schema_(schema), plans_(plans) {
    in_.resize(plans.size());
    for (const TablePlan& plan : plans) {
      for (const ReferencePlan& reference : plan.references) {
        for (const ReferenceTarget& target : reference.targets) ++in_[static_cast<std::size_t>(target.table)];
      }
    }
  }

  // Capacities depend on the sizes of other tables, and what one table leaves goes to the others: a few
  // rounds settle both.
  void Share(std::int64_t total) {
    for (int round = 0; round < 4; ++round) {
      double weights = 0;
      double taken = 0;
      std::vector<std::size_t> caps(plans_.size());
      for (std::size_t i = 0; i < plans_.size(); ++i) {
        caps[i] = std::min(Capacity(plans_[i], round), IsChoices(i) ? kChoices : kUnbounded);
        const bool full = round > 0 && plans_[i].rows >= caps[i];
        (full ? taken : weights) += full ? static_cast<double>(caps[i]) : Weight(i);
      }
      const double rest = std::max(0.0, static_cast<double>(total) - taken);
      for (std::size_t i = 0; i < plans_.size(); ++i) {
        if (round > 0 && plans_[i].rows >= caps[i]) {
          plans_[i].rows = std::max<std::size_t>(1, caps[i]);
          continue;
        }
        const auto share = static_cast<std::size_t>(rest * Weight(i) / std::max(weights, 1e-9));
        plans_[i].rows = std::max<std::size_t>(1, std::min(share, caps[i]));
      }
    }
  }

 private:
  [[nodiscard]] std::size_t Out(std::size_t i) const {
    return plans_[i].references.size() + plans_[i].polymorphics.size() + (plans_[i].nested_set ? 1 : 0);
  }

  [[nodiscard]] double Weight(std::size_t i) const {
    const auto in = static_cast<double>(in_[i]);
    const auto out = static_cast<double>(Out(i));
    if (in_[i] == 0 && Out(i) == 0) return 0.05;
    const double alone = in_[i] == 0 ? 2 : 1 / (1 + in / 8);
    return std::pow(1 + out, 1.5) * alone;
  }

  // Referred to, referring to nothing, and without a time of its own: states, kinds, roles.
  [[nodiscard]] bool IsChoices(std::size_t i) const {
    if (in_[i] == 0 || Out(i) > 0) return false;
    const Table& table = schema_.tables[static_cast<std::size_t>(plans_[i].table)];
    return std::none_of(table.columns.begin(), table.columns.end(), [](const Column& column) {
      const sql::TypeKind kind = sql::TypeFromName(column.type).kind;
      return kind == sql::TypeKind::kTimestamp || kind == sql::TypeKind::kDate;
    });
  }

  [[nodiscard]] std::size_t ValuesOf(const TablePlan& plan, int column, int round) const {
    const ColumnPlan& planned = plan.columns[static_cast<std::size_t>(column)];
    if (planned.source == ColumnSource::kValue) return planned.maker.Capacity();
    if (planned.source != ColumnSource::kReference || round == 0) return kUnbounded;
    for (const ReferencePlan& reference : plan.references) {
      if (reference.columns.front() != column) continue;
      std::size_t rows = kUnbounded;
      for (const ReferenceTarget& target : reference.targets) {
        rows = std::min(rows, plans_[static_cast<std::size_t>(target.table)].rows);
      }
      return rows;
    }
    return 1;  // a further column of a wide reference: decided with the first
  }

  // Half of what a key has room for, so that a free place is found by trying; nearly all where that is
  // little.
  [[nodiscard]] std::size_t Capacity(const TablePlan& plan, int round) const {
    std::size_t least = kUnbounded;
    for (const KeyPlan& key : plan.keys) {
      if (key.condition) continue;
      std::size_t values = 1;
      for (const int column : key.columns) values = Times(values, ValuesOf(plan, column, round));
      if (values != kUnbounded)
        least = std::min(least, values <= 64 ? values : std::max<std::size_t>(64, values / 2));
    }
    return least;
  }

  const Schema& schema_;
  std::vector<TablePlan>& plans_;
  std::vector<std::size_t> in_;
};

}  // namespace

void ShareRows(const Schema& schema, std::int64_t total, std::vector<TablePlan>& plans) {
  Sharer(schema, plans).Share(total);
}

}  // namespace tacit::generator
