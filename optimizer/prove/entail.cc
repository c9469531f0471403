// Whether a condition on some rows can hold in a legal database: quantifiers and constraints are instantiated
// for the rows at hand, and what remains is ground.
#include <algorithm>
#include <map>
#include <set>

#include "optimizer/prove/engine.h"
#include "optimizer/prove/fold_lemmas.h"
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
constexpr int kMaxSplits = 1500;

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

  bool Unsat() {
    if (whole_ == kFalseFormula) return true;
    for (FormulaId f : store_.Conjuncts(whole_)) Add(f);
    std::vector<FormulaId> bare = clauses_;
    if (GroundUnsat(store_, bare, kMaxSplits, engine_.budget_)) return true;
    for (const Decl& d : context_.vars) AddRow(d, kTrueFormula, 0);
    for (int round = 0; round < kRounds; ++round) {
      const std::size_t before = clauses_.size() + rows_.size();
      FoldLemmas();
      OpenExists();
      FollowForeignKeys();
      Instantiate();
      if (clauses_.size() + rows_.size() == before || Full()) break;
    }
    FoldEqualities();
    RowFacts();
    KeyFacts();
    Booleans();
    return Decide();
  }

 private:
  bool Full() const {
    return clauses_.size() > kMaxClauses || rows_.size() > kMaxRows || engine_.budget_.exhausted;
  }

  // A clause that everything below may be collected from.
  void Add(FormulaId f) {
    Push(f, {});
    Collect(f);
  }
  void Push(FormulaId f, std::vector<FactId> facts) {
    if (f == kTrueFormula) return;
    clauses_.push_back(f);
    facts_.push_back(std::move(facts));
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
        columns.push_back(store_.Column(d.var, static_cast<int>(c), store_.TypeOf(member.outs[c])));
      }
      member.cond = store_.And(member.cond, store_.SameAll(member.outs, columns));
      parts.push_back(store_.Exists(std::move(member)));
    }
    const FormulaId in = store_.Or(std::move(parts));
    Push(store_.Implies(guard, in), {});
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
      Push(store_.Implies(atom, block.cond), {});
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

  // The row that a foreign key promises, where some denied existence might be refuted by it.
  void FollowForeignKeys() {
    std::set<std::string> wanted;
    for (FormulaId atom : negative_) {
      for (const Decl& d : store_.bag(store_.formula(atom).bag)[0].vars) wanted.insert(d.source.table);
    }
    const std::size_t count = rows_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Witness row = rows_[i];
      if (row.source.set >= 0 || row.depth >= kMaxDepth) continue;
      for (FactId id : engine_.FactsOf(row.source.table)) {
        const Fact& fact = engine_.facts_[id];
        if (fact.kind != FactKind::kForeignKey || Full()) continue;
        if (!wanted.contains(fact.ref_table) || !followed_.insert({row.var, id}).second) continue;
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
        const FormulaId exists = store_.And(std::move(guard));
        std::vector<FactId> promises = Join(row.promises, {id});
        Push(store_.Implies(exists, store_.And(std::move(same))), promises);
        rows_.push_back({target, {fact.ref_table, -1}, exists, row.depth + 1, std::move(promises)});
      }
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
    Push(store_.Implies(store_.And(std::move(present)), atom), std::move(promises));
    Collect(store_.Not(cond));
  }

  std::set<TermId> Folds() const {
    std::set<TermId> folds;
    for (FormulaId clause : clauses_) {
      store_.VisitAtoms(clause, [&](FormulaId atom) {
        const Formula& f = store_.formula(atom);
        if (f.kind == FormulaKind::kExists) return;
        for (TermId side : {f.left, f.right}) {
          store_.VisitTerms(side, [&](TermId t) {
            if (store_.term(t).kind == TermKind::kFold) folds.insert(t);
          });
        }
      });
    }
    return folds;
  }

  void FoldLemmas() {
    for (TermId fold : Folds()) {
      if (!explained_.insert(fold).second || Full()) continue;
      FormulaId lemma = FoldLemma(engine_, fold);
      if (IsExtreme(store_, fold)) {
        met_extremes_ = met_extremes_ || IsCompared(fold);
        if (extremes_) lemma = store_.And(lemma, ExtremeLemma(store_, fold));
      }
      Add(lemma);
    }
  }

  // With something else than another extreme or NULL.
  bool IsCompared(TermId fold) const {
    bool compared = false;
    for (FormulaId clause : clauses_) {
      store_.VisitAtoms(clause, [&](FormulaId atom) {
        const Formula& f = store_.formula(atom);
        if (f.kind == FormulaKind::kExists || (f.left != fold && f.right != fold)) return;
        const TermId other = f.left == fold ? f.right : f.left;
        compared = compared || (other != kNullTerm && !IsExtreme(store_, other));
      });
    }
    return compared;
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
    const Context inside{context_.vars, store_.And(std::move(given)), context_.depth + 1};
    ++engine_.fold_depth_;
    for (auto a = folds.begin(); a != folds.end(); ++a) {
      for (auto b = std::next(a); b != folds.end() && !Full(); ++b) {
        if (engine_.FoldEqual(*a, *b, inside)) Push(store_.Same(*a, *b), {});
      }
    }
    --engine_.fold_depth_;
  }
  // Columns of rows at hand that some clause mentions.
  std::map<VarId, std::set<int>> Mentioned() const {
    std::map<VarId, std::set<int>> out;
    for (FormulaId clause : clauses_) {
      store_.VisitAtoms(clause, [&](FormulaId atom) {
        const Formula& f = store_.formula(atom);
        if (f.kind == FormulaKind::kExists) return;
        for (TermId side : {f.left, f.right}) {
          store_.VisitTerms(side, [&](TermId t) {
            const Term& term = store_.term(t);
            if (term.kind == TermKind::kColumn) out[term.var].insert(term.ordinal);
          });
        }
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
        Push(store_.Implies(row.guard, holds), Join(row.promises, {id}));
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
          Push(store_.Implies(store_.And(std::move(agree)), store_.And(std::move(same))),
               Join(Join(a.promises, b.promises), {id}));
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
        Push(
            store_.Implies(row.guard, store_.NotNull(engine_.ColumnOf(fact.table, row.var, fact.columns[0]))),
            Join(row.promises, {id}));
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
    for (FormulaId clause : clauses_) {
      store_.VisitAtoms(clause, [&](FormulaId atom) {
        const Formula& f = store_.formula(atom);
        if (f.kind == FormulaKind::kExists) return;
        for (TermId side : {f.left, f.right}) {
          const Term& t = store_.term(side);
          if (t.type == sql::TypeKind::kBoolean && t.kind != TermKind::kConst) booleans.insert(side);
        }
      });
    }
    for (TermId t : booleans) {
      Push(store_.Or({store_.IsNull(t), store_.ValueEq(t, store_.Bool(true)),
                      store_.ValueEq(t, store_.Bool(false))}),
           {});
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
    return GroundUnsat(store_, Selected(dropped), kMaxSplits, engine_.budget_);
  }

  bool Decide() {
    if (engine_.budget_.exhausted) return false;
    bool by_solver = false;
    if (!Refuted({})) {
      if (!RefutedBySolver({})) return false;
      by_solver = true;
    }
    std::set<FactId> candidates;
    for (const auto& facts : facts_) candidates.insert(facts.begin(), facts.end());
    std::set<FactId> dropped = candidates;
    if (by_solver ? RefutedBySolver(dropped) : Refuted(dropped)) return true;
    dropped.clear();
    if (!by_solver) {
      for (FactId fact : candidates) {
        dropped.insert(fact);
        if (!Refuted(dropped)) dropped.erase(fact);
      }
    }
    for (FactId fact : candidates) {
      if (!dropped.contains(fact)) engine_.used_.insert(fact);
    }
    return true;
  }

  bool RefutedBySolver(const std::set<FactId>& dropped) {
    const auto problem = SmtProblem(store_, Selected(dropped));
    if (!problem || engine_.budget_.exhausted) return false;
    if (CheckSmt(*problem, engine_.solver_rlimit_) != SmtAnswer::kUnsat) return false;
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
  std::vector<Witness> rows_;
  std::set<FormulaId> positive_, negative_, opened_;
  std::map<FormulaId, int> depth_;
  std::set<std::pair<VarId, FactId>> followed_;
  std::set<std::vector<VarId>> instantiated_;
  std::set<TermId> explained_;
};

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
