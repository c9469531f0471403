// Which scheme and size suit a sample.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tacit/dictionary_tools.h"

namespace tacit::encoder {

// Trains with fewer entries until the tables keep to `memory` (0: no bound). Errors: those of
// KeyDictionary::Train; ResourceExhausted (no number of entries keeps to it).
[[nodiscard]] Result<KeyDictionary> TrainWithin(std::span<const std::string_view> sample,
                                                DictionaryOptions options, std::size_t memory);

// The rule of TrainFileOptions::scheme: options for the whole sample. `candidates` gets what was considered.
// Deterministic. Errors: those of TrainWithin, where no candidate keeps to `memory`.
[[nodiscard]] Result<DictionaryOptions> ChooseOptions(std::span<const std::string_view> sample,
                                                      const DictionaryOptions& wanted, std::size_t memory,
                                                      std::vector<KeyCandidate>* candidates);

}  // namespace tacit::encoder
