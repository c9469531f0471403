// A proof's claims, as docs/formats/certificate.md has them: recorded while a proof that is known to go
// through is made once more.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "optimizer/prove/engine.h"

namespace tacit::prove {

using ClaimId = int;  // -1: nothing was recorded

struct Hint {
  const char* kind = "";
  std::vector<int> of;
};
using Hints = std::vector<Hint>;

// Rows that are one, each by a key of its table; of sets, -1.
struct UniqueRows {
  struct Step {
    VarId var = 0;
    algebra::FactId key = -1;
    Hints hints;
  };
  std::map<VarId, VarId> copies;
  std::vector<Step> steps;
};

struct Cell {
  struct Pair {
    std::size_t left = 0, right = 0;
    Hints hints;
  };
  std::vector<bool> held;  // of each block, left and right
  bool impossible = false;
  std::vector<Pair> pairs;
  Hints hints;
};

struct Claim {
  std::string law;
  Context given;
  std::vector<ClaimId> by;
  Bag left, right;
  TermId left_term = -1, right_term = -1;
  FormulaId link = kTrueFormula;
  std::vector<Hints> hints;
  std::vector<UniqueRows> unique;
  std::vector<Cell> cells;
  std::vector<TermId> seeds;
  VarId row = 0;
  std::int64_t count = 0;
};

// What the recorder has of one side; see Side in optimizer/replay/proof.h.
struct RecordedSide {
  struct Drop {
    const char* what = "";
    std::size_t at = 0;
    ClaimId claim = -1;
  };
  Bag lowered;
  std::size_t columns = 0;
  std::vector<std::pair<bool, bool>> keys;  // descending, NULLs first
  std::string limit, offset;
  ClaimId normal = -1;
  std::vector<Drop> drops;
};

// A sub-query that was seen to have few rows while it was lowered, so that its limit could go.
struct RecordedBound {
  Bag rows;
  std::int64_t count = 0;
  ClaimId normal = -1;
  ClaimId claim = -1;
};

struct RecordedEnd {
  RecordedSide left, right;
  std::vector<RecordedBound> bounds;
  std::vector<ClaimId> present;
  ClaimId total = -1;
  ClaimId match = -1;
  bool any_of_ties = false;
};

// Keeps the claims of one proof attempt. Each function records what it is named after and shows the
// obligations that the law has; where one cannot be shown, `failure` says so and the proof has no
// certificate. Belongs to one thread; the engine must outlive it.
class Recorder {
 public:
  explicit Recorder(Engine& engine) : engine_(engine), store_(engine.store()) {}

  ClaimId Same(const Context& given, const Bag& left, const Bag& right);
  ClaimId Chain(const Context& given, const Bag& left, const Bag& right, std::vector<ClaimId> by);
  ClaimId Sum(const Context& given, const Bag& left, const Bag& right, std::vector<ClaimId> by);
  ClaimId Reverse(ClaimId of);
  ClaimId Empty(const Context& given, const Block& block);
  // The rows of the two correspond under `link`.
  ClaimId Rows(const Context& given, const Block& left, const Block& right, FormulaId link,
               const std::vector<ClaimId>& equalities = {});
  ClaimId SplitSet(const Context& given, const Block& block, VarId row, const Bag& parts);
  ClaimId SameLimit(const Context& given, const Block& left, const Block& right, VarId row, ClaimId by);
  ClaimId Cells(const Context& given, const Bag& left, const Bag& right);
  ClaimId SameSet(const Context& given, BagId left, BagId right);

  ClaimId Terms(const char* law, const Context& given, TermId left, TermId right,
                std::vector<ClaimId> by = {});
  ClaimId ChainOfTerms(const Context& given, TermId left, TermId right, std::vector<ClaimId> by);

  ClaimId AtMost(const Bag& bag, std::int64_t count);
  ClaimId Determined(const Block& block, const std::vector<TermId>& seeds);
  ClaimId NeverNull(const Bag& bag, const std::vector<TermId>& terms);

  // Equal columns of two rows over sets.
  FormulaId SameColumns(VarId a, VarId b, BagId set);

  [[nodiscard]] const Claim& claim(ClaimId id) const { return claims_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  // What the claims end in, as JSON; only without a failure.
  [[nodiscard]] std::string Write(const RecordedEnd& end);

 private:
  ClaimId Add(Claim claim);
  std::optional<Hints> Refute(const Context& given, const std::vector<Decl>& rows, FormulaId cond,
                              const std::vector<ClaimId>& equalities = {});
  Hints Shown(const char* what, const Context& given, const std::vector<Decl>& rows, FormulaId cond,
              const std::vector<ClaimId>& equalities = {});
  std::optional<Hints> Replaced(const Block& left, const Block& right, FormulaId link);
  UniqueRows Once(const Context& given, const std::vector<Decl>& fixed, const std::vector<Decl>& own,
                  FormulaId cond);
  std::optional<UniqueRows::Step> OneStep(const Context& given, const std::vector<Decl>& fixed,
                                          const std::vector<Decl>& own, FormulaId cond,
                                          const std::map<VarId, VarId>& apart, const Decl& row);
  void Fail(std::string why);

  Engine& engine_;
  Store& store_;
  std::vector<Claim> claims_;
  std::string failure_;
};

[[nodiscard]] const char* TypeName(sql::TypeKind kind);

// A bag alone, as {"nodes": [...], "blocks": [...]}.
[[nodiscard]] std::string WriteBlocks(Store& store, const Bag& bag);

}  // namespace tacit::prove
