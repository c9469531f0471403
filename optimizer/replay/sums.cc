#include "optimizer/replay/sums.h"

#include <algorithm>

namespace tacit::replay {
namespace {

constexpr std::size_t kMaxSummands = 256;

Open Both(Nodes& nodes, const Open& a, const Open& b) {
  Open both = a;
  both.rows.insert(both.rows.end(), b.rows.begin(), b.rows.end());
  both.cond = nodes.And({a.cond, b.cond});
  return both;
}

bool IsSum(const Node& node) { return node.op == Op::kFold && node.text == "sum0"; }

// One step: what the block's value is a sum of. Nothing where it is none.
std::optional<std::vector<Open>> Split(Nodes& nodes, const Open& block) {
  const Node value = nodes[block.outs[0]];
  std::vector<Open> parts;
  const auto add = [&](Ref cond, Ref out) {
    Open part = block;
    part.cond = nodes.And({block.cond, cond});
    part.outs = {out};
    parts.push_back(std::move(part));
  };
  if (value.op == Op::kNull) return parts;
  if (value.op == Op::kIf) {
    add(value.args[0], value.args[1]);
    add(nodes.Not(value.args[0]), value.args[2]);
    return parts;
  }
  if (value.op == Op::kLinear && (value.args.size() > 1 || value.numbers[0] != 0)) {
    // A sum with a NULL in it is NULL, and counts as nothing: so must each of its parts.
    const Ref present = nodes.NotNull(block.outs[0]);
    if (value.numbers[0] != 0) add(present, nodes.Integer(value.numbers[0]));
    for (std::size_t i = 0; i < value.args.size(); ++i) {
      add(present, nodes.AddScaled(value.args[i], value.numbers[i + 1], nodes.Integer(0), value.type));
    }
    return parts;
  }
  // A multiple of a product of factors, one of them a sum.
  std::vector<Ref> factors{block.outs[0]};
  std::int64_t multiple = 1;
  if (value.op == Op::kLinear) {
    multiple = value.numbers[1];
    factors = {value.args[0]};
  }
  if (const Node product = nodes[factors[0]]; product.op == Op::kApply && product.text == "*")
    factors = product.args;
  const auto sum = std::ranges::find_if(factors, [&](Ref factor) { return IsSum(nodes[factor]); });
  if (sum == factors.end()) return std::nullopt;
  const Ref bag = nodes[*sum].args[0];
  factors.erase(sum);
  for (const Open& member : nodes.OpenBag(bag)) {
    Open part = Both(nodes, block, member);
    Ref out = member.outs[0];
    for (const Ref factor : factors) out = nodes.Multiply(out, factor, value.type);
    part.outs = {nodes.AddScaled(out, multiple, nodes.Integer(0), value.type)};
    parts.push_back(std::move(part));
  }
  return parts;
}

template <typename Step>
std::optional<std::vector<Open>> Exhaust(Nodes& nodes, std::vector<Open> work, const Step& step) {
  std::vector<Open> out;
  while (!work.empty()) {
    const Open block = std::move(work.back());
    work.pop_back();
    if (block.cond == nodes.no()) continue;
    if (out.size() + work.size() > kMaxSummands) return std::nullopt;
    std::optional<std::vector<Open>> parts = step(block);
    if (!parts) {
      out.push_back(block);
      continue;
    }
    work.insert(work.end(), parts->begin(), parts->end());
  }
  return out;
}

}  // namespace

bool IsSetFold(const std::string& name) {
  return name == "min" || name == "max" || name == "pick" || name == "bool_and" || name == "bool_or" ||
         name == "bit_and" || name == "bit_or";
}

std::optional<std::vector<Open>> Summands(Nodes& nodes, Ref term) {
  auto parts =
      Exhaust(nodes, {Open{{}, nodes.yes(), {term}}}, [&](const Open& b) { return Split(nodes, b); });
  if (!parts) return std::nullopt;
  std::erase_if(*parts, [&](const Open& block) { return block.outs[0] == nodes.Integer(0); });
  for (Open& block : *parts) block.cond = nodes.And({block.cond, nodes.NotNull(block.outs[0])});
  return parts;
}

void MergeCases(Nodes& nodes, std::vector<Open>& blocks) {
  const auto merge = [&]() {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::vector<Ref> conds = nodes.Conjuncts(blocks[i].cond);
      for (const Ref cond : conds) {
        std::vector<Ref> rest = conds;
        std::erase(rest, cond);
        Open without = blocks[i];
        without.cond = nodes.And(rest);
        Open other = without;
        other.cond = nodes.And({other.cond, nodes.Not(cond)});
        const Ref wanted = nodes.Close(other);
        for (std::size_t j = 0; j < blocks.size(); ++j) {
          if (j == i || nodes.Close(blocks[j]) != wanted) continue;
          blocks[i] = std::move(without);
          blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(j));
          return true;
        }
      }
    }
    return false;
  };
  while (merge()) {
  }
}

std::optional<std::vector<Open>> Extremes(Nodes& nodes, Ref fold) {
  const Node node = nodes[fold];
  if (node.op != Op::kFold || !IsSetFold(node.text) || node.text == "pick") return std::nullopt;
  auto parts =
      Exhaust(nodes, nodes.OpenBag(node.args[0]), [&](const Open& block) -> std::optional<std::vector<Open>> {
        const Node value = nodes[block.outs[0]];
        if (value.op == Op::kNull) return std::vector<Open>();
        if (value.op == Op::kIf) return Split(nodes, block);
        if (value.op != Op::kFold || value.text != node.text) return std::nullopt;
        // The inner fold is not NULL where one of its rows has a value, which the row itself says.
        std::vector<Ref> kept = nodes.Conjuncts(block.cond);
        std::erase(kept, nodes.NotNull(block.outs[0]));
        std::vector<Open> inner = nodes.OpenBag(value.args[0]);
        for (Open& member : inner) {
          Open both = Both(nodes, {block.rows, nodes.And(kept), {}}, member);
          both.outs = member.outs;
          member = std::move(both);
        }
        return inner;
      });
  if (!parts) return std::nullopt;
  for (Open& block : *parts) block.cond = nodes.And({block.cond, nodes.NotNull(block.outs[0])});
  return parts;
}

}  // namespace tacit::replay
