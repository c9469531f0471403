// Whatever the words of `#pragma db` and the SQL in an application's texts, the patterns of C++ answer: every
// diagnostic is one line, and what they find makes a catalogue that can be read again. The input is a pragma
// a line, then a line "----", then a statement a line.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/cpp/findings.h"
#include "analyzer/facts/sound_schema.h"
#include "tacit/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace cpp = tacit::analyze::cpp;
namespace fs = std::filesystem;

void Require(bool law) {
  if (!law) std::abort();
}

// An empty folder for one process, gone with it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("tacit-fuzz-cpp-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

cpp::Type Named(cpp::Type::Kind kind, std::string name) {
  cpp::Type type;
  type.kind = kind;
  type.name = std::move(name);
  return type;
}

// A class of four members, with the pragmas between them: the first before the class, the second before its
// first member, and so on; the last ones stand at its end.
void AddClass(const std::vector<std::string>& pragmas, cpp::Program& program) {
  cpp::Type pointer = Named(cpp::Type::Kind::kRecord, "std::shared_ptr");
  pointer.arguments = {Named(cpp::Type::Kind::kRecord, "Thing")};
  cpp::Type list = Named(cpp::Type::Kind::kRecord, "std::vector");
  list.arguments = {pointer};
  cpp::Record record;
  record.name = record.full = "Thing";
  record.place = {0, 2};
  record.end_line = 1000000;
  const std::vector<cpp::Type> types = {Named(cpp::Type::Kind::kInteger, "int"),
                                        Named(cpp::Type::Kind::kRecord, "std::basic_string"), pointer, list};
  const std::vector<std::string> names = {"first_", "second_", "third_", "fourth_"};
  for (std::size_t i = 0; i < types.size(); ++i) {
    cpp::Field field;
    field.name = names[i];
    field.type = types[i];
    field.place = {0, static_cast<int>(2 * i) + 4};
    record.fields.push_back(field);
  }
  program.records.push_back(std::move(record));
  for (std::size_t i = 0; i < pragmas.size(); ++i) {
    program.pragmas.push_back({{0, static_cast<int>(2 * i) + 1}, pragmas[i]});
  }
}

cpp::Expr Make(cpp::Expr::Kind kind, std::string text, std::vector<cpp::Expr> args = {}) {
  cpp::Expr expr;
  expr.kind = kind;
  expr.place = {0, 1};
  expr.text = std::move(text);
  expr.args = std::move(args);
  return expr;
}

// session << "...", use(value);
void AddStatement(const std::string& sql, cpp::Stmt& body) {
  using Kind = cpp::Expr::Kind;
  cpp::Expr value = Make(Kind::kName, "value");
  value.number = 1;
  cpp::Expr sent = Make(Kind::kBinary, "<<", {Make(Kind::kName, "session"), Make(Kind::kString, sql)});
  cpp::Stmt stmt;
  stmt.kind = cpp::Stmt::Kind::kExpr;
  stmt.place = {0, 1};
  stmt.exprs.push_back(
      Make(Kind::kBinary, ",", {std::move(sent), Make(Kind::kCall, "soci::use", {std::move(value)})}));
  body.body.push_back(std::move(stmt));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  const std::string text(data, data + size);
  constexpr std::string_view kBetween = "\n----\n";
  const std::size_t end = text.find(kBetween);
  cpp::Program program;
  program.files = {"thing.cc"};
  AddClass(Lines(std::string_view(text).substr(0, end)), program);
  cpp::Function function;
  function.key = function.name = "Send";
  if (end != std::string::npos) {
    for (const std::string& sql : Lines(std::string_view(text).substr(end + kBetween.size()))) {
      AddStatement(sql, function.body);
    }
  }
  program.functions.push_back(std::move(function));
  const auto tree = tacit::analyze::SourceTree::Walk(folder.path());
  Require(tree.ok());
  auto findings = cpp::FindingsOf(program, *tree, {});
  if (!findings.ok()) return 0;
  for (const tacit::Diagnostic& diagnostic : findings->diagnostics) {
    Require(!diagnostic.message.empty() && diagnostic.message.find('\n') == std::string::npos);
  }
  static_cast<void>(tacit::analyze::DropImpossibleParts(findings->schema, "."));
  const tacit::Catalogue catalogue = tacit::MergeCatalogue(
      {.root = ".", .framework = "cpp", .files = 1, .commit = ""}, std::move(findings->schema),
      std::move(findings->constraints), std::move(findings->hints));
  const std::string written = tacit::FormatCatalogue(catalogue);
  const tacit::Result<tacit::Catalogue> again = tacit::ParseCatalogue(written, "catalogue.json");
  if (!again.ok()) std::fprintf(stderr, "%s\n%s", again.status().message().c_str(), written.c_str());
  Require(again.ok() && tacit::FormatCatalogue(*again) == written);
  return 0;
}
