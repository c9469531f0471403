// The laws of tacit/dictionary.h on samples and keys that the input spells: order, round trip, sizes within
// their bounds, batches and sorted batches like single keys, prefixes as ranges. The first byte tells the
// scheme and the codes, the second the entries; then come keys, each a length byte and that many bytes, a
// length above 200 a long key of one repeated byte. Those before the middle are the sample; all are encoded.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using tacit::KeyDictionary;

void Require(bool holds) {
  if (!holds) std::abort();
}

// Double-Char, which is ten times as slow to train as the others on so little, one time in sixteen.
tacit::KeyScheme SchemeOf(int number) {
  constexpr tacit::KeyScheme kOthers[] = {tacit::KeyScheme::kSingleChar, tacit::KeyScheme::k3Grams,
                                          tacit::KeyScheme::k4Grams, tacit::KeyScheme::kAlm,
                                          tacit::KeyScheme::kAlmImproved};
  return number == 15 ? tacit::KeyScheme::kDoubleChar : kOthers[number % 5];
}

std::vector<std::string> TakeKeys(std::string_view input) {
  std::vector<std::string> keys;
  while (!input.empty()) {
    const std::size_t length = static_cast<unsigned char>(input[0]);
    input.remove_prefix(1);
    if (length > 200) {
      keys.emplace_back((length - 200) * 24, input.empty() ? 'k' : input[0]);
      continue;
    }
    keys.emplace_back(input.substr(0, length));
    input.remove_prefix(keys.back().size());
  }
  return keys;
}

// Encodes from a copy of the exact size, so that a read beyond the key is seen.
std::string Encoded(const KeyDictionary& dictionary, const std::string& key) {
  const std::unique_ptr<char[]> exact(new char[key.size()]);
  std::copy(key.begin(), key.end(), exact.get());
  return dictionary.Encode(std::string_view(exact.get(), key.size()));
}

void CheckLaws(const KeyDictionary& dictionary, const std::vector<std::string>& rising) {
  std::vector<std::string> encoded;
  std::string all;
  for (const std::string& key : rising) {
    encoded.push_back(Encoded(dictionary, key));
    Require(encoded.back().size() <= dictionary.MaxEncodedBytes(key.size()));
    Require(key.size() <= dictionary.MaxDecodedBytes(encoded.back().size()));
    const auto decoded = dictionary.DecodeExactly(encoded.back());
    Require(decoded.ok() && *decoded == key);
    all += encoded.back();
  }
  Require(std::adjacent_find(encoded.begin(), encoded.end(), std::greater_equal<>()) == encoded.end());

  const std::vector<std::string_view> views(rising.begin(), rising.end());
  std::string bytes;
  std::vector<std::size_t> ends;
  dictionary.EncodeBatch(views, &bytes, &ends);
  Require(bytes == all && ends.size() == rising.size());
  dictionary.EncodeSorted(views, &bytes, &ends);
  Require(bytes == all && ends.size() == rising.size());

  for (const std::string& prefix : rising) {
    const KeyDictionary::Range range = dictionary.EncodePrefix(prefix);
    for (std::size_t i = 0; i < rising.size(); ++i) {
      const bool within = encoded[i] >= range.low && (!range.high || encoded[i] < *range.high);
      Require(within == rising[i].starts_with(prefix));
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  std::vector<std::string> keys = TakeKeys({reinterpret_cast<const char*>(data) + 2, size - 2});
  const std::vector<std::string_view> sample(
      keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>((keys.size() + 1) / 2));
  std::vector<std::string> rising = keys;
  std::sort(rising.begin(), rising.end());
  rising.erase(std::unique(rising.begin(), rising.end()), rising.end());
  rising.resize(std::min<std::size_t>(rising.size(), 64));

  tacit::DictionaryOptions options;
  options.scheme = SchemeOf(data[0] % 16);
  options.codes = data[0] < 128 ? tacit::KeyCodes::kOptimal : tacit::KeyCodes::kFixedLength;
  options.max_entries = 256 + 4 * std::size_t{data[1]};
  const auto dictionary = KeyDictionary::Train(sample, options);
  Require(dictionary.ok());
  CheckLaws(*dictionary, rising);
  return 0;
}
