#include "src/encoder/choose.h"

#include <algorithm>
#include <tuple>

#include "src/base/status_macros.h"
#include "src/encoder/sample.h"
#include "src/encoder/sampler.h"

namespace tacit::encoder {
namespace {

constexpr std::size_t kMaxChoiceBytes = std::size_t{1} << 22;
constexpr std::size_t kFewestEntries = 256;
constexpr std::uint64_t kFifth = UINT64_MAX / 5;
// How much shorter a larger dictionary's keys must be.
constexpr double kGain = 1 / 0.98;

bool HasSizes(KeyScheme scheme) {
  return scheme != KeyScheme::kSingleChar && scheme != KeyScheme::kDoubleChar;
}

double RateOn(const KeyDictionary& dictionary, std::span<const std::string_view> keys) {
  std::size_t before = 0;
  for (const std::string_view key : keys) before += key.size();
  std::string bytes;
  std::vector<std::size_t> ends;
  dictionary.EncodeBatch(keys, &bytes, &ends);
  return bytes.empty() ? 1 : static_cast<double>(before) / static_cast<double>(bytes.size());
}

}  // namespace

Result<KeyDictionary> TrainWithin(std::span<const std::string_view> sample, DictionaryOptions options,
                                  std::size_t memory) {
  while (true) {
    TACIT_ASSIGN_OR_RETURN(KeyDictionary dictionary, KeyDictionary::Train(sample, options));
    const std::size_t bytes = dictionary.dictionary_bytes();
    if (memory == 0 || bytes <= memory) return dictionary;
    if (!HasSizes(options.scheme) || dictionary.entries() <= kFewestEntries) {
      return Status::ResourceExhausted("expected a dictionary of at most " + std::to_string(memory) +
                                       " bytes; " + std::string(Name(options.scheme)) + " needs " +
                                       std::to_string(bytes));
    }
    // In proportion, and a little less, so that a few rounds end it.
    const double share = 0.95 * static_cast<double>(memory) / static_cast<double>(bytes);
    options.max_entries =
        std::max(kFewestEntries, static_cast<std::size_t>(share * static_cast<double>(dictionary.entries())));
  }
}

Result<DictionaryOptions> ChooseOptions(std::span<const std::string_view> sample,
                                        const DictionaryOptions& wanted, std::size_t memory,
                                        std::vector<KeyCandidate>* candidates) {
  const std::vector<std::string_view> keys = Thinned(sample, kMaxChoiceBytes);
  std::vector<std::string_view> trained;
  std::vector<std::string_view> held;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    (HashOfPlace(0, i) < kFifth ? held : trained).push_back(keys[i]);
  }
  // Of a few keys, all are both.
  if (held.empty() || trained.empty()) held = trained = keys;

  struct Tried {
    DictionaryOptions options;
    KeyCandidate candidate;
  };
  std::vector<Tried> tried;
  Status last;
  for (const KeyScheme scheme : {KeyScheme::kSingleChar, KeyScheme::kDoubleChar, KeyScheme::k3Grams,
                                 KeyScheme::k4Grams, KeyScheme::kAlmImproved}) {
    std::vector<std::size_t> sizes = {wanted.max_entries};
    if (HasSizes(scheme) && wanted.max_entries == 0) sizes = {1U << 12U, 1U << 14U, 1U << 16U};
    for (const std::size_t size : sizes) {
      DictionaryOptions options = wanted;
      options.scheme = scheme;
      options.max_entries = size;
      Result<KeyDictionary> dictionary = KeyDictionary::Train(trained, options);
      if (!dictionary.ok()) return dictionary.status();
      const std::size_t bytes = dictionary->dictionary_bytes();
      if (bytes > memory) {
        last = Status::ResourceExhausted("expected a dictionary of at most " + std::to_string(memory) +
                                         " bytes; " + std::string(Name(scheme)) + " needs " +
                                         std::to_string(bytes));
        continue;
      }
      tried.push_back({options, {scheme, dictionary->entries(), bytes, RateOn(*dictionary, held)}});
    }
  }
  if (tried.empty()) return last;
  std::sort(tried.begin(), tried.end(), [](const Tried& a, const Tried& b) {
    const auto order = [](const KeyCandidate& each) {
      return std::tuple(each.dictionary_bytes, each.scheme, each.entries);
    };
    return order(a.candidate) < order(b.candidate);
  });
  const Tried* best = &tried.front();
  for (const Tried& each : tried) {
    candidates->push_back(each.candidate);
    if (each.candidate.rate >= kGain * best->candidate.rate) best = &each;
  }
  return best->options;
}

}  // namespace tacit::encoder
