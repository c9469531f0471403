// Models: bytes as a file, and bytes as the sections of one whose checksums are right; whatever opens is
// asked.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "src/base/section_file.h"
#include "tacit/model.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void Ask(std::string_view bytes) {
  const auto model = tacit::Model::FromBytes(bytes, "fuzzed");
  if (!model.ok()) {
    Require(!model.status().message().empty());
    return;
  }
  auto estimator = tacit::Estimator::Create(*model);
  Require(estimator.ok());
  tacit::Predicate all;
  for (const tacit::ModelColumn& column : (*model)->info().columns) {
    all.parts.push_back({tacit::Predicate::Kind::kIsNotNull, column.name, {}, {}});
    if (all.parts.size() == 8) break;
  }
  const auto prepared = (*model)->Prepare(all);
  // Two columns of one name are no error here.
  if (!prepared.ok()) return;
  tacit::EstimateOptions options;
  options.max_samples = 16;
  const auto estimate = estimator->Rows(*prepared, options);
  Require(estimate.ok() && estimate->low <= estimate->high);
  options.use_rows = false;
  Require(estimator->Rows(*prepared, options).ok());
}

// Sections' lengths, two bytes each, then their bytes.
void AskSections(std::string_view input) {
  static constexpr std::array<std::string_view, 5> kNames = {"properties", "columns", "bins", "network",
                                                             "rows"};
  if (input.size() < 2 * kNames.size()) return;
  std::array<std::string, 5> sections;
  std::string_view bytes = input.substr(2 * kNames.size());
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const std::size_t size =
        static_cast<unsigned char>(input[2 * i]) + 256U * static_cast<unsigned char>(input[2 * i + 1]);
    sections[i] = bytes.substr(0, size);
    bytes.remove_prefix(sections[i].size());
  }
  const tacit::base::SectionFormat format = {
      .magic = "TACITMDL", .version = 1, .alignment = 64, .what = "a model", .remedy = "", .names = kNames};
  Ask(tacit::base::PackSections(format, sections));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with("TACITMDL")) {
    Ask(input);
  } else {
    AskSections(input);
  }
  return 0;
}
