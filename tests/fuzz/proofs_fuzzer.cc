// Whatever the bytes, UnpackProofs answers; and what it accepts it can pack again. Checksums would
// keep every input from the code behind them, so that each input is also tried as the content of a good file.
#include <cstdint>
#include <cstdlib>

#include "optimizer/rewrite/answer.h"
#include "optimizer/rewrite/proof_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tacit::rewrite;
  const std::string bytes(data, data + size);
  const auto file = UnpackProofs(bytes, "fuzz");
  if (file.ok() && !UnpackProofs(PackProofs(*file), "again").ok()) std::abort();
  if (!file.ok() && file.status().message().find('\n') != std::string::npos) std::abort();

  const auto answer = AnswerFromJson(bytes);
  if (answer) {
    const auto json = AnswerAsJson(*answer);
    const auto again = json ? AnswerFromJson(*json) : std::nullopt;
    if (!again || AnswerAsJson(*again) != json) std::abort();
  }
  ProofFile good;
  good.sections.push_back({std::string(kEnvironmentDigits, '0'), {{bytes, bytes}}});
  const auto unpacked = UnpackProofs(PackProofs(good), "good");
  if (!unpacked.ok() || unpacked->sections.at(0).answers != good.sections[0].answers) std::abort();
  return 0;
}
