// Certificates as JSON to the checker's own terms; the format is docs/formats/certificate.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer/replay/proof.h"
#include "tacit/status.h"

namespace tacit::replay {

struct Loaded {
  std::unique_ptr<Nodes> nodes;
  Proof proof;
  bool identical = false;  // it says that the two queries are one: there is nothing else in it
};

// The version of the format that is read and written.
inline constexpr std::int64_t kVersion = 1;

// Whether JSON is nested deeper than certificates are: what reads it goes down with it.
[[nodiscard]] bool TooDeep(std::string_view json);

// The text of a proof, the member `proof` of a certificate. InvalidArgument, with the place, for a text that
// is none; NotSupported for a newer version; never reads outside of it.
[[nodiscard]] Result<Loaded> ReadProof(std::string_view text);

// Blocks of another text of the same form ({"nodes": [...], "blocks": [...]}), into the same table.
[[nodiscard]] Result<std::vector<Open>> ReadBlocks(std::string_view text, Nodes& nodes);

}  // namespace tacit::replay
