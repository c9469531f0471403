// What handles of the C API are, where more than one object's functions use them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tacit/dictionary.h"
#include "tacit/status.h"
#include "tacit/tacit.h"

struct tacit_dictionary {
  tacit::KeyDictionary dictionary;
};

namespace tacit::c {

// The sizes that the structs have had in the versions of the interface, of which there is one.
[[nodiscard]] Status CheckSize(const char* name, uint32_t found, std::size_t known);

}  // namespace tacit::c
