// The laws of tacit/domain_code.h, over values that a test brings in their order.
#pragma once

#include <vector>

#include "tacit/domain_code.h"

namespace tacit::encoder {

// `values` are of the domain, all different, in the column's order. Expects rising codes, round trips in both
// forms, sizes within the bounds, one code for each value, and that near bytes are no codes or other values'.
void ExpectLaws(const DomainCode& code, const std::vector<Value>& values);

// A refusal by one clear error.
void ExpectRefused(const DomainCode& code, const Value& value);

// The code, which the test needs.
[[nodiscard]] DomainCode Made(Result<DomainCode> code);
[[nodiscard]] DomainCode RubyFormat(const std::string& regex, const LengthDetail& length = {});

}  // namespace tacit::encoder
