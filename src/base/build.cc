#include "src/base/build.h"

#include <dlfcn.h>

#include <filesystem>

#include "src/base/content_hash.h"
#include "tacit/version.h"

namespace tacit::base {
namespace {

// Something of which the loader knows the file.
constexpr char kAnchor[] = "tacit";

}  // namespace

std::string BuildId() {
  ContentHash hash;
  hash.Add(kVersion);
  Dl_info info{};
  std::error_code error;
  if (::dladdr(kAnchor, &info) != 0 && info.dli_fname != nullptr) {
    hash.Add(static_cast<std::uint64_t>(std::filesystem::file_size(info.dli_fname, error)));
    const auto written = std::filesystem::last_write_time(info.dli_fname, error);
    hash.Add(static_cast<std::uint64_t>(written.time_since_epoch().count()));
  }
  return hash.Hex();
}

}  // namespace tacit::base
