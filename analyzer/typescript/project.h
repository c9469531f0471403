// Which files of an application are worth parsing.
#pragma once

#include <string>
#include <vector>

#include "analyzer/typescript/evaluate/modules.h"

namespace tacit::analyze::typescript {

struct Project {
  std::vector<const Module*> models;  // that may declare models
  std::vector<const Module*> code;    // that may read or write rows; models are among them
  bool snake_names = false;           // TypeORM is told to make snake_case names
};

// Goes by the text of the files, tests and generated code left out; parses what it chooses, in parallel.
[[nodiscard]] Project LoadProject(Modules& modules);

}  // namespace tacit::analyze::typescript
