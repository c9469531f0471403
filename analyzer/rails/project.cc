#include "analyzer/rails/project.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <thread>

#include "src/base/file.h"

namespace tacit::analyze::rails {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxFileBytes = 8 << 20;
constexpr int kMaxFolderDepth = 12;
constexpr unsigned kMaxThreads = 8;

bool Contains(std::string_view path, std::string_view part) {
  return path.starts_with(part) || path.find("/" + std::string(part)) != std::string_view::npos;
}

bool ContainsAny(std::string_view path, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [path](std::string_view part) { return Contains(path, part); });
}

bool SkipsFolder(std::string_view name, int depth) {
  // Beside the application, not of it.
  if (depth == 0 && (name == "extra" || name == "contrib" || name == "samples")) return true;
  static constexpr std::string_view kSkipped[] = {
      "node_modules", "tmp",      "log",        "public", "test",    "tests",     "spec",
      "features",     "coverage", "docs",       "doc",    "dummy",   "templates", "generators",
      "fixtures",     "assets",   "javascript", "views",  "locales", "examples",  "storage"};
  return name.starts_with(".") ||
         std::find(std::begin(kSkipped), std::end(kSkipped), name) != std::end(kSkipped);
}

// What can hold models, concerns, macros and constants.
bool IsCode(std::string_view path) {
  if (ContainsAny(path, {"lib/tasks/", "db/", "script/", "bin/"})) return false;
  if (ContainsAny(path, {"app/models/", "/concerns/", "lib/", "config/initializers/"})) return true;
  if (path.ends_with("config/application.rb") || path.ends_with("/init.rb") || path == "init.rb") return true;
  if (path.ends_with("config/environments/production.rb")) return true;
  if (!Contains(path, "app/")) return false;
  return !ContainsAny(path, {"app/controllers/", "app/helpers/", "app/mailers/", "app/jobs/", "app/workers/",
                             "app/channels/", "app/graphql/", "app/policies/", "app/serializers/",
                             "app/presenters/", "app/decorators/", "app/components/", "app/services/"});
}

void Sort(const std::string& path, Project& project, std::vector<std::string>& code) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (path.ends_with("db/schema.rb") || path.ends_with("db/structure.sql")) {
    project.schema_files.push_back(path);
  } else if (!path.ends_with(".rb")) {
    return;
  } else if (Contains(path, "db/migrate/")) {
    project.migrations.push_back(path);
  } else if (IsCode(path)) {
    code.push_back(path);
  } else {
    project.other_sources.push_back(path);
  }
}

void Walk(const fs::path& root, Project& project, std::vector<std::string>& code) {
  std::error_code error;
  fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code type_error;
    if (entry->is_directory(type_error)) {
      const std::string path = entry->path().lexically_relative(root).generic_string();
      const bool foreign = name == "vendor" || (Contains(path, "vendor/") && name == "bundle");
      const bool legacy = foreign && fs::exists(entry->path() / "plugins", type_error);
      if (SkipsFolder(name, entry.depth()) || (foreign && !legacy) || entry.depth() > kMaxFolderDepth) {
        entry.disable_recursion_pending();
      }
    } else if (entry->is_regular_file(type_error)) {
      Sort(entry->path().lexically_relative(root).generic_string(), project, code);
    }
  }
}

// Migrations run in order of the number that opens their name, whatever folder they are in.
void SortMigrations(std::vector<std::string>& migrations) {
  auto key = [](const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    std::string digits = name.substr(0, std::min(name.find('_'), name.size()));
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return std::tuple(digits.size(), digits, name, path);
  };
  std::sort(migrations.begin(), migrations.end(),
            [&key](const std::string& a, const std::string& b) { return key(a) < key(b); });
}

// Parses on a few threads; the result does not depend on how many.
void ParseAll(const std::vector<std::string>& paths, Project& project) {
  struct Parsed {
    std::unique_ptr<const syntax::Tree> tree;
    std::vector<Diagnostic> diagnostics;
  };
  std::vector<Parsed> parsed(paths.size());
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    for (std::size_t i; (i = next++) < paths.size();) {
      parsed[i].tree = ParseFile(project.root, paths[i], parsed[i].diagnostics);
    }
  };
  {
    const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads);
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < count; ++i) threads.emplace_back(work);
    work();
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto& diagnostics = parsed[i].diagnostics;
    project.diagnostics.insert(project.diagnostics.end(), diagnostics.begin(), diagnostics.end());
    if (parsed[i].tree != nullptr) project.code.push_back({paths[i], std::move(parsed[i].tree)});
  }
}

}  // namespace

std::unique_ptr<const syntax::Tree> ParseFile(const std::string& root, const std::string& path,
                                              std::vector<Diagnostic>& diagnostics) {
  Result<std::string> text = base::ReadFile(root + "/" + path, kMaxFileBytes);
  if (!text.ok()) {
    diagnostics.push_back({path, 0, text.status().message()});
    return nullptr;
  }
  auto tree = syntax::Tree::Parse(std::move(*text), syntax::Language::kRuby);
  if (auto line = tree->error_line()) {
    diagnostics.push_back(
        {path, *line, "syntax error: expected Ruby; the statement here was passed over, the rest was read"});
  }
  return tree;
}

Result<Project> LoadProject(const std::string& root) {
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    return Status::NotFound(root + ": expected the folder of an application, found none; check the path");
  }
  Project project;
  project.root = root;
  std::vector<std::string> code;
  Walk(root, project, code);
  std::sort(code.begin(), code.end());
  std::sort(project.schema_files.begin(), project.schema_files.end());
  std::sort(project.other_sources.begin(), project.other_sources.end());
  SortMigrations(project.migrations);
  if (std::none_of(code.begin(), code.end(),
                   [](const std::string& p) { return Contains(p, "app/models/"); })) {
    return Status::InvalidArgument(root +
                                   ": expected a Rails application, found no Ruby file in app/models; " +
                                   "name the folder that holds app/ and config/");
  }
  ParseAll(code, project);
  return project;
}

}  // namespace tacit::analyze::rails
