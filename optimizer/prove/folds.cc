// Normalising aggregates: a fold of folds is one fold, a sum adds up over blocks, cases and summands.
#include <algorithm>

#include "optimizer/prove/record.h"

namespace tacit::prove {
namespace {

constexpr std::size_t kMaxParts = 64;
constexpr int kMaxFlattened = 4;
constexpr std::size_t kMaxSummands = 4;

Block RowsOf(const Block& outer, const Block& inner) {
  Block both;
  both.vars = outer.vars;
  both.vars.insert(both.vars.end(), inner.vars.begin(), inner.vars.end());
  return both;
}

}  // namespace

bool IsSetFold(std::string_view name) {
  return name == "min" || name == "max" || name == "pick" || name == "bool_and" || name == "bool_or" ||
         name == "bit_and" || name == "bit_or";
}

TermId Engine::NormaliseFold(TermId fold, const Context& context, int* why) {
  const Term& node = store_.term(fold);
  const bool recording = recorder_ != nullptr && why != nullptr;
  TermId last = fold;
  std::vector<int> steps;
  const auto made = [&](const Bag& body) { return store_.Fold(node.name, store_.Close(body), node.type); };
  const auto normalised = [&](const Bag& body) {
    int step = -1;
    Bag normal = Normalise(body, context, recording ? &step : nullptr);
    if (!recording) return normal;
    const TermId next = made(normal);
    steps.push_back(recorder_->Terms("fold", context, last, next, {step}));
    last = next;
    return normal;
  };
  const auto ends = [&](TermId result, const char* law) {
    if (!recording) return result;
    if (law != nullptr) steps.push_back(recorder_->Terms(law, context, last, result));
    *why = recorder_->ChainOfTerms(context, fold, result, std::move(steps));
    return result;
  };
  Bag body = store_.Opened(node.bag);
  if (IsSetFold(node.name)) body = store_.InlineSets(std::move(body));
  body = normalised(body);
  const bool sums = node.name == "sum0";
  const bool flattens = sums || (IsSetFold(node.name) && node.name != "pick");
  for (int round = 0; flattens && round < kMaxFlattened; ++round) {
    const std::optional<Bag> flat = Flattened(body, [&](const Block& block) {
      return sums ? FlattenedSum(block) : FlattenedExtreme(block, node.name);
    });
    if (!flat) break;
    if (recording) {
      const TermId next = made(*flat);
      steps.push_back(recorder_->Terms(sums ? "summands" : "extremes", context, last, next));
      last = next;
    }
    body = normalised(*flat);
  }
  if (sums) {
    const TermId total = SumFold(body, node);
    if (recording && last != total) {
      steps.push_back(RecordCases(body, node, last, total, context));
      last = total;
    }
    return ends(total, nullptr);
  }
  if (body.empty()) return ends(kNullTerm, "fixed");
  if (IsSetFold(node.name) && body.size() == 1) {
    const Block before = body[0];
    Block& only = body[0];
    only.outs[0] = FromOutside(only, only.outs[0], context);
    if (recording && only.outs != before.outs) {
      const TermId next = made(body);
      const int step = recorder_->Rows(context, before, only, kTrueFormula);
      steps.push_back(recorder_->Terms("fold", context, last, next, {step}));
      last = next;
    }
    const bool fixed = std::none_of(only.vars.begin(), only.vars.end(),
                                    [&](const Decl& d) { return store_.Mentions(only.outs[0], d.var); });
    if (fixed) return ends(store_.Ite(store_.Exists(only), only.outs[0], kNullTerm), "fixed");
  }
  return ends(made(body), nullptr);
}

// The sum of the blocks, each of which is a value in some case, is the term `total`: block by block, where
// there are several that are never NULL, since what they add up to in all cases together is another term.
int Engine::RecordCases(const Bag& body, const Term& fold, TermId sum, TermId total, const Context& context) {
  Bag rest;
  std::vector<Bag> parts;
  for (const Block& block : body) {
    if (block.vars.empty()) {
      parts.push_back({block});
    } else {
      rest.push_back(block);
    }
  }
  const bool present = std::all_of(parts.begin(), parts.end(), [&](const Bag& part) {
    return store_.IsNull(part[0].outs[0]) == kFalseFormula;
  });
  if (parts.size() < 2 || !present) return recorder_->Terms("summands", context, sum, total);
  if (!rest.empty()) parts.push_back(std::move(rest));
  TermId apart = store_.Integer(0);
  std::vector<int> equalities;
  for (const Bag& part : parts) {
    const TermId own = store_.Fold("sum0", store_.Close(part), fold.type);
    apart = store_.AddScaled(own, 1, apart, fold.type);
    equalities.push_back(recorder_->Terms("summands", context, own, SumFold(part, fold)));
  }
  const int split = recorder_->Terms("summands", context, sum, apart);
  const int added = recorder_->Terms("terms", context, apart, total, std::move(equalities));
  return recorder_->ChainOfTerms(context, sum, total, {split, added});
}

// The term with columns of the block's rows replaced by what stands outside of the block, where that is the
// same.
TermId Engine::FromOutside(const Block& block, TermId t, const Context& context) {
  const Theory theory = Units(block, context);
  const auto outside = [&](TermId term) {
    return std::none_of(block.vars.begin(), block.vars.end(),
                        [&](const Decl& d) { return store_.Mentions(term, d.var); });
  };
  Substitution s;
  for (const Decl& d : block.vars) {
    if (d.source.set >= 0 || !store_.Mentions(t, d.var)) continue;
    const Table* table = schema_.Find(d.source.table);
    if (table == nullptr) continue;
    for (int c = 0; c < static_cast<int>(table->columns.size()); ++c) {
      TermId column = ColumnOf(d.source.table, d.var, c);
      for (TermId same : theory.ClassOf(column)) {
        if (!outside(same)) continue;
        column = same;
        break;
      }
      s.columns[d.var].push_back(column);
    }
  }
  return store_.Substitute(s, t);
}

// The block once for either case of what it returns. Nothing where it returns no choice.
std::optional<Bag> Engine::SplitCases(const Block& block) {
  const Term& choice = store_.term(block.outs[0]);
  if (choice.kind != TermKind::kIte) return std::nullopt;
  Block then = block;
  then.cond = store_.And(block.cond, choice.cond);
  then.outs = {choice.args[0]};
  Block otherwise = store_.Open(block);
  const Term& opened = store_.term(otherwise.outs[0]);
  otherwise.cond = store_.And(otherwise.cond, store_.Not(opened.cond));
  otherwise.outs = {opened.args[1]};
  return Bag{std::move(then), std::move(otherwise)};
}

// The blocks with each one split by the cases of what it returns, and replaced by what `flatten` makes of it,
// as long as it makes something. Nothing where there is nothing to do, or too much.
std::optional<Bag> Engine::Flattened(const Bag& body,
                                     const std::function<std::optional<Bag>(const Block&)>& flatten) {
  Bag out;
  Bag work(body.rbegin(), body.rend());
  bool changed = false;
  while (!work.empty()) {
    Block block = std::move(work.back());
    work.pop_back();
    if (block.cond == kFalseFormula) continue;
    if (out.size() + work.size() > kMaxParts) return std::nullopt;
    std::optional<Bag> parts = SplitCases(block);
    if (!parts) parts = flatten(block);
    if (!parts) {
      out.push_back(std::move(block));
      continue;
    }
    work.insert(work.end(), parts->rbegin(), parts->rend());
    changed = true;
  }
  return changed ? std::optional(std::move(out)) : std::nullopt;
}

// The sum over x of (the sum over y of v) is the sum over x and y of v, and so is the sum over x of w times
// such a sum; the sum of v + w is that of v and that of w. What is summed is never NULL: a body's condition
// says so.
std::optional<Bag> Engine::FlattenedSum(const Block& block) {
  const Term& value = store_.term(block.outs[0]);
  Bag parts;
  if (const TermId inner = FirstSum(block.outs[0]); inner >= 0) {
    for (const Block& member : store_.Opened(store_.term(inner).bag)) {
      Block both = RowsOf(block, member);
      both.cond = store_.And(block.cond, member.cond);
      both.outs = {WithFactor(block.outs[0], inner, member.outs[0])};
      parts.push_back(store_.Open(both));
    }
    return parts;
  }
  const bool several = value.kind == TermKind::kLinear && (value.args.size() > 1 || value.coefs[0] != 0);
  if (!several || value.args.size() > kMaxSummands) return std::nullopt;
  const FormulaId present = store_.And(block.cond, store_.NotNull(block.outs[0]));
  for (std::size_t i = 0; i <= value.args.size(); ++i) {
    if (value.coefs[i] == 0) continue;
    Block part = block;
    part.cond = present;
    part.outs = {i == 0 ? store_.Integer(value.coefs[0])
                        : store_.AddScaled(value.args[i - 1], value.coefs[i], store_.Integer(0), value.type)};
    parts.push_back(store_.Open(part));
  }
  return parts;
}

// Sums and products of sums are one sum.
TermId Engine::GatheredSums(TermId t) {
  const Term& node = store_.term(t);
  const auto is_sum = [&](TermId arg) {
    return store_.term(arg).kind == TermKind::kFold && store_.term(arg).name == "sum0";
  };
  const auto one = [&](Bag body) { return store_.Fold("sum0", store_.Close(std::move(body)), node.type); };
  if (node.kind == TermKind::kIte) {
    const TermId then = GatheredSums(node.args[0]);
    return store_.Ite(node.cond, then, GatheredSums(node.args[1]));
  }
  const auto sums = std::count_if(node.args.begin(), node.args.end(), is_sum);
  if (node.kind == TermKind::kApply && node.name == "*" && sums > 1) {
    Bag product{{{}, kTrueFormula, {store_.Integer(1)}}};
    TermId rest = store_.Integer(1);
    for (TermId arg : node.args) {
      if (!is_sum(arg)) {
        rest = store_.Multiply(rest, arg, node.type);
        continue;
      }
      Bag next;
      for (const Block& left : product) {
        for (const Block& right : store_.Opened(store_.term(arg).bag)) {
          Block both = RowsOf(left, right);
          both.cond = store_.And(left.cond, right.cond);
          both.outs = {store_.Multiply(left.outs[0], right.outs[0], node.type)};
          next.push_back(store_.Open(both));
        }
      }
      product = std::move(next);
      if (product.size() > kMaxParts) return t;
    }
    return store_.Multiply(one(std::move(product)), rest, node.type);
  }
  if (node.kind != TermKind::kLinear) return t;
  TermId total = store_.Integer(node.coefs[0]);
  Bag all;
  for (std::size_t i = 0; i < node.args.size(); ++i) {
    const TermId arg = GatheredSums(node.args[i]);
    if (!is_sum(arg) || (sums < 2 && node.coefs[i + 1] == 1)) {
      total = store_.AddScaled(arg, node.coefs[i + 1], total, node.type);
      continue;
    }
    for (Block& block : store_.Opened(store_.term(arg).bag)) {
      block.outs = {store_.AddScaled(block.outs[0], node.coefs[i + 1], store_.Integer(0), node.type)};
      all.push_back(std::move(block));
    }
  }
  return all.empty() ? total : store_.AddScaled(one(std::move(all)), 1, total, node.type);
}

// The first sum that the term is, or is a product with, or a multiple of; -1 where there is none.
TermId Engine::FirstSum(TermId t) {
  const Term& node = store_.term(t);
  if (node.kind == TermKind::kFold) return node.name == "sum0" ? t : -1;
  const bool product = node.kind == TermKind::kApply && node.name == "*";
  const bool multiple = node.kind == TermKind::kLinear && node.args.size() == 1 && node.coefs[0] == 0;
  if (!product && !multiple) return -1;
  for (TermId arg : node.args) {
    if (const TermId found = FirstSum(arg); found >= 0) return found;
  }
  return -1;
}

// The term with its factor `sum`, once, replaced.
TermId Engine::WithFactor(TermId t, TermId sum, TermId value) {
  if (t == sum) return value;
  const Term& node = store_.term(t);
  if (node.kind == TermKind::kLinear) {
    return store_.AddScaled(WithFactor(node.args[0], sum, value), node.coefs[1], store_.Integer(0),
                            node.type);
  }
  TermId product = value;
  bool replaced = false;
  for (TermId arg : node.args) {
    if (arg == sum && !replaced) {
      replaced = true;
    } else {
      product = store_.Multiply(product, arg, node.type);
    }
  }
  return product;
}

// The least of the least is the least of all, and so for every fold that asks only which values there are and
// leaves NULLs out.
std::optional<Bag> Engine::FlattenedExtreme(const Block& block, std::string_view name) {
  if (block.outs[0] == kNullTerm) return Bag{};
  const Term& value = store_.term(block.outs[0]);
  if (value.kind != TermKind::kFold || value.name != name) return std::nullopt;
  std::vector<FormulaId> kept = store_.Conjuncts(block.cond);
  std::erase(kept, store_.NotNull(block.outs[0]));
  Bag parts;
  for (const Block& member : store_.Opened(value.bag)) {
    Block both = RowsOf(block, member);
    both.cond = store_.And({store_.And(kept), member.cond, store_.NotNull(member.outs[0])});
    both.outs = member.outs;
    parts.push_back(store_.Open(both));
  }
  return parts;
}

// Exact sums add up over blocks and over cases, and a single row's sum is its value.
TermId Engine::SumFold(const Bag& body, const Term& fold) {
  const TermId zero = store_.Integer(0);
  TermId total = zero;
  Bag rest;
  Bag work = body;
  while (!work.empty()) {
    Block block = std::move(work.back());
    work.pop_back();
    const TermId value = block.outs[0];
    if (value == zero || value == kNullTerm || block.cond == kFalseFormula) continue;
    if (rest.size() + work.size() < kMaxParts) {
      if (std::optional<Bag> cases = SplitCases(block)) {
        work.insert(work.end(), cases->begin(), cases->end());
        continue;
      }
    }
    if (block.vars.empty()) {
      total = store_.AddScaled(store_.Ite(block.cond, value, zero), 1, total, fold.type);
    } else {
      rest.push_back(std::move(block));
    }
  }
  if (rest.empty()) return total;
  std::reverse(rest.begin(), rest.end());
  return store_.AddScaled(store_.Fold("sum0", store_.Close(std::move(rest)), fold.type), 1, total, fold.type);
}

}  // namespace tacit::prove
