// What every function of the C API does around its work: no exception leaves it, and what went wrong becomes
// a status and an error.
#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <string_view>

#include "tacit/status.h"
#include "tacit/tacit.h"

namespace tacit::c {

// The status as a number, with an error of it in `error` unless that is NULL. Without memory for an error
// there is one nevertheless, which says so.
[[nodiscard]] int Answer(const Status& status, tacit_error** error) noexcept;
// TACIT_BUFFER_TOO_SMALL.
[[nodiscard]] int AnswerTooSmall(std::size_t room, std::size_t needed, tacit_error** error) noexcept;

// Runs `work`, which gives a Status.
template <typename Work>
[[nodiscard]] int Call(tacit_error** error, Work work) noexcept {
  try {
    return Answer(work(), error);
  } catch (const std::bad_alloc&) {
    return Answer(Status(StatusCode::kResourceExhausted, {}), error);
  } catch (const std::exception&) {
    return Answer(Status(StatusCode::kInternal, {}), error);
  }
}

// A copy that tacit_buffer_free frees; never NULL. Throws std::bad_alloc.
[[nodiscard]] unsigned char* CopyForCaller(std::string_view bytes);

[[nodiscard]] inline std::string_view View(const void* data, std::size_t size) {
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

}  // namespace tacit::c
