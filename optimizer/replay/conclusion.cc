// From equal bags to equal queries: order and limits at the top.
#include <charconv>

#include "optimizer/replay/check.h"

namespace tacit::replay {
namespace {

using Error = std::optional<std::string>;

std::optional<std::int64_t> Whole(const std::string& text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(n)
                                                                                   : std::nullopt;
}

class Concluder {
 public:
  Concluder(Nodes& nodes, const Proof& proof) : nodes_(nodes), proof_(proof) {}

  // The bag of the side as it is compared; its keys, limit and offset are what is left of them.
  Error Simplify(Side& side, std::vector<Open>* bag) {
    const Claim* normal = At(side.normal);
    if (normal == nullptr || !IsBagEquality(*normal) || !SameBlocks(nodes_, normal->left, side.lowered))
      return "no claim says what the query's normal form is";
    *bag = normal->right;
    // Blocks that have no rows are equal whatever their columns.
    for (const Open& block : *bag) {
      if (block.outs.size() != side.columns + side.keys.size())
        return "a block of another width than its query";
    }
    for (const Side::Drop& drop : side.drops) {
      if (Error error = Apply(drop, side, *bag)) return error;
    }
    return std::nullopt;
  }

  Error Compare(const Side& left, Side right, const std::vector<Open>& left_bag,
                std::vector<Open> right_bag) {
    const Conclusion& end = proof_.conclusion;
    const bool limited = !left.limit.empty() || !left.offset.empty();
    if (!limited && left.keys.empty()) Drop(right, right_bag);  // an order that the left does not promise
    if (left.limit != right.limit || left.offset != right.offset) return "the limits differ";
    if (left.keys.size() != right.keys.size() || left.columns != right.columns) return "the sort keys differ";
    for (std::size_t i = 0; i < left.keys.size(); ++i) {
      if (left.keys[i].descending != right.keys[i].descending) return "a key in the opposite direction";
      if (left.keys[i].nulls_first == right.keys[i].nulls_first) continue;
      const Claim* present = i < end.present.size() ? At(end.present[i]) : nullptr;
      if (present == nullptr || present->law != "follows" || !IsOpen(*present) ||
          !Keys(*present, left_bag, left.columns + i))
        return "NULLs in another place";
    }
    if (limited && !end.any_of_ties) {
      const Claim* total = At(end.total);
      const bool of_left = total != nullptr && IsTotal(*total, left_bag, left);
      if (!of_left && (total == nullptr || !IsTotal(*total, right_bag, right)))
        return "rows that the limit's order leaves open";
    }
    const Claim* match = At(end.match);
    const bool same = match != nullptr && IsBagEquality(*match) &&
                      SameBlocks(nodes_, match->left, left_bag) &&
                      SameBlocks(nodes_, match->right, right_bag);
    return same ? Error() : "no claim says that the two normal forms are the same";
  }

  bool IsBagEquality(const Claim& claim) const {
    const bool other = claim.law == "at-most" || claim.law == "determined" || claim.law == "same-set" ||
                       claim.law == "follows" || claim.left_term >= 0;
    return !other && IsOpen(claim);
  }

 private:
  const Claim* At(int claim) const {
    const bool there = claim >= 0 && static_cast<std::size_t>(claim) < proof_.claims.size();
    return there ? &proof_.claims[static_cast<std::size_t>(claim)] : nullptr;
  }
  bool IsOpen(const Claim& claim) const {
    return claim.given.rows.empty() && claim.given.cond == nodes_.yes();
  }
  static void Drop(Side& side, std::vector<Open>& bag) {
    for (Open& block : bag) block.outs.resize(side.columns);
    side.keys.clear();
  }

  Error Apply(const Side::Drop& drop, Side& side, std::vector<Open>& bag) {
    const auto limit = Whole(side.limit);
    const auto offset = Whole(side.offset);
    const auto at_most = [&](std::int64_t rows) {
      const Claim* claim = At(drop.claim);
      return claim != nullptr && claim->law == "at-most" && IsOpen(*claim) && claim->count <= rows &&
             SameBlocks(nodes_, claim->left, bag);
    };
    if (drop.what == "rows") {
      if (limit != 0 && !(offset && *offset > 0 && at_most(*offset))) return "the limit may leave rows";
      bag.clear();
      side.limit.clear();
      side.offset.clear();
    } else if (drop.what == "limit") {
      if (!limit || !side.offset.empty() || !at_most(*limit)) return "the limit may cut rows";
      side.limit.clear();
    } else if (drop.what == "keys") {
      if (!side.limit.empty() || !side.offset.empty() || !at_most(1)) return "rows that have an order";
      Drop(side, bag);
    } else if (drop.what == "key") {
      const Claim* claim = At(drop.claim);
      const bool fits = claim != nullptr && claim->law == "determined" && IsOpen(*claim) && bag.size() == 1 &&
                        drop.at < side.keys.size() && claim->left.size() == 1;
      if (!fits) return "a key that nothing determines";
      const auto first = bag[0].outs.begin() + static_cast<std::ptrdiff_t>(side.columns);
      const auto key = first + static_cast<std::ptrdiff_t>(drop.at);
      // The block, what is determined, and by what: as one, so that they speak of the same rows.
      Open wanted{bag[0].rows, bag[0].cond, {*key}};
      wanted.outs.insert(wanted.outs.end(), first, key);
      if (!SameBlocks(nodes_, {wanted}, {WithSeeds(*claim)})) return "another key than the determined one";
      bag[0].outs.erase(key);
      side.keys.erase(side.keys.begin() + static_cast<std::ptrdiff_t>(drop.at));
    } else {
      return "no way to drop '" + drop.what + "'";
    }
    return std::nullopt;
  }

  static Open WithSeeds(const Claim& claim) {
    Open block = claim.left[0];
    block.outs.insert(block.outs.end(), claim.seeds.begin(), claim.seeds.end());
    return block;
  }
  bool IsTotal(const Claim& claim, const std::vector<Open>& bag, const Side& side) {
    if (bag.size() != 1 || claim.law != "determined" || !IsOpen(claim) || claim.left.size() != 1)
      return bag.empty();
    Open wanted = bag[0];
    wanted.outs.resize(side.columns);
    const auto keys = bag[0].outs.begin() + static_cast<std::ptrdiff_t>(side.columns);
    wanted.outs.insert(wanted.outs.end(), keys, keys + static_cast<std::ptrdiff_t>(side.keys.size()));
    return SameBlocks(nodes_, {wanted}, {WithSeeds(claim)});
  }
  bool Keys(const Claim& claim, const std::vector<Open>& bag, std::size_t column) {
    std::vector<Open> keys = bag;
    for (Open& block : keys) block.outs = {block.outs[column]};
    std::vector<Open> claimed = claim.left;
    for (std::size_t i = 0; i < claimed.size(); ++i) claimed[i].outs = {claim.seeds[i]};
    return SameBlocks(nodes_, keys, claimed);
  }

  Nodes& nodes_;
  const Proof& proof_;
};

}  // namespace

bool CheckBound(Nodes& nodes, const Proof& proof, const Bound& bound) try {
  const auto at = [&](int claim) {
    return claim >= 0 && static_cast<std::size_t>(claim) < proof.claims.size();
  };
  if (!at(bound.normal) || !at(bound.claim)) return false;
  const Claim& few = proof.claims[static_cast<std::size_t>(bound.claim)];
  const Claim& normal = proof.claims[static_cast<std::size_t>(bound.normal)];
  Concluder concluder(nodes, proof);
  return concluder.IsBagEquality(normal) && few.law == "at-most" && few.count <= bound.count &&
         few.given.rows.empty() && few.given.cond == nodes.yes() &&
         SameBlocks(nodes, normal.left, bound.rows) && SameBlocks(nodes, normal.right, few.left);
} catch (const TooLarge&) {
  return false;
}

std::optional<std::string> CheckConclusion(Nodes& nodes, const Proof& proof) try {
  Concluder concluder(nodes, proof);
  Side left = proof.conclusion.left;
  Side right = proof.conclusion.right;
  for (const Side* side : {&left, &right}) {
    for (const Open& block : side->lowered) {
      if (block.outs.size() != side->columns + side->keys.size())
        return "a block of another width than its query";
    }
  }
  std::vector<Open> left_bag;
  std::vector<Open> right_bag;
  if (auto error = concluder.Simplify(left, &left_bag)) return "left: " + *error;
  if (auto error = concluder.Simplify(right, &right_bag)) return "right: " + *error;
  return concluder.Compare(left, std::move(right), left_bag, std::move(right_bag));
} catch (const TooLarge&) {
  return "more work than any proof needs";
}

}  // namespace tacit::replay
