// Which forms of a statement are proved equal to it. What is proved is then tested, as proofs are remembered
// and tests are not: a database that speaks against a proof is a bug of ours.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "optimizer/enumerate/search.h"
#include "optimizer/prove/prove.h"
#include "optimizer/rewrite/lift.h"
#include "optimizer/test/refute.h"

namespace tacit::rewrite {

struct Proof {
  Certificate certificate;
  std::vector<std::string> constraints_used;
  double ms = 0;
  bool reads_literals = false;  // it holds for the statement's own literals, not for its template
};

// Verdicts about pairs of templates, for the life of a rewriter.
class ProofCache {
 public:
  // The proof, or null for a pair that was tried in vain; none for one that was not tried.
  [[nodiscard]] std::optional<std::shared_ptr<const Proof>> Find(const sql::QueryPtr& left,
                                                                 const sql::QueryPtr& right) const;
  void Add(const sql::QueryPtr& left, const sql::QueryPtr& right, std::shared_ptr<const Proof> proof);

 private:
  struct Entry {
    sql::QueryPtr left;
    sql::QueryPtr right;
    std::shared_ptr<const Proof> proof;
  };
  std::unordered_multimap<std::size_t, Entry> entries_;
};

// What judges a pair.
struct Judges {
  const Schema& schema;
  const algebra::Facts& facts;
  algebra::Analyser& analyser;
  Dialect dialect;
  prove::Limits limits;
  refute::Tester* tester;  // null: proofs only
  ProofCache& cache;
};

// The evidence for the forms of one statement. Where a form cannot be proved as a whole, it is proved step by
// step; a step that fails is not tried again in other forms.
class Evidence {
 public:
  // Both must outlive it.
  Evidence(const std::vector<enumerate::Form>& forms, const Judges& judges)
      : forms_(forms),
        judges_(judges),
        lifting_(forms[0].query, Lifting::For::kProof),
        known_(forms.size()) {}

  // Null where there is none.
  [[nodiscard]] std::shared_ptr<const Proof> Of(int form);
  // Internal where a test database tells a form that is proved from the statement.
  [[nodiscard]] Status Test(int form);
  [[nodiscard]] double prover_ms() const { return prover_ms_; }  // time spent in the prover
  [[nodiscard]] double tester_ms() const { return tester_ms_; }

 private:
  [[nodiscard]] const enumerate::Form& At(int form) const { return forms_[static_cast<std::size_t>(form)]; }
  [[nodiscard]] bool HasFailedStep(int form) const;
  // The sort keys of a limited form do not tell its rows apart, as far as its properties say.
  [[nodiscard]] bool LeavesTies(int form) const;
  [[nodiscard]] std::shared_ptr<const Proof> ProveOrGiveUp(int form);
  // `first` up to `last`: the forms whose steps lie between the two.
  [[nodiscard]] std::shared_ptr<const Proof> ProvePair(int first, int last);
  [[nodiscard]] bool DependsOnLiterals(int first, int last) const;
  [[nodiscard]] std::shared_ptr<const Proof> AskProver(const sql::QueryPtr& left, const sql::QueryPtr& right,
                                                       bool lifted);

  const std::vector<enumerate::Form>& forms_;
  const Judges& judges_;
  Lifting lifting_;
  std::vector<std::optional<std::shared_ptr<const Proof>>> known_;
  std::set<std::size_t> failed_steps_;
  bool ties_matter_ = false;  // a form was not proved because a limit cuts through ties
  double prover_ms_ = 0;
  double tester_ms_ = 0;
};

}  // namespace tacit::rewrite
