// How every fallible call of Tacit answers: a Status, or a Result<T> that holds a value or a Status.
//
// No exception crosses the library's walls. A message is one line that names the place (file:line:column
// where there is one), what was expected, what was found, and what to do about it.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tacit/export.h"

namespace tacit {

enum class StatusCode {
  kOk = 0,
  kNotFound = 1,           // the named thing does not exist
  kInvalidArgument = 2,    // the caller's or the user's input is wrong
  kCorruption = 3,         // a file of ours holds what it cannot hold
  kNotSupported = 4,       // an optional part is absent, or a feature is outside what is modelled
  kResourceExhausted = 5,  // a budget of time, memory or steps is used up
  kIo = 6,                 // the operating system refused
  kInternal = 7,           // our own bug
};

[[nodiscard]] constexpr std::string_view StatusCodeName(StatusCode code) {
  switch (code) {
    case StatusCode::kOk: return "ok";
    case StatusCode::kNotFound: return "not found";
    case StatusCode::kInvalidArgument: return "invalid argument";
    case StatusCode::kCorruption: return "corruption";
    case StatusCode::kNotSupported: return "not supported";
    case StatusCode::kResourceExhausted: return "resource exhausted";
    case StatusCode::kIo: return "input/output error";
    case StatusCode::kInternal: return "internal error";
  }
  return "unknown";
}

// A value type; copying copies the message. Thread safety: as std::string.
class [[nodiscard]] TACIT_EXPORT Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status Ok() { return {}; }
  static Status NotFound(std::string message) { return {StatusCode::kNotFound, std::move(message)}; }
  static Status InvalidArgument(std::string message) {
    return {StatusCode::kInvalidArgument, std::move(message)};
  }
  static Status Corruption(std::string message) { return {StatusCode::kCorruption, std::move(message)}; }
  static Status NotSupported(std::string message) { return {StatusCode::kNotSupported, std::move(message)}; }
  static Status ResourceExhausted(std::string message) {
    return {StatusCode::kResourceExhausted, std::move(message)};
  }
  static Status Io(std::string message) { return {StatusCode::kIo, std::move(message)}; }
  static Status Internal(std::string message) { return {StatusCode::kInternal, std::move(message)}; }

  [[nodiscard]] bool ok() const { return code_ == StatusCode::kOk; }
  [[nodiscard]] StatusCode code() const { return code_; }
  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

// Either a T or the Status that says why there is none. Reading value() of a failed Result is a bug of the
// caller (asserted); constructing a Result from an OK Status likewise.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<1>, std::move(value)) {}  // implicit: `return value;`
  Result(Status status) : state_(std::in_place_index<0>, std::move(status)) {
    assert(!std::get<0>(state_).ok());
  }

  [[nodiscard]] bool ok() const { return state_.index() == 1; }
  [[nodiscard]] Status status() const { return ok() ? Status::Ok() : std::get<0>(state_); }

  [[nodiscard]] T& value() & { return Checked(); }
  [[nodiscard]] const T& value() const& {
    assert(ok());
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] T&& value() && { return std::move(Checked()); }

  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &Checked(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

 private:
  T& Checked() {
    assert(ok());
    return *std::get_if<1>(&state_);
  }

  std::variant<Status, T> state_;
};

}  // namespace tacit
