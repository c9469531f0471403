#include "analyzer/files/source_tree.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "src/base/file.h"

namespace tacit::analyze {

namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxThreads = 8;

constexpr std::string_view kSuffixes[] = {".rb",  ".py",  ".ts", ".tsx", ".js",  ".jsx", ".mjs",    ".cjs",
                                          ".sql", ".c",   ".cc", ".cpp", ".cxx", ".C",   ".h",      ".hh",
                                          ".hpp", ".hxx", ".H",  ".ipp", ".ixx", ".xml", ".prisma", ".toml"};
constexpr std::string_view kNames[] = {"package.json", "compile_commands.json", "tsconfig.json", "manage.py",
                                       "Gemfile"};

bool IsForeignFolder(std::string_view name) {
  static constexpr std::string_view kForeign[] = {
      "node_modules", "bower_components", "site-packages", "__pycache__",
      "venv",         "env.bak",          "CMakeFiles",    "jspm_packages"};
  return name.starts_with(".") ||
         std::find(std::begin(kForeign), std::end(kForeign), name) != std::end(kForeign);
}

class Walker {
 public:
  Walker(const fs::path& root, const Limits& limits, std::vector<SourceEntry>& files,
         std::vector<Diagnostic>& skipped)
      : root_(root), limits_(limits), files_(files), skipped_(skipped) {}

  // An error is the root's own; those of folders below are diagnostics.
  std::error_code Run() {
    std::error_code error;
    fs::directory_iterator(root_, error);
    if (error) return error;
    std::vector<Folder> open = {{root_, "", 0}};
    while (!open.empty() && !full_) {
      const Folder folder = std::move(open.back());
      open.pop_back();
      Visit(folder, open);
    }
    return {};
  }

 private:
  struct Folder {
    fs::path path;
    std::string relative;  // ends in '/', but for the root
    int depth = 0;
  };

  void Visit(const Folder& folder, std::vector<Folder>& open) {
    std::error_code error;
    fs::directory_iterator entry(folder.path, error);
    const std::string shown = folder.relative.empty() ? "." : folder.relative;
    if (error)
      return Skip(shown, "expected a folder that can be read, found: " + error.message() + "; passed over");
    for (const fs::directory_iterator end; entry != end; entry.increment(error)) {
      if (error) return Skip(shown, "the folder could not be read to its end: " + error.message());
      if (full_) return;
      if (++entries_ > limits_.max_entries) return Stop("entries", limits_.max_entries);
      const std::string name = entry->path().filename().string();
      std::error_code ignored;
      if (entry->is_symlink(ignored)) continue;
      if (entry->is_directory(ignored)) {
        if (IsForeignFolder(name)) continue;
        if (folder.depth >= limits_.max_depth) {
          Skip(shown, "folders nest deeper than " + std::to_string(limits_.max_depth) +
                          "; what is below was passed over");
          continue;
        }
        open.push_back({entry->path(), folder.relative + name + "/", folder.depth + 1});
      } else if (IsSource(name) && entry->is_regular_file(ignored)) {
        Keep(folder.relative + name, *entry);
      }
    }
  }

  void Keep(std::string path, const fs::directory_entry& entry) {
    std::error_code error;
    const std::uintmax_t bytes = entry.file_size(error);
    if (error)
      return Skip(path, "expected a file that can be read, found: " + error.message() + "; passed over");
    if (bytes > static_cast<std::uintmax_t>(limits_.max_file_bytes)) {
      return Skip(path, "a file of " + std::to_string(bytes) + " bytes; those above " +
                            std::to_string(limits_.max_file_bytes) + " are passed over");
    }
    if (static_cast<std::int64_t>(files_.size()) >= limits_.max_files)
      return Stop("source files", limits_.max_files);
    files_.push_back({std::move(path), static_cast<std::int64_t>(bytes)});
  }

  void Stop(const std::string& what, std::int64_t limit) {
    full_ = true;
    Skip(".", "more than " + std::to_string(limit) + " " + what +
                  "; the rest was passed over: analyze a part of it");
  }

  void Skip(std::string file, std::string message) {
    skipped_.push_back({std::move(file), 0, std::move(message)});
  }

  const fs::path root_;
  const Limits& limits_;
  std::vector<SourceEntry>& files_;
  std::vector<Diagnostic>& skipped_;
  std::int64_t entries_ = 0;
  bool full_ = false;
};

}  // namespace

bool IsSource(std::string_view name) {
  for (std::string_view suffix : kSuffixes) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) return true;
  }
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool HasPart(std::string_view path, std::string_view part) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (path.substr(0, slash) == part) return true;
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
  return false;
}

Result<SourceTree> SourceTree::Walk(const std::string& root, const Limits& limits) {
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    return Status::NotFound(root + ": expected the folder of an application, found none; check the path");
  }
  SourceTree tree(root, limits);
  if (const std::error_code failed = Walker(root, limits, tree.files_, tree.skipped_).Run()) {
    return Status::Io(root + ": expected a folder that can be read, found: " + failed.message());
  }
  std::sort(tree.files_.begin(), tree.files_.end(),
            [](const SourceEntry& a, const SourceEntry& b) { return a.path < b.path; });
  return tree;
}

const SourceEntry* SourceTree::Find(std::string_view path) const {
  const auto place = std::lower_bound(files_.begin(), files_.end(), path,
                                      [](const SourceEntry& e, std::string_view p) { return e.path < p; });
  return place != files_.end() && place->path == path ? &*place : nullptr;
}

std::vector<std::string> SourceTree::WithinMemory(std::vector<std::string> paths,
                                                  std::vector<Diagnostic>& diagnostics) const {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const SourceEntry* entry = Find(paths[i]);
    bytes += entry == nullptr ? 0 : entry->bytes;
    if (bytes <= limits_.max_parsed_bytes) continue;
    diagnostics.push_back({paths[i], 0,
                           "this file and the " + std::to_string(paths.size() - i - 1) +
                               " after it were passed over: together the sources are more than " +
                               std::to_string(limits_.max_parsed_bytes) +
                               " bytes; analyze a part of the tree"});
    paths.resize(i);
    break;
  }
  return paths;
}

Result<std::string> SourceTree::Read(std::string_view path) const {
  Result<std::string> text = base::ReadFile(root_ + "/" + std::string(path), limits_.max_file_bytes);
  if (text.ok()) return text;
  std::string message = text.status().message();
  if (message.starts_with(root_ + "/")) message.erase(0, root_.size() + 1);
  return Status(text.status().code(), std::move(message));
}

std::string SourceTree::Commit() const {
  constexpr std::int64_t kMaxHeadBytes = 4096;
  Result<std::string> head = base::ReadFile(root_ + "/.git/HEAD", kMaxHeadBytes);
  if (!head.ok()) return "";
  std::string text = std::move(*head);
  if (text.starts_with("ref: ")) {
    Result<std::string> ref =
        base::ReadFile(root_ + "/.git/" + text.substr(5, text.find('\n') - 5), kMaxHeadBytes);
    if (!ref.ok()) return "";
    text = std::move(*ref);
  }
  text = text.substr(0, text.find('\n'));
  const bool hex = text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  return hex ? text : "";
}

void ForEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i; (i = next++) < count;) work(i);
  };
  std::vector<std::jthread> threads;
  const unsigned wanted = std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads);
  for (unsigned i = 1; i < wanted && i < count; ++i) threads.emplace_back(run);
  run();
}

}  // namespace tacit::analyze
