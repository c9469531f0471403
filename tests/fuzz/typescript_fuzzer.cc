// Whatever the source, the TypeScript front end answers: every diagnostic is one line, and the catalogue can
// be read again. The input is a module with models, then a line "----", then a migration.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tacit/analyzer.h"
#include "tacit/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

void Require(bool law) {
  if (!law) std::abort();
}

// A folder for one process, gone with it.
class Application {
 public:
  Application() : root_(fs::temp_directory_path() / ("tacit-fuzz-ts-" + std::to_string(::getpid()))) {
    fs::create_directories(root_ / "src");
    fs::create_directories(root_ / "migrations");
  }
  ~Application() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  void Write(const char* path, std::string_view text) const {
    std::ofstream(root_ / path, std::ios::binary) << text;
  }
  [[nodiscard]] std::string root() const { return root_.string(); }

 private:
  fs::path root_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Application application;
  const std::string text(data, data + size);
  constexpr std::string_view kBetween = "\n----\n";
  const std::size_t end = text.find(kBetween);
  // The comment has the front end look at the file whatever is left of its imports.
  application.Write("src/models.ts",
                    "// typeorm sequelize-typescript drizzle-orm .findOne where\n" + text.substr(0, end));
  application.Write("migrations/1_first.ts",
                    end == std::string::npos ? "" : text.substr(end + kBetween.size()));
  const auto analysis = tacit::Analyze(application.root(), {.framework = tacit::Framework::kTypescript});
  if (!analysis.ok()) {
    Require(analysis.status().code() != tacit::StatusCode::kInternal);
    return 0;
  }
  for (const tacit::Diagnostic& diagnostic : analysis->diagnostics) {
    Require(!diagnostic.message.empty() && diagnostic.message.find('\n') == std::string::npos);
  }
  const std::string json = tacit::FormatCatalogue(analysis->catalogue);
  const auto again = tacit::ParseCatalogue(json, "again");
  if (!again.ok()) std::fprintf(stderr, "%s\n%s", again.status().message().c_str(), json.c_str());
  Require(again.ok() && tacit::FormatCatalogue(*again) == json);
  return 0;
}
