// Conditions: what parses is written and parses to the same again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tacit/predicate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto predicate = tacit::ParsePredicate(input);
  if (!predicate.ok()) return 0;
  const std::string text = tacit::ToSql(*predicate);
  const auto again = tacit::ParsePredicate(text);
  if (!again.ok() || tacit::ToSql(*again) != text) std::abort();
  return 0;
}
