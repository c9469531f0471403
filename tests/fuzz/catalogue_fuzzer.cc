// Whatever the bytes, ParseCatalogue answers; and what it accepts it writes and reads again unchanged.
#include <cstdint>
#include <cstdlib>

#include "tacit/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const tacit::Result<tacit::Catalogue> parsed = tacit::ParseCatalogue(text, "fuzz");
  if (!parsed.ok()) {
    if (parsed.status().message().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  const std::string formatted = tacit::FormatCatalogue(*parsed);
  const tacit::Result<tacit::Catalogue> again = tacit::ParseCatalogue(formatted, "again");
  if (!again.ok() || tacit::FormatCatalogue(*again) != formatted) std::abort();
  return 0;
}
