// What a dictionary makes of keys: sizes by counting, times by three runs.
#include <algorithm>
#include <array>
#include <new>

#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"
#include "src/encoder/parts.h"
#include "src/encoder/sample.h"
#include "src/encoder/select.h"
#include "tacit/dictionary_tools.h"

namespace tacit {
namespace {

constexpr std::size_t kMaxTimedBytes = std::size_t{1} << 22;
constexpr std::size_t kBatchKeys = 1024;
constexpr int kRuns = 3;

std::size_t SizeOf(std::span<const std::string_view> keys) {
  std::size_t size = 0;
  for (const std::string_view key : keys) size += key.size();
  return size;
}

// Without the zeros up to whole bytes, which is why the parse is counted.
Result<double> EncodedBits(const KeyDictionary& dictionary, std::span<const std::string_view> keys) {
  TACIT_ASSIGN_OR_RETURN(const encoder::Definition definition,
                         encoder::UnpackDefinition(dictionary.Pack(), "dictionary"));
  const std::vector<double> counts = encoder::CountParse(keys, definition.intervals);
  const std::vector<encoder::Code> codes = definition.Codes();
  double bits = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) bits += counts[i] * codes[i].length;
  return bits;
}

struct Encodings {
  std::vector<std::string> bytes;  // of each batch
  std::vector<std::vector<std::size_t>> ends;
};

double EncodeSeconds(const KeyDictionary& dictionary, std::span<const std::string_view> keys,
                     Encodings* into) {
  const base::Stopwatch watch;
  for (std::size_t i = 0; i * kBatchKeys < keys.size(); ++i) {
    const std::size_t count = std::min(kBatchKeys, keys.size() - i * kBatchKeys);
    dictionary.EncodeBatch(keys.subspan(i * kBatchKeys, count), &into->bytes[i], &into->ends[i]);
  }
  return watch.Seconds();
}

double DecodeSeconds(const KeyDictionary& dictionary, const Encodings& encodings, std::string* room) {
  const base::Stopwatch watch;
  for (std::size_t i = 0; i < encodings.bytes.size(); ++i) {
    std::size_t begin = 0;
    for (const std::size_t end : encodings.ends[i]) {
      (void)dictionary.Decode(std::string_view(encodings.bytes[i]).substr(begin, end - begin), *room);
      begin = end;
    }
  }
  return watch.Seconds();
}

double MedianOf(std::array<double, kRuns> times) {
  std::sort(times.begin(), times.end());
  return times[kRuns / 2];
}

}  // namespace

Result<std::optional<KeyMeasures>> MeasureKeys(const KeyDictionary& dictionary,
                                               std::span<const std::string_view> keys) try {
  std::size_t longest = 0;
  for (const std::string_view key : keys) longest = std::max(longest, key.size());
  if (longest > kMaxFileKeyBytes) {
    return Status::InvalidArgument("expected keys of at most " + std::to_string(kMaxFileKeyBytes) +
                                   " bytes, found one of " + std::to_string(longest));
  }
  const double size = static_cast<double>(SizeOf(keys));
  if (size == 0) return std::optional<KeyMeasures>();

  KeyMeasures measures;
  TACIT_ASSIGN_OR_RETURN(const double bits, EncodedBits(dictionary, keys));
  measures.rate_bits = 8 * size / bits;
  std::string bytes;
  std::vector<std::size_t> ends;
  std::size_t encoded = 0;
  for (std::size_t i = 0; i < keys.size(); i += kBatchKeys) {
    dictionary.EncodeBatch(keys.subspan(i, std::min(kBatchKeys, keys.size() - i)), &bytes, &ends);
    encoded += bytes.size();
  }
  measures.rate_bytes = size / static_cast<double>(encoded);

  const std::vector<std::string_view> timed = encoder::Thinned(keys, kMaxTimedBytes);
  const double timed_size = static_cast<double>(std::max<std::size_t>(1, SizeOf(timed)));
  const std::size_t batches = (timed.size() + kBatchKeys - 1) / kBatchKeys;
  Encodings encodings{std::vector<std::string>(batches), std::vector<std::vector<std::size_t>>(batches)};
  std::string room(
      dictionary.MaxDecodedBytes(dictionary.MaxEncodedBytes(longest)) + KeyDictionary::kDecodeSlack, '\0');
  std::array<double, kRuns> encoding{};
  std::array<double, kRuns> decoding{};
  for (std::size_t run = 0; run < kRuns; ++run) {
    encoding[run] = EncodeSeconds(dictionary, timed, &encodings);
    decoding[run] = DecodeSeconds(dictionary, encodings, &room);
  }
  measures.encode_ns_per_char = 1e9 * MedianOf(encoding) / timed_size;
  measures.decode_ns_per_char = 1e9 * MedianOf(decoding) / timed_size;
  return std::optional(measures);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("not enough memory to measure the keys; give fewer");
}

}  // namespace tacit
