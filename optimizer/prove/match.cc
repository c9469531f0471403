// Whether two bags, two sets, two folds are the same in a context.
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "optimizer/prove/record.h"

namespace tacit::prove {
namespace {

constexpr std::size_t kMaxCells = 10;       // blocks of one shape, both sides together
constexpr std::size_t kMaxAlignments = 48;  // ways to pair variables that are tried in full
constexpr int kMaxMatchDepth = 6;

}  // namespace

bool Engine::SetEqual(Bag left, Bag right, const Context& context, int* why) {
  if (context.depth > kMaxMatchDepth) return false;
  const auto within = [&](const Bag& part, const Bag& whole) {
    return std::all_of(part.begin(), part.end(), [&](const Block& closed) {
      const Block block = store_.Open(closed);
      Bag wanted;
      for (const Block& other : whole) {
        if (other.outs.size() != block.outs.size()) continue;  // rows of other widths are never the same
        Block candidate = store_.Open(other);
        candidate.cond = store_.And(candidate.cond, store_.SameAll(candidate.outs, block.outs));
        wanted.push_back(std::move(candidate));
      }
      return Implies(context.With(store_, block.vars, block.cond), store_.ExistsAny(wanted));
    });
  };
  if (!within(left, right) || !within(right, left)) return false;
  if (recorder_ != nullptr && why != nullptr)
    *why = recorder_->SameSet(context, store_.Close(std::move(left)), store_.Close(std::move(right)));
  return true;
}

bool Engine::FoldEqual(TermId left, TermId right, const Context& context, int* why) {
  if (left == right) {
    if (recorder_ != nullptr && why != nullptr) *why = recorder_->Terms("terms", context, left, right);
    return true;
  }
  const Term& a = store_.term(left);
  const Term& b = store_.term(right);
  if (a.name != b.name || context.depth > kMaxMatchDepth) return false;
  Bag x = store_.Opened(a.bag);
  Bag y = store_.Opened(b.bag);
  int bodies = -1;
  const bool equal = IsSetFold(a.name) ? SetEqual(store_.InlineSets(std::move(x)),
                                                  store_.InlineSets(std::move(y)), context, &bodies)
                                       : BagEqual(x, y, context, &bodies);
  if (equal && recorder_ != nullptr && why != nullptr)
    *why = recorder_->Terms("fold", context, left, right, {bodies});
  return equal;
}

bool Engine::SameSource(const Source& a, const Source& b, const Context& context) {
  if (a == b) return true;
  if (a.set < 0 || b.set < 0 || a.table != b.table) return false;
  // Asked again for every way to pair variables.
  std::vector<int> key{a.set, b.set, a.IsLimited() ? 1 : 0, context.cond, context.depth, fold_depth_};
  for (const Decl& d : context.vars) key.push_back(d.var);
  if (const auto known = same_source_memo_.find(key); known != same_source_memo_.end()) return known->second;
  const bool same = CompareSources(a, b, context);
  if (!budget_.exhausted) same_source_memo_.emplace(std::move(key), same);
  return same;
}

bool Engine::CompareSources(const Source& a, const Source& b, const Context& context) {
  if (a.IsLimited()) {
    // The same rows in the same order, cut at the same places: whatever falls out of one may of the other.
    Context inside = context;
    ++inside.depth;
    const Bag left = Normalise(store_.Opened(a.set), context);
    return BagEqual(left, Normalise(store_.Opened(b.set), context), inside);
  }
  return SetEqual(store_.bag(a.set), store_.bag(b.set), context);
}

bool Engine::BagEqual(const Bag& left, const Bag& right, const Context& context, int* why) {
  if (context.depth > kMaxMatchDepth || !budget_.Spend(store_)) return false;
  const bool recording = recorder_ != nullptr && why != nullptr;
  std::vector<int> sum;
  // Blocks that are the same up to names cancel; blocks that give no row are left out.
  std::multimap<BagId, Block> a;
  for (const Block& block : left) a.emplace(store_.Close({block}), block);
  std::vector<Block> y;
  for (const Block& block : right) {
    const auto same = a.find(store_.Close({block}));
    if (same != a.end()) {
      if (recording) sum.push_back(recorder_->Same(context, {same->second}, {block}));
      a.erase(same);
    } else {
      y.push_back(block);
    }
  }
  std::vector<Block> x;
  for (auto& [id, block] : a) x.push_back(block);
  const auto without_empty = [&](std::vector<Block>& blocks, bool of_left) {
    std::erase_if(blocks, [&](const Block& block) {
      if (!Unsat(context.With(store_, block.vars, block.cond), kTrueFormula)) return false;
      if (recording) {
        const int empty = recorder_->Empty(context, block);
        sum.push_back(of_left ? empty : recorder_->Reverse(empty));
      }
      return true;
    });
  };
  // Of one against one it is sooner seen that they are equal, as mostly they are, than that neither is empty.
  const bool pair = x.size() == 1 && y.size() == 1;
  if (!pair || !GroupsEqual(x, y, context, recording ? &sum : nullptr)) {
    without_empty(x, true);
    without_empty(y, false);
    const bool none = x.empty() && y.empty();
    if (!none && (pair || !GroupsEqual(x, y, context, recording ? &sum : nullptr))) return false;
  }
  if (recording) *why = recorder_->Sum(context, left, right, std::move(sum));
  return true;
}

// Groups of one shape are compared with each other.
bool Engine::GroupsEqual(std::vector<Block> x, std::vector<Block> y, const Context& context,
                         std::vector<int>* sum) {
  const auto same_shape = [&](const Block& p, const Block& q) {
    if (p.vars.size() != q.vars.size()) return false;
    std::vector<bool> taken(q.vars.size());
    return std::all_of(p.vars.begin(), p.vars.end(), [&](const Decl& d) {
      for (std::size_t i = 0; i < q.vars.size(); ++i) {
        if (taken[i] || !SameSource(d.source, q.vars[i].source, context)) continue;
        taken[i] = true;
        return true;
      }
      return false;
    });
  };
  while (!x.empty() && !y.empty()) {
    const Block shape = x[0];
    std::vector<Block> p;
    std::vector<Block> q;
    const auto take = [&](std::vector<Block>& from, std::vector<Block>& to) {
      std::erase_if(from, [&](const Block& block) {
        if (!same_shape(shape, block)) return false;
        to.push_back(store_.Open(block));
        return true;
      });
    };
    take(x, p);
    take(y, q);
    int group = -1;
    if (q.empty() || !GroupEqual(p, q, context, sum != nullptr ? &group : nullptr)) return false;
    if (sum != nullptr) sum->push_back(group);
  }
  return x.empty() && y.empty();
}

// Ways to name `from`'s variables as `to`'s, likeliest first.
std::vector<std::map<VarId, VarId>> Engine::Alignments(const Block& from, const Block& to,
                                                       const Context& context) {
  std::vector<std::map<VarId, VarId>> all;
  std::map<VarId, VarId> partial;
  std::set<VarId> taken;
  const auto extend = [&](const auto& self, std::size_t i) -> void {
    if (all.size() >= 720) return;
    if (i == from.vars.size()) {
      all.push_back(partial);
      return;
    }
    for (const Decl& d : to.vars) {
      if (taken.contains(d.var) || !SameSource(from.vars[i].source, d.source, context)) continue;
      partial[from.vars[i].var] = d.var;
      taken.insert(d.var);
      self(self, i + 1);
      taken.erase(d.var);
      partial.erase(from.vars[i].var);
    }
  };
  extend(extend, 0);
  if (all.size() < 2) return all;
  const std::vector<FormulaId> wanted = store_.Conjuncts(to.cond);
  std::vector<std::pair<int, std::size_t>> scores;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Substitution s;
    s.vars = all[i];
    int score = 0;
    for (FormulaId f : store_.Conjuncts(from.cond)) {
      const FormulaId renamed = store_.SubstituteIn(s, f);
      score += std::find(wanted.begin(), wanted.end(), renamed) != wanted.end() ? 1 : 0;
    }
    for (std::size_t c = 0; c < from.outs.size(); ++c)
      score += store_.Substitute(s, from.outs[c]) == to.outs[c] ? 2 : 0;
    scores.emplace_back(-score, i);
  }
  std::sort(scores.begin(), scores.end());
  std::vector<std::map<VarId, VarId>> sorted;
  for (const auto& [score, i] : scores) {
    if (sorted.size() < kMaxAlignments) sorted.push_back(all[i]);
  }
  return sorted;
}

bool Engine::GroupEqual(const std::vector<Block>& left, const std::vector<Block>& right,
                        const Context& context, int* why) {
  if (left.size() + right.size() > kMaxCells) return false;
  const Block shape = left[0];
  // Blocks over the shape's variables, and what their own were called.
  struct Named {
    Bag blocks;
    std::vector<std::map<VarId, VarId>> names;
    void Add(Store& store, const Block& block, std::map<VarId, VarId> renames, const Block& like) {
      Substitution s;
      s.vars = renames;
      blocks.push_back(store.Substitute(s, block));
      blocks.back().vars = like.vars;
      names.push_back(std::move(renames));
    }
  };
  Named x;
  x.Add(store_, shape, {}, shape);
  const auto equal = [&](const Named& y) {
    if (!CellsEqual(x.blocks, y.blocks, context)) return false;
    if (recorder_ == nullptr || why == nullptr) return true;
    const int there = RecordNaming(left, x.names, x.blocks, context);
    const int cells = recorder_->Cells(context, x.blocks, y.blocks);
    const int back = recorder_->Reverse(RecordNaming(right, y.names, y.blocks, context));
    *why = recorder_->Chain(context, left, right, {there, cells, back});
    return true;
  };
  if (left.size() == 1 && right.size() == 1) {
    for (const auto& names : Alignments(right[0], shape, context)) {
      Named y;
      y.Add(store_, right[0], names, shape);
      if (equal(y)) return true;
    }
    return false;
  }
  const auto align = [&](const Bag& blocks, std::size_t first, Named& named) {
    for (std::size_t i = first; i < blocks.size(); ++i) {
      const auto ways = Alignments(blocks[i], shape, context);
      if (ways.empty()) return false;
      named.Add(store_, blocks[i], ways[0], shape);
    }
    return true;
  };
  Named y;
  return align(left, 1, x) && align(right, 0, y) && equal(y);
}

// Blocks under other names, over sources that are the same in another form.
int Engine::RecordNaming(const Bag& from, const std::vector<std::map<VarId, VarId>>& names, const Bag& to,
                         const Context& context) {
  std::vector<int> sum;
  for (std::size_t b = 0; b < from.size(); ++b) {
    Substitution rename;
    rename.vars = names[b];
    Block now = store_.Substitute(rename, from[b]);
    std::vector<int> chain{recorder_->Same(context, {from[b]}, {now})};
    for (Decl& d : now.vars) {
      const auto wanted = std::find_if(to[b].vars.begin(), to[b].vars.end(),
                                       [&](const Decl& other) { return other.var == d.var; });
      if (wanted == to[b].vars.end() || wanted->source == d.source) continue;
      const Block before = now;
      const Source old = std::exchange(d.source, wanted->source);
      if (old.IsLimited()) {
        chain.push_back(RecordLimit(before, now, d.var, old, d.source, context));
      } else {
        chain.push_back(recorder_->Rows(context, before, now, kTrueFormula));
      }
    }
    sum.push_back(recorder_->Chain(context, {from[b]}, {to[b]}, std::move(chain)));
  }
  return recorder_->Sum(context, from, to, std::move(sum));
}

int Engine::RecordLimit(const Block& from, const Block& to, VarId row, const Source& old, const Source& now,
                        const Context& context) {
  Context inside = context;
  ++inside.depth;
  const Bag left = store_.Opened(old.set);
  const Bag right = store_.Opened(now.set);
  int there = -1;
  int same = -1;
  int back = -1;
  const Bag x = Normalise(left, context, &there);
  const Bag y = Normalise(right, context, &back);
  if (!BagEqual(x, y, inside, &same)) return -1;
  const int equal = recorder_->Chain(context, left, right, {there, same, recorder_->Reverse(back)});
  return recorder_->SameLimit(context, from, to, row, equal);
}

// All blocks range over the same variables: for each choice of them, the rows given left and right must be
// the same. Splits on which conditions hold.
bool Engine::CellsEqual(const std::vector<Block>& left, const std::vector<Block>& right,
                        const Context& context) {
  std::vector<FormulaId> conds;
  for (const Block& block : left) conds.push_back(block.cond);
  for (const Block& block : right) conds.push_back(block.cond);
  std::sort(conds.begin(), conds.end());
  conds.erase(std::unique(conds.begin(), conds.end()), conds.end());
  const Context base = context.With(store_, left[0].vars, kTrueFormula);
  std::map<FormulaId, bool> held;
  const auto split = [&](const auto& self, std::size_t i, FormulaId cell) -> bool {
    if (cell == kFalseFormula) return true;
    if (i < conds.size()) {
      for (const bool holds : {true, false}) {
        held[conds[i]] = holds;
        const FormulaId narrowed = store_.And(cell, holds ? conds[i] : store_.Not(conds[i]));
        if (!self(self, i + 1, narrowed)) return false;
      }
      return true;
    }
    std::vector<Block> x;
    std::vector<Block> y;
    for (const Block& block : left) {
      if (held[block.cond]) x.push_back(block);
    }
    for (const Block& block : right) {
      if (held[block.cond]) y.push_back(block);
    }
    if (x.empty() && y.empty()) return true;
    Context here = base;
    here.cond = store_.And(base.cond, cell);
    if (x.size() == y.size() && OutsMatch(x, y, here)) return true;
    return Unsat(here, kTrueFormula);
  };
  return split(split, 0, kTrueFormula);
}

bool Engine::OutsMatch(const std::vector<Block>& left, const std::vector<Block>& right,
                       const Context& context) {
  std::vector<bool> taken(right.size());
  // What `=` calls equal, and a reader may not.
  const auto may_differ = [&](TermId l, TermId r) {
    return l != r && l != kNullTerm && r != kNullTerm && store_.BlurredEquality(l, r);
  };
  return std::all_of(left.begin(), left.end(), [&](const Block& l) {
    for (std::size_t j = 0; j < right.size(); ++j) {
      if (taken[j] || !std::equal(l.outs.begin(), l.outs.end(), right[j].outs.begin(), right[j].outs.end(),
                                  std::not_fn(may_differ))) {
        continue;
      }
      // Equal rows may be paired in any order, so that the first that fits will do.
      if (Implies(context, store_.SameAll(l.outs, right[j].outs))) {
        taken[j] = true;
        return true;
      }
    }
    return false;
  });
}

}  // namespace tacit::prove
