// Everything of one proof attempt: what is known of the database, what has been spent, what has been used.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "optimizer/algebra/facts.h"
#include "optimizer/prove/ground.h"
#include "optimizer/prove/lower.h"
#include "optimizer/prove/term.h"
#include "optimizer/prove/theory.h"
#include "tacit/prover.h"
#include "tacit/schema.h"

namespace tacit::prove {

// Rows and a condition on them that are given where a statement is to be shown.
struct Context {
  std::vector<Decl> vars;
  FormulaId cond = kTrueFormula;
  int depth = 0;

  [[nodiscard]] Context With(Store& store, const std::vector<Decl>& more, FormulaId also) const;
};

struct Hint;
class Recorder;

// Folds that ask only which values there are, not how often.
[[nodiscard]] bool IsSetFold(std::string_view name);

// Decides, never guesses: every `true` rests on the facts noted in `used`. Belongs to one thread.
class Engine {
 public:
  Engine(Store& store, const Schema& schema, const algebra::Facts& facts, Dialect dialect,
         const std::set<algebra::FactId>& ignored, Budget& budget, unsigned solver_rlimit);

  // entail.cc: no rows of any legal database satisfy the context and `cond`.
  bool Unsat(const Context& context, FormulaId cond);
  bool Implies(const Context& context, FormulaId cond) { return Unsat(context, store_.Not(cond)); }
  // The instances from which it follows that nothing satisfies the context; none where that is not seen.
  // `equalities`: recorded claims of equal terms that may be used.
  std::optional<std::vector<Hint>> Refute(const Context& context, const std::vector<int>& equalities);

  // keys.cc
  // Variables of `block` of which all choices that agree on `seeds` agree, among the block's rows.
  std::set<VarId> Determined(const Block& block, const std::vector<TermId>& seeds,
                             const std::set<VarId>& given, const Theory& theory);
  // What the block's and the context's conditions say outright. Terms of the block's outs are registered.
  Theory Units(const Block& block, const Context& context);
  bool AtMostRows(const Bag& bag, std::int64_t n);
  // The seeds determine every value of the block's outs.
  bool Determines(const Block& block, const std::vector<TermId>& seeds);
  // Key of the table on which the two variables agree, which makes them the same row.
  bool SameRow(const std::string& table, VarId a, VarId b, const Theory& theory,
               const std::vector<FormulaId>& given);

  // Each of what follows sets `why`, where it is given and something is recorded, to the claim that says it.
  // normalise.cc: an equal bag in a form in which equal queries tend to be the same.
  Bag Normalise(const Bag& bag, const Context& context, int* why = nullptr);

  // match.cc
  bool BagEqual(const Bag& left, const Bag& right, const Context& context, int* why = nullptr);
  bool SetEqual(Bag left, Bag right, const Context& context, int* why = nullptr);
  bool FoldEqual(TermId left, TermId right, const Context& context, int* why = nullptr);

  // From now on every step is recorded; the recorder must outlive the engine's use.
  void RecordWith(Recorder* recorder) { recorder_ = recorder; }
  [[nodiscard]] Recorder* recorder() { return recorder_; }

  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] Budget& budget() { return budget_; }
  [[nodiscard]] const algebra::Facts& facts() const { return facts_; }
  [[nodiscard]] Dialect dialect() const { return dialect_; }
  [[nodiscard]] const Schema& schema() const { return schema_; }
  // Of facts that are not ignored.
  const std::vector<algebra::FactId>& FactsOf(const std::string& table);
  TermId ColumnOf(const std::string& table, VarId var, int ordinal) {
    return store_.Column(var, ordinal, ColumnType(table, ordinal));
  }
  [[nodiscard]] std::vector<sql::TypeKind> ColumnTypes(const std::string& table);
  // A check's or a partial key's predicate on a row.
  Truth OnRow(const sql::ExprPtr& predicate, const std::string& table, VarId var);
  [[nodiscard]] const std::set<algebra::FactId>& used() const { return used_; }
  [[nodiscard]] const std::vector<ProofStep>& steps() const { return steps_; }
  void Note(std::string rule, std::string statement, std::vector<algebra::FactId> facts = {},
            std::string obligation = {});

 private:
  friend class Entailment;

  sql::TypeKind ColumnType(const std::string& table, int ordinal);
  bool ConditionHolds(const algebra::Fact& key, VarId var, const Theory& theory,
                      const std::vector<FormulaId>& given);
  bool NotNull(const std::string& table, VarId var, int ordinal, const Theory& theory);

  Bag NormaliseBlock(Block block, const Context& context, int rounds, int* why = nullptr);
  // Those that replace a variable leave in `link_` what its columns are now.
  bool ReplacePinnedSet(Block& block, std::size_t at, const Context& context);
  bool PushIntoSet(Block& block, std::size_t at);
  bool SplitRows(Block& block, std::size_t at);
  bool LiftExistences(Block& block, std::size_t at);
  std::optional<Bag> AsSet(const Block& block);
  Bag UnitedSets(Bag bag, const Context& context, int* why);
  int RecordUnion(const Bag& united, const std::vector<std::size_t>& sizes, const Block& whole,
                  const Context& context);
  bool NarrowSet(Block& block, std::size_t at, const Context& context);
  FormulaId LinkOf(const Decl& decl, const Substitution& s);
  std::optional<Bag> Expanded(const Block& block, std::size_t at, const Context& context, int rounds);
  int RecordExpansion(const Block& block, std::size_t at, const Bag& members, const Bag& parts,
                      const Context& context);
  std::optional<Bag> ExpandSet(const Block& block, std::size_t at, const Context& context, int rounds,
                               int* why);
  bool HoistEqualities(Block& block, const Context& context);
  class Trail;
  void NormaliseFoldsOf(Block& block, const Context& context, Trail& trail);
  Bag Joined(Bag blocks, const Context& context);
  std::optional<Block> Deduplicated(Block block, const Context& context);
  bool MergeRows(Block& block, const Context& context);
  bool Demote(Block& block, const Context& context);
  std::vector<TermId> WithoutVar(const std::vector<TermId>& outs, const Decl& decl, const Theory& theory,
                                 const std::set<VarId>& avoid);
  TermId NormaliseFold(TermId fold, const Context& context, int* why = nullptr);
  TermId SumFold(const Bag& body, const Term& fold);
  int RecordCases(const Bag& body, const Term& fold, TermId sum, TermId total, const Context& context);
  TermId FromOutside(const Block& block, TermId t, const Context& context);
  std::optional<Bag> SplitCases(const Block& block);
  std::optional<Bag> Flattened(const Bag& body,
                               const std::function<std::optional<Bag>(const Block&)>& flatten);
  std::optional<Bag> FlattenedSum(const Block& block);
  std::optional<Bag> FlattenedExtreme(const Block& block, std::string_view name);
  TermId GatheredSums(TermId t);
  TermId FirstSum(TermId t);
  TermId WithFactor(TermId t, TermId sum, TermId value);

  bool GroupEqual(const std::vector<Block>& left, const std::vector<Block>& right, const Context& context,
                  int* why);
  int RecordNaming(const Bag& from, const std::vector<std::map<VarId, VarId>>& names, const Bag& to,
                   const Context& context);
  int RecordLimit(const Block& from, const Block& to, VarId row, const Source& old, const Source& now,
                  const Context& context);
  bool CellsEqual(const std::vector<Block>& left, const std::vector<Block>& right, const Context& context);
  bool OutsMatch(const std::vector<Block>& left, const std::vector<Block>& right, const Context& context);
  std::vector<std::map<VarId, VarId>> Alignments(const Block& from, const Block& to, const Context& context);
  bool GroupsEqual(std::vector<Block> x, std::vector<Block> y, const Context& context, std::vector<int>* sum);
  bool SameSource(const Source& a, const Source& b, const Context& context);
  bool CompareSources(const Source& a, const Source& b, const Context& context);

  Store& store_;
  const Schema& schema_;
  const algebra::Facts& facts_;
  Dialect dialect_;
  const std::set<algebra::FactId>& ignored_;
  Budget& budget_;
  unsigned solver_rlimit_;
  int fold_depth_ = 0;  // equalities of folds within equalities of folds
  Recorder* recorder_ = nullptr;
  FormulaId link_ = kTrueFormula;
  Bag expanded_;  // the blocks of the set that was expanded last
  std::set<algebra::FactId> used_;
  std::vector<ProofStep> steps_;
  std::map<std::string, std::vector<algebra::FactId>> active_;
  std::map<std::pair<std::string, int>, sql::TypeKind> types_;
  std::map<std::vector<int>, bool> unsat_memo_, same_source_memo_;
};

}  // namespace tacit::prove
