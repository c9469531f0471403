// Finds and loads the reader of C++.
#pragma once

#include "analyzer/cpp/reader_plugin.h"
#include "tacit/status.h"

namespace tacit::analyze::cpp {

// The reader beside the library (or program) that this code is in; the environment's TACIT_PLUGINS names
// another folder. It stays loaded. Errors: NotSupported (there is none, or it is of another build: says what
// to do).
[[nodiscard]] Result<const ReaderPlugin*> LoadReader();

}  // namespace tacit::analyze::cpp
