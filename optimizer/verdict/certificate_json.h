// A certificate as JSON, and back: for answers, and for what is kept on disk.
#pragma once

#include <nlohmann/json.hpp>

#include "tacit/prover.h"
#include "tacit/status.h"

namespace tacit {

// Law: CertificateFromJson(CertificateAsJson(c)) gives c again.
[[nodiscard]] nlohmann::ordered_json CertificateAsJson(const Certificate& certificate);
// Errors: InvalidArgument, which names the member, what was expected and what was found. Members that it does
// not know are ignored.
[[nodiscard]] Result<Certificate> CertificateFromJson(const nlohmann::ordered_json& json);

}  // namespace tacit
