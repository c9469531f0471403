// One pair of texts to a verdict: bind, test, prove, test again.
#pragma once

#include <memory>
#include <string_view>

#include "optimizer/algebra/facts.h"
#include "optimizer/test/refute.h"
#include "tacit/catalogue.h"
#include "tacit/prover.h"
#include "tacit/status.h"

namespace tacit::decide {

// Decides pairs over one catalogue and keeps what they share. Thread safety: belongs to one thread.
class Decider {
 public:
  // Takes the schema by copy.
  [[nodiscard]] static Result<std::unique_ptr<Decider>> Make(const Catalogue& catalogue,
                                                             const ProveOptions& options);

  // As Prove in tacit/prover.h.
  [[nodiscard]] Result<Verdict> Decide(std::string_view left, std::string_view right);

 private:
  Decider(const Catalogue& catalogue, const ProveOptions& options);

  Schema schema_;
  algebra::Facts facts_;
  ProveOptions options_;
  std::unique_ptr<refute::Tester> tester_;
};

}  // namespace tacit::decide
