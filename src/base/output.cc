#include "tacit/output.h"

#include <iostream>
#include <iterator>

#include "src/base/file.h"

namespace tacit {

Status WriteTextFile(const std::string& path, std::string_view text) {
  return base::WriteFileAtomically(path, text);
}

Result<std::string> ReadTextFile(const std::string& path) {
  if (path != "-") return base::ReadFile(path);
  std::string text(std::istreambuf_iterator<char>(std::cin), {});
  if (std::cin.bad()) return Status::Io("standard input: cannot read");
  return text;
}

}  // namespace tacit
