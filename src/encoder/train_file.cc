// Dictionaries from files of keys, and in files of their own.
#include <new>

#include "src/base/file.h"
#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"
#include "src/encoder/choose.h"
#include "src/encoder/keys_file.h"
#include "src/encoder/sampler.h"

namespace tacit {
namespace {

constexpr std::size_t kMemoryOfChoice = std::size_t{1} << 20;
// A dictionary of the most entries has, for each, 17 bytes at most of its bound and a level.
constexpr std::int64_t kMaxDictionaryFileBytes =
    static_cast<std::int64_t>(kMaxDictionaryEntries * (kMaxSymbolBytes + 2)) + 4096;

// The status with the file's name before its message, where it is not there.
Status Of(const std::string& name, const Status& status) {
  return {status.code(), name + ": " + status.message()};
}

// The keys that are drawn from a file.
struct FileSample {
  std::string name;
  encoder::Sampler sampler;
};

Result<FileSample> Draw(const std::string& path, const KeySampling& sampling, const KeyProgress& progress) {
  if (!(sampling.fraction > 0 && sampling.fraction <= 1)) {
    return Status::InvalidArgument("expected a fraction above 0 and at most 1, found " +
                                   std::to_string(sampling.fraction));
  }
  TACIT_ASSIGN_OR_RETURN(encoder::KeyBlocks blocks, encoder::KeyBlocks::Open(path, sampling.format));
  FileSample sample{blocks.name(), encoder::Sampler(sampling, kMaxFileSampleBytes)};
  std::string block;
  std::vector<std::string_view> keys;
  while (true) {
    TACIT_ASSIGN_OR_RETURN(const bool more, blocks.Next(&block));
    if (!more) return sample;
    const auto problem = encoder::SplitKeys(block, sampling.format, kMaxFileKeyBytes, &keys);
    if (problem) return StatusOf(*problem, blocks.name(), sampling.format, sample.sampler.offered());
    for (const std::string_view key : keys) sample.sampler.Offer(key);
    if (progress) progress(blocks.bytes(), blocks.total());
  }
}

}  // namespace

Result<TrainedFile> TrainFromFile(const std::string& path, const TrainFileOptions& options) try {
  TACIT_ASSIGN_OR_RETURN(const FileSample sample, Draw(path, options.sampling, options.progress));
  const std::vector<std::string_view> keys = sample.sampler.Keys();
  if (keys.empty()) {
    return Status::InvalidArgument(sample.name + ": expected keys to train on, found an empty file");
  }
  bool has_bytes = false;
  for (const std::string_view key : keys) has_bytes = has_bytes || !key.empty();
  if (!has_bytes) {
    return Status::InvalidArgument(sample.name + ": expected a key with a byte in the sample, found " +
                                   std::to_string(keys.size()) + " empty ones");
  }

  const base::Stopwatch watch;
  DictionaryOptions wanted{.max_entries = options.max_entries, .codes = options.codes};
  std::size_t memory = options.memory;
  std::vector<KeyCandidate> candidates;
  if (options.scheme) {
    wanted.scheme = *options.scheme;
  } else {
    if (memory == 0) memory = kMemoryOfChoice;
    Result<DictionaryOptions> chosen = encoder::ChooseOptions(keys, wanted, memory, &candidates);
    if (!chosen.ok()) return Of(sample.name, chosen.status());
    wanted = *chosen;
  }
  Result<KeyDictionary> dictionary = encoder::TrainWithin(keys, wanted, memory);
  if (!dictionary.ok()) return Of(sample.name, dictionary.status());
  const double build_s = watch.Seconds();
  Result<std::optional<KeyMeasures>> measures = MeasureKeys(*dictionary, keys);
  if (!measures.ok()) return Of(sample.name, measures.status());
  return TrainedFile{.dictionary = *std::move(dictionary),
                     .candidates = std::move(candidates),
                     .keys = sample.sampler.offered(),
                     .sample_keys = keys.size(),
                     .build_s = build_s,
                     .measures = *measures};
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(path + ": not enough memory for a sample; draw a smaller one");
}

Result<FileMeasures> MeasureFile(const KeyDictionary& dictionary, const std::string& path,
                                 const KeySampling& sampling, const KeyProgress& progress) try {
  TACIT_ASSIGN_OR_RETURN(const FileSample sample, Draw(path, sampling, progress));
  const std::vector<std::string_view> keys = sample.sampler.Keys();
  Result<std::optional<KeyMeasures>> measures = MeasureKeys(dictionary, keys);
  if (!measures.ok()) return Of(sample.name, measures.status());
  return FileMeasures{sample.sampler.offered(), keys.size(), *measures};
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(path + ": not enough memory for a sample; draw a smaller one");
}

Result<KeyDictionary> LoadDictionary(const std::string& path) {
  TACIT_ASSIGN_OR_RETURN(const std::string bytes, base::ReadFile(path, kMaxDictionaryFileBytes));
  return KeyDictionary::Open(bytes, path);
}

Status SaveDictionary(const KeyDictionary& dictionary, const std::string& path) {
  return base::WriteFileAtomically(path, dictionary.Pack());
}

}  // namespace tacit
