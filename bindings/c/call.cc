#include "bindings/c/call.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "bindings/c/handles.h"

struct tacit_error {
  int status = TACIT_INTERNAL;
  std::string message;
};

namespace tacit::c {
namespace {

// Where there is no memory for another. It is not freed.
const tacit_error* WithoutMemory() {
  // Short enough to need no memory of its own.
  static const tacit_error error{TACIT_RESOURCE_EXHAUSTED, "out of memory"};
  return &error;
}

int Answer(int status, std::string_view message, tacit_error** error) noexcept {
  if (error == nullptr) return status;
  *error = nullptr;
  if (status == TACIT_OK) return status;
  try {
    *error = new tacit_error{status, std::string(message)};
    return status;
  } catch (const std::bad_alloc&) {
    // The caller frees what it is given, and must not write to it: that it is constant stays between us.
    *error = const_cast<tacit_error*>(WithoutMemory());
    return (*error)->status;
  }
}

}  // namespace

int Answer(const Status& status, tacit_error** error) noexcept {
  const std::string_view message = status.message();
  return Answer(static_cast<int>(status.code()), message.empty() ? StatusCodeName(status.code()) : message,
                error);
}

int AnswerTooSmall(std::size_t room, std::size_t needed, tacit_error** error) noexcept {
  try {
    return Answer(TACIT_BUFFER_TOO_SMALL,
                  "expected room for " + std::to_string(needed) + " bytes, found " + std::to_string(room),
                  error);
  } catch (const std::bad_alloc&) {
    return Answer(TACIT_BUFFER_TOO_SMALL, "the buffer is too small", error);
  }
}

Status CheckSize(const char* name, uint32_t found, std::size_t known) {
  if (found == known) return Status::Ok();
  return Status::InvalidArgument(std::string(name) + ": expected a struct_size of " + std::to_string(known) +
                                 ", found " + std::to_string(found));
}

unsigned char* CopyForCaller(std::string_view bytes) {
  auto* copy = static_cast<unsigned char*>(std::malloc(std::max<std::size_t>(1, bytes.size())));
  if (copy == nullptr) throw std::bad_alloc();
  std::copy(bytes.begin(), bytes.end(), copy);
  return copy;
}

}  // namespace tacit::c

uint32_t tacit_abi_version(void) { return TACIT_ABI_VERSION; }
uint32_t tacit_abi_oldest(void) { return TACIT_ABI_OLDEST; }

int tacit_error_status(const tacit_error* error) { return error->status; }
const char* tacit_error_message(const tacit_error* error) { return error->message.c_str(); }
void tacit_error_free(tacit_error* error) {
  if (error != tacit::c::WithoutMemory()) delete error;
}
void tacit_buffer_free(void* buffer) { std::free(buffer); }
