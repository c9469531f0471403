// Whether a condition on some rows can hold in a legal database: quantifiers and constraints are instantiated
// for the rows at hand, and what remains is ground.
#include <algorithm>
#include <map>
#include <set>

#include "optimizer/prove/engine.h"
#include "optimizer/prove/fold_lemmas.h"
#include "optimizer/prove/hints.h"
#include "optimizer/prove/record.h"
#include "optimizer/prove/smt.h"
#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

using algebra::Fact;
using algebra::FactId;
using algebra::FactKind;

namespace {

constexpr int kRounds = 3;
constexpr int kMaxRows = 40;
constexpr std::size_t kMaxClauses = 1200;
constexpr int kMaxMappings = 256;
constexpr int kMaxDepth = 4;

// A row that exists where `guard` holds.
struct Witness {
  VarId var = 0;
  Source source;
  FormulaId guard = kTrueFormula;
  int depth = 0;
  std::vector<FactId> promises;  // foreign keys without which it need not exist
};

}  // namespace

// One question's clauses. Those from constraints carry their fact, so that the ones needed can be found.
class Entailment {
 public:
  // `extremes`: whether it is said of the least and the greatest that no row goes beyond them, which asks
  // after every row.
  Entailment(Engine& engine, const Context& context, FormulaId cond, bool extremes)
      : engine_(engine), store_(engine.store_), context_(context), extremes_(extremes) {
    whole_ = store_.And(context.cond, cond);
  }

  [[nodiscard]] bool met_extremes() const { return met_extremes_; }

  // After Unsat: the instances without which it would not follow.
  Hints Needed() { return NeededHints(store_, clauses_, hints_, engine_.budget_); }

  // Terms that a recorded claim says are equal.
  void AssumeEqual(const Claim& claim, int id) {
    Push(store_.Implies(claim.given.cond, store_.Same(claim.left_term, claim.right_term)), {},
         {"equal", {id}});
  }

  bool Unsat(int rounds = kRounds) {
    if (whole_ == kFalseFormula) return true;
    for (FormulaId f : store_.Conjuncts(whole_)) Add(f);
    if (GroundUnsat(store_, clauses_, kGroundSplits, engine_.budget_)) return true;
    // Before the lemmas about folds, whose rows would crowd out everything else.
    const std::size_t given = clauses_.size();
    FoldCongruence();
    FoldEqualities();
    if (clauses_.size() > given && GroundUnsat(store_, clauses_, kGroundSplits, engine_.budget_)) return true;
    for (const Decl& d : context_.vars) AddRow(d, kTrueFormula, 0);
    Expand(rounds, /*promised=*/false);
    if (!Followable().empty()) {
      // Rows that foreign keys promise come last: mostly nothing needs them, and there may be many.
      const std::size_t said = clauses_.size();
      State();
      if (Refuted({})) return RestsOnFacts();
      Forget(said);
      Expand(rounds, /*promised=*/true);
    }
    State();
    return Decide();
  }

 private:
  // Rows that there must be, and what is said of every row, said of them.
  void Expand(int rounds, bool promised) {
    for (int round = 0; round < rounds && !Full(); ++round) {
      const std::size_t before = clauses_.size() + rows_.size();
      FoldLemmas();
      OpenExists();
      if (promised) FollowForeignKeys();
      Instantiate();
      if (clauses_.size() + rows_.size() == before) break;
    }
    FoldCongruence();
    FoldEqualities();
  }
  // What constraints say of the rows at hand.
  void State() {
    RowFacts();
    KeyFacts();
    Booleans();
  }
  void Forget(std::size_t since) {
    clauses_.resize(since);
    facts_.resize(since);
    hints_.resize(since);
  }

  bool Full() const {
    return clauses_.size() > kMaxClauses || rows_.size() > kMaxRows || engine_.budget_.exhausted;
  }

  // A clause that everything below may be collected from.
  void Add(FormulaId f) {
    Push(f, {});
    Collect(f);
  }
  void Push(FormulaId f, std::vector<FactId> facts, Hint hint = {}) {
    if (f == kTrueFormula && std::string_view(hint.kind) != "open") return;  // which names rows
    clauses_.push_back(f);
    facts_.push_back(std::move(facts));
    hints_.push_back(std::move(hint));
  }
  static std::vector<FactId> Join(std::vector<FactId> a, const std::vector<FactId>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  // Exists atoms by the sign with which they stand in f.
  void Collect(FormulaId f) {
    const Formula& node = store_.formula(f);
    if (node.kind == FormulaKind::kExists) {
      positive_.insert(f);
    } else if (node.kind == FormulaKind::kNot) {
      if (store_.formula(node.args[0]).kind == FormulaKind::kExists) negative_.insert(node.args[0]);
    } else {
      for (FormulaId arg : node.args) Collect(arg);
    }
  }

  void AddRow(const Decl& d, FormulaId guard, int depth) {
    rows_.push_back({d.var, d.source, guard, depth, {}});
    if (d.source.set < 0) return;
    // A row of a set: one of its blocks gives it.
    Bag members = store_.bag(d.source.set);
    std::vector<FormulaId> parts;
    for (const Block& closed : members) {
      Block member = store_.Open(closed);
      std::vector<TermId> columns;
      for (std::size_t c = 0; c < member.outs.size(); ++c) {
        columns.push_back(store_.Column(d.var, static_cast<int>(c), store_.ColumnKind(members, c)));
      }
      member.cond = store_.And(member.cond, store_.SameAll(member.outs, columns));
      parts.push_back(store_.Exists(std::move(member)));
    }
    const FormulaId in = store_.Or(parts);
    Push(store_.Implies(guard, in), {}, {"member", {d.var}});
    Collect(in);
  }

  // Names the rows that an existence, where it holds, promises.
  void OpenExists() {
    const std::set<FormulaId> atoms = positive_;
    for (FormulaId atom : atoms) {
      if (Full() || !opened_.insert(atom).second) continue;
      const int depth = DepthOf(atom);
      if (depth >= kMaxDepth) continue;
      const Block block = store_.Open(store_.bag(store_.formula(atom).bag)[0]);
      Hint hint{"open", {atom}};
      for (const Decl& d : block.vars) hint.of.push_back(d.var);
      Push(store_.Implies(atom, block.cond), {}, std::move(hint));
      const std::set<FormulaId> known = positive_;
      Collect(block.cond);
      for (FormulaId inner : positive_) {
        if (!known.contains(inner)) depth_[inner] = depth + 1;
      }
      for (const Decl& d : block.vars) AddRow(d, atom, depth + 1);
    }
  }
  int DepthOf(FormulaId atom) const {
    const auto it = depth_.find(atom);
    return it == depth_.end() ? 0 : it->second;
  }

  // Tables whose rows some denied existence is about, each with the columns that it says are equal to
  // something.
  std::map<std::string, std::set<int>> Wanted() const {
    std::map<std::string, std::set<int>> wanted;
    for (FormulaId denied : negative_) {
      const Block& block = store_.bag(store_.formula(denied).bag)[0];
      std::map<VarId, std::set<int>*> columns;
      for (const Decl& d : block.vars) columns.emplace(d.var, &wanted[d.source.table]);
      store_.VisitAtoms(block.cond, [&](FormulaId atom) {
        const Formula& f = store_.formula(atom);
        if (f.kind != FormulaKind::kEq) return;
        for (TermId side : {f.left, f.right}) {
          const Term& t = store_.term(side);
          const auto of = columns.find(t.var);
          if (t.kind == TermKind::kColumn && of != columns.end()) of->second->insert(t.ordinal);
        }
      });
    }
    return wanted;
  }

  // The row that a foreign key promises, where some denied existence might be refuted by it. Promised rows
  // promise more only where the columns that they are known by are asked for: else trees, which refer to
  // themselves, have no end.
  std::vector<std::pair<std::size_t, FactId>> Followable() const {
    const auto wanted = Wanted();
    std::vector<std::pair<std::size_t, FactId>> links;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Witness& row = rows_[i];
      if (row.source.set >= 0 || row.depth >= kMaxDepth) continue;
      for (FactId id : engine_.FactsOf(row.source.table)) {
        const Fact& fact = engine_.facts_[id];
        if (fact.kind != FactKind::kForeignKey || followed_.contains({row.var, id})) continue;
        const auto table = wanted.find(fact.ref_table);
        if (table == wanted.end()) continue;
        const bool asked = std::all_of(fact.ref_columns.begin(), fact.ref_columns.end(),
                                       [&](int c) { return table->second.contains(c); });
        if (asked || row.depth == 0) links.emplace_back(i, id);
      }
    }
    return links;
  }
  void FollowForeignKeys() {
    for (const auto& [i, id] : Followable()) {
      if (Full()) return;
      const Witness row = rows_[i];
      const Fact& fact = engine_.facts_[id];
      followed_.insert({row.var, id});
      const VarId target = store_.FreshVar();
      std::vector<FormulaId> guard{row.guard};
      std::vector<FormulaId> same;
      for (std::size_t c = 0; c < fact.columns.size(); ++c) {
        const TermId from = engine_.ColumnOf(fact.table, row.var, fact.columns[c]);
        const TermId to = engine_.ColumnOf(fact.ref_table, target, fact.ref_columns[c]);
        guard.push_back(store_.NotNull(from));
        same.push_back(store_.NotNull(to));
        same.push_back(store_.ValueEq(from, to));
      }
      const FormulaId exists = store_.And(guard);
      std::vector<FactId> promises = Join(row.promises, {id});
      Push(store_.Implies(exists, store_.And(same)), promises, {"follow", {id, row.var, target}});
      rows_.push_back({target, {fact.ref_table, -1}, exists, row.depth + 1, std::move(promises)});
    }
  }

  // A denied existence fails for every choice of rows at hand.
  void Instantiate() {
    const std::set<FormulaId> atoms = negative_;
    for (FormulaId atom : atoms) {
      const Block block = store_.bag(store_.formula(atom).bag)[0];
      int mappings = 0;
      std::vector<const Witness*> chosen;
      Choose(atom, block, chosen, mappings);
    }
  }
  void Choose(FormulaId atom, const Block& block, std::vector<const Witness*>& chosen, int& mappings) {
    if (mappings > kMaxMappings || Full()) return;
    if (chosen.size() < block.vars.size()) {
      const Source& source = block.vars[chosen.size()].source;
      const std::size_t count = rows_.size();
      for (std::size_t i = 0; i < count; ++i) {
        if (rows_[i].source != source) continue;
        const Witness row = rows_[i];
        chosen.push_back(&row);
        Choose(atom, block, chosen, mappings);
        chosen.pop_back();
      }
      return;
    }
    ++mappings;
    std::vector<VarId> key{atom};
    Substitution rename;
    std::vector<FormulaId> present;
    std::vector<FactId> promises;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      key.push_back(chosen[i]->var);
      rename.vars[block.vars[i].var] = chosen[i]->var;
      present.push_back(chosen[i]->guard);
      promises = Join(std::move(promises), chosen[i]->promises);
    }
    if (!instantiated_.insert(key).second) return;
    const FormulaId cond = store_.SubstituteIn(rename, block.cond);
    present.push_back(cond);
    // An atom that denies itself: its own witness shows it, which says nothing new.
    if (std::all_of(chosen.begin(), chosen.end(), [&](const Witness* w) { return w->guard == atom; })) return;
    for (FormulaId& part : present) part = store_.Not(part);
    present.push_back(atom);
    Push(store_.Or(present), std::move(promises), {"instance", key});
    Collect(store_.Not(cond));
  }

  // Both sides of each comparison, not inside bags.
  template <typename F>
  void VisitSides(F&& visit) const {
    for (FormulaId clause : clauses_) {
      store_.VisitAtoms(clause, [&](FormulaId atom) {
        const Formula& f = store_.formula(atom);
        if (f.kind == FormulaKind::kExists) return;
        visit(f.left, f.right);
        visit(f.right, f.left);
      });
    }
  }
  std::set<TermId> Folds() const {
    std::set<TermId> folds;
    for (FormulaId clause : clauses_) {
      store_.VisitComparedTerms(clause, [&](TermId t) {
        if (store_.term(t).kind == TermKind::kFold) folds.insert(t);
      });
    }
    return folds;
  }

  void FoldLemmas() {
    for (TermId fold : Folds()) {
      if (!explained_.insert(fold).second || Full()) continue;
      FormulaId lemma = FoldLemma(store_, fold);
      if (IsExtreme(store_, fold)) {
        met_extremes_ = met_extremes_ || IsCompared(fold);
        if (extremes_) lemma = store_.And(lemma, ExtremeLemma(store_, fold));
      }
      Push(lemma, {}, {"fold", {fold}});
      Collect(lemma);
      int only = -1;
      const FormulaId picked = PickLemma(engine_, fold, &only);
      Push(picked, {}, {"only", {fold, only}});
      Collect(picked);
    }
  }

  // With something else than another extreme or NULL.
  bool IsCompared(TermId fold) const {
    bool compared = false;
    VisitSides([&](TermId side, TermId other) {
      compared = compared || (side == fold && other != kNullTerm && !IsExtreme(store_, other));
    });
    return compared;
  }

  // Folds that differ in what stands for values from outside are the same where those values are.
  void FoldCongruence() {
    const std::set<TermId> folds = Folds();
    if (folds.size() < 2) return;
    for (FormulaId clause : clauses_) NoteEqual(clause);
    for (auto a = folds.begin(); a != folds.end(); ++a) {
      for (auto b = std::next(a); b != folds.end() && !Full(); ++b) {
        if (congruent_.contains({*a, *b})) continue;
        TermId one = *a;
        TermId other = *b;
        auto pairs = ColumnsReplaced(store_, one, other, said_equal_);
        if (pairs.empty()) {
          std::swap(one, other);
          pairs = ColumnsReplaced(store_, one, other, said_equal_);
        }
        if (pairs.empty()) continue;
        congruent_.insert({*a, *b});
        Hint hint{"congruent", {one, other}};
        std::vector<FormulaId> same;
        for (const auto& [column, value] : pairs) {
          same.push_back(store_.Same(column, value));
          hint.of.insert(hint.of.end(), {column, value});
        }
        Push(store_.Implies(store_.And(same), store_.Same(*a, *b)), {}, std::move(hint));
      }
    }
  }
  // What a clause says is equal, if only of a row that may be there.
  void NoteEqual(FormulaId f) {
    const Formula& node = store_.formula(f);
    if (node.kind == FormulaKind::kEq) said_equal_.insert(std::minmax(node.left, node.right));
    if (node.kind != FormulaKind::kAnd && node.kind != FormulaKind::kOr) return;
    for (FormulaId arg : node.args) NoteEqual(arg);
  }
  void FoldEqualities() {
    if (engine_.fold_depth_ > 0) return;
    const std::set<TermId> folds = Folds();
    if (folds.size() < 2) return;
    // What is said of folds themselves helps nothing inside them.
    std::vector<FormulaId> given;
    for (FormulaId f : store_.Conjuncts(whole_)) {
      if (!store_.HasFold(f)) given.push_back(f);
    }
    const Context inside{context_.vars, store_.And(given), context_.depth + 1};
    ++engine_.fold_depth_;
    for (auto a = folds.begin(); a != folds.end(); ++a) {
      for (auto b = std::next(a); b != folds.end() && !Full(); ++b) {
        int why = -1;
        if (congruent_.contains({*a, *b}) || !compared_.insert({*a, *b}).second) continue;
        if (engine_.FoldEqual(*a, *b, inside, &why)) Push(store_.Same(*a, *b), {}, {"equal", {why}});
      }
    }
    --engine_.fold_depth_;
  }
  // Columns of rows at hand that some clause mentions.
  std::map<VarId, std::set<int>> Mentioned() const {
    std::map<VarId, std::set<int>> out;
    for (FormulaId clause : clauses_) {
      store_.VisitComparedTerms(clause, [&](TermId t) {
        const Term& term = store_.term(t);
        if (term.kind == TermKind::kColumn) out[term.var].insert(term.ordinal);
      });
    }
    return out;
  }

  void RowFacts() {
    const auto mentioned = Mentioned();
    for (const Witness& row : rows_) {
      const auto it = mentioned.find(row.var);
      if (row.source.set >= 0 || it == mentioned.end()) continue;
      const std::set<int>& columns = it->second;
      for (FactId id : engine_.FactsOf(row.source.table)) {
        const Fact& fact = engine_.facts_[id];
        if (fact.kind != FactKind::kNotNull && fact.kind != FactKind::kCheck) continue;
        const bool relevant =
            std::all_of(fact.columns.begin(), fact.columns.end(), [&](int c) { return columns.contains(c); });
        if (!relevant || fact.columns.empty()) continue;
        const FormulaId holds = fact.kind == FactKind::kNotNull
                                    ? store_.NotNull(engine_.ColumnOf(fact.table, row.var, fact.columns[0]))
                                    : store_.Not(engine_.OnRow(fact.predicate, fact.table, row.var).is_false);
        Push(store_.Implies(row.guard, holds), Join(row.promises, {id}), {"row", {id, row.var}});
      }
    }
  }

  // Two rows of a table that agree on a key are one row.
  void KeyFacts() {
    const auto mentioned = Mentioned();
    const auto columns = [&](VarId v) {
      const auto it = mentioned.find(v);
      return it == mentioned.end() ? std::set<int>{} : it->second;
    };
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (std::size_t j = i + 1; j < rows_.size(); ++j) {
        const Witness& a = rows_[i];
        const Witness& b = rows_[j];
        if (a.source != b.source || a.source.set >= 0 || Full()) continue;
        const std::string& table = a.source.table;
        std::set<int> all = columns(a.var);
        all.merge(columns(b.var));
        for (FactId id : engine_.FactsOf(table)) {
          const Fact& fact = engine_.facts_[id];
          if (fact.kind != FactKind::kKey) continue;
          std::vector<FormulaId> agree{a.guard, b.guard};
          for (int c : fact.columns) {
            const TermId x = engine_.ColumnOf(table, a.var, c);
            const TermId y = engine_.ColumnOf(table, b.var, c);
            agree.push_back(store_.ValueEq(x, y));
            agree.push_back(store_.NotNull(x));
            agree.push_back(store_.NotNull(y));
          }
          if (fact.condition != nullptr) {
            agree.push_back(engine_.OnRow(fact.condition, table, a.var).is_true);
            agree.push_back(engine_.OnRow(fact.condition, table, b.var).is_true);
          }
          std::vector<FormulaId> same;
          for (int c : all) {
            same.push_back(store_.Same(engine_.ColumnOf(table, a.var, c), engine_.ColumnOf(table, b.var, c)));
          }
          Hint hint{"key", {id, a.var, b.var}};
          hint.of.insert(hint.of.end(), all.begin(), all.end());
          Push(store_.Implies(store_.And(agree), store_.And(same)), Join(Join(a.promises, b.promises), {id}),
               std::move(hint));
        }
      }
    }
    // Key columns come into play here, and with them that they are not NULL.
    for (const Witness& row : rows_) {
      if (row.source.set >= 0) continue;
      const std::set<int> before = columns(row.var);
      for (FactId id : engine_.FactsOf(row.source.table)) {
        const Fact& fact = engine_.facts_[id];
        if (fact.kind != FactKind::kNotNull || before.contains(fact.columns[0])) continue;
        if (!InSomeKey(row.source.table, fact.columns[0])) continue;
        const FormulaId present = store_.NotNull(engine_.ColumnOf(fact.table, row.var, fact.columns[0]));
        Push(store_.Implies(row.guard, present), Join(row.promises, {id}), {"row", {id, row.var}});
      }
    }
  }
  bool InSomeKey(const std::string& table, int column) {
    const auto& facts = engine_.FactsOf(table);
    return std::any_of(facts.begin(), facts.end(), [&](FactId id) {
      const Fact& fact = engine_.facts_[id];
      return fact.kind == FactKind::kKey &&
             std::find(fact.columns.begin(), fact.columns.end(), column) != fact.columns.end();
    });
  }

  void Booleans() {
    std::set<TermId> booleans;
    VisitSides([&](TermId side, TermId) {
      const Term& t = store_.term(side);
      if (t.type == sql::TypeKind::kBoolean && t.kind != TermKind::kConst) booleans.insert(side);
    });
    for (TermId t : booleans) {
      Push(store_.Or({store_.IsNull(t), store_.ValueEq(t, store_.Bool(true)),
                      store_.ValueEq(t, store_.Bool(false))}),
           {}, {"truth", {t}});
    }
  }

  // Without the facts in `dropped`.
  std::vector<FormulaId> Selected(const std::set<FactId>& dropped) const {
    std::vector<FormulaId> out;
    for (std::size_t i = 0; i < clauses_.size(); ++i) {
      const bool drop =
          std::any_of(facts_[i].begin(), facts_[i].end(), [&](FactId f) { return dropped.contains(f); });
      if (!drop) out.push_back(clauses_[i]);
    }
    return out;
  }

  bool Refuted(const std::set<FactId>& dropped) {
    return GroundUnsat(store_, Selected(dropped), kGroundSplits, engine_.budget_);
  }

  bool Decide() {
    if (engine_.budget_.exhausted) return false;
    if (Refuted({})) return RestsOnFacts();
    if (!RefutedBySolver({})) return false;
    const std::set<FactId> all = FactsOfClauses();
    if (!RefutedBySolver(all)) engine_.used_.insert(all.begin(), all.end());
    return true;
  }
  // Of the clauses, which are refuted: notes the facts without which they would not be.
  bool RestsOnFacts() {
    const std::set<FactId> needed =
        NeededFacts(FactsOfClauses(), [&](const std::set<FactId>& dropped) { return Refuted(dropped); });
    engine_.used_.insert(needed.begin(), needed.end());
    return true;
  }
  std::set<FactId> FactsOfClauses() const {
    std::set<FactId> all;
    for (const auto& facts : facts_) all.insert(facts.begin(), facts.end());
    return all;
  }

  bool RefutedBySolver(const std::set<FactId>& dropped) {
    const auto problem = SmtProblem(store_, Selected(dropped));
    if (!problem || engine_.budget_.exhausted) return false;
    if (engine_.budget_.solver.Check(*problem, engine_.solver_rlimit_) != SmtAnswer::kUnsat) return false;
    if (dropped.empty())
      engine_.Note("smt", "the condition is contradictory: " + store_.PrintFormula(whole_), {}, *problem);
    return true;
  }

  Engine& engine_;
  Store& store_;
  const Context& context_;
  bool extremes_;
  bool met_extremes_ = false;
  FormulaId whole_ = kTrueFormula;
  std::vector<FormulaId> clauses_;
  std::vector<std::vector<FactId>> facts_;  // of each clause: those that it rests on
  Hints hints_;                             // of each clause: which instance it is; nothing of what is given
  std::vector<Witness> rows_;
  std::set<FormulaId> positive_, negative_, opened_;
  std::map<FormulaId, int> depth_;
  std::set<std::pair<VarId, FactId>> followed_;
  std::set<std::vector<VarId>> instantiated_;
  std::set<TermId> explained_;
  std::set<std::pair<TermId, TermId>> congruent_, compared_;
  std::set<std::pair<TermId, TermId>> said_equal_;  // outright, the lesser first
};

std::optional<Hints> Engine::Refute(const Context& context, const std::vector<int>& equalities) {
  if (context.cond == kFalseFormula) return Hints();
  // What the rows that are first named show needs fewer instances.
  for (const auto& [extremes, rounds] : {std::pair(false, 1), {false, kRounds}, {true, kRounds}}) {
    Entailment question(*this, context, kTrueFormula, extremes);
    for (int id : equalities) {
      if (recorder_ != nullptr && id >= 0) question.AssumeEqual(recorder_->claim(id), id);
    }
    if (question.Unsat(rounds)) return question.Needed();
    if (rounds == kRounds && !question.met_extremes()) break;
  }
  return std::nullopt;
}

bool Engine::Unsat(const Context& context, FormulaId cond) {
  if (budget_.exhausted || context.depth > 8) return false;
  std::vector<int> key{store_.And(context.cond, cond)};
  for (const Decl& d : context.vars) key.push_back(d.var);
  if (const auto it = unsat_memo_.find(key); it != unsat_memo_.end()) return it->second;
  Entailment plain(*this, context, cond, /*extremes=*/false);
  const bool unsat =
      plain.Unsat() || (plain.met_extremes() && Entailment(*this, context, cond, true).Unsat());
  if (!budget_.exhausted) unsat_memo_.emplace(std::move(key), unsat);
  return unsat;
}

}  // namespace tacit::prove
