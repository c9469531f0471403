// The file of answers: docs/formats/proofs.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/status.h"

namespace tacit::rewrite {

// The answers that were found in one environment: the key of a template or statement, and its answer's JSON.
struct ProofSection {
  std::string environment;  // 32 hexadecimal digits
  std::map<std::string, std::string, std::less<>> answers;
};

// Sections in order of their last change, the latest first; each environment once.
struct ProofFile {
  std::vector<ProofSection> sections;

  [[nodiscard]] const ProofSection* Find(std::string_view environment) const;
};

inline constexpr std::size_t kMaxProofSections = 16;
inline constexpr std::size_t kEnvironmentDigits = 32;

[[nodiscard]] std::string PackProofs(const ProofFile& file);
// Law: UnpackProofs(PackProofs(f)) gives f. Never reads outside its bytes, whatever they hold. `name` opens
// each message, which ends with the remedy. Errors: Corruption; NotSupported (a newer version).
[[nodiscard]] Result<ProofFile> UnpackProofs(std::string_view bytes, std::string_view name);

// The file at the path; one without sections where there is none. Errors: those of UnpackProofs; Io.
[[nodiscard]] Result<ProofFile> ReadProofs(const std::string& path);

}  // namespace tacit::rewrite
