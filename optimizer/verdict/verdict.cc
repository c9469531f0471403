// Verdicts are made by their named constructors only, so that none lacks what its kind promises.
#include <utility>

#include "tacit/prover.h"

namespace tacit {

Verdict Verdict::Proved(Certificate certificate, std::vector<std::string> constraints_used) {
  Verdict verdict;
  verdict.kind_ = Kind::kProved;
  verdict.certificate_ = std::move(certificate);
  verdict.constraints_used_ = std::move(constraints_used);
  return verdict;
}

Verdict Verdict::Refuted(Witness witness) {
  Verdict verdict;
  verdict.kind_ = Kind::kRefuted;
  verdict.witness_ = std::move(witness);
  return verdict;
}

Verdict Verdict::Unknown(std::string reason) {
  Verdict verdict;
  verdict.kind_ = Kind::kUnknown;
  verdict.reason_ = std::move(reason);
  return verdict;
}

std::string_view Name(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::kProved: return "proved";
    case Verdict::Kind::kRefuted: return "refuted";
    case Verdict::Kind::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace tacit
