#include "optimizer/test/instance.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/interpret/value_order.h"

namespace tacit::refute {
namespace {

using Truth = interpret::Predicate::Truth;

constexpr int kMaxFlips = 40;
constexpr std::size_t kMaxCandidates = 14;

std::size_t Root(std::vector<std::size_t>& parent, std::size_t slot) {
  while (parent[slot] != slot) slot = parent[slot] = parent[parent[slot]];
  return slot;
}

bool Merge(std::vector<std::size_t>& parent, std::size_t a, std::size_t b) {
  a = Root(parent, a);
  b = Root(parent, b);
  parent[std::max(a, b)] = std::min(a, b);
  return a != b;
}

bool IsColumnEquality(const sql::Expr& e) {
  const bool equality = (e.kind == sql::ExprKind::kCompare && e.compare == sql::CompareOp::kEq) ||
                        (e.kind == sql::ExprKind::kDistinct && e.negated);
  return equality && e.args[0]->kind == sql::ExprKind::kColumn && e.args[1]->kind == sql::ExprKind::kColumn;
}

bool Contains(const sql::ExprPtr& e, const sql::ExprPtr& part) {
  return sql::Same(e, part) ||
         std::ranges::any_of(e->args, [&](const sql::ExprPtr& arg) { return Contains(arg, part); });
}

}  // namespace

InstanceMaker::InstanceMaker(const World& world, const Domain& domain, const Shape& shape, Dialect dialect,
                             const Deadline& deadline, Dice* dice)
    : deadline_(deadline), dice_(dice) {
  std::vector<sql::ColumnId> layout;
  for (const ShapeScan& scan : shape.scans) {
    const TableModel* model = world.Find(scan.table);
    if (model == nullptr) continue;
    scans_.push_back({model, scan.rel, layout.size(), scan.negated});
    for (int i = 0; i < static_cast<int>(model->width()); ++i) layout.push_back({scan.rel, i});
  }
  flat_.resize(layout.size());
  MakeClasses(shape);
  for (Class& c : classes_) FillClass(domain, &c);
  for (const sql::ExprPtr& e : shape.required) AddGoal(e, layout, dialect, &required_);
  for (const sql::ExprPtr& e : shape.atoms) AddGoal(e, layout, dialect, &atoms_);
  MarkInteresting(shape);
}

int InstanceMaker::SlotOf(sql::ColumnId id) const {
  for (const Scan& scan : scans_) {
    if (scan.rel == id.rel) return static_cast<int>(scan.first_slot) + id.index;
  }
  return -1;
}

void InstanceMaker::MakeClasses(const Shape& shape) {
  std::vector<std::size_t> parent(flat_.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  for (const sql::ExprPtr& e : shape.required) {
    if (!IsColumnEquality(*e) || e->args[0]->type.kind != e->args[1]->type.kind) continue;
    const int a = SlotOf(e->args[0]->column);
    const int b = SlotOf(e->args[1]->column);
    if (a >= 0 && b >= 0) Merge(parent, static_cast<std::size_t>(a), static_cast<std::size_t>(b));
  }
  MergeKeyed(&parent);
  class_of_slot_.assign(flat_.size(), -1);
  for (std::size_t slot = 0; slot < flat_.size(); ++slot) {
    const std::size_t root = Root(parent, slot);
    if (root == slot) {
      class_of_slot_[slot] = static_cast<ClassId>(classes_.size());
      classes_.emplace_back();
    } else {
      class_of_slot_[slot] = class_of_slot_[root];
    }
    classes_[static_cast<std::size_t>(class_of_slot_[slot])].slots.push_back(slot);
  }
}

// Two scans of a table that agree on a key are one row.
void InstanceMaker::MergeKeyed(std::vector<std::size_t>* parent) const {
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::size_t i = 0; i < scans_.size(); ++i) {
      for (std::size_t j = i + 1; j < scans_.size(); ++j) {
        if (scans_[i].model != scans_[j].model) continue;
        const auto agree = [&](int column) {
          const auto at = static_cast<std::size_t>(column);
          return Root(*parent, scans_[i].first_slot + at) == Root(*parent, scans_[j].first_slot + at);
        };
        const bool one_row = std::ranges::any_of(scans_[i].model->keys, [&](const TableModel::Key& key) {
          return !key.condition && std::ranges::all_of(key.columns, agree);
        });
        for (std::size_t at = 0; one_row && at < scans_[i].model->width(); ++at) {
          changed = Merge(*parent, scans_[i].first_slot + at, scans_[j].first_slot + at) || changed;
        }
      }
    }
  }
}

void InstanceMaker::FillClass(const Domain& domain, Class* c) {
  const auto each_member = [&](const auto& visit) {
    for (const Scan& scan : scans_) {
      for (const std::size_t slot : c->slots) {
        if (slot < scan.first_slot || slot >= scan.first_slot + scan.model->width()) continue;
        visit(*scan.model, static_cast<int>(slot - scan.first_slot));
      }
    }
  };
  each_member([&](const TableModel& model, int column) {
    c->kind = model.types[static_cast<std::size_t>(column)].kind;
    c->nullable = c->nullable && !model.not_null[static_cast<std::size_t>(column)];
    c->constant = c->constant || !domain.Constants(model.table->name, column).empty();
  });
  each_member([&](const TableModel& model, int column) {
    for (const Value& value : domain.Values(model.table->name, column)) {
      const bool known =
          std::ranges::any_of(c->candidates, [&](const Value& v) { return interpret::SameValue(v, value); });
      if (!known && c->candidates.size() < kMaxCandidates && IsLegal(*c, value))
        c->candidates.push_back(value);
    }
  });
  if (c->nullable) c->candidates.emplace_back();
}

bool InstanceMaker::IsLegal(const Class& c, const Value& value) const {
  return std::ranges::all_of(scans_, [&](const Scan& scan) {
    return std::ranges::all_of(c.slots, [&](std::size_t slot) {
      const bool inside = slot >= scan.first_slot && slot < scan.first_slot + scan.model->width();
      return !inside || scan.model->IsLegal(static_cast<int>(slot - scan.first_slot), value);
    });
  });
}

void InstanceMaker::AddGoal(const sql::ExprPtr& e, const std::vector<sql::ColumnId>& layout, Dialect dialect,
                            std::vector<Goal>* goals) const {
  auto predicate = interpret::Predicate::Compile(e, layout, dialect);
  if (!predicate.ok()) return;
  Goal goal{std::move(predicate).value(), e, {}};
  for (const sql::ColumnId id : sql::ColumnsOf(e)) {
    const int slot = SlotOf(id);
    if (slot >= 0) goal.classes.push_back(class_of_slot_[static_cast<std::size_t>(slot)]);
  }
  if (!goal.classes.empty()) goals->push_back(std::move(goal));
}

void InstanceMaker::MarkInteresting(const Shape& shape) {
  const auto mark = [&](ClassId id) {
    if (std::ranges::find(interesting_, id) == interesting_.end()) interesting_.push_back(id);
  };
  for (const bool constant : {true, false}) {
    for (const Goal& goal : atoms_) {
      for (const ClassId id : goal.classes) {
        if (Of(id).constant == constant) mark(id);
      }
    }
  }
  for (const sql::ColumnId id : shape.grouped) {
    if (const int slot = SlotOf(id); slot >= 0) mark(class_of_slot_[static_cast<std::size_t>(slot)]);
  }
}

Value InstanceMaker::Fresh(const Class& c) {
  for (int attempt = 0; attempt < 4; ++attempt) {
    Value value = FreshValue(c.kind, fresh_++);
    if (IsLegal(c, value)) return value;
  }
  return c.candidates.empty() ? Value{} : dice_->OneOf(c.candidates);
}

Instance InstanceMaker::Make(bool plain) {
  Instance instance;
  for (const Class& c : classes_) {
    const bool draw = !plain && !c.candidates.empty() && !dice_->Once(3);
    instance.push_back(draw ? dice_->OneOf(c.candidates) : Fresh(c));
  }
  Solve(&instance);
  return instance;
}

Instance InstanceMaker::Flip(const Instance& from, std::size_t atom) {
  Instance instance = from;
  Goal& goal = atoms_[atom];
  Load(instance);
  goal.wanted = goal.predicate.Evaluate(flat_) != Truth::kTrue;
  for (Goal& other : required_) other.active = !Contains(other.source, goal.source);
  extra_ = &goal;
  Solve(&instance);
  extra_ = nullptr;
  for (Goal& other : required_) other.active = true;
  return instance;
}

void InstanceMaker::Load(const Instance& instance) {
  for (std::size_t slot = 0; slot < flat_.size(); ++slot) {
    flat_[slot] = instance[static_cast<std::size_t>(class_of_slot_[slot])];
  }
}

void InstanceMaker::Set(ClassId id, const Value& value, Instance* instance) {
  (*instance)[static_cast<std::size_t>(id)] = value;
  for (const std::size_t slot : Of(id).slots) flat_[slot] = value;
}

bool InstanceMaker::Holds(const Goal& goal) const {
  return !goal.active || (goal.predicate.Evaluate(flat_) == Truth::kTrue) == goal.wanted;
}

// Conditions and rows that mention the class and do not hold.
std::size_t InstanceMaker::Failing(ClassId id, const Instance& instance) const {
  std::size_t failing = 0;
  const auto count = [&](const Goal& goal) {
    if (std::ranges::find(goal.classes, id) != goal.classes.end() && !Holds(goal)) ++failing;
  };
  for (const Goal& goal : required_) count(goal);
  if (extra_ != nullptr) count(*extra_);
  for (const Scan& scan : scans_) {
    if (scan.model->columns_depend && !scan.model->IsLegal(RowOf(instance, scan))) ++failing;
  }
  return failing;
}

// Gives one class of a failing condition the value that leaves the fewest failing.
void InstanceMaker::Improve(const Goal& goal, Instance* instance) {
  const ClassId id = dice_->OneOf(goal.classes);
  std::vector<Value> options = Of(id).candidates;
  for (const ClassId other : goal.classes) {
    const Value& value = (*instance)[static_cast<std::size_t>(other)];
    if (other == id || Of(other).kind != Of(id).kind || IsNull(value)) continue;
    for (const int step : {0, 1, -1}) {
      Value near = value;
      if (auto* whole = std::get_if<std::int64_t>(&near);
          whole != nullptr && __builtin_add_overflow(*whole, step, whole)) {
        continue;
      }
      if (auto* number = std::get_if<double>(&near)) *number += step;
      if (IsLegal(Of(id), near)) options.push_back(std::move(near));
    }
  }
  if (options.empty()) return;
  std::size_t fewest = 0;
  std::vector<Value> best;
  for (const Value& option : options) {
    if (deadline_.Passed()) return;
    Set(id, option, instance);
    const std::size_t failing = Failing(id, *instance);
    if (best.empty() || failing < fewest) best.clear();
    if (best.empty() || failing == fewest) {
      fewest = failing;
      best.push_back(option);
    }
  }
  Set(id, dice_->OneOf(best), instance);
}

void InstanceMaker::Solve(Instance* instance) {
  Load(*instance);
  for (int flip = 0; flip < kMaxFlips && !deadline_.Passed(); ++flip) {
    std::vector<const Goal*> failing;
    for (const Goal& goal : required_) {
      if (!Holds(goal)) failing.push_back(&goal);
    }
    if (extra_ != nullptr && !Holds(*extra_)) failing.push_back(extra_);
    if (failing.empty()) return;
    Improve(*dice_->OneOf(failing), instance);
  }
}

void InstanceMaker::Freshen(std::vector<bool>* changed, Instance* instance, std::vector<bool>* affected) {
  const auto is_changed = [&](std::size_t slot) {
    return (*changed)[static_cast<std::size_t>(class_of_slot_[slot])];
  };
  bool again = true;
  while (again) {
    again = false;
    for (std::size_t s = 0; s < scans_.size(); ++s) {
      const Scan& scan = scans_[s];
      bool touched = (*affected)[s];
      for (std::size_t at = 0; at < scan.model->width(); ++at)
        touched = touched || is_changed(scan.first_slot + at);
      (*affected)[s] = touched;
      for (const TableModel::Key& key : scan.model->keys) {
        const auto slot = [&](int column) { return scan.first_slot + static_cast<std::size_t>(column); };
        if (!touched || std::ranges::any_of(key.columns, [&](int c) { return is_changed(slot(c)); }))
          continue;
        const auto cost = [&](int column) {
          const Class& c = Of(class_of_slot_[slot(column)]);
          return c.slots.size() + (c.constant ? 100 : 0);
        };
        const int column = *std::ranges::min_element(key.columns, {}, cost);
        const ClassId id = class_of_slot_[slot(column)];
        (*instance)[static_cast<std::size_t>(id)] = Fresh(Of(id));
        (*changed)[static_cast<std::size_t>(id)] = true;
        again = true;
      }
    }
  }
}

void InstanceMaker::FreshenScan(std::size_t scan, Instance* instance, std::vector<bool>* affected) {
  std::vector<bool> changed(classes_.size());
  (*affected)[scan] = true;
  Freshen(&changed, instance, affected);
}

Row InstanceMaker::RowOf(const Instance& instance, const Scan& scan) const {
  Row row;
  row.reserve(scan.model->width());
  for (std::size_t at = 0; at < scan.model->width(); ++at) {
    row.push_back(instance[static_cast<std::size_t>(class_of_slot_[scan.first_slot + at])]);
  }
  return row;
}

void InstanceMaker::AddRows(const Instance& instance, const std::vector<bool>& chosen,
                            Database* database) const {
  for (std::size_t s = 0; s < scans_.size(); ++s) {
    if (chosen[s]) (*database)[scans_[s].model->table->name].push_back(RowOf(instance, scans_[s]));
  }
}

}  // namespace tacit::refute
