#include "optimizer/replay/node.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace tacit::replay {
namespace {

constexpr int kMaxDepth = 1'000;  // deep enough for any proof of ours, shallow enough for the stack
constexpr std::size_t kFreshCost = 20;

}  // namespace

std::size_t Nodes::Hash::operator()(const Node& node) const noexcept {
  std::uint64_t h = 1469598103934665603ULL;
  const auto mix = [&](std::uint64_t part) { h = (h ^ part) * 1099511628211ULL + (h >> 29); };
  mix(static_cast<std::uint64_t>(node.op));
  mix(static_cast<std::uint64_t>(node.type));
  mix(std::hash<std::string>()(node.text));
  for (std::int64_t n : node.numbers) mix(static_cast<std::uint64_t>(n));
  for (Ref arg : node.args) mix(static_cast<std::uint64_t>(arg));
  return static_cast<std::size_t>(h);
}

Nodes::Nodes(Tables tables, bool distinct_text) : tables_(std::move(tables)), distinct_text_(distinct_text) {
  null_ = Intern({Op::kNull, Type::kOther, {}, {}, {}});
  yes_ = Intern({Op::kTrue, Type::kOther, {}, {}, {}});
  no_ = Intern({Op::kFalse, Type::kOther, {}, {}, {}});
}

Ref Nodes::Intern(Node node) {
  const std::size_t parts = 1 + node.args.size() + node.numbers.size();
  Spend(parts);
  const auto [it, fresh] = index_.try_emplace(std::move(node), static_cast<Ref>(nodes_.size()));
  if (fresh) Append(it->first, parts);
  return it->second;
}

void Nodes::Append(const Node& node, std::size_t parts) {
  Spend(kFreshCost * parts);  // in space
  int depth = 0;
  for (const Ref arg : node.args) depth = std::max(depth, depth_[static_cast<std::size_t>(arg)] + 1);
  if (depth > kMaxDepth) throw TooLarge{};
  nodes_.push_back(node);
  depth_.push_back(depth);
}

Ref Nodes::Integer(std::int64_t n) {
  return Intern({Op::kConst, Type::kInteger, "i" + std::to_string(n), {}, {}});
}
Ref Nodes::Bool(bool value) {
  return Intern({Op::kConst, Type::kBoolean, value ? "btrue" : "bfalse", {}, {}});
}
// One type for all uses of a variable's column: the first. Close() compares it with the source's.
Ref Nodes::Column(Var var, int ordinal, Type type) {
  Reserve(var);
  const auto [it, fresh] = index_.try_emplace({Op::kColumn, Type::kOther, {}, {var, ordinal}, {}},
                                              static_cast<Ref>(nodes_.size()));
  if (fresh) Append({Op::kColumn, type, {}, {var, ordinal}, {}}, 3);
  return it->second;
}

// Whether every value of the source's column is one of the type. A type that is not known claims nothing, but
// of texts, whose equality may be loose.
bool Nodes::Holds(Type type, Ref source, std::int64_t ordinal) const {
  const auto holds = [&](Type value) {
    const bool loose = value == Type::kChar || (value == Type::kText && !distinct_text_);
    return type == value || (type == Type::kOther && !loose) ||
           (type == Type::kNumeric && value == Type::kInteger);
  };
  if (IsTable(source)) {
    const std::optional<Type> value = TypeOf(source, ordinal);
    return value && holds(*value);
  }
  return std::ranges::all_of((*this)[(*this)[source].args[0]].args, [&](Ref block) {
    const Node& member = (*this)[block];
    const auto arg = static_cast<std::size_t>(member.numbers[0] + 1 + ordinal);
    return arg < member.args.size() && (member.args[arg] == null_ || holds((*this)[member.args[arg]].type));
  });
}

std::optional<Type> Nodes::TypeOf(Ref source, std::int64_t ordinal) const {
  const Node& node = (*this)[source];
  const auto at = static_cast<std::size_t>(ordinal);
  if (node.args.empty()) {
    const auto table = tables_.find(node.text);
    return table == tables_.end() || at >= table->second.size() ? std::nullopt
                                                                : std::optional(table->second[at]);
  }
  std::optional<Type> common;
  for (const Ref block : (*this)[node.args[0]].args) {
    const Node& member = (*this)[block];
    const std::size_t arg = static_cast<std::size_t>(member.numbers[0]) + 1 + at;
    if (arg >= member.args.size()) return std::nullopt;
    if (member.args[arg] == null_) continue;
    const Type type = (*this)[member.args[arg]].type;
    common = common ? Common(*common, type) : type;
  }
  return common.value_or(Type::kOther);
}
Ref Nodes::Fold(std::string name, Ref bag, Type type) {
  return Intern({Op::kFold, type, std::move(name), {}, {bag}});
}
Ref Nodes::Source(std::string table, Ref bag) {
  std::vector<Ref> args;
  if (bag >= 0) args.push_back(bag);
  return Intern({Op::kSource, Type::kOther, std::move(table), {}, std::move(args)});
}

Ref Nodes::Make(Node node) {
  switch (node.op) {
    case Op::kApply: return Apply(std::move(node));
    case Op::kLinear: return Linear(node);
    case Op::kIf: return If(node.args[0], node.args[1], node.args[2]);
    case Op::kNot: return Not(node.args[0]);
    case Op::kAnd:
    case Op::kOr: return Nary(node.op, std::move(node.args));
    case Op::kEqual: return EqualAgain(node, node.args[0], node.args[1]);
    case Op::kLess: return Less(node.args[0], node.args[1]);
    case Op::kExists: return ExistsAgain(node.args[0]);
    case Op::kBag:
      // A block whose condition is false gives nothing.
      std::erase_if(node.args, [&](Ref block) {
        return (*this)[block].args[static_cast<std::size_t>((*this)[block].numbers[0])] == no_;
      });
      return Intern(std::move(node));
    default: return Intern(std::move(node));
  }
}

Ref Nodes::Map(Ref r, int depth, const Leaf& leaf, std::map<std::pair<Ref, int>, Ref>& memo) {
  const Node node = (*this)[r];
  if (node.op == Op::kColumn || node.op == Op::kBound) {
    const Ref found = leaf(node, depth);
    return found < 0 ? r : found;
  }
  if (node.args.empty()) return r;
  Spend(node.args.size());
  if (const auto it = memo.find({r, depth}); it != memo.end()) return it->second;
  Node copy = node;
  const int inside = node.op == Op::kBlock ? depth + 1 : depth;
  for (Ref& arg : copy.args) arg = Map(arg, inside, leaf, memo);
  const Ref out = copy.args == node.args  ? r
                  : node.op == Op::kEqual ? EqualAgain(node, copy.args[0], copy.args[1])
                                          : Make(std::move(copy));
  memo.emplace(std::pair(r, depth), out);
  return out;
}

Ref Nodes::Close(const Open& block) {
  // Variables in the order of their tables' names, so that joins written in another order are the same.
  std::vector<Row> rows = block.rows;
  std::vector<std::size_t> at(rows.size());
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = i;
  std::sort(at.begin(), at.end(), [&](std::size_t a, std::size_t b) {
    return std::tie((*this)[rows[a].source].text, rows[a].source, a) <
           std::tie((*this)[rows[b].source].text, rows[b].source, b);
  });
  std::map<Var, std::int64_t> position;
  for (std::size_t i = 0; i < at.size(); ++i) position[rows[at[i]].var] = static_cast<std::int64_t>(i);
  const Leaf bind = [&](const Node& column, int depth) -> Ref {
    if (column.op != Op::kColumn) return -1;
    const auto it = position.find(static_cast<Var>(column.numbers[0]));
    if (it == position.end()) return -1;
    const Ref source = rows[at[static_cast<std::size_t>(it->second)]].source;
    well_typed_ = well_typed_ && Holds(column.type, source, column.numbers[1]);
    return Intern({Op::kBound, column.type, {}, {depth, it->second, column.numbers[1]}, {}});
  };
  std::map<std::pair<Ref, int>, Ref> memo;
  Node node{Op::kBlock, Type::kOther, {}, {static_cast<std::int64_t>(rows.size())}, {}};
  for (std::size_t i : at) node.args.push_back(Map(rows[i].source, 0, bind, memo));
  node.args.push_back(Map(block.cond, 0, bind, memo));
  for (Ref out : block.outs) node.args.push_back(Map(out, 0, bind, memo));
  return Intern(std::move(node));
}

Open Nodes::OpenBlock(Ref block, const std::vector<Var>* names) {
  const Node node = (*this)[block];
  const auto count = static_cast<std::size_t>(node.numbers[0]);
  Open out;
  for (std::size_t i = 0; i < count; ++i) out.rows.push_back({names != nullptr ? (*names)[i] : Fresh(), -1});
  const Leaf free = [&](const Node& column, int depth) -> Ref {
    if (column.op != Op::kBound || column.numbers[0] != depth) return -1;
    return Column(out.rows[static_cast<std::size_t>(column.numbers[1])].var,
                  static_cast<int>(column.numbers[2]), column.type);
  };
  std::map<std::pair<Ref, int>, Ref> memo;
  for (std::size_t i = 0; i < count; ++i) out.rows[i].source = Map(node.args[i], 0, free, memo);
  out.cond = Map(node.args[count], 0, free, memo);
  for (std::size_t i = count + 1; i < node.args.size(); ++i)
    out.outs.push_back(Map(node.args[i], 0, free, memo));
  return out;
}

Ref Nodes::Bag(const std::vector<Open>& blocks) {
  Node node{Op::kBag, Type::kOther, {}, {}, {}};
  for (const Open& block : blocks) node.args.push_back(Close(block));
  return Make(std::move(node));
}

std::vector<Open> Nodes::OpenBag(Ref bag) {
  std::vector<Open> blocks;
  for (const Ref block : std::vector<Ref>((*this)[bag].args)) blocks.push_back(OpenBlock(block));
  return blocks;
}

std::vector<Open> Nodes::InlineSets(std::vector<Open> blocks) {
  std::vector<Open> out;
  while (!blocks.empty()) {
    Open block = std::move(blocks.back());
    blocks.pop_back();
    Spend(1 + block.rows.size());
    const auto set =
        std::find_if(block.rows.begin(), block.rows.end(), [&](const Row& row) { return IsSet(row.source); });
    if (set == block.rows.end()) {
      out.push_back(std::move(block));
      continue;
    }
    const Row row = *set;
    block.rows.erase(set);
    for (const Open& member : OpenBag((*this)[row.source].args[0])) {
      Open merged = Substitute(block, ColumnsOf(row.var, member.outs));
      merged.rows.insert(merged.rows.end(), member.rows.begin(), member.rows.end());
      merged.cond = And({merged.cond, member.cond});
      blocks.push_back(std::move(merged));
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

ColumnMap Nodes::ColumnsOf(Var var, std::vector<Ref> values) {
  return [var, values = std::move(values)](Var of, int ordinal, Type) -> Ref {
    const bool known = of == var && ordinal >= 0 && static_cast<std::size_t>(ordinal) < values.size();
    return known ? values[static_cast<std::size_t>(ordinal)] : -1;
  };
}

Ref Nodes::Substitute(Ref r, const ColumnMap& map) {
  std::map<std::pair<Ref, int>, Ref> memo;
  return Map(
      r, 0,
      [&](const Node& column, int) -> Ref {
        if (column.op != Op::kColumn) return -1;
        return map(static_cast<Var>(column.numbers[0]), static_cast<int>(column.numbers[1]), column.type);
      },
      memo);
}

Open Nodes::Substitute(const Open& block, const ColumnMap& map) {
  Open out = block;
  for (Row& row : out.rows) row.source = Substitute(row.source, map);
  out.cond = Substitute(block.cond, map);
  for (Ref& column : out.outs) column = Substitute(column, map);
  return out;
}

Open Nodes::Rename(const Open& block, const std::map<Var, Var>& names) {
  Open out = Substitute(block, [&](Var var, int ordinal, Type type) -> Ref {
    const auto it = names.find(var);
    return it == names.end() ? -1 : Column(it->second, ordinal, type);
  });
  for (Row& row : out.rows) {
    if (const auto it = names.find(row.var); it != names.end()) row.var = it->second;
  }
  return out;
}

Ref Nodes::Exists(Open block) {
  block.outs.clear();
  std::vector<Ref> parts;
  for (const Open& flat : InlineSets({std::move(block)})) {
    if (flat.cond == no_) continue;
    parts.push_back(flat.rows.empty() ? flat.cond
                                      : Intern({Op::kExists, Type::kOther, {}, {}, {Bag({flat})}}));
  }
  return Or(std::move(parts));
}

Ref Nodes::Exists(const std::vector<Open>& any) {
  std::vector<Ref> parts;
  for (const Open& block : any) parts.push_back(Exists(block));
  return Or(std::move(parts));
}

// Rebuilt in place: its variables are still bound.
Ref Nodes::ExistsAgain(Ref bag) {
  const Node node = (*this)[bag];
  if (node.args.empty()) return no_;
  const Node& block = (*this)[node.args[0]];
  return block.numbers[0] == 0 ? block.args[0] : Intern({Op::kExists, Type::kOther, {}, {}, {bag}});
}

std::vector<Ref> Nodes::Conjuncts(Ref f) const {
  if (f == yes_) return {};
  return (*this)[f].op == Op::kAnd ? (*this)[f].args : std::vector<Ref>{f};
}

bool Nodes::Has(Ref r, const std::function<bool(const Node&)>& wanted) const {
  std::vector<Ref> work{r};
  std::set<Ref> seen{r};
  while (!work.empty()) {
    const Node& node = (*this)[work.back()];
    work.pop_back();
    if (wanted(node)) return true;
    Spend(1 + node.args.size());
    for (Ref arg : node.args) {
      if (seen.insert(arg).second) work.push_back(arg);
    }
  }
  return false;
}

bool Nodes::Mentions(Ref r, Var var) const {
  return Has(r, [var](const Node& node) { return node.op == Op::kColumn && node.numbers[0] == var; });
}

bool Nodes::HasFree(Ref r) const {
  return Has(r, [](const Node& node) { return node.op == Op::kColumn; });
}

void Nodes::Visit(Ref r, const std::function<void(Ref)>& visit) const {
  std::vector<Ref> work{r};
  std::set<Ref> seen{r};
  while (!work.empty()) {
    const Ref at = work.back();
    work.pop_back();
    visit(at);
    const Node& node = (*this)[at];
    Spend(1 + node.args.size());
    if (node.op == Op::kFold || node.op == Op::kExists) continue;
    for (Ref arg : node.args) {
      if (seen.insert(arg).second) work.push_back(arg);
    }
  }
}

}  // namespace tacit::replay
