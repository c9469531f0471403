// Whatever the bytes, Replay answers: with a report, or with an error of one line. Most mutations change one
// value of a certificate, so that they get past the reader.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tacit/replay.h"
#include "tests/optimizer/replay/mutator.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = tacit::Replay({reinterpret_cast<const char*>(data), size});
  if (report.ok()) {
    if (report->holds != report->reason.empty()) std::abort();
    return 0;
  }
  const tacit::Status status = report.status();
  if (status.message().empty() || status.message().find('\n') != std::string::npos) std::abort();
  if (status.code() == tacit::StatusCode::kInternal) std::abort();
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  if (seed % 8 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto json = nlohmann::ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return LLVMFuzzerMutate(data, size, max_size);
  tacit::replay::Mutator mutator(seed);
  for (unsigned int i = 0; i < 1 + seed % 3; ++i) {
    mutator.Change(seed % 5 != 0 && json.is_object() && json.contains("proof") ? json["proof"] : json);
  }
  const std::string made = json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
  const std::size_t length = std::min(made.size(), max_size);
  std::copy_n(made.begin(), length, data);
  return length;
}
