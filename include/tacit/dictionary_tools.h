// Dictionaries made from files of keys, and files of keys encoded and decoded by them.
//
// Files are read as a stream, once, whatever their size; "-" is standard input. What is read of a file into
// memory is bounded by kMaxFileKeyBytes, kMaxFileSampleBytes and the number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// How keys stand in a file. Each key ends with its separator, which the last one may lack; nothing between
// two separators is the empty key.
enum class KeyFormat {
  kLines,  // a newline behind each; a carriage return before it is part of the key
  kNul,    // a NUL behind each
  kHex,    // one a line, as hexadecimal digits of either case: for keys of any bytes
};

// The longest key in a file.
inline constexpr std::size_t kMaxFileKeyBytes = std::size_t{1} << 24;
// What is drawn from a file as a sample has at most so many bytes; of a key, the first kMaxSampledKeyBytes.
inline constexpr std::size_t kMaxFileSampleBytes = std::size_t{1} << 24;
inline constexpr std::size_t kMaxSampledKeyBytes = std::size_t{1} << 20;

// How far reading has come. `total` is 0 where the size is not known (a pipe).
using KeyProgress = std::function<void(std::uint64_t bytes, std::uint64_t total)>;

// Which keys of a file are drawn: each with the probability `fraction`, by a hash of the seed and its place
// in the file, so that the same file gives the same sample. Where they have more than kMaxFileSampleBytes,
// they are halved, as drawn with half the fraction, until they have not. At least one key is drawn.
struct KeySampling {
  KeyFormat format = KeyFormat::kLines;
  double fraction = 1;  // above 0, at most 1
  std::uint64_t seed = 1;
};

// What a dictionary makes of keys. Rates are original over encoded bits or whole bytes; times are of one
// thread, the median of three runs, encoding in batches, decoding one by one. Nothing where the keys have no
// bytes.
struct KeyMeasures {
  double rate_bits = 0;
  double rate_bytes = 0;
  double encode_ns_per_char = 0;
  double decode_ns_per_char = 0;
};
// Errors: ResourceExhausted (memory); InvalidArgument (a key longer than kMaxFileKeyBytes).
[[nodiscard]] TACIT_EXPORT Result<std::optional<KeyMeasures>> MeasureKeys(
    const KeyDictionary& dictionary, std::span<const std::string_view> keys);

struct FileMeasures {
  std::uint64_t keys = 0;         // in the file
  std::uint64_t sample_keys = 0;  // those that were drawn and measured
  std::optional<KeyMeasures> measures;
};
// Errors: those of TrainFromFile.
[[nodiscard]] TACIT_EXPORT Result<FileMeasures> MeasureFile(const KeyDictionary& dictionary,
                                                            const std::string& path,
                                                            const KeySampling& sampling,
                                                            const KeyProgress& progress);

// A dictionary that was tried when the scheme was to be chosen.
struct KeyCandidate {
  KeyScheme scheme = KeyScheme::kSingleChar;
  std::size_t entries = 0;
  std::size_t dictionary_bytes = 0;
  double rate = 0;  // in bytes, on keys that it was not trained on
};

struct TrainFileOptions {
  // None: chosen on the sample. Single-Char, Double-Char, 3-Grams, 4-Grams and ALM-Improved are trained on
  // four fifths of it, at most 4 MiB, those that can have several sizes with 2^12, 2^14 and 2^16 entries (or
  // max_entries), and tried on the last fifth. From those whose tables keep to `memory`, in order of their
  // tables' bytes, one is taken instead of a smaller one if it makes the keys shorter by 2 % at least: larger
  // tables are slower by what they take from the processor's caches. Nothing is timed, so that the choice
  // repeats. The dictionary is then trained on the whole sample.
  std::optional<KeyScheme> scheme;
  std::size_t max_entries = 0;  // as in DictionaryOptions
  KeyCodes codes = KeyCodes::kOptimal;
  KeySampling sampling;
  // The most bytes of dictionary_bytes(); 0: none where the scheme is given, 1 MiB where it is chosen. Fewer
  // entries than max_entries are taken as far as it needs.
  std::size_t memory = 0;
  KeyProgress progress;  // may be empty
};

struct TrainedFile {
  KeyDictionary dictionary;
  std::vector<KeyCandidate> candidates;  // in the order that they were considered in; none where not chosen
  std::uint64_t keys = 0;                // in the file
  std::uint64_t sample_keys = 0;
  double build_s = 0;                   // choosing and training, without reading
  std::optional<KeyMeasures> measures;  // on the sample
};
// Errors name the file, and the line or key: NotFound; InvalidArgument (a folder, no key, none with a byte, a
// key longer than kMaxFileKeyBytes, what are no hexadecimal digits, a fraction or a number of entries outside
// of its bounds); ResourceExhausted (memory; no dictionary that keeps to `memory`); Io.
[[nodiscard]] TACIT_EXPORT Result<TrainedFile> TrainFromFile(const std::string& path,
                                                             const TrainFileOptions& options);

struct ConvertOptions {
  KeyFormat format = KeyFormat::kLines;  // of the keys; encodings are always kHex
  unsigned threads = 0;                  // 0: one for each processor
  KeyProgress progress;                  // may be empty
};
// Takes what is written, in order, from the calling thread; what it answers but Ok ends the work.
using KeySink = std::function<Status(std::string_view)>;

// Writes the encoding of each key of a file, in their order: the same bytes whatever the number of threads.
// Where there is an error in the file, what stands before it has been written. Returns the number of keys.
// Errors name the file, and the line or key: NotFound; InvalidArgument (a folder, a key longer than
// kMaxFileKeyBytes, what are no hexadecimal digits); ResourceExhausted (memory); Io; what `sink` answers.
[[nodiscard]] TACIT_EXPORT Result<std::uint64_t> EncodeFile(const KeyDictionary& dictionary,
                                                            const std::string& path,
                                                            const ConvertOptions& options,
                                                            const KeySink& sink);
// Its inverse: writes keys, each with its separator. Errors: those of EncodeFile; Corruption (a line that is
// no key's encoding); InvalidArgument (a key that holds the separator, which the format cannot tell).
[[nodiscard]] TACIT_EXPORT Result<std::uint64_t> DecodeFile(const KeyDictionary& dictionary,
                                                            const std::string& path,
                                                            const ConvertOptions& options,
                                                            const KeySink& sink);

// A dictionary from its file. Errors: those of KeyDictionary::Open; NotFound; InvalidArgument (a folder, or
// larger than any dictionary); Io.
[[nodiscard]] TACIT_EXPORT Result<KeyDictionary> LoadDictionary(const std::string& path);
// Writes the file atomically. Errors: NotFound (no such folder), Io.
[[nodiscard]] TACIT_EXPORT Status SaveDictionary(const KeyDictionary& dictionary, const std::string& path);

}  // namespace tacit
