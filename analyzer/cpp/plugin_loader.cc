#include "analyzer/cpp/plugin_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

namespace tacit::analyze::cpp {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRemedy =
    "; build Tacit with -DTACIT_WITH_CLANG=ON (needs llvm-19-dev and libclang-19-dev), or name the folder "
    "that "
    "holds it in TACIT_PLUGINS";

// Where this very function was loaded from: the shared library, or the program it was linked into.
fs::path OwnFolder() {
  Dl_info info = {};
  const void* own = reinterpret_cast<const void*>(&LoadReader);
  if (dladdr(own, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code ignored;
  const fs::path real = fs::canonical(info.dli_fname, ignored);
  return (ignored ? fs::path(info.dli_fname) : real).parent_path();
}

std::vector<fs::path> Folders() {
  if (const char* named = std::getenv("TACIT_PLUGINS"); named != nullptr && *named != '\0') return {named};
  const fs::path own = OwnFolder();
  return {own, own / "lib", own / ".." / "lib"};
}

}  // namespace

Result<const ReaderPlugin*> LoadReader() {
  std::string looked;
  for (const fs::path& folder : Folders()) {
    const fs::path path = (folder / kReaderLibrary).lexically_normal();
    looked += (looked.empty() ? "" : ", ") + path.string();
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    // Its symbols, and those of the LLVM that it brings, stay its own.
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      const char* why = dlerror();
      return Status::NotSupported("the reader of C++ could not be loaded: " +
                                  std::string(why == nullptr ? path.string() : why) + kRemedy);
    }
    const auto open = reinterpret_cast<const ReaderPlugin* (*)()>(dlsym(library, kReaderSymbol));
    const ReaderPlugin* plugin = open == nullptr ? nullptr : open();
    if (plugin == nullptr || plugin->struct_size != sizeof(ReaderPlugin) || plugin->build != ReaderBuild()) {
      return Status::NotSupported(path.string() + ": expected the reader of build " + ReaderBuild() +
                                  ", found " + (plugin == nullptr ? "no reader" : plugin->build) + kRemedy);
    }
    return plugin;
  }
  return Status::NotSupported("reading C++ needs a part that is not installed: looked for " + looked +
                              kRemedy);
}

}  // namespace tacit::analyze::cpp
