#include "analyzer/rails/project.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <tuple>

namespace tacit::analyze::rails {

namespace {

bool Contains(std::string_view path, std::string_view part) {
  return path.starts_with(part) || path.find("/" + std::string(part)) != std::string_view::npos;
}

bool ContainsAny(std::string_view path, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [path](std::string_view part) { return Contains(path, part); });
}

// Folders whose files say nothing of the application's data, or are not of it.
bool IsBeside(std::string_view path) {
  static constexpr std::string_view kBesideRoot[] = {"extra/", "contrib/", "samples/"};
  static constexpr std::string_view kBeside[] = {
      "tmp",      "log",        "public", "test",    "tests",     "spec",       "features",
      "coverage", "docs",       "doc",    "dummy",   "templates", "generators", "fixtures",
      "assets",   "javascript", "views",  "locales", "examples",  "storage"};
  for (std::string_view folder : kBesideRoot) {
    if (path.starts_with(folder)) return true;
  }
  const std::string_view folders = path.substr(0, path.rfind('/') + 1);
  for (std::string_view folder : kBeside) {
    if (HasPart(folders, folder)) return true;
  }
  // Gems put there; what is in vendor/plugins belongs to the application.
  return (HasPart(folders, "vendor") && !Contains(path, "vendor/plugins/")) ||
         Contains(path, "vendor/bundle/");
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

// Parses one file; a failure to read or to parse goes to `diagnostics`, and null means that there is nothing.
std::unique_ptr<const syntax::Tree> ParseFile(const SourceTree& sources, const std::string& path,
                                              std::vector<Diagnostic>& diagnostics) {
  Result<std::string> text = sources.Read(path);
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

// The result does not depend on the number of threads.
void ParseAll(const std::vector<std::string>& paths, Project& project) {
  struct Parsed {
    std::unique_ptr<const syntax::Tree> tree;
    std::vector<Diagnostic> diagnostics;
  };
  std::vector<Parsed> parsed(paths.size());
  ForEachInParallel(paths.size(), [&](std::size_t i) {
    parsed[i].tree = ParseFile(*project.tree, paths[i], parsed[i].diagnostics);
  });
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto& diagnostics = parsed[i].diagnostics;
    project.diagnostics.insert(project.diagnostics.end(), diagnostics.begin(), diagnostics.end());
    if (parsed[i].tree != nullptr) project.code.push_back({paths[i], std::move(parsed[i].tree)});
  }
}

}  // namespace

bool IsModelFile(std::string_view path) {
  return path.ends_with(".rb") && Contains(path, "app/models/") && !IsBeside(path);
}

Result<Project> LoadProject(const SourceTree& tree) {
  Project project;
  project.tree = &tree;
  std::vector<std::string> code;
  for (const SourceEntry& file : tree.files()) {
    if (!IsBeside(file.path)) Sort(file.path, project, code);
  }
  SortMigrations(project.migrations);
  if (std::none_of(code.begin(), code.end(), IsModelFile)) {
    return Status::InvalidArgument(tree.root() +
                                   ": expected a Rails application, found no Ruby file in app/models; " +
                                   "name the folder that holds app/ and config/");
  }
  ParseAll(tree.WithinMemory(std::move(code), project.diagnostics), project);
  return project;
}

void ForEachOther(const Project& project, bool (*wanted)(std::string_view text),
                  const std::function<void(const SourceFile&)>& visit) {
  constexpr std::size_t kAtATime = 128;
  const std::vector<std::string>& paths = project.other_sources;
  for (std::size_t begin = 0; begin < paths.size(); begin += kAtATime) {
    std::vector<SourceFile> parsed(std::min(kAtATime, paths.size() - begin));
    ForEachInParallel(parsed.size(), [&](std::size_t i) {
      Result<std::string> text = project.tree->Read(paths[begin + i]);
      if (text.ok() && wanted(*text))
        parsed[i] = {paths[begin + i], syntax::Tree::Parse(std::move(*text), syntax::Language::kRuby)};
    });
    for (const SourceFile& file : parsed) {
      if (file.tree != nullptr) visit(file);
    }
  }
}

}  // namespace tacit::analyze::rails
