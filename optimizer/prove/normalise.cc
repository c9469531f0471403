// A bag in a form in which equal bags tend to be the same: sets become bags where a key allows it, rows that
// a key makes the same are one, and rows that are only looked up become existence tests.
#include <algorithm>
#include <map>
#include <tuple>

#include "optimizer/prove/record.h"

namespace tacit::prove {
namespace {

constexpr int kNormaliseRounds = 24;
constexpr int kMaxNormaliseDepth = 6;
constexpr std::size_t kMaxBlocks = 64;

}  // namespace

Bag Engine::Normalise(const Bag& bag, const Context& context, int* why) {
  const bool recording = recorder_ != nullptr && why != nullptr;
  Bag out;
  std::vector<int> sum;
  for (const Block& block : bag) {
    if (context.depth > kMaxNormaliseDepth || out.size() > kMaxBlocks) {
      out.push_back(block);
      if (recording) sum.push_back(recorder_->Same(context, {block}, {block}));
      continue;
    }
    int part = -1;
    Bag parts = NormaliseBlock(block, context, kNormaliseRounds, recording ? &part : nullptr);
    out.insert(out.end(), parts.begin(), parts.end());
    if (recording) sum.push_back(part);
  }
  if (!recording) return UnitedSets(std::move(out), context, nullptr);
  const int parts = recorder_->Sum(context, bag, out, std::move(sum));
  int united = -1;
  out = UnitedSets(std::move(out), context, &united);
  *why = recorder_->Chain(context, bag, out, {parts, united});
  return out;
}

// What has become of one block, step by step.
class Engine::Trail {
 public:
  Trail(Engine& engine, const Context& context, const Block& block, int* why)
      : engine_(engine), context_(context), first_(block), last_(block), why_(why) {}

  [[nodiscard]] bool recording() const { return engine_.recorder_ != nullptr && why_ != nullptr; }
  // The block is now `block`, whose rows are the same under the engine's link.
  void To(const Block& block, const std::vector<int>& equalities = {}) {
    const FormulaId link = std::exchange(engine_.link_, kTrueFormula);
    if (!recording()) return;
    steps_.push_back(engine_.recorder_->Rows(context_, last_, block, link, equalities));
    last_ = block;
  }
  Bag Nothing() {
    if (recording()) steps_.push_back(engine_.recorder_->Empty(context_, last_));
    return End({});
  }
  Bag Parts(const Bag& parts, int expansion, std::vector<int> sum, Bag normal) {
    if (recording()) {
      steps_.push_back(expansion);
      steps_.push_back(engine_.recorder_->Sum(context_, parts, normal, std::move(sum)));
    }
    return End(std::move(normal));
  }
  Bag End(Bag bag) {
    if (recording()) *why_ = engine_.recorder_->Chain(context_, {first_}, bag, std::move(steps_));
    return bag;
  }

 private:
  Engine& engine_;
  const Context& context_;
  Block first_, last_;
  int* why_;
  std::vector<int> steps_;
};

Bag Engine::NormaliseBlock(Block block, const Context& context, int rounds, int* why) {
  Trail trail(*this, context, block, why);
  for (; rounds > 0 && budget_.Spend(store_); --rounds) {
    if (block.cond == kFalseFormula) return trail.Nothing();
    if (HoistEqualities(block, context)) trail.To(block);
    bool changed = false;
    for (std::size_t i = 0; i < block.vars.size() && !changed; ++i) {
      if (!block.vars[i].source.IsSet()) continue;
      changed = ReplacePinnedSet(block, i, context) || SplitRows(block, i) || PushIntoSet(block, i) ||
                LiftExistences(block, i) || NarrowSet(block, i, context);
      if (changed) break;
      int expansion = -1;
      if (const std::optional<Bag> parts =
              ExpandSet(block, i, context, rounds, trail.recording() ? &expansion : nullptr)) {
        Bag out;
        std::vector<int> sum;
        for (const Block& part : *parts) {
          int step = -1;
          Bag normal = NormaliseBlock(part, context, rounds - 1, trail.recording() ? &step : nullptr);
          out.insert(out.end(), normal.begin(), normal.end());
          sum.push_back(step);
        }
        return trail.Parts(*parts, expansion, std::move(sum), std::move(out));
      }
    }
    changed = changed || MergeRows(block, context) || Demote(block, context);
    if (!changed) break;
    trail.To(block);
  }
  NormaliseFoldsOf(block, context, trail);
  if (block.cond == kFalseFormula) return trail.Nothing();
  return trail.End({block});
}

void Engine::NormaliseFoldsOf(Block& block, const Context& context, Trail& trail) {
  std::vector<int> equalities;
  const auto in = [&](const Context& where) {
    return [&, where](TermId fold) {
      int step = -1;
      const TermId normal = NormaliseFold(fold, where, trail.recording() ? &step : nullptr);
      if (step >= 0) equalities.push_back(step);
      return normal;
    };
  };
  const Block before = block;
  const Context inside = context.With(store_, block.vars, block.cond);
  for (TermId& out : block.outs) {
    out = store_.MapFolds(out, in(inside));
    const TermId gathered = GatheredSums(out);
    if (gathered == out) continue;
    if (trail.recording()) equalities.push_back(recorder_->Terms("summands", inside, out, gathered));
    out = store_.MapFolds(gathered, in(inside));
  }
  // What a condition says of folds cannot be assumed while they are replaced in it.
  std::vector<FormulaId> given;
  for (FormulaId f : store_.Conjuncts(block.cond)) {
    if (!store_.HasFold(f)) given.push_back(f);
  }
  block.cond = store_.MapFoldsIn(block.cond, in(context.With(store_, block.vars, store_.And(given))));
  if (block.cond != before.cond || block.outs != before.outs) trail.To(block, equalities);
}

// What has to exist may tell that two values outside of it are equal.
bool Engine::HoistEqualities(Block& block, const Context& context) {
  std::vector<FormulaId> found;
  const Theory known = Units(block, context);
  for (FormulaId f : store_.Conjuncts(block.cond)) {
    const Formula& node = store_.formula(f);
    if (node.kind != FormulaKind::kExists) continue;
    const Block inner = store_.Open(store_.bag(node.bag)[0]);
    const Theory theory = Units(inner, {});
    std::set<TermId> columns;
    for (FormulaId part : store_.Conjuncts(inner.cond)) {
      const Formula& equality = store_.formula(part);
      if (equality.kind == FormulaKind::kEq) columns.insert({equality.left, equality.right});
    }
    const auto outside = [&](TermId t) {
      return store_.term(t).kind == TermKind::kColumn &&
             std::none_of(inner.vars.begin(), inner.vars.end(),
                          [&](const Decl& d) { return store_.Mentions(t, d.var); });
    };
    for (TermId column : columns) {
      if (!outside(column)) continue;
      for (TermId same : theory.ClassOf(column)) {
        if (same != column && outside(same) && !known.Equal(same, column))
          found.push_back(store_.Same(same, column));
      }
    }
  }
  if (found.empty()) return false;
  found.push_back(block.cond);
  block.cond = store_.And(found);
  return true;
}

// Blocks that return the same of the same tables' rows are one, under either condition: the cases of an outer
// join whose other side is not returned.
Bag Engine::Joined(Bag blocks, const Context& context) {
  const auto joined = [&](Block first, Block second) -> std::optional<Block> {
    while (Demote(first, context)) {
    }
    while (Demote(second, context)) {
    }
    if (first.vars.size() != second.vars.size()) return std::nullopt;
    Substitution s;
    for (std::size_t i = 0; i < first.vars.size(); ++i) {
      if (first.vars[i].source != second.vars[i].source) return std::nullopt;
      s.vars[second.vars[i].var] = first.vars[i].var;
    }
    const Block renamed = store_.Substitute(s, second);
    if (renamed.outs != first.outs) return std::nullopt;
    Block both = first;
    both.cond = store_.Or({first.cond, renamed.cond});
    // What determines a row under one condition need not do so under the other.
    return Deduplicated(std::move(both), context);
  };
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (std::size_t j = i + 1; j < blocks.size();) {
      std::optional<Block> both = joined(blocks[i], blocks[j]);
      if (!both) {
        ++j;
        continue;
      }
      blocks[i] = *std::move(both);
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(j));
    }
  }
  return blocks;
}

// The block's distinct rows, each once: variables that the row does not determine are only asked to exist.
std::optional<Block> Engine::Deduplicated(Block block, const Context& context) {
  const Theory theory = Units(block, context);
  const std::set<VarId> fixed = Determined(block, block.outs, {}, theory);
  std::set<VarId> loose;
  for (const Decl& d : block.vars) {
    if (!fixed.contains(d.var)) loose.insert(d.var);
  }
  for (const Decl& d : block.vars) {
    if (loose.contains(d.var)) block.outs = WithoutVar(block.outs, d, theory, loose);
  }
  const auto mentions = [&](const std::vector<VarId>& vars) {
    return std::any_of(vars.begin(), vars.end(), [&](VarId v) { return loose.contains(v); });
  };
  for (TermId out : block.outs) {
    if (mentions(store_.FreeVars(out))) return std::nullopt;
  }
  Block rest;
  std::vector<FormulaId> inside;
  std::vector<FormulaId> outside;
  for (FormulaId f : store_.Conjuncts(block.cond))
    (mentions(store_.FreeVarsOf(f)) ? inside : outside).push_back(f);
  for (const Decl& d : block.vars) {
    if (loose.contains(d.var)) rest.vars.push_back(d);
  }
  std::erase_if(block.vars, [&](const Decl& d) { return loose.contains(d.var); });
  rest.cond = store_.And(inside);
  outside.push_back(store_.Exists(std::move(rest)));
  block.cond = store_.And(outside);
  return block;
}

bool Engine::MergeRows(Block& block, const Context& context) {
  const Theory theory = Units(block, context);
  std::vector<FormulaId> given = store_.Conjuncts(block.cond);
  const std::vector<FormulaId> more = store_.Conjuncts(context.cond);
  given.insert(given.end(), more.begin(), more.end());
  std::vector<Decl> keepers = context.vars;
  for (std::size_t i = 0; i < block.vars.size(); ++i) {
    const Decl gone = block.vars[i];
    for (const Decl& kept : keepers) {
      if (kept.source != gone.source || gone.source.set >= 0 || kept.var == gone.var) continue;
      if (!SameRow(gone.source.table, kept.var, gone.var, theory, given)) continue;
      block.vars.erase(block.vars.begin() + static_cast<std::ptrdiff_t>(i));
      Substitution s;
      s.vars[gone.var] = kept.var;
      block = store_.Substitute(s, block);
      return true;
    }
    keepers.push_back(gone);
  }
  return false;
}

// The same terms, with columns of `decl` replaced by equal terms that avoid it.
std::vector<TermId> Engine::WithoutVar(const std::vector<TermId>& outs, const Decl& decl,
                                       const Theory& theory, const std::set<VarId>& avoid) {
  std::set<int> ordinals;
  for (TermId out : outs) {
    if (!store_.Mentions(out, decl.var)) continue;
    store_.VisitTerms(out, [&](TermId t) {
      const Term& term = store_.term(t);
      if (term.kind == TermKind::kColumn && term.var == decl.var) ordinals.insert(term.ordinal);
    });
  }
  if (ordinals.empty()) return outs;
  Substitution s;
  std::vector<TermId>& columns = s.columns[decl.var];
  for (int c = 0; c <= *ordinals.rbegin(); ++c) {
    TermId replacement = store_.Column(decl.var, c, ColumnType(decl.source.table, c));
    if (ordinals.contains(c)) {
      for (TermId member : theory.ClassOf(replacement)) {
        const auto& vars = store_.FreeVars(member);
        const bool avoids =
            !store_.Mentions(member, decl.var) &&
            std::none_of(vars.begin(), vars.end(), [&](VarId v) { return avoid.contains(v); });
        if (avoids) {
          replacement = member;
          break;
        }
      }
    }
    columns.push_back(replacement);
  }
  std::vector<TermId> result;
  for (TermId out : outs) {
    const auto& vars = store_.FreeVars(out);
    bool within = std::binary_search(vars.begin(), vars.end(), decl.var);
    // Columns of folds and conditions lie deeper than the ordinals seen above.
    store_.VisitTerms(out, [&](TermId t) {
      const TermKind kind = store_.term(t).kind;
      if (kind == TermKind::kFold || kind == TermKind::kIte) within = false;
    });
    result.push_back(within ? store_.Substitute(s, out) : out);
  }
  return result;
}

// A row that the others determine, and of which nothing is returned, is an existence test.
bool Engine::Demote(Block& block, const Context& context) {
  if (block.vars.empty()) return false;
  // Rows of which nothing is returned go first; then those whose columns can be had from others.
  const auto returned_from = [&](const Decl& decl) {
    return std::any_of(block.outs.begin(), block.outs.end(),
                       [&](TermId t) { return store_.Mentions(t, decl.var); });
  };
  std::vector<Decl> order = block.vars;
  std::sort(order.begin(), order.end(), [&](const Decl& a, const Decl& b) {
    return std::tuple(returned_from(a), b.source, a.var) < std::tuple(returned_from(b), a.source, b.var);
  });
  const Theory theory = Units(block, context);
  const auto others_determined = [&](const Block& b, VarId target, const Theory& units) {
    std::set<VarId> given;
    for (const Decl& d : b.vars) {
      if (d.var != target) given.insert(d.var);
    }
    return Determined(b, {}, given, units).contains(target);
  };
  for (const Decl& decl : order) {
    if (decl.source.set >= 0 || !others_determined(block, decl.var, theory)) continue;
    const std::vector<TermId> outs = WithoutVar(block.outs, decl, theory, {});
    if (std::any_of(outs.begin(), outs.end(), [&](TermId t) { return store_.Mentions(t, decl.var); }))
      continue;
    std::vector<FormulaId> inside;
    std::vector<FormulaId> outside;
    for (FormulaId f : store_.Conjuncts(block.cond)) {
      (store_.FormulaMentions(f, decl.var) ? inside : outside).push_back(f);
    }
    Block smaller = block;
    std::erase_if(smaller.vars, [&](const Decl& d) { return d.var == decl.var; });
    smaller.outs = outs;
    smaller.cond = store_.And(outside);
    // A row through which another one is reached stays: it ties the two together.
    const Theory remaining = Units(smaller, context);
    const std::set<VarId> returned = Determined(smaller, smaller.outs, {}, remaining);
    const bool link = std::any_of(smaller.vars.begin(), smaller.vars.end(), [&](const Decl& d) {
      const bool touched = std::any_of(inside.begin(), inside.end(),
                                       [&](FormulaId f) { return store_.FormulaMentions(f, d.var); });
      return touched && d.source.set < 0 && !returned.contains(d.var) &&
             others_determined(block, d.var, theory) && !others_determined(smaller, d.var, remaining);
    });
    if (link) continue;
    smaller.cond = store_.And(smaller.cond, store_.Exists({{decl}, store_.And(inside), {}}));
    block = std::move(smaller);
    return true;
  }
  return false;
}

}  // namespace tacit::prove
