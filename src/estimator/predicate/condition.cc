#include "src/estimator/predicate/condition.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/base/status_macros.h"
#include "src/estimator/predicate/like.h"

namespace tacit::estimator {
namespace {

bool SameIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

class Maker {
 public:
  explicit Maker(std::span<const ColumnValues> columns) : columns_(columns) {}

  // The rows for which the predicate is `truth`: not those for which it is unknown.
  Result<Condition> Make(const Predicate& predicate, bool truth, int depth) {
    if (depth > kMaxPredicateDepth) {
      return Status::InvalidArgument("a predicate deeper than " + std::to_string(kMaxPredicateDepth) +
                                     " levels: simplify it");
    }
    switch (predicate.kind) {
      case Predicate::Kind::kAnd:
      case Predicate::Kind::kOr: return MakeJoined(predicate, truth, depth);
      case Predicate::Kind::kNot:
        if (predicate.parts.size() != 1)
          return Status::InvalidArgument("a NOT of " + std::to_string(predicate.parts.size()) +
                                         " conditions");
        return Make(predicate.parts.front(), !truth, depth + 1);
      case Predicate::Kind::kBetween: return MakeBetween(predicate, truth, depth);
      default: return MakeLeaf(predicate, truth);
    }
  }

 private:
  Result<Condition> MakeJoined(const Predicate& predicate, bool truth, int depth) {
    Condition joined;
    const auto kind =
        (predicate.kind == Predicate::Kind::kAnd) == truth ? Condition::Kind::kAll : Condition::Kind::kAny;
    joined.kind = kind;
    for (const Predicate& part : predicate.parts) {
      Result<Condition> made = Make(part, truth, depth + 1);
      if (!made.ok()) return made;
      Enter(joined, std::move(*made));
      // Nothing changes what is decided: false among all, true among any.
      if (joined.kind != kind) return joined;
    }
    if (joined.parts.size() == 1) {
      Condition only = std::move(joined.parts.front());
      return only;
    }
    return joined;
  }

  Result<Condition> MakeBetween(const Predicate& predicate, bool truth, int depth) {
    TACIT_RETURN_IF_ERROR(CheckValues(predicate, 2));
    Predicate both{.kind = Predicate::Kind::kAnd, .column = {}, .values = {}, .parts = {}};
    both.parts.push_back({Predicate::Kind::kGreaterOrEqual, predicate.column, {predicate.values[0]}, {}});
    both.parts.push_back({Predicate::Kind::kLessOrEqual, predicate.column, {predicate.values[1]}, {}});
    return MakeJoined(both, truth, depth);
  }

  // Keeps what Condition says of its parts.
  static void Enter(Condition& joined, Condition part) {
    if (part.kind == joined.kind) {
      for (Condition& inner : part.parts) Enter(joined, std::move(inner));
      return;
    }
    // `true` under kAny, `false` under kAll: all the others say nothing.
    if (part.kind != Condition::Kind::kLeaf && part.parts.empty()) {
      joined = std::move(part);
      return;
    }
    if (part.kind == Condition::Kind::kLeaf) {
      for (Condition& other : joined.parts) {
        if (other.kind != Condition::Kind::kLeaf || other.column != part.column) continue;
        other.set = joined.kind == Condition::Kind::kAll ? other.set.Intersection(part.set)
                                                         : other.set.Union(part.set);
        return;
      }
    }
    joined.parts.push_back(std::move(part));
  }

  Result<const ColumnValues*> Column(const std::string& name, std::uint32_t& place) const {
    std::size_t found = columns_.size();
    std::size_t similar = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name() == name) {
        place = static_cast<std::uint32_t>(i);
        return &columns_[i];
      }
      if (SameIgnoringCase(columns_[i].name(), name)) {
        found = i;
        ++similar;
      }
    }
    if (similar == 1) {
      place = static_cast<std::uint32_t>(found);
      return &columns_[found];
    }
    std::string there;
    for (const ColumnValues& column : columns_) there += (there.empty() ? "" : ", ") + column.name();
    return Status::InvalidArgument("no column " + name + " in the model, which has " + there);
  }

  Result<Condition> MakeLeaf(const Predicate& predicate, bool truth) {
    Condition leaf;
    leaf.kind = Condition::Kind::kLeaf;
    Result<const ColumnValues*> column = Column(predicate.column, leaf.column);
    if (!column.ok()) return column.status();
    const ColumnValues& values = **column;
    const CodeSet all = CodeSet::All(values.atoms().size(), false);
    if (predicate.kind == Predicate::Kind::kIsNull || predicate.kind == Predicate::Kind::kIsNotNull) {
      leaf.set = (predicate.kind == Predicate::Kind::kIsNull) == truth ? CodeSet::Null() : all;
      return leaf;
    }
    if (predicate.kind == Predicate::Kind::kIn && predicate.values.empty()) {
      leaf.set = truth ? CodeSet() : CodeSet::All(values.atoms().size(), true);
      return leaf;
    }
    bool unknown = false;  // where it is not true, a NULL literal leaves it open
    Result<CodeSet> set = TrueSet(predicate, values, unknown);
    if (!set.ok()) return set.status();
    leaf.set = truth ? std::move(*set) : unknown ? CodeSet() : all.Without(*set);
    return leaf;
  }

  static Status CheckValues(const Predicate& predicate, std::size_t count) {
    if (predicate.values.size() == count) return Status::Ok();
    return Status::InvalidArgument("column " + predicate.column + ": expected " + std::to_string(count) +
                                   " values to compare with, found " +
                                   std::to_string(predicate.values.size()));
  }

  // The values for which the comparison is true.
  Result<CodeSet> TrueSet(const Predicate& predicate, const ColumnValues& values, bool& unknown) const {
    if (predicate.kind == Predicate::Kind::kIn) return InSet(predicate, values, unknown);
    TACIT_RETURN_IF_ERROR(CheckValues(predicate, 1));
    if (predicate.kind == Predicate::Kind::kLike) {
      if (IsNull(predicate.values[0])) {
        unknown = true;
        return CodeSet();
      }
      return LikeSet(predicate, values);
    }
    if (IsNull(predicate.values[0])) {
      unknown = true;
      return CodeSet();
    }
    Result<Value> value = values.Read(predicate.values[0]);
    if (!value.ok()) return value.status();
    const ColumnValues::Range range = values.Find(*value);
    const auto end = static_cast<Position>(values.atoms().size());
    switch (predicate.kind) {
      case Predicate::Kind::kEqual: return CodeSet::Of(range.begin, range.end);
      case Predicate::Kind::kNotEqual: return CodeSet::Of(0, range.begin).Union(CodeSet::Of(range.end, end));
      case Predicate::Kind::kLess: return CodeSet::Of(0, range.begin);
      case Predicate::Kind::kLessOrEqual: return CodeSet::Of(0, range.end);
      case Predicate::Kind::kGreater: return CodeSet::Of(range.end, end);
      case Predicate::Kind::kGreaterOrEqual: return CodeSet::Of(range.begin, end);
      default:
        return Status::InvalidArgument("column " + predicate.column + ": a comparison of no known kind");
    }
  }

  static Result<CodeSet> InSet(const Predicate& predicate, const ColumnValues& values, bool& unknown) {
    std::vector<CodeSet::Interval> intervals;
    for (const Value& literal : predicate.values) {
      if (IsNull(literal)) {
        unknown = true;
        continue;
      }
      Result<Value> value = values.Read(literal);
      if (!value.ok()) return value.status();
      const ColumnValues::Range range = values.Find(*value);
      intervals.push_back({range.begin, range.end});
    }
    return CodeSet::Union(std::move(intervals));
  }

  static Result<CodeSet> LikeSet(const Predicate& predicate, const ColumnValues& values) {
    const auto* pattern = std::get_if<std::string>(&predicate.values[0]);
    if (pattern == nullptr || values.type() != ColumnType::kText) {
      return Status::InvalidArgument("column " + values.name() +
                                     ": LIKE compares a text column with a text, found a column of type " +
                                     std::string(Name(values.type())));
    }
    return LikeMatches(*pattern, values);
  }

  std::span<const ColumnValues> columns_;
};

std::optional<std::vector<Box>> Boxes(const Condition& condition, std::span<const ColumnValues> columns,
                                      std::size_t most);

const CodeSet* SideOf(const Box& box, std::uint32_t column) {
  for (const Box::Side& side : box.sides) {
    if (side.column == column) return &side.set;
  }
  return nullptr;
}

void Restrict(Box& box, std::uint32_t column, CodeSet set) {
  const auto at = std::find_if(box.sides.begin(), box.sides.end(),
                               [&](const Box::Side& side) { return side.column >= column; });
  if (at != box.sides.end() && at->column == column) {
    at->set = std::move(set);
  } else {
    box.sides.insert(at, {column, std::move(set)});
  }
}

CodeSet FullSet(std::span<const ColumnValues> columns, std::uint32_t column) {
  return CodeSet::All(columns[column].atoms().size(), columns[column].null_rows() > 0);
}

bool IsEmpty(const Box& box) {
  return std::any_of(box.sides.begin(), box.sides.end(),
                     [](const Box::Side& side) { return side.set.empty(); });
}

Box Intersected(const Box& a, const Box& b) {
  Box box = a;
  for (const Box::Side& side : b.sides) {
    const CodeSet* set = SideOf(a, side.column);
    Restrict(box, side.column, set != nullptr ? set->Intersection(side.set) : side.set);
  }
  return box;
}

// What of `a` is not in `b`: for each side of b, the part of a outside of it and inside of b's earlier sides.
std::vector<Box> Minus(const Box& a, const Box& b, std::span<const ColumnValues> columns) {
  if (IsEmpty(Intersected(a, b))) return {a};
  std::vector<Box> parts;
  Box inside = a;
  for (const Box::Side& side : b.sides) {
    const CodeSet* set = SideOf(inside, side.column);
    const CodeSet own = set != nullptr ? *set : FullSet(columns, side.column);
    Box outside = inside;
    Restrict(outside, side.column, own.Without(side.set));
    if (!IsEmpty(outside)) parts.push_back(std::move(outside));
    Restrict(inside, side.column, own.Intersection(side.set));
  }
  return parts;
}

std::optional<std::vector<Box>> BoxesOfAny(const Condition& condition, std::span<const ColumnValues> columns,
                                           std::size_t most) {
  std::vector<Box> all;
  for (const Condition& part : condition.parts) {
    std::optional<std::vector<Box>> added = Boxes(part, columns, most);
    if (!added) return std::nullopt;
    for (const Box& there : std::vector<Box>(all)) {
      std::vector<Box> rest;
      for (const Box& box : *added) {
        std::vector<Box> parts = Minus(box, there, columns);
        std::move(parts.begin(), parts.end(), std::back_inserter(rest));
        if (rest.size() > most) return std::nullopt;
      }
      added = std::move(rest);
    }
    std::move(added->begin(), added->end(), std::back_inserter(all));
    if (all.size() > most) return std::nullopt;
  }
  return all;
}

std::optional<std::vector<Box>> BoxesOfAll(const Condition& condition, std::span<const ColumnValues> columns,
                                           std::size_t most) {
  std::vector<Box> all(1);
  for (const Condition& part : condition.parts) {
    const std::optional<std::vector<Box>> factor = Boxes(part, columns, most);
    if (!factor) return std::nullopt;
    std::vector<Box> product;
    for (const Box& a : all) {
      for (const Box& b : *factor) {
        Box both = Intersected(a, b);
        if (!IsEmpty(both)) product.push_back(std::move(both));
        if (product.size() > most) return std::nullopt;
      }
    }
    all = std::move(product);
  }
  return all;
}

std::optional<std::vector<Box>> Boxes(const Condition& condition, std::span<const ColumnValues> columns,
                                      std::size_t most) {
  if (condition.kind == Condition::Kind::kAll) return BoxesOfAll(condition, columns, most);
  if (condition.kind == Condition::Kind::kAny) return BoxesOfAny(condition, columns, most);
  if (condition.set.empty()) return std::vector<Box>();
  return std::vector<Box>{Box{{{condition.column, condition.set}}}};
}

}  // namespace

Result<Condition> MakeCondition(const Predicate& predicate, std::span<const ColumnValues> columns) {
  return Maker(columns).Make(predicate, true, 0);
}

std::optional<std::vector<Box>> DisjointBoxes(const Condition& condition,
                                              std::span<const ColumnValues> columns, std::size_t most) {
  return Boxes(condition, columns, most);
}

Box Hull(const Condition& condition, std::span<const ColumnValues> columns) {
  if (condition.kind == Condition::Kind::kLeaf) return Box{{{condition.column, condition.set}}};
  if (condition.kind == Condition::Kind::kAll) {
    Box box;
    for (const Condition& part : condition.parts) box = Intersected(box, Hull(part, columns));
    return box;
  }
  if (condition.parts.empty()) {
    Box nothing;
    if (!columns.empty()) Restrict(nothing, 0, CodeSet());
    return nothing;
  }
  // Sides that every part has.
  Box box = Hull(condition.parts.front(), columns);
  for (std::size_t i = 1; i < condition.parts.size(); ++i) {
    const Box next = Hull(condition.parts[i], columns);
    if (IsEmpty(next)) continue;
    if (IsEmpty(box)) {
      box = next;
      continue;
    }
    Box both;
    for (const Box::Side& side : box.sides) {
      if (const CodeSet* set = SideOf(next, side.column))
        both.sides.push_back({side.column, side.set.Union(*set)});
    }
    box = std::move(both);
  }
  return box;
}

double Weight(const Condition& condition, std::span<const std::uint32_t> atoms,
              std::span<const ColumnValues> columns) {
  if (condition.kind == Condition::Kind::kLeaf) {
    const std::uint32_t atom = atoms[condition.column];
    if (atom == columns[condition.column].atoms().size()) return condition.set.null() ? 1 : 0;
    const CodeSet inside = condition.set.Intersection(CodeSet::Of(atom, static_cast<Position>(atom) + 1));
    double weight = 0;
    for (const CodeSet::Interval& interval : inside.intervals()) weight += interval.end - interval.begin;
    return weight;
  }
  const bool all = condition.kind == Condition::Kind::kAll;
  double weight = 1;
  for (const Condition& part : condition.parts) {
    const double share = Weight(part, atoms, columns);
    weight *= all ? share : 1 - share;
  }
  return all ? weight : 1 - weight;
}

}  // namespace tacit::estimator
