#include "analyzer/cpp/front_end.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "analyzer/cpp/findings.h"
#include "analyzer/cpp/patterns.h"
#include "analyzer/cpp/plugin_loader.h"
#include "src/base/status_macros.h"

namespace tacit::analyze::cpp {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDatabase = "compile_commands.json";

bool IsUnit(std::string_view path) {
  static constexpr std::string_view kSuffixes[] = {".cc", ".cpp", ".cxx", ".C"};
  return std::any_of(std::begin(kSuffixes), std::end(kSuffixes),
                     [&](std::string_view suffix) { return path.ends_with(suffix); });
}

// Many trees hold some C++: it counts where the build is there to read it by.
int Weigh(const SourceTree& tree) {
  const bool has_database =
      std::any_of(tree.files().begin(), tree.files().end(),
                  [](const SourceEntry& file) { return file.path.ends_with(kDatabase); });
  if (!has_database) return 0;
  return static_cast<int>(std::count_if(tree.files().begin(), tree.files().end(),
                                        [](const SourceEntry& file) { return IsUnit(file.path); }));
}

// Errors: NotFound, with how to make one.
Result<std::string> CompileCommands(const SourceTree& tree, const AnalyzeOptions& options) {
  std::vector<fs::path> folders;
  if (!options.compile_commands_dir.empty()) {
    folders = {options.compile_commands_dir};
  } else {
    folders = {fs::path(tree.root()), fs::path(tree.root()) / "build"};
  }
  std::string looked;
  for (const fs::path& folder : folders) {
    const std::string path = (folder / kDatabase).string();
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return path;
    looked += (looked.empty() ? "" : " and ") + path;
  }
  return Status::NotFound(
      looked +
      ": expected a compilation database, found none; make one with `cmake "
      "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON` or `bear -- make`, and name its folder with -p");
}

Result<Findings> Read(const SourceTree& tree, const AnalyzeOptions& options) {
  const auto say = [&options](std::string_view line) {
    if (options.progress) options.progress(line);
  };
  TACIT_ASSIGN_OR_RETURN(const std::string commands, CompileCommands(tree, options));
  TACIT_ASSIGN_OR_RETURN(const ReaderPlugin* reader, LoadReader());
  say("compiling for its syntax trees");
  ReadRequest request;
  request.root = tree.root();
  request.compile_commands = commands;
  if (const char* folder = std::getenv("TACIT_CLANG_RESOURCE_DIR"); folder != nullptr)
    request.resource_dir = folder;
  Program program;
  std::string error;
  if (!reader->read(request, &program, &error)) return Status::InvalidArgument(error);
  say("deriving constraints");
  return FindingsOf(program, tree, options);
}

std::vector<PatternInfo> Patterns() {
  std::vector<PatternInfo> patterns;
  for (const PatternDoc& page : Pages()) patterns.push_back(page.ForFramework("cpp"));
  return patterns;
}

}  // namespace

const FrontEnd kFrontEnd = {.framework = Framework::kCpp,
                            .name = "cpp",
                            .weigh = Weigh,
                            .looks_for = "compile_commands.json and C++ files (C++)",
                            .read = Read,
                            .patterns = Patterns};

}  // namespace tacit::analyze::cpp
