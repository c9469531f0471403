#include "optimizer/test/canonical.h"

#include <algorithm>
#include <utility>

#include "optimizer/test/random_database.h"
#include "src/interpret/value_order.h"

namespace tacit::refute {
namespace {

constexpr std::size_t kMaxSweep = 6;
constexpr std::size_t kMaxRowsOfTable = 12;
constexpr std::size_t kMaxSteps = 80;

}  // namespace

CanonicalDatabases::CanonicalDatabases(const World& world, const Domain& domain, const Shape& shape,
                                       Dialect dialect, const Deadline& deadline, Dice* dice)
    : world_(world), domain_(domain), dice_(dice), maker_(world, domain, shape, dialect, deadline, dice) {
  if (maker_.scans() == 0) return;
  base_ = maker_.Make(true);
  steps_ = {{Kind::kBase, 0}, {Kind::kBase, 1}, {Kind::kEverything}};
  for (std::size_t scan = 0; scan < maker_.scans(); ++scan) steps_.push_back({Kind::kTwice, scan, 1});
  for (std::size_t i = 0; i < maker_.interesting().size(); ++i) steps_.push_back({Kind::kSweep, i});
  for (std::size_t scan = 0; scan < maker_.scans(); ++scan) steps_.push_back({Kind::kDrop, scan});
  for (std::size_t atom = 0; atom < maker_.atoms(); ++atom) steps_.push_back({Kind::kFlip, atom});
  for (const std::int64_t count : shape.counts) {
    for (std::size_t scan = 0; scan < maker_.scans(); ++scan) {
      steps_.push_back({Kind::kTwice, scan, static_cast<std::size_t>(count)});
      steps_.push_back({Kind::kTwice, scan, static_cast<std::size_t>(count) + 1});
    }
  }
  if (steps_.size() > kMaxSteps) steps_.resize(kMaxSteps);
}

std::optional<Database> CanonicalDatabases::Next() {
  if (maker_.scans() == 0) return std::nullopt;
  if (next_ >= steps_.size()) return Finished(Mixture());
  Database database;
  Apply(steps_[next_++], base_, &database);
  return Finished(std::move(database));
}

Database CanonicalDatabases::Finished(Database database) {
  for (auto& [name, rows] : database) {
    if (rows.size() > kMaxRowsOfTable) rows.resize(kMaxRowsOfTable);
  }
  Complete(world_, domain_, &database, dice_);
  return database;
}

void CanonicalDatabases::AddBase(const Instance& base, bool with_negated, std::optional<std::size_t> without,
                                 Database* database) {
  std::vector<bool> chosen(maker_.scans());
  for (std::size_t scan = 0; scan < chosen.size(); ++scan) {
    chosen[scan] = (with_negated || !maker_.IsNegated(scan)) && scan != without;
  }
  maker_.AddRows(base, chosen, database);
}

void CanonicalDatabases::AddTwice(std::size_t scan, std::size_t times, bool vary, const Instance& base,
                                  Database* database) {
  for (std::size_t i = 0; i < times; ++i) {
    Instance copy = base;
    std::vector<bool> affected(maker_.scans());
    if (vary && !maker_.interesting().empty()) {
      const ClassId id = dice_->OneOf(maker_.interesting());
      if (!maker_.Candidates(id).empty())
        copy[static_cast<std::size_t>(id)] = dice_->OneOf(maker_.Candidates(id));
    }
    maker_.FreshenScan(scan, &copy, &affected);
    maker_.AddRows(copy, affected, database);
  }
}

void CanonicalDatabases::AddSweep(ClassId id, std::size_t most, const Instance& base, Database* database) {
  const std::vector<Value>& candidates = maker_.Candidates(id);
  const auto add = [&](const Value& value) {
    if (interpret::SameValue(value, base[static_cast<std::size_t>(id)])) return;
    Instance copy = base;
    copy[static_cast<std::size_t>(id)] = value;
    std::vector<bool> changed(maker_.classes());
    std::vector<bool> affected(maker_.scans());
    changed[static_cast<std::size_t>(id)] = true;
    maker_.Freshen(&changed, &copy, &affected);
    maker_.AddRows(copy, affected, database);
  };
  for (std::size_t i = 0; i < std::min(most, candidates.size()); ++i) add(candidates[i]);
  if (most < candidates.size()) add(candidates.back());
}

void CanonicalDatabases::AddFlip(std::size_t atom, const Instance& base, Database* database) {
  Instance flipped = maker_.Flip(base, atom);
  std::vector<bool> changed(maker_.classes());
  std::vector<bool> affected(maker_.scans());
  for (std::size_t i = 0; i < changed.size(); ++i) changed[i] = !interpret::SameValue(flipped[i], base[i]);
  maker_.Freshen(&changed, &flipped, &affected);
  maker_.AddRows(flipped, affected, database);
}

void CanonicalDatabases::Apply(const Step& step, const Instance& base, Database* database) {
  switch (step.kind) {
    case Kind::kBase: AddBase(base, step.index == 1, std::nullopt, database); return;
    case Kind::kEverything:
      AddBase(base, true, std::nullopt, database);
      for (std::size_t scan = 0; scan < maker_.scans(); ++scan) AddTwice(scan, 1, false, base, database);
      for (const ClassId id : maker_.interesting()) AddSweep(id, 2, base, database);
      return;
    case Kind::kTwice:
      AddBase(base, false, std::nullopt, database);
      AddTwice(step.index, step.times, step.times > 1, base, database);
      return;
    case Kind::kSweep:
      AddBase(base, false, std::nullopt, database);
      AddSweep(maker_.interesting()[step.index], kMaxSweep, base, database);
      return;
    case Kind::kDrop: AddBase(base, true, step.index, database); return;
    case Kind::kFlip:
      AddFlip(step.index, base, database);
      AddBase(base, dice_->Once(2), std::nullopt, database);
      return;
  }
}

Database CanonicalDatabases::Mixture() {
  Database database;
  const Instance base = maker_.Make(dice_->Once(3));
  const bool with_negated = dice_->Once(2);
  const std::size_t parts = 1 + dice_->Below(4);
  if (!dice_->Once(4)) {
    const bool drop = dice_->Once(4);
    AddBase(base, with_negated, drop ? std::optional(dice_->Below(maker_.scans())) : std::nullopt, &database);
  }
  for (std::size_t part = 0; part < parts; ++part) {
    switch (dice_->Below(4)) {
      case 0: AddTwice(dice_->Below(maker_.scans()), 1 + dice_->Below(2), true, base, &database); break;
      case 1:
        if (!maker_.interesting().empty()) AddSweep(dice_->OneOf(maker_.interesting()), 2, base, &database);
        break;
      case 2:
        if (maker_.atoms() > 0) AddFlip(dice_->Below(maker_.atoms()), base, &database);
        break;
      default: AddBase(maker_.Make(false), with_negated, std::nullopt, &database);
    }
  }
  return database;
}

}  // namespace tacit::refute
