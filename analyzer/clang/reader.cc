// The plug-in: runs Clang over the files of a compilation database and gives what they say as a Program.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <thread>

#include "analyzer/clang/lower.h"
#include "analyzer/clang/merge.h"
#include "analyzer/cpp/reader_plugin.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/Pragma.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/SemaConsumer.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace tacit::analyze::clang_reader {

namespace {

namespace fs = std::filesystem;
namespace tooling = clang::tooling;

// Clang takes a few hundred megabytes for each file that it reads.
constexpr unsigned kMaxThreads = 4;

// `#pragma db ...`, which Clang passes over.
class DbPragma : public clang::PragmaHandler {
 public:
  explicit DbPragma(std::vector<std::pair<clang::SourceLocation, std::string>>& pragmas)
      : PragmaHandler("db"), pragmas_(pragmas) {}

  void HandlePragma(clang::Preprocessor& preprocessor, clang::PragmaIntroducer introducer,
                    clang::Token&) override {
    std::string text;
    clang::Token token;
    for (preprocessor.LexUnexpandedToken(token); token.isNot(clang::tok::eod);
         preprocessor.LexUnexpandedToken(token)) {
      if (!text.empty() && token.hasLeadingSpace()) text += " ";
      text += preprocessor.getSpelling(token);
    }
    pragmas_.emplace_back(introducer.Loc, std::move(text));
  }

 private:
  std::vector<std::pair<clang::SourceLocation, std::string>>& pragmas_;
};

class Consumer : public clang::SemaConsumer {
 public:
  Consumer(clang::CompilerInstance& compiler, const std::string& root, Seen& seen, cpp::Program& program)
      : compiler_(compiler), root_(root), seen_(seen), program_(program) {}

  void Initialize(clang::ASTContext& context) override {
    lowering_ = std::make_unique<Lowering>(context, nullptr, root_, seen_, program_);
    compiler_.getPreprocessor().AddPragmaHandler(new DbPragma(pragmas_));
  }
  void InitializeSema(clang::Sema& sema) override {
    lowering_ = std::make_unique<Lowering>(sema.getASTContext(), &sema, root_, seen_, program_);
  }
  bool shouldSkipFunctionBody(clang::Decl* decl) override {
    return !lowering_->IsOurs(decl->getLocation()) && !IsMapping(decl);
  }
  void HandleTranslationUnit(clang::ASTContext&) override {
    for (auto& [where, text] : pragmas_) lowering_->AddPragma(where, std::move(text));
    lowering_->LowerUnit();
  }

 private:
  clang::CompilerInstance& compiler_;
  const std::string& root_;
  Seen& seen_;
  cpp::Program& program_;
  std::unique_ptr<Lowering> lowering_;
  std::vector<std::pair<clang::SourceLocation, std::string>> pragmas_;
};

class Action : public clang::ASTFrontendAction {
 public:
  Action(const std::string& root, Seen& seen, cpp::Program& program)
      : root_(root), seen_(seen), program_(program) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    compiler.getFrontendOpts().SkipFunctionBodies = true;
    return std::make_unique<Consumer>(compiler, root_, seen_, program_);
  }

 private:
  const std::string& root_;
  Seen& seen_;
  cpp::Program& program_;
};

class ActionFactory : public tooling::FrontendActionFactory {
 public:
  ActionFactory(const std::string& root, Seen& seen, cpp::Program& program)
      : root_(root), seen_(seen), program_(program) {}
  std::unique_ptr<clang::FrontendAction> create() override {
    return std::make_unique<Action>(root_, seen_, program_);
  }

 private:
  const std::string& root_;
  Seen& seen_;
  cpp::Program& program_;
};

// Keeps the first error of a file.
class FirstError : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& diagnostic) override {
    if (level < clang::DiagnosticsEngine::Error) return;
    ++count_;
    if (count_ > 1) return;
    llvm::SmallString<128> text;
    diagnostic.FormatDiagnostic(text);
    text_ = text.str().str();
    if (diagnostic.hasSourceManager() && diagnostic.getLocation().isValid()) {
      const clang::PresumedLoc place = diagnostic.getSourceManager().getPresumedLoc(
          diagnostic.getSourceManager().getExpansionLoc(diagnostic.getLocation()));
      if (place.isValid()) {
        file_ = place.getFilename();
        line_ = static_cast<int>(place.getLine());
      }
    }
  }
  [[nodiscard]] int count() const { return count_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] int line() const { return line_; }

 private:
  int count_ = 0;
  std::string text_, file_;
  int line_ = 0;
};

// A compilation database of commands that are known.
class Commands : public tooling::CompilationDatabase {
 public:
  explicit Commands(tooling::CompileCommand command) : command_(std::move(command)) {}
  std::vector<tooling::CompileCommand> getCompileCommands(llvm::StringRef) const override {
    return {command_};
  }

 private:
  tooling::CompileCommand command_;
};

std::string Absolute(const std::string& path, const std::string& folder) {
  fs::path joined = fs::path(path).is_absolute() ? fs::path(path) : fs::path(folder) / path;
  return joined.lexically_normal().string();
}

std::string RelativeTo(const std::string& root, const std::string& path) {
  if (path.starts_with(root + "/")) return path.substr(root.size() + 1);
  return path;
}

// Every file once, in order of path.
bool ReadCommands(const cpp::ReadRequest& request, std::vector<tooling::CompileCommand>& commands,
                  std::string& error) {
  std::map<std::string, tooling::CompileCommand> by_file;
  if (request.compile_commands.empty()) {
    for (const std::string& file : request.files) {
      tooling::CompileCommand command(request.root, file,
                                      {"clang++", "-std=c++20", "-I" + request.root, file}, "");
      by_file.emplace(file, std::move(command));
    }
  } else {
    std::string why;
    const auto database = tooling::JSONCompilationDatabase::loadFromFile(
        request.compile_commands, why, tooling::JSONCommandLineSyntax::AutoDetect);
    if (database == nullptr) {
      std::replace(why.begin(), why.end(), '\n', ' ');
      error = request.compile_commands + ": expected a JSON compilation database, found: " + why;
      return false;
    }
    const std::string folder = fs::path(request.compile_commands).parent_path().string();
    for (tooling::CompileCommand& command : database->getAllCompileCommands()) {
      command.Directory = Absolute(command.Directory, folder);
      const std::string file = Absolute(command.Filename, command.Directory);
      by_file.emplace(file, std::move(command));
    }
  }
  for (auto& [file, command] : by_file) commands.push_back(std::move(command));
  return true;
}

tooling::ArgumentsAdjuster Adjust(const cpp::ReadRequest& request) {
  std::vector<std::string> extra = {"-w", "-Wno-everything", "-fno-color-diagnostics", "-ferror-limit=0"};
  const std::string resources =
      request.resource_dir.empty() ? TACIT_CLANG_RESOURCE_DIR : request.resource_dir;
  extra.push_back("-resource-dir=" + resources);
  return tooling::combineAdjusters(
      tooling::combineAdjusters(tooling::getClangSyntaxOnlyAdjuster(),
                                tooling::getClangStripOutputAdjuster()),
      tooling::combineAdjusters(
          tooling::getClangStripDependencyFileAdjuster(),
          tooling::getInsertArgumentAdjuster(extra, tooling::ArgumentInsertPosition::END)));
}

void ReadOne(const tooling::CompileCommand& command, const cpp::ReadRequest& request, Seen& seen,
             cpp::Program& program) {
  const std::string path = Absolute(command.Filename, command.Directory);
  const std::string shown = RelativeTo(request.root, path);
  if (std::error_code ignored; !fs::exists(path, ignored)) {
    program.messages.push_back({shown, 0, "named in the compilation database, but there is no such file"});
    return;
  }
  const Commands database(command);
  // Each file has a view of the file system of its own, and with it a working directory of its own.
  tooling::ClangTool tool(database, {path}, std::make_shared<clang::PCHContainerOperations>(),
                          llvm::vfs::createPhysicalFileSystem());
  tool.clearArgumentsAdjusters();
  tool.appendArgumentsAdjuster(Adjust(request));
  tool.setPrintErrorMessage(false);
  FirstError errors;
  tool.setDiagnosticConsumer(&errors);
  ActionFactory factory(request.root, seen, program);
  const int status = tool.run(&factory);
  ++program.files_read;
  if (errors.count() > 0) {
    const bool names_place = !errors.file().empty();
    program.messages.push_back(
        {names_place ? RelativeTo(request.root, Absolute(errors.file(), command.Directory)) : shown,
         errors.line(),
         "expected C++ that compiles, found " + std::to_string(errors.count()) + " errors in " + shown +
             ", the first: " + errors.text() +
             "; what Clang understood is read, rules with what it did not are not"});
  } else if (status != 0) {
    program.messages.push_back(
        {shown, 0, "Clang could not be run on it; see its command in the compilation database"});
  }
}

bool Read(const cpp::ReadRequest& given, cpp::Program* program, std::string* error) {
  cpp::ReadRequest request = given;
  std::error_code ignored;
  if (const fs::path real = fs::canonical(request.root, ignored); !ignored) request.root = real.string();
  if (!request.compile_commands.empty()) {
    if (const fs::path real = fs::canonical(request.compile_commands, ignored); !ignored) {
      request.compile_commands = real.string();
    }
  }
  std::vector<tooling::CompileCommand> commands;
  if (!ReadCommands(request, commands, *error)) return false;
  if (commands.empty()) {
    *error = request.compile_commands + ": expected compile commands, found none";
    return false;
  }
  // A header's declarations go to the first unit that reads it; which one that is must not change what is
  // said, so each file has its own program, and they are joined in order of path.
  std::vector<cpp::Program> programs(commands.size());
  Seen seen;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < commands.size(); i = next++)
      ReadOne(commands[i], request, seen, programs[i]);
  };
  const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads);
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < count; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  Merge(std::move(programs), *program);
  return true;
}

bool ReadSafely(const cpp::ReadRequest& request, cpp::Program* program, std::string* error) {
  try {
    return Read(request, program, error);
  } catch (const std::exception& failure) {
    *error = std::string("reading C++ failed: ") + failure.what();
    return false;
  }
}

}  // namespace

}  // namespace tacit::analyze::clang_reader

extern "C" __attribute__((visibility("default"))) const tacit::analyze::cpp::ReaderPlugin*
tacit_reader_plugin() {
  static const std::string build = tacit::analyze::cpp::ReaderBuild();
  static const tacit::analyze::cpp::ReaderPlugin plugin = {
      sizeof(tacit::analyze::cpp::ReaderPlugin), build.c_str(), tacit::analyze::clang_reader::ReadSafely};
  return &plugin;
}
