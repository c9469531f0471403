#include "optimizer/replay/obligation.h"

#include <algorithm>
#include <cstdlib>

#include "optimizer/replay/ground.h"

namespace tacit::replay {

void Obligation::Declare(const std::vector<Row>& rows) {
  for (const Row& row : rows) rows_[row.var] = {row.source, nodes_.yes()};
}

std::optional<std::string> Obligation::Fails(const Hints& hints) {
  for (const Hint& hint : hints) {
    if (!Add(hint)) return "a hint '" + hint.kind + "' that does not apply";
  }
  if (!WellTyped()) return "a column of another type than its table's";
  if (Contradictory(nodes_, clauses_)) {
    return ask_ && !ask_(clauses_) ? std::optional<std::string>("a condition on which the solver disagrees")
                                   : std::nullopt;
  }
  return "a condition that does not follow from what is named for it";
}

bool Obligation::WellTyped() const {
  bool typed = true;
  for (const Ref clause : clauses_) {
    nodes_.Visit(clause, [&](Ref r) {
      const Node& node = nodes_[r];
      if (node.op != Op::kColumn) return;
      const auto row = rows_.find(static_cast<Var>(node.numbers[0]));
      typed = typed && (row == rows_.end() || nodes_.Holds(node.type, row->second.source, node.numbers[1]));
    });
  }
  return typed;
}

Obligation::Known* Obligation::Find(std::int64_t name) {
  const auto local = names_.find(name);
  const auto it = rows_.find(local == names_.end() ? static_cast<Var>(name) : local->second);
  return it == rows_.end() ? nullptr : &it->second;
}

Var Obligation::Name(std::int64_t name, Known known) {
  const Var var = nodes_.Fresh();
  names_[name] = var;
  rows_[var] = known;
  return var;
}

Ref Obligation::Local(std::int64_t ref) {
  return nodes_.Substitute(static_cast<Ref>(ref), [&](Var var, int ordinal, Type type) -> Ref {
    const auto it = names_.find(var);
    return it == names_.end() ? -1 : nodes_.Column(it->second, ordinal, type);
  });
}

Ref Obligation::ColumnOf(Var var, int ordinal) {
  const auto it = names_.find(var);
  const Var local = it == names_.end() ? var : it->second;
  return nodes_.Column(local, ordinal, nodes_.TypeOf(rows_.at(local).source, ordinal).value_or(Type::kOther));
}

const Fact* Obligation::FactAt(std::int64_t at, Fact::Kind kind) const {
  if (at < 0 || static_cast<std::size_t>(at) >= proof_.facts.size()) return nullptr;
  const Fact& fact = proof_.facts[static_cast<std::size_t>(at)];
  return fact.kind == kind ? &fact : nullptr;
}

bool Obligation::Add(const Hint& hint) {
  const bool bare = hint.of.empty();
  if (bare) return false;
  if (hint.kind == "open") return OpenExistence(hint);
  if (hint.kind == "member") return Member(hint);
  if (hint.kind == "instance") return Instance(hint);
  if (hint.kind == "follow") return Follow(hint);
  if (hint.kind == "row") return OnRow(hint);
  if (hint.kind == "key") return KeyOf(hint);
  if (hint.kind == "fold") return OfFold(hint);
  if (hint.kind == "only") return OnlyRow(hint);
  if (hint.kind == "equal") return FromClaim(hint);
  if (hint.kind == "congruent") return Congruent(hint);
  if (hint.kind == "quotient") return Quotient(hint);
  if (hint.kind != "truth") return false;
  const Ref t = Local(hint.of[0]);
  if (nodes_[t].type != Type::kBoolean) return false;
  Assume(
      nodes_.Or({nodes_.IsNull(t), nodes_.Equal(t, nodes_.Bool(true)), nodes_.Equal(t, nodes_.Bool(false))}));
  return true;
}

// An existence names its rows.
bool Obligation::OpenExistence(const Hint& hint) {
  const Ref atom = Local(hint.of[0]);
  if (nodes_[atom].op != Op::kExists) return false;
  const Open block = nodes_.OpenBlock(nodes_[nodes_[atom].args[0]].args[0]);
  if (block.rows.size() + 1 != hint.of.size()) return false;
  for (std::size_t i = 0; i < block.rows.size(); ++i) {
    names_[hint.of[i + 1]] = block.rows[i].var;
    rows_[block.rows[i].var] = {block.rows[i].source, atom};
  }
  Assume(nodes_.Implies(atom, block.cond));
  return true;
}

// A set's row is given by one of the set's blocks.
bool Obligation::Member(const Hint& hint) {
  const Known* row = Find(hint.of[0]);
  if (row == nullptr || nodes_.IsTable(row->source)) return false;
  const Known known = *row;
  std::vector<Open> parts = nodes_.OpenBag(nodes_[known.source].args[0]);
  for (Open& part : parts) {
    std::vector<Ref> columns;
    for (std::size_t c = 0; c < part.outs.size(); ++c) {
      columns.push_back(ColumnOf(static_cast<Var>(hint.of[0]), static_cast<int>(c)));
    }
    part.cond = nodes_.And({part.cond, nodes_.SameAll(part.outs, columns)});
  }
  Assume(nodes_.Implies(known.guard, nodes_.Exists(parts)));
  return true;
}

// Rows that meet an existence's condition show it.
bool Obligation::Instance(const Hint& hint) {
  const Ref atom = Local(hint.of[0]);
  if (nodes_[atom].op != Op::kExists) return false;
  const Open block = nodes_.OpenBlock(nodes_[nodes_[atom].args[0]].args[0]);
  if (block.rows.size() + 1 != hint.of.size()) return false;
  std::map<Var, Var> chosen;
  std::vector<Ref> present;
  for (std::size_t i = 0; i < block.rows.size(); ++i) {
    const Known* row = Find(hint.of[i + 1]);
    if (row == nullptr || row->source != block.rows[i].source) return false;
    const auto local = names_.find(hint.of[i + 1]);
    chosen[block.rows[i].var] = local == names_.end() ? static_cast<Var>(hint.of[i + 1]) : local->second;
    present.push_back(row->guard);
  }
  present.push_back(nodes_.Rename(block, chosen).cond);
  Assume(nodes_.Implies(nodes_.And(std::move(present)), atom));
  return true;
}

// The row that a foreign key promises.
bool Obligation::Follow(const Hint& hint) {
  const Fact* fact = FactAt(hint.of[0], Fact::Kind::kForeignKey);
  const Known* row = hint.of.size() == 3 ? Find(hint.of[1]) : nullptr;
  if (fact == nullptr || row == nullptr || row->source != nodes_.Source(fact->table)) return false;
  std::vector<Ref> guard{row->guard};
  for (const int column : fact->columns) {
    guard.push_back(nodes_.NotNull(ColumnOf(static_cast<Var>(hint.of[1]), column)));
  }
  const Ref there = nodes_.And(std::move(guard));
  std::vector<Ref> from;
  for (const int column : fact->columns) from.push_back(ColumnOf(static_cast<Var>(hint.of[1]), column));
  Name(hint.of[2], {nodes_.Source(fact->ref_table), there});  // which may be the name of the row itself
  std::vector<Ref> same;
  for (std::size_t c = 0; c < fact->columns.size(); ++c) {
    const Ref to = ColumnOf(static_cast<Var>(hint.of[2]), fact->ref_columns[c]);
    same.push_back(nodes_.NotNull(to));
    same.push_back(nodes_.Equal(from[c], to));
  }
  Assume(nodes_.Implies(there, nodes_.And(std::move(same))));
  return true;
}

// What a check or a NOT NULL says of a row.
bool Obligation::OnRow(const Hint& hint) {
  const Known* row = hint.of.size() == 2 ? Find(hint.of[1]) : nullptr;
  const Fact* null = FactAt(hint.of[0], Fact::Kind::kNotNull);
  const Fact* check = FactAt(hint.of[0], Fact::Kind::kCheck);
  const Fact* fact = null != nullptr ? null : check;
  if (row == nullptr || fact == nullptr || row->source != nodes_.Source(fact->table)) return false;
  const Ref guard = row->guard;
  const auto var = static_cast<Var>(hint.of[1]);
  const Ref holds = null != nullptr ? nodes_.NotNull(ColumnOf(var, fact->columns[0]))
                                    : nodes_.Substitute(fact->holds, [&](Var of, int ordinal, Type) -> Ref {
                                        return of == fact->row ? ColumnOf(var, ordinal) : -1;
                                      });
  Assume(nodes_.Implies(guard, holds));
  return true;
}

// Rows that agree on a key are one row.
bool Obligation::KeyOf(const Hint& hint) {
  const Fact* fact = FactAt(hint.of[0], Fact::Kind::kKey);
  if (fact == nullptr || hint.of.size() < 3) return false;
  std::vector<Ref> agree;
  for (const std::size_t side : {1U, 2U}) {
    const Known* row = Find(hint.of[side]);
    if (row == nullptr || row->source != nodes_.Source(fact->table)) return false;
    agree.push_back(row->guard);
    const auto var = static_cast<Var>(hint.of[side]);
    agree.push_back(nodes_.Substitute(fact->holds, [&](Var of, int ordinal, Type) -> Ref {
      return of == fact->row ? ColumnOf(var, ordinal) : -1;
    }));
  }
  const auto pair = [&](int column) {
    return std::pair(ColumnOf(static_cast<Var>(hint.of[1]), column),
                     ColumnOf(static_cast<Var>(hint.of[2]), column));
  };
  for (const int column : fact->columns) {
    const auto [a, b] = pair(column);
    agree.insert(agree.end(), {nodes_.NotNull(a), nodes_.NotNull(b), nodes_.Equal(a, b)});
  }
  std::vector<Ref> same;
  for (std::size_t i = 3; i < hint.of.size(); ++i) {
    const auto [a, b] = pair(static_cast<int>(hint.of[i]));
    same.push_back(nodes_.Same(a, b));
  }
  Assume(nodes_.Implies(nodes_.And(std::move(agree)), nodes_.And(std::move(same))));
  return true;
}

// What is true of a fold over any rows.
bool Obligation::OfFold(const Hint& hint) {
  const Ref fold = Local(hint.of[0]);
  const Node node = nodes_[fold];
  if (node.op != Op::kFold) return false;
  std::vector<Open> valued = nodes_.OpenBag(node.args[0]);
  for (Open& block : valued) block.cond = nodes_.And({block.cond, nodes_.NotNull(block.outs[0])});
  const Ref some = nodes_.Exists(valued);
  if (node.text == "sum0") {
    const Ref one = nodes_.Integer(1);
    Assume(nodes_.Or({some, nodes_.Equal(fold, nodes_.Integer(0))}));
    const bool counts = std::ranges::all_of(valued, [&](const Open& block) { return block.outs[0] == one; });
    if (counts) Assume(nodes_.Or({nodes_.Not(some), nodes_.Not(nodes_.Less(fold, one))}));
    return true;
  }
  const Ref null = nodes_.IsNull(fold);
  Assume(nodes_.Or({some, null}));
  const bool extreme = node.text == "min" || node.text == "max";
  const bool valueless = extreme || node.text == "bool_and" || node.text == "bool_or" || node.text == "sum" ||
                         node.text == "avg";
  if (valueless) Assume(nodes_.Or({nodes_.Not(some), nodes_.Not(null)}));
  if (!extreme) return true;
  std::vector<Open> reached = valued;
  for (std::size_t i = 0; i < valued.size(); ++i) {
    const Ref out = valued[i].outs[0];
    reached[i].cond = nodes_.And({reached[i].cond, nodes_.Equal(out, fold)});
    valued[i].cond =
        nodes_.And({valued[i].cond, node.text == "min" ? nodes_.Less(out, fold) : nodes_.Less(fold, out)});
  }
  Assume(nodes_.Not(nodes_.Exists(valued)));
  Assume(nodes_.Or({nodes_.Not(some), nodes_.Exists(reached)}));
  return true;
}

// The value that is picked from at most one row is that row's.
bool Obligation::OnlyRow(const Hint& hint) {
  const Ref fold = Local(hint.of[0]);
  if (hint.of.size() != 2 || hint.of[1] < 0 || hint.of[1] >= claims_before_) return false;
  const Claim& claim = proof_.claims[static_cast<std::size_t>(hint.of[1])];
  const Node node = nodes_[fold];
  const bool applies = node.op == Op::kFold && node.text == "pick" && claim.law == "at-most" &&
                       claim.count == 1 && claim.given.rows.empty() && claim.given.cond == nodes_.yes() &&
                       nodes_.Bag(claim.left) == node.args[0];
  if (!applies) return false;
  std::vector<Open> same = nodes_.OpenBag(node.args[0]);
  std::vector<Open> other = same;
  for (Open& block : same) block.cond = nodes_.And({block.cond, nodes_.Same(block.outs[0], fold)});
  for (Open& block : other)
    block.cond = nodes_.And({block.cond, nodes_.Not(nodes_.Same(block.outs[0], fold))});
  Assume(nodes_.Or({nodes_.Not(nodes_.Exists(nodes_.OpenBag(node.args[0]))), nodes_.Exists(same)}));
  Assume(nodes_.Not(nodes_.Exists(other)));
  return true;
}

// What differs only in values from outside is the same where those are.
bool Obligation::Congruent(const Hint& hint) {
  if (hint.of.size() < 4 || hint.of.size() % 2 != 0) return false;
  std::map<std::pair<Var, int>, Ref> replaced;
  std::vector<Ref> same;
  for (std::size_t i = 2; i < hint.of.size(); i += 2) {
    const Ref column = Local(hint.of[i]);
    const Ref value = Local(hint.of[i + 1]);
    const Node node = nodes_[column];
    // Only identity will do, and that is what a plain atom says.
    const Ref equal = nodes_.Same(column, value);
    if (node.op != Op::kColumn || !nodes_.IsIdentity(column, value)) return false;
    replaced[{static_cast<Var>(node.numbers[0]), static_cast<int>(node.numbers[1])}] = value;
    same.push_back(equal);
  }
  const Ref changed = nodes_.Substitute(Local(hint.of[0]), [&](Var var, int ordinal, Type) -> Ref {
    const auto it = replaced.find({var, ordinal});
    return it == replaced.end() ? -1 : it->second;
  });
  if (changed != Local(hint.of[1])) return false;
  Assume(nodes_.Implies(nodes_.And(std::move(same)), nodes_.Same(Local(hint.of[0]), Local(hint.of[1]))));
  return true;
}

// SQL divides towards zero: of a quotient q of a by c > 0, 0 <= a - c q < c or -c < a - c q <= 0, as a's sign
// is. A remainder is a - c q.
bool Obligation::Quotient(const Hint& hint) {
  const Ref term = Local(hint.of[0]);
  Node node = nodes_[term];
  if (node.op != Op::kApply || node.args.size() != 2 || node.type != Type::kInteger) return false;
  const bool remainder = node.text.starts_with("%:");
  if (!remainder && node.text != "/integer") return false;
  const std::string& divisor = nodes_[node.args[1]].text;
  if (nodes_[node.args[1]].op != Op::kConst || divisor.size() < 2 || divisor.size() > 15 || divisor[0] != 'i')
    return false;
  const std::int64_t c = std::strtoll(divisor.c_str() + 1, nullptr, 10);
  if (c <= 0 || nodes_[node.args[0]].type != Type::kInteger) return false;
  const Ref a = node.args[0];
  node.text = "/integer";
  const Ref q = nodes_.Make(node);
  const Ref rest = nodes_.AddScaled(q, -c, a, Type::kInteger);
  if (remainder) Assume(nodes_.Equal(term, rest));
  const Ref zero = nodes_.Integer(0);
  const Ref null = nodes_.IsNull(a);
  const Ref negative = nodes_.Less(a, zero);
  Assume(
      nodes_.Or({null, negative,
                 nodes_.And({nodes_.Not(nodes_.Less(rest, zero)), nodes_.Less(rest, nodes_.Integer(c))})}));
  Assume(
      nodes_.Or({null, nodes_.Not(negative),
                 nodes_.And({nodes_.Not(nodes_.Less(zero, rest)), nodes_.Less(nodes_.Integer(-c), rest)})}));
  return true;
}

// Terms that an earlier claim shows equal.
bool Obligation::FromClaim(const Hint& hint) {
  if (hint.of[0] < 0 || hint.of[0] >= claims_before_) return false;
  const Claim& claim = proof_.claims[static_cast<std::size_t>(hint.of[0])];
  if (claim.left_term < 0) return false;
  std::vector<Ref> given{Local(claim.given.cond)};
  for (const Row& row : claim.given.rows) {
    const Known* known = Find(row.var);
    if (known == nullptr || known->source != Local(row.source)) return false;
    given.push_back(known->guard);
  }
  const Ref same = nodes_.Same(Local(claim.left_term), Local(claim.right_term));
  Assume(nodes_.Implies(nodes_.And(std::move(given)), same));
  return true;
}

}  // namespace tacit::replay
