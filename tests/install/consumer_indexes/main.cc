#include <cstdint>
#include <cstdio>
#include <string>

#include "tacit/index.h"
#include "tacit/version.h"

int main() {
  auto index = tacit::MakeIndex("btree");
  if (!index.ok()) return 1;
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    if (!(*index)->Insert("key " + std::to_string(i), i).ok()) return 1;
  }
  const auto seen = (*index)->Scan("key 99", SIZE_MAX, [](std::string_view, std::uint64_t) { return true; });
  std::printf("Tacit %s: %zu keys, %zu from 'key 99' on\n", tacit::kVersion, (*index)->size(),
              seen.ok() ? *seen : 0);
  return (*index)->size() == 1'000 && seen.ok() && *seen == 11 && (*index)->Lookup("key 7") == 7U ? 0 : 1;
}
