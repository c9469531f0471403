// Normalising variables that range over sets of rows.
#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "optimizer/prove/engine.h"
#include "optimizer/prove/record.h"

namespace tacit::prove {

// A variable over a set whose every column is fixed by the rest only asks whether that row is in the set.
bool Engine::ReplacePinnedSet(Block& block, std::size_t at, const Context& context) {
  const Decl decl = block.vars[at];
  const Theory theory = Units(block, context);
  const Bag& members = store_.bag(decl.source.set);
  Substitution s;
  std::vector<TermId>& fixed = s.columns[decl.var];
  for (std::size_t c = 0; !members.empty() && c < members[0].outs.size(); ++c) {
    const TermId column = store_.Column(decl.var, static_cast<int>(c), sql::TypeKind::kUnknown);
    TermId found = -1;
    for (TermId member : theory.ClassOf(column)) {
      const TermKind kind = store_.term(member).kind;
      if (!store_.Mentions(member, decl.var) && (found < 0 || kind == TermKind::kConst)) found = member;
    }
    if (found < 0) return false;
    fixed.push_back(found);
  }
  Bag wanted;
  for (const Block& closed : members) {
    Block member = store_.Open(closed);
    member.cond = store_.And(member.cond, store_.SameAll(member.outs, fixed));
    wanted.push_back(std::move(member));
  }
  link_ = LinkOf(decl, s);
  block.vars.erase(block.vars.begin() + static_cast<std::ptrdiff_t>(at));
  block = store_.Substitute(s, block);
  block.cond = store_.And(block.cond, store_.ExistsAny(wanted));
  return true;
}

// That a set's columns are what they are replaced by.
FormulaId Engine::LinkOf(const Decl& decl, const Substitution& s) {
  if (recorder_ == nullptr) return kTrueFormula;
  std::vector<FormulaId> same;
  const std::vector<TermId>& columns = s.columns.at(decl.var);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const sql::TypeKind type = store_.ColumnKind(store_.bag(decl.source.set), c);
    same.push_back(store_.Same(store_.Column(decl.var, static_cast<int>(c), type), columns[c]));
  }
  return store_.And(same);
}

// What is asked of a set's row alone can be asked of the rows that make the set.
bool Engine::PushIntoSet(Block& block, std::size_t at) {
  const Decl decl = block.vars[at];
  std::vector<FormulaId> moved;
  std::vector<FormulaId> kept;
  for (FormulaId f : store_.Conjuncts(block.cond)) {
    const auto& vars = store_.FreeVarsOf(f);
    const bool alone = std::all_of(block.vars.begin(), block.vars.end(), [&](const Decl& d) {
      return std::binary_search(vars.begin(), vars.end(), d.var) == (d.var == decl.var);
    });
    (alone && !store_.HasFold(f) ? moved : kept).push_back(f);
  }
  if (moved.empty()) return false;
  Bag narrowed;
  for (Block& member : store_.Opened(decl.source.set)) {
    Substitution s;
    s.columns[decl.var] = member.outs;
    member.cond = store_.And(member.cond, store_.SubstituteIn(s, store_.And(moved)));
    if (member.cond != kFalseFormula) narrowed.push_back(std::move(member));
  }
  block.vars[at].source.set = store_.Close(std::move(narrowed));
  block.cond = store_.And(kept);
  return true;
}

// A column that is the same in every row of the set, or that repeats another one, tells nothing: the set does
// without it.
bool Engine::NarrowSet(Block& block, std::size_t at, const Context& context) {
  const Decl decl = block.vars[at];
  Bag members = store_.Opened(decl.source.set);
  if (members.empty()) return false;
  std::vector<Theory> theories;
  for (const Block& member : members) theories.push_back(Units(member, context));
  const std::size_t width = members[0].outs.size();
  const auto within = [&](const Block& member, TermId t) {
    return std::any_of(member.vars.begin(), member.vars.end(),
                       [&](const Decl& d) { return store_.Mentions(t, d.var); });
  };
  const auto constant = [&](std::size_t c) -> std::optional<TermId> {
    for (TermId t : theories[0].ClassOf(members[0].outs[c])) {
      if (within(members[0], t)) continue;
      bool always = true;
      for (std::size_t m = 1; always && m < members.size(); ++m) {
        always = theories[m].Equal(members[m].outs[c], t);
      }
      if (always) return t;
    }
    return std::nullopt;
  };
  const auto repeats = [&](std::size_t c, std::size_t earlier) {
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (!theories[m].Equal(members[m].outs[c], members[m].outs[earlier])) return false;
    }
    return true;
  };
  // In one order, so that sets that list the same columns otherwise are the same.
  const std::vector<TermId> listed = store_.bag(decl.source.set)[0].outs;
  std::vector<std::size_t> order(width);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::tie(listed[a], a) < std::tie(listed[b], b); });
  const VarId narrow = store_.FreshVar();
  Substitution s;
  std::vector<TermId>& columns = s.columns[decl.var];
  columns.resize(width);
  std::vector<std::size_t> kept;
  for (std::size_t c : order) {
    if (const std::optional<TermId> t = constant(c)) {
      columns[c] = *t;
      continue;
    }
    const auto same = std::find_if(kept.begin(), kept.end(), [&](std::size_t k) { return repeats(c, k); });
    if (same != kept.end()) {
      columns[c] = columns[*same];
      continue;
    }
    columns[c] = store_.Column(narrow, static_cast<int>(kept.size()), store_.ColumnKind(members, c));
    kept.push_back(c);
  }
  if (kept.size() == width && std::is_sorted(kept.begin(), kept.end())) return false;
  link_ = LinkOf(decl, s);
  for (Block& member : members) {
    std::vector<TermId> outs;
    for (std::size_t c : kept) outs.push_back(member.outs[c]);
    member.outs = std::move(outs);
  }
  block.vars.erase(block.vars.begin() + static_cast<std::ptrdiff_t>(at));
  block = store_.Substitute(s, block);
  if (kept.empty()) {
    block.cond = store_.And(block.cond, store_.ExistsAny(members));
  } else {
    block.vars.push_back({narrow, {"", store_.Close(std::move(members))}});
  }
  return true;
}

// Where each block of the set, taken alone, gives no row twice, the set is the sum of its blocks, each
// without the rows that an earlier one gives.
std::optional<Bag> Engine::ExpandSet(const Block& block, std::size_t at, const Context& context, int rounds,
                                     int* why) {
  Recorder* const recorder =
      std::exchange(recorder_, nullptr);  // what the set's rows are is shown as a whole
  std::optional<Bag> out = Expanded(block, at, context, rounds);
  recorder_ = recorder;
  if (out && recorder_ != nullptr && why != nullptr)
    *why = RecordExpansion(block, at, expanded_, *out, context);
  return out;
}

// By way of the set of the blocks that it was made of: split block by block, each replaced by its rows.
int Engine::RecordExpansion(const Block& block, std::size_t at, const Bag& members, const Bag& parts,
                            const Context& context) {
  const Decl decl = block.vars[at];
  const VarId row = store_.FreshVar();
  Block whole = block;
  Substitution rename;
  rename.vars[decl.var] = row;
  whole = store_.Substitute(rename, whole);
  whole.vars[at].source.set = store_.Close(members);
  std::vector<int> chain;
  chain.push_back(
      recorder_->Rows(context, block, whole, recorder_->SameColumns(decl.var, row, decl.source.set)));
  Bag split;
  std::vector<FormulaId> not_earlier;
  std::vector<int> sum;
  for (std::size_t i = 0; i < members.size(); ++i) {
    Block part = whole;
    part.vars[at].source.set = store_.Close({members[i]});
    part.cond = store_.And(store_.And(not_earlier), whole.cond);
    Block found = store_.Open(members[i]);
    std::vector<TermId> columns;
    std::vector<FormulaId> link;
    for (std::size_t c = 0; c < found.outs.size(); ++c) {
      columns.push_back(store_.Column(row, static_cast<int>(c), store_.ColumnKind(members, c)));
    }
    found.cond = store_.And(found.cond, store_.SameAll(found.outs, columns));
    not_earlier.push_back(store_.Not(store_.Exists(std::move(found))));
    split.push_back(part);
    if (i >= parts.size()) continue;
    // The part's last variables are the member's, in its order.
    Substitution names;
    const std::vector<Decl>& rows = parts[i].vars;
    for (std::size_t k = 0; k < members[i].vars.size(); ++k) {
      names.vars[members[i].vars[k].var] = rows[rows.size() - members[i].vars.size() + k].var;
    }
    const Block member = store_.Substitute(names, members[i]);
    for (std::size_t c = 0; c < columns.size(); ++c) link.push_back(store_.Same(columns[c], member.outs[c]));
    // Rows that the part shares with the block go by the block's names.
    Substitution back;
    for (std::size_t k = 0; k + members[i].vars.size() < rows.size(); ++k) {
      back.vars[rows[k].var] = block.vars[k < at ? k : k + 1].var;
    }
    Block named = store_.Substitute(back, parts[i]);
    sum.push_back(recorder_->Rows(context, part, named, store_.And(link)));
  }
  chain.push_back(recorder_->SplitSet(context, whole, row, split));
  chain.push_back(recorder_->Sum(context, split, parts, std::move(sum)));
  return recorder_->Chain(context, {block}, parts, std::move(chain));
}

std::optional<Bag> Engine::Expanded(const Block& block, std::size_t at, const Context& context, int rounds) {
  const Decl decl = block.vars[at];
  const Bag opened = store_.Opened(decl.source.set);
  Context outside = context;
  ++outside.depth;
  Bag unique;
  for (const Block& member : opened) {
    // As it stands first: demoting rows may lose the key that the output holds.
    if (std::optional<Block> alone = Deduplicated(member, outside)) {
      unique.push_back(std::move(*alone));
      continue;
    }
    for (const Block& normal : NormaliseBlock(member, outside, rounds - 1)) {
      std::optional<Block> alone = Deduplicated(normal, outside);
      if (!alone) return std::nullopt;
      unique.push_back(std::move(*alone));
    }
  }
  unique = Joined(std::move(unique), outside);
  expanded_ = unique;
  Bag out;
  for (std::size_t i = 0; i < unique.size(); ++i) {
    const Block member = store_.Open(unique[i]);
    Substitution s;
    s.columns[decl.var] = member.outs;
    Block part = block;
    part.vars.erase(part.vars.begin() + static_cast<std::ptrdiff_t>(at));
    part = store_.Substitute(s, part);
    part.vars.insert(part.vars.end(), member.vars.begin(), member.vars.end());
    std::vector<FormulaId> conds{part.cond, member.cond};
    for (std::size_t j = 0; j < i; ++j) {
      Block earlier = store_.Open(unique[j]);
      earlier.cond = store_.And(earlier.cond, store_.SameAll(earlier.outs, member.outs));
      conds.push_back(store_.Not(store_.Exists(std::move(earlier))));
    }
    part.cond = store_.And(conds);
    out.push_back(store_.Open(part));
  }
  return out;
}

// A block that returns the rows of one set, and all that tells them apart: the set of the rows that it
// returns.
std::optional<Bag> Engine::AsSet(const Block& block) {
  if (block.vars.size() != 1 || !block.vars[0].source.IsSet() || block.cond != kTrueFormula)
    return std::nullopt;
  const VarId var = block.vars[0].var;
  Bag members = store_.bag(block.vars[0].source.set);
  const bool plain = std::all_of(block.outs.begin(), block.outs.end(), [&](TermId out) {
    const TermKind kind = store_.term(out).kind;
    return kind == TermKind::kColumn || kind == TermKind::kConst || kind == TermKind::kNull;
  });
  if (members.empty() || !plain) return std::nullopt;
  for (std::size_t c = 0; c < members[0].outs.size(); ++c) {
    const bool returned = std::any_of(block.outs.begin(), block.outs.end(), [&](TermId out) {
      const Term& term = store_.term(out);
      return term.kind == TermKind::kColumn && term.var == var && term.ordinal == static_cast<int>(c);
    });
    if (!returned) return std::nullopt;
  }
  for (Block& member : members) {
    member = store_.Open(member);
    Substitution s;
    s.columns[var] = member.outs;
    std::vector<TermId> outs;
    for (TermId out : block.outs) outs.push_back(store_.Substitute(s, out));
    member.outs = std::move(outs);
  }
  return members;
}

// Blocks that each return the rows of a set are one over the union of the sets, where no row is in both.
Bag Engine::UnitedSets(Bag bag, const Context& context, int* why) {
  const auto disjoint = [&](const Bag& a, const Bag& b) {
    return std::all_of(a.begin(), a.end(), [&](const Block& one) {
      return std::all_of(b.begin(), b.end(), [&](const Block& other) {
        if (one.outs.size() != other.outs.size()) return false;
        std::vector<Decl> rows = one.vars;
        rows.insert(rows.end(), other.vars.begin(), other.vars.end());
        const FormulaId both = store_.And({one.cond, other.cond, store_.SameAll(one.outs, other.outs)});
        return Unsat(context.With(store_, rows, both), kTrueFormula);
      });
    });
  };
  const Bag before = bag;
  std::vector<int> sum;
  for (std::size_t i = 0; i < bag.size(); ++i) {
    std::optional<Bag> members = AsSet(bag[i]);
    Bag united{bag[i]};
    std::vector<std::size_t> sizes{members ? members->size() : 0};
    for (std::size_t j = i + 1; members && j < bag.size();) {
      std::optional<Bag> more = AsSet(bag[j]);
      if (!more || !disjoint(*members, *more)) {
        ++j;
        continue;
      }
      members->insert(members->end(), more->begin(), more->end());
      united.push_back(bag[j]);
      sizes.push_back(more->size());
      bag.erase(bag.begin() + static_cast<std::ptrdiff_t>(j));
    }
    if (members && members->size() > 1)
      bag[i] = store_.RowsOf({"", store_.Close(*std::move(members))}, bag[i].outs.size());
    if (recorder_ == nullptr || why == nullptr) continue;
    sum.push_back(sizes[0] == 0 ? recorder_->Same(context, united, {bag[i]})
                                : RecordUnion(united, sizes, bag[i], context));
  }
  if (recorder_ != nullptr && why != nullptr) *why = recorder_->Sum(context, before, bag, std::move(sum));
  return bag;
}

// The united set, split into the sets that it was made of.
int Engine::RecordUnion(const Bag& united, const std::vector<std::size_t>& sizes, const Block& whole,
                        const Context& context) {
  if (store_.Close({whole}) == store_.Close(united)) return recorder_->Same(context, united, {whole});
  const Decl row = whole.vars[0];
  const Bag& members = store_.bag(row.source.set);
  Bag split;
  std::vector<int> sum;
  std::vector<FormulaId> not_earlier;
  std::size_t next = 0;
  for (std::size_t i = 0; i < united.size(); ++i) {
    const auto from = members.begin() + static_cast<std::ptrdiff_t>(next);
    next += sizes[i];
    const BagId group = store_.Close({from, from + static_cast<std::ptrdiff_t>(sizes[i])});
    Block part = whole;
    part.vars[0].source.set = group;
    part.cond = store_.And(not_earlier);
    std::vector<FormulaId> link;
    for (std::size_t c = 0; c < united[i].outs.size(); ++c)
      link.push_back(store_.Same(whole.outs[c], united[i].outs[c]));
    sum.push_back(recorder_->Rows(context, united[i], part, store_.And(link)));
    for (Block& found : store_.Opened(group)) {
      found.cond = store_.And(found.cond, store_.SameAll(found.outs, whole.outs));
      not_earlier.push_back(store_.Not(store_.Exists(std::move(found))));
    }
    split.push_back(std::move(part));
  }
  const int parts = recorder_->Sum(context, united, split, std::move(sum));
  const int back = recorder_->Reverse(recorder_->SplitSet(context, whole, row.var, split));
  return recorder_->Chain(context, united, {whole}, {parts, back});
}

// In a set it does not matter how often a row is given: what has to exist may as well be one of the rows.
bool Engine::LiftExistences(Block& block, std::size_t at) {
  Bag members = store_.bag(block.vars[at].source.set);
  bool changed = false;
  for (Block& member : members) {
    member = store_.Open(member);
    std::vector<FormulaId> conds;
    for (FormulaId f : store_.Conjuncts(member.cond)) {
      const Formula& node = store_.formula(f);
      if (node.kind != FormulaKind::kExists) {
        conds.push_back(f);
        continue;
      }
      const Block inner = store_.Open(store_.bag(node.bag)[0]);
      member.vars.insert(member.vars.end(), inner.vars.begin(), inner.vars.end());
      conds.push_back(inner.cond);
      changed = true;
    }
    member.cond = store_.And(conds);
  }
  if (changed) block.vars[at].source.set = store_.Close(std::move(members));
  return changed;
}

// A row as one value is its parts: equal where they are equal, never NULL.
bool Engine::SplitRows(Block& block, std::size_t at) {
  const Decl decl = block.vars[at];
  Bag members = store_.bag(decl.source.set);
  if (members.empty()) return false;
  const auto parts_of = [&](std::size_t c) -> std::size_t {
    const Term& first = store_.term(members[0].outs[c]);
    const bool row = first.kind == TermKind::kApply && first.name.starts_with("row:");
    const bool same = std::all_of(members.begin(), members.end(), [&](const Block& member) {
      const Term& out = store_.term(member.outs[c]);
      return out.kind == TermKind::kApply && out.name == first.name;
    });
    return row && same ? first.args.size() : 0;
  };
  const std::size_t width = members[0].outs.size();
  std::vector<std::size_t> parts;
  for (std::size_t c = 0; c < width; ++c) parts.push_back(parts_of(c));
  if (std::all_of(parts.begin(), parts.end(), [](std::size_t n) { return n == 0; })) return false;
  for (Block& member : members) member = store_.Open(member);
  const std::vector<TermId> listed = members[0].outs;
  for (Block& member : members) {
    std::vector<TermId> outs;
    for (std::size_t c = 0; c < width; ++c) {
      const Term& whole = store_.term(member.outs[c]);
      if (parts[c] == 0) {
        outs.push_back(member.outs[c]);
      } else {
        outs.insert(outs.end(), whole.args.begin(), whole.args.end());
      }
    }
    member.outs = std::move(outs);
  }
  const VarId wide = store_.FreshVar();
  Substitution s;
  std::size_t next = 0;
  const auto column = [&] {
    const sql::TypeKind type = store_.ColumnKind(members, next);
    return store_.Column(wide, static_cast<int>(next++), type);
  };
  for (std::size_t c = 0; c < width; ++c) {
    const Term& whole = store_.term(listed[c]);
    if (parts[c] == 0) {
      s.columns[decl.var].push_back(column());
      continue;
    }
    std::vector<TermId> args;
    for (std::size_t i = 0; i < parts[c]; ++i) args.push_back(column());
    s.columns[decl.var].push_back(store_.Apply(whole.name, std::move(args), whole.type, whole.strict));
  }
  link_ = LinkOf(decl, s);
  block.vars[at] = {wide, {"", store_.Close(std::move(members))}};
  block = store_.Substitute(s, block);
  return true;
}

}  // namespace tacit::prove
