#include "optimizer/replay/check.h"

#include <algorithm>
#include <set>

#include "optimizer/replay/sums.h"

namespace tacit::replay {
namespace {

using Error = std::optional<std::string>;  // nothing where all is well

class Checker {
 public:
  Checker(Nodes& nodes, const Proof& proof, const SecondOpinion& ask)
      : nodes_(nodes), proof_(proof), ask_(ask) {}

  Error Check(int at) {
    at_ = at;
    claim_ = &proof_.claims[static_cast<std::size_t>(at)];
    for (const int by : claim_->by) {
      if (by < 0 || by >= at) return "it rests on a claim that does not come before it";
    }
    if (Error error = Names(); error) return error;
    static const std::map<std::string, Error (Checker::*)()> kLaws = {{"same", &Checker::Same},
                                                                      {"chain", &Checker::Chain},
                                                                      {"sum", &Checker::Sum},
                                                                      {"reverse", &Checker::Reverse},
                                                                      {"empty", &Checker::Empty},
                                                                      {"rows", &Checker::Rows},
                                                                      {"cells", &Checker::Cells},
                                                                      {"split-set", &Checker::SplitSet},
                                                                      {"same-set", &Checker::SameSet},
                                                                      {"fold", &Checker::FoldOfSame},
                                                                      {"summands", &Checker::SameSummands},
                                                                      {"extremes", &Checker::SameExtremes},
                                                                      {"fixed", &Checker::Fixed},
                                                                      {"terms", &Checker::Terms},
                                                                      {"same-limit", &Checker::SameLimit},
                                                                      {"at-most", &Checker::AtMost},
                                                                      {"determined", &Checker::Determined},
                                                                      {"follows", &Checker::Follows}};
    const auto law = kLaws.find(claim_->law);
    return law == kLaws.end() ? "no law '" + claim_->law + "'" : (this->*law->second)();
  }

 private:
  const Claim& By(std::size_t i) const { return proof_.claims[static_cast<std::size_t>(claim_->by[i])]; }
  [[nodiscard]] bool SameContext(const Context& a, const Context& b) const {
    return a.cond == b.cond && std::ranges::equal(a.rows, b.rows, [](const Row& x, const Row& y) {
             return x.var == y.var && x.source == y.source;
           });
  }
  // What is shown under fewer assumptions holds under more.
  [[nodiscard]] bool Covers(const Context& given) const {
    return SameContext(given, claim_->given) || (given.rows.empty() && given.cond == nodes_.yes());
  }

  // Every row is one of the claim's surroundings or of the block that speaks of it, never of both, and its
  // columns are of their types.
  Error Names() {
    std::set<Var> around;
    for (const Row& row : claim_->given.rows) {
      if (!around.insert(row.var).second) return "two rows of one name";
    }
    const auto speaks = [&](const Open& block) -> Error {
      Open whole = block;
      whole.rows.insert(whole.rows.end(), claim_->given.rows.begin(), claim_->given.rows.end());
      const bool taken =
          std::ranges::any_of(block.rows, [&](const Row& row) { return around.contains(row.var); });
      if (taken) return "a name that is taken";
      return nodes_.HasFree(nodes_.Close(whole)) ? Error("a row that is declared nowhere") : Error();
    };
    for (const std::vector<Open>* side : {&claim_->left, &claim_->right}) {
      for (const Open& block : *side) {
        if (Error error = speaks(block); error) return error;
      }
    }
    Open terms{{}, claim_->given.cond, {}};
    for (const Ref term : {claim_->left_term, claim_->right_term}) {
      if (term >= 0) terms.outs.push_back(term);
    }
    return speaks(terms);
  }

  Obligation Given() {
    Obligation obligation(nodes_, proof_, at_, ask_);
    obligation.Declare(claim_->given.rows);
    obligation.Assume(claim_->given.cond);
    return obligation;
  }
  [[nodiscard]] const Hints& HintsAt(std::size_t i) const {
    static const Hints kNone;
    return i < claim_->hints.size() ? claim_->hints[i] : kNone;
  }

  Error Same() { return SameBlocks(nodes_, claim_->left, claim_->right) ? Error() : "the two differ"; }

  Error Chain() {
    const auto ends = [&](auto left, auto right, const auto& equal) {
      for (std::size_t i = 0; i < claim_->by.size(); ++i) {
        if (!Covers(By(i).given) || !equal(i == 0 ? (*claim_).*left : By(i - 1).*right, By(i).*left))
          return false;
      }
      return !claim_->by.empty() && equal(By(claim_->by.size() - 1).*right, (*claim_).*right);
    };
    const bool of_terms = claim_->left_term >= 0;
    for (std::size_t i = 0; i < claim_->by.size(); ++i) {
      if ((By(i).left_term >= 0) != of_terms || !IsEquality(By(i))) return "a link of another kind";
    }
    const bool holds = of_terms ? ends(&Claim::left_term, &Claim::right_term, std::equal_to<Ref>())
                                : ends(&Claim::left, &Claim::right, [&](const auto& a, const auto& b) {
                                    return SameBlocks(nodes_, a, b);
                                  });
    return holds ? Error() : "the links do not join";
  }

  static bool IsEquality(const Claim& claim) {
    return claim.law != "at-most" && claim.law != "determined" && claim.law != "same-set" &&
           claim.law != "follows";
  }

  Error Sum() {
    std::vector<Open> left;
    std::vector<Open> right;
    for (std::size_t i = 0; i < claim_->by.size(); ++i) {
      if (!Covers(By(i).given) || By(i).left_term >= 0 || !IsEquality(By(i))) return "a part of another kind";
      left.insert(left.end(), By(i).left.begin(), By(i).left.end());
      right.insert(right.end(), By(i).right.begin(), By(i).right.end());
    }
    const bool sums = SameBlocks(nodes_, left, claim_->left) && SameBlocks(nodes_, right, claim_->right);
    return sums ? Error() : "the parts do not add up";
  }

  Error Reverse() {
    if (claim_->by.size() != 1 || !IsEquality(By(0)) || By(0).left_term >= 0) return "nothing to reverse";
    const bool turned = Covers(By(0).given) && SameBlocks(nodes_, By(0).left, claim_->right) &&
                        SameBlocks(nodes_, By(0).right, claim_->left);
    return turned ? Error() : "it is not the other way round";
  }

  Error Empty() {
    if (claim_->left.size() != 1 || !claim_->right.empty()) return "more than one block, or a right side";
    Obligation obligation = Given();
    obligation.Declare(claim_->left[0].rows);
    obligation.Assume(claim_->left[0].cond);
    return obligation.Fails(HintsAt(0));
  }

  // One block's rows and the other's correspond one to one under `link`, and return the same.
  Error Rows() {
    if (claim_->left.size() != 1 || claim_->right.size() != 1 || claim_->unique.size() != 2)
      return "not two blocks";
    const Open& left = claim_->left[0];
    const Open& right = claim_->right[0];
    std::set<Var> shared;
    for (const Row& row : left.rows) {
      for (const Row& other : right.rows) {
        if (row.var != other.var) continue;
        if (row.source != other.source) return "one name for rows of two kinds";
        shared.insert(row.var);
      }
    }
    for (const auto& [of, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
      const Ref closed = nodes_.Close(*other);
      const bool clash =
          std::ranges::any_of(of->rows, [&](const Row& row) { return nodes_.Mentions(closed, row.var); });
      if (clash) return "a name that is taken";
    }
    for (const auto& [from, to, at] : {std::tuple(&left, &right, 0U), std::tuple(&right, &left, 1U)}) {
      std::vector<Row> own;
      for (const Row& row : to->rows) {
        if (!shared.contains(row.var)) own.push_back(row);
      }
      // There is a row on the other side ...
      Obligation exists = Given();
      exists.Declare(from->rows);
      exists.Assume(from->cond);
      exists.Assume(nodes_.Not(nodes_.Exists(Open{own, nodes_.And({to->cond, claim_->link}), {}})));
      if (Error error = exists.Fails(HintsAt(at)); error) return "no row on the other side: " + *error;
      // ... and no second one.
      const Ref cond = nodes_.And({from->cond, to->cond, claim_->link});
      if (Error error = Once(from->rows, own, cond, claim_->unique[at]); error) return error;
    }
    Obligation outs = Given();
    outs.Declare(left.rows);
    outs.Declare(right.rows);
    outs.Assume(nodes_.And({left.cond, right.cond, claim_->link}));
    outs.Assume(nodes_.Not(nodes_.SameAll(left.outs, right.outs)));
    if (Error error = outs.Fails(HintsAt(2)); error) return "the rows return other values: " + *error;
    return std::nullopt;
  }

  // At most one choice of `own` goes with one of `fixed`.
  Error Once(const std::vector<Row>& fixed, const std::vector<Row>& own, Ref cond, const Unique& unique) {
    std::map<Var, Var> apart;
    for (const Row& row : own) {
      if (!unique.copies.contains(row.var)) return "a row that is not told apart from a second one";
      nodes_.Reserve(unique.copies.at(row.var));
      apart[row.var] = unique.copies.at(row.var);
    }
    std::set<Var> taken;
    for (const auto& [var, copy] : apart) {
      const auto clashes = [&](const std::vector<Row>& rows) {
        return std::ranges::any_of(rows, [&](const Row& row) { return row.var == copy; });
      };
      const bool free = taken.insert(copy).second && !clashes(fixed) && !clashes(own) &&
                        !clashes(claim_->given.rows) && !nodes_.Mentions(cond, copy) &&
                        !nodes_.Mentions(claim_->given.cond, copy);
      if (!free) return "a name that is taken";
    }
    for (const Unique::Step& step : unique.steps) {
      const auto row = std::ranges::find(own, step.var, &Row::var);
      if (row == own.end() || !apart.contains(step.var)) return "a row that is not there to be shown unique";
      const Var copy = apart.at(step.var);
      const Open second = nodes_.Rename({own, cond, {}}, apart);
      Obligation agree = Given();
      agree.Declare(fixed);
      agree.Declare(own);
      agree.Declare(second.rows);
      agree.Assume(cond);
      agree.Assume(second.cond);
      const std::optional<Ref> key = SameKey(*row, second, copy, step.key);
      if (!key) return "no key of the row's table";
      agree.Assume(nodes_.Not(*key));
      if (Error error = agree.Fails(step.hints); error) return "a second row is not excluded: " + *error;
      apart.erase(step.var);  // from here on the two are one
    }
    return apart.empty() ? Error() : "a row that is not shown unique";
  }

  // That a row and its copy agree on a key, or, of a set, on everything.
  std::optional<Ref> SameKey(const Row& row, const Open& second, Var copy, int key) {
    const Node source = nodes_[row.source];
    std::vector<Ref> parts;
    const auto same = [&](int column, bool present) {
      const Type type = nodes_.TypeOf(row.source, column).value_or(Type::kOther);
      const Ref a = nodes_.Column(row.var, column, type);
      const Ref b = nodes_.Column(copy, column, type);
      parts.push_back(present ? nodes_.And({nodes_.NotNull(a), nodes_.NotNull(b), nodes_.Equal(a, b)})
                              : nodes_.Same(a, b));
    };
    if (nodes_.IsSet(row.source)) {
      // The copy ranges over the same set only if that does not depend on rows that may differ.
      const auto other = std::ranges::find(second.rows, copy, &Row::var);
      if (other == second.rows.end() || other->source != row.source) return std::nullopt;
      const Node bag = nodes_[source.args[0]];
      if (bag.args.empty()) return nodes_.yes();
      const Node& block = nodes_[bag.args[0]];
      const std::size_t columns = block.args.size() - static_cast<std::size_t>(block.numbers[0]) - 1;
      for (std::size_t c = 0; c < columns; ++c) same(static_cast<int>(c), false);
      return nodes_.And(std::move(parts));
    }
    if (key < 0 || static_cast<std::size_t>(key) >= proof_.facts.size()) return std::nullopt;
    const Fact& fact = proof_.facts[static_cast<std::size_t>(key)];
    if (fact.kind != Fact::Kind::kKey || row.source != nodes_.Source(fact.table)) return std::nullopt;
    for (const int column : fact.columns) same(column, true);
    for (const Var var : {row.var, copy}) {
      parts.push_back(nodes_.Substitute(fact.holds, [&](Var of, int ordinal, Type type) -> Ref {
        return of == fact.row ? nodes_.Column(var, ordinal, type) : -1;
      }));
    }
    return nodes_.And(std::move(parts));
  }

  // Blocks over the same rows: whichever of their conditions hold, the same is returned as often.
  Error Cells() {
    std::vector<Ref> conds;
    const std::vector<Row>* rows = nullptr;
    for (const std::vector<Open>* side : {&claim_->left, &claim_->right}) {
      for (const Open& block : *side) {
        if (rows == nullptr) rows = &block.rows;
        if (!std::ranges::equal(block.rows, *rows, [](const Row& a, const Row& b) {
              return a.var == b.var && a.source == b.source;
            }))
          return "blocks over other rows";
        if (std::ranges::find(conds, block.cond) == conds.end()) conds.push_back(block.cond);
      }
    }
    if (rows == nullptr) return "no blocks";
    return SplitCells(*rows, conds, 0, {});
  }

  Error SplitCells(const std::vector<Row>& rows, const std::vector<Ref>& conds, std::size_t i,
                   std::set<Ref> held) {
    std::vector<Ref> parts;
    for (std::size_t j = 0; j < i; ++j)
      parts.push_back(held.contains(conds[j]) ? conds[j] : nodes_.Not(conds[j]));
    const Ref cond = nodes_.And(parts);
    if (cond == nodes_.no()) return std::nullopt;
    if (i < conds.size()) {
      std::set<Ref> with = held;
      with.insert(conds[i]);
      if (Error error = SplitCells(rows, conds, i + 1, std::move(with)); error) return error;
      return SplitCells(rows, conds, i + 1, std::move(held));
    }
    if (held.empty()) return std::nullopt;
    std::vector<bool> holding;
    for (const std::vector<Open>* side : {&claim_->left, &claim_->right}) {
      for (const Open& block : *side) holding.push_back(held.contains(block.cond));
    }
    const auto found = std::ranges::find(claim_->cells, holding, &Cell::held);
    if (found == claim_->cells.end()) return "a combination of conditions of which nothing is said";
    const Cell& cell = *found;
    const auto within = [&] {
      Obligation obligation = Given();
      obligation.Declare(rows);
      obligation.Assume(cond);
      return obligation;
    };
    if (cell.impossible) return within().Fails(cell.hints);
    std::set<std::size_t> left;
    std::set<std::size_t> right;
    for (const Cell::Pair& pair : cell.pairs) {
      if (pair.left >= claim_->left.size() || pair.right >= claim_->right.size())
        return "a block that is not there";
      const Open& a = claim_->left[pair.left];
      const Open& b = claim_->right[pair.right];
      if (!held.contains(a.cond) || !held.contains(b.cond)) return "a block whose condition does not hold";
      if (!left.insert(pair.left).second || !right.insert(pair.right).second)
        return "a block that is paired twice";
      Obligation same = within();
      same.Assume(nodes_.Not(nodes_.SameAll(a.outs, b.outs)));
      if (Error error = same.Fails(pair.hints); error) return error;
    }
    const auto present = [&](const std::vector<Open>& side) {
      return static_cast<std::size_t>(
          std::ranges::count_if(side, [&](const Open& block) { return held.contains(block.cond); }));
    };
    return left.size() == present(claim_->left) && right.size() == present(claim_->right)
               ? Error()
               : "a block without its pair";
  }

  // A row of a union of sets: of the first, or of the second and not of the first, and so on.
  Error SplitSet() {
    if (claim_->left.size() != 1) return "not one block";
    const Open& block = claim_->left[0];
    const auto row = std::ranges::find(block.rows, claim_->row, &Row::var);
    if (row == block.rows.end() || !nodes_.IsSet(row->source)) return "no such set";
    std::vector<Ref> members = nodes_[nodes_[row->source].args[0]].args;
    std::vector<Ref> not_earlier;
    for (const Open& given : claim_->right) {
      const auto own = std::ranges::find(given.rows, claim_->row, &Row::var);
      if (own == given.rows.end() || !nodes_.IsSet(own->source)) return "a part without the set";
      const std::vector<Ref> group = nodes_[nodes_[own->source].args[0]].args;
      if (group.size() > members.size()) return "more parts than the set has";
      const auto end = members.begin() + static_cast<std::ptrdiff_t>(group.size());
      const bool same = std::equal(group.begin(), group.end(), members.begin(), end, [&](Ref one, Ref other) {
        return SameBlocks(nodes_, {nodes_.OpenBlock(one)}, {nodes_.OpenBlock(other)});
      });
      if (!same) return "a part of other rows than the set's next";
      members.erase(members.begin(), end);
      Open part = block;
      part.rows[static_cast<std::size_t>(row - block.rows.begin())].source = own->source;
      std::vector<Ref> conds = not_earlier;
      conds.push_back(block.cond);
      part.cond = nodes_.And(std::move(conds));
      if (!SameBlocks(nodes_, {part}, {given})) return "a part under another condition";
      for (const Ref member : group) not_earlier.push_back(nodes_.Not(IsRowOf(member, *row)));
    }
    return members.empty() ? Error() : "rows of the set in no part";
  }
  // That the block gives the set's row.
  Ref IsRowOf(Ref member, const Row& row) {
    Open found = nodes_.OpenBlock(member);
    std::vector<Ref> columns;
    for (std::size_t c = 0; c < found.outs.size(); ++c) {
      const Type type = nodes_.TypeOf(row.source, static_cast<std::int64_t>(c)).value_or(Type::kOther);
      columns.push_back(nodes_.Column(row.var, static_cast<int>(c), type));
    }
    found.cond = nodes_.And({found.cond, nodes_.SameAll(found.outs, columns)});
    return nodes_.Exists(std::move(found));
  }

  // What a limit keeps of equal bags is the same, or may be.
  Error SameLimit() {
    if (claim_->left.size() != 1 || claim_->by.size() != 1) return "not one block";
    Open left = claim_->left[0];
    const auto row = std::ranges::find(left.rows, claim_->row, &Row::var);
    if (row == left.rows.end() || nodes_.IsTable(row->source) || nodes_.IsSet(row->source)) return "no limit";
    const bool equal = IsEquality(By(0)) && By(0).left_term < 0 && Covers(By(0).given) &&
                       SameBlocks(nodes_, By(0).left, nodes_.OpenBag(nodes_[row->source].args[0]));
    if (!equal) return "other rows than those that are the same";
    row->source = nodes_.Source(nodes_[row->source].text, nodes_.Bag(By(0).right));
    return SameBlocks(nodes_, {left}, claim_->right) ? Error() : "more is changed than the limited rows";
  }

  // The two bags have the same distinct rows.
  Error SameSet() {
    std::size_t next = 0;
    for (const auto& [part, whole] :
         {std::pair(&claim_->left, &claim_->right), std::pair(&claim_->right, &claim_->left)}) {
      for (const Open& block : *part) {
        std::vector<Open> wanted;
        for (const Open& one : *whole) {
          if (one.outs.size() != block.outs.size()) continue;
          Open other = nodes_.OpenBlock(nodes_.Close(one));
          other.cond = nodes_.And({other.cond, nodes_.SameAll(other.outs, block.outs)});
          wanted.push_back(std::move(other));
        }
        Obligation found = Given();
        found.Declare(block.rows);
        found.Assume(block.cond);
        found.Assume(nodes_.Not(nodes_.Exists(wanted)));
        if (Error error = found.Fails(HintsAt(next++)); error)
          return "a row that may be in one only: " + *error;
      }
    }
    return std::nullopt;
  }

  // Folds of whole numbers are whole, whichever exact type they are said to be of.
  [[nodiscard]] bool SameType(const Node& left, const Node& right) const {
    const auto exact = [](const Node& fold) {
      return fold.type == Type::kInteger || fold.type == Type::kNumeric;
    };
    const auto whole = [&](const Node& fold) {
      return std::ranges::all_of(nodes_[fold.args[0]].args, [&](Ref block) {
        const Ref out = nodes_[block].args.back();
        return out == nodes_.null() || nodes_[out].type == Type::kInteger;
      });
    };
    const bool keeps = left.text == "sum0" || left.text == "sum" || left.text == "min" || left.text == "max";
    return left.type == right.type || (keeps && exact(left) && exact(right) && (whole(left) || whole(right)));
  }

  Error FoldOfSame() {
    const Node left = nodes_[claim_->left_term];
    const Node right = nodes_[claim_->right_term];
    if (left.op != Op::kFold || right.op != Op::kFold || left.text != right.text || !SameType(left, right) ||
        claim_->by.size() != 1)
      return "not two folds of one kind";
    if (!Covers(By(0).given)) return "its bodies are compared elsewhere";
    const auto flat = [&](const std::vector<Open>& blocks) {
      return IsSetFold(left.text) ? nodes_.InlineSets(blocks) : blocks;
    };
    const bool equal = IsEquality(By(0)) || (By(0).law == "same-set" && IsSetFold(left.text));
    const bool same = equal && By(0).left_term < 0 &&
                      SameBlocks(nodes_, flat(By(0).left), flat(nodes_.OpenBag(left.args[0]))) &&
                      SameBlocks(nodes_, flat(By(0).right), flat(nodes_.OpenBag(right.args[0])));
    return same ? Error() : "other bodies than those that are the same";
  }

  template <typename Parts>
  Error SameParts(const Parts& parts) {
    auto left = parts(nodes_, claim_->left_term);
    auto right = parts(nodes_, claim_->right_term);
    if (left && right && !SameBlocks(nodes_, *left, *right)) {
      MergeCases(nodes_, *left);
      MergeCases(nodes_, *right);
    }
    return left && right && SameBlocks(nodes_, *left, *right) ? Error() : "their parts differ";
  }
  Error SameSummands() {
    const auto exact = [&](Ref t) {
      const Type type = nodes_[t].type;
      return type == Type::kInteger || type == Type::kNumeric;
    };
    if (!exact(claim_->left_term) || !exact(claim_->right_term)) return "not exact numbers";
    // A sum is never NULL; the terms must not be either.
    if (nodes_.IsNull(claim_->left_term) != nodes_.no() || nodes_.IsNull(claim_->right_term) != nodes_.no()) {
      const Ref differ =
          nodes_.Not(nodes_.And({nodes_.NotNull(claim_->left_term), nodes_.NotNull(claim_->right_term)}));
      Obligation present = Given();
      present.Assume(differ);
      if (present.Fails(HintsAt(0)) && nodes_.IsNull(claim_->left_term) != nodes_.IsNull(claim_->right_term))
        return "one may be NULL where the other is not";
    }
    return SameParts(Summands);
  }
  Error SameExtremes() {
    const Node left = nodes_[claim_->left_term];
    const Node right = nodes_[claim_->right_term];
    return left.text == right.text && SameType(left, right) ? SameParts(Extremes)
                                                            : "not two folds of one kind";
  }

  // A fold of one value, whatever the row: that value if there is a row. Of no rows: NULL.
  Error Fixed() {
    const Node fold = nodes_[claim_->left_term];
    if (fold.op != Op::kFold || fold.text == "sum0") return "not a fold";
    const std::vector<Open> body = nodes_.OpenBag(fold.args[0]);
    if (body.empty()) return claim_->right_term == nodes_.null() ? Error() : "a fold of nothing is NULL";
    if (body.size() != 1 || !IsSetFold(fold.text)) return "not a fold of one block";
    for (const Row& row : body[0].rows) {
      if (nodes_.Mentions(body[0].outs[0], row.var)) return "a value that differs from row to row";
    }
    const Ref value = nodes_.If(nodes_.Exists(body[0]), body[0].outs[0], nodes_.null());
    return value == claim_->right_term ? Error() : "another value than the fold's";
  }

  Error Terms() {
    Obligation same = Given();
    same.Assume(nodes_.Not(nodes_.Same(claim_->left_term, claim_->right_term)));
    return same.Fails(HintsAt(0));
  }

  // The bag has at most `count` rows: its blocks have none, or one each.
  Error AtMost() {
    std::int64_t rows = 0;
    if (claim_->unique.size() != claim_->left.size()) return "blocks that nothing is said of";
    for (std::size_t i = 0; i < claim_->left.size(); ++i) {
      const Open& block = claim_->left[i];
      Obligation none = Given();
      none.Declare(block.rows);
      none.Assume(block.cond);
      const bool said_empty = claim_->unique[i].copies.empty() && !block.rows.empty();
      if (said_empty) {
        if (Error error = none.Fails(HintsAt(i)); error) return error;
        continue;
      }
      if (Error error = Once({}, block.rows, block.cond, claim_->unique[i]); error) return error;
      ++rows;
    }
    return rows <= claim_->count ? Error() : "more rows than are claimed";
  }

  // Rows of the block that agree on the seeds return the same.
  Error Determined() {
    if (claim_->left.size() != 1 || claim_->unique.size() != 1) return "not one block";
    const Open& block = claim_->left[0];
    std::map<Var, Var> copies;
    for (const Row& row : block.rows) copies[row.var] = nodes_.Fresh();
    std::map<Var, Var> named;
    for (const Row& row : block.rows) {
      if (!claim_->unique[0].copies.contains(row.var)) return "a row without a copy";
      named[row.var] = claim_->unique[0].copies.at(row.var);
      nodes_.Reserve(named[row.var]);
    }
    std::set<Var> taken;
    for (const auto& [var, copy] : named) {
      if (copies.contains(copy) || !taken.insert(copy).second || nodes_.Mentions(block.cond, copy))
        return "a name that is taken";
    }
    Open with = block;
    with.outs.insert(with.outs.end(), claim_->seeds.begin(), claim_->seeds.end());
    const Open second = nodes_.Rename(with, named);
    const auto split = static_cast<std::ptrdiff_t>(block.outs.size());
    const auto seeds = [&](const Open& of) {
      return std::vector<Ref>(of.outs.begin() + split, of.outs.end());
    };
    const auto outs = [&](const Open& of) {
      return std::vector<Ref>(of.outs.begin(), of.outs.begin() + split);
    };
    Obligation same = Given();
    same.Declare(with.rows);
    same.Declare(second.rows);
    same.Assume(nodes_.And({with.cond, second.cond, nodes_.SameAll(seeds(with), seeds(second))}));
    same.Assume(nodes_.Not(nodes_.SameAll(outs(with), outs(second))));
    return same.Fails(HintsAt(0));
  }

  // In every row of the bag's blocks, the seeds (one a block) are not NULL.
  Error Follows() {
    if (claim_->left.size() != claim_->seeds.size()) return "blocks that nothing is said of";
    for (std::size_t i = 0; i < claim_->left.size(); ++i) {
      Obligation present = Given();
      present.Declare(claim_->left[i].rows);
      present.Assume(claim_->left[i].cond);
      present.Assume(nodes_.IsNull(claim_->seeds[i]));
      if (Error error = present.Fails(HintsAt(i)); error) return error;
    }
    return std::nullopt;
  }

  Nodes& nodes_;
  const Proof& proof_;
  const SecondOpinion& ask_;
  const Claim* claim_ = nullptr;
  int at_ = 0;
};

}  // namespace

std::optional<std::string> CheckClaims(Nodes& nodes, const Proof& proof, const SecondOpinion& ask) {
  Checker checker(nodes, proof, ask);
  for (std::size_t i = 0; i < proof.claims.size(); ++i) {
    Error error;
    try {
      error = checker.Check(static_cast<int>(i));
    } catch (const TooLarge&) {
      error = "more work than any proof needs";
    }
    if (error) return "claim " + std::to_string(i) + " (" + proof.claims[i].law + "): " + *error;
    if (!nodes.well_typed())
      return "claim " + std::to_string(i) + ": a column of another type than its table's";
  }
  return std::nullopt;
}

}  // namespace tacit::replay
