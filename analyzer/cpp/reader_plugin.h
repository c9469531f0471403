// The wall between the analyzer and the reader of C++, a library of its own that is loaded when it is needed:
// Clang is large, and whoever analyzes no C++ does not pay for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/cpp/program.h"
#include "tacit/version.h"

namespace tacit::analyze::cpp {

struct ReadRequest {
  std::string root;                // the application's folder
  std::string compile_commands;    // the path of compile_commands.json; empty: `files` are read as they are
  std::vector<std::string> files;  // absolute paths; with compile commands: none, for all of them
  std::string resource_dir;        // of Clang's own headers; empty: the one found when Tacit was built
};

// Both sides were built from these headers by one compiler: their types are the same. `build` says so.
struct ReaderPlugin {
  std::uint32_t struct_size;
  const char* build;
  // Fills `program`; false: nothing could be read, and `error` says why in one line.
  bool (*read)(const ReadRequest& request, Program* program, std::string* error);
};

inline constexpr const char* kReaderSymbol = "tacit_reader_plugin";
inline constexpr const char* kReaderLibrary = "libtacit_clang.so";

// Raise the number with every change of program.h or of this file.
[[nodiscard]] inline std::string ReaderBuild() {
  return std::string(kVersion) + "/2/" + std::to_string(sizeof(Program)) + "/" + __VERSION__;
}

}  // namespace tacit::analyze::cpp
