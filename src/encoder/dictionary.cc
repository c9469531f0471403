#include "tacit/dictionary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include "src/base/status_macros.h"
#include "src/encoder/apart.h"
#include "src/encoder/byte_model.h"
#include "src/encoder/parts.h"
#include "src/encoder/sample.h"
#include "src/encoder/select.h"

namespace tacit {
namespace {

using encoder::Code;
using encoder::Interval;
using encoder::Intervals;

constexpr std::size_t kDefaultEntries = std::size_t{1} << 14;
constexpr std::size_t kMaxSampleBytes = std::size_t{1} << 24;

struct SchemeRow {
  KeyScheme scheme;
  std::string_view name;
  int max_symbol;
};
constexpr std::array<SchemeRow, 6> kSchemes = {{
    {KeyScheme::kSingleChar, "single-char", 1},
    {KeyScheme::kDoubleChar, "double-char", 2},
    {KeyScheme::k3Grams, "3-grams", 3},
    {KeyScheme::k4Grams, "4-grams", 4},
    {KeyScheme::kAlm, "alm", encoder::kMaxTextBytes},
    {KeyScheme::kAlmImproved, "alm-improved", encoder::kMaxTextBytes},
}};
static_assert(kMaxSymbolBytes == encoder::kMaxTextBytes);

const SchemeRow& RowOf(KeyScheme scheme) { return kSchemes[static_cast<std::size_t>(scheme)]; }

Intervals IntervalsFor(std::span<const std::string_view> sample, const DictionaryOptions& options) {
  switch (options.scheme) {
    case KeyScheme::kSingleChar: return encoder::IntervalsOf({}, 1);
    case KeyScheme::kDoubleChar: return encoder::PairIntervals();
    default: break;
  }
  return encoder::SelectIntervals(
      sample, {.max_symbol = RowOf(options.scheme).max_symbol,
               .max_entries = options.max_entries == 0 ? kDefaultEntries : options.max_entries,
               .cost = options.scheme == KeyScheme::kAlm ? encoder::SymbolCost::kEqual
                                                         : encoder::SymbolCost::kEntropy});
}

unsigned char* Bytes(char* chars) { return reinterpret_cast<unsigned char*>(chars); }
const unsigned char* Bytes(const char* chars) { return reinterpret_cast<const unsigned char*>(chars); }

// Whether the interval holds one string only, which a key can have at its end alone.
bool IsEnd(const Intervals& intervals, std::size_t i) {
  const encoder::Text16& low = intervals[i].low;
  return i + 1 < intervals.size() && low.size < encoder::kMaxTextBytes && intervals[i].symbol == low.size &&
         intervals[i + 1].low == low.Plus(0);
}

// Original over encoded bytes.
double RateOf(const encoder::Trie& trie, const encoder::Kernel& kernel,
              std::span<const std::string_view> keys) {
  std::size_t before = 0;
  std::size_t bits = 0;
  std::vector<std::uint32_t> leaves;
  for (const std::string_view key : keys) {
    leaves.resize(std::max(leaves.size(), key.size()));
    const std::size_t count = kernel.parse(trie.view(), Bytes(key.data()), key.size(), leaves.data());
    std::size_t key_bits = 0;
    for (std::size_t i = 0; i < count; ++i) key_bits += encoder::LengthOf(leaves[i]);
    before += key.size();
    bits += (key_bits + 7) / 8 * 8;
  }
  return bits == 0 ? 1 : 8 * static_cast<double>(before) / static_cast<double>(bits);
}

}  // namespace

std::string_view Name(KeyScheme scheme) { return RowOf(scheme).name; }

std::optional<KeyScheme> KeySchemeFromName(std::string_view name) {
  for (const SchemeRow& row : kSchemes) {
    if (row.name == name) return row.scheme;
  }
  return std::nullopt;
}

std::vector<Code> encoder::Definition::Codes() const {
  return codes == KeyCodes::kFixedLength ? FixedLengthCodes(intervals.size()) : CodesOfLevels(levels);
}

KeyDictionary::Parts::Parts(encoder::Definition the_definition)
    : definition(std::move(the_definition)),
      trie(encoder::BuildTrie(definition.intervals, definition.Codes())),
      decoder(definition.intervals, definition.Codes()) {
  const std::vector<Code> codes = definition.Codes();
  std::size_t rate_bits = 0;
  std::size_t rate_bytes = 1;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::uint8_t symbol = definition.intervals[i].symbol;
    longest_bound = std::max<std::size_t>(longest_bound, definition.intervals[i].low.size);
    if (IsEnd(definition.intervals, i)) {
      end_bits = std::max<std::size_t>(end_bits, codes[i].length);
    } else if (codes[i].length * rate_bytes > rate_bits * symbol) {
      rate_bits = codes[i].length;
      rate_bytes = symbol;
    }
  }
  scaled_rate = ((rate_bits << kRateShift) + rate_bytes - 1) / rate_bytes;
}

KeyDictionary::KeyDictionary(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
KeyDictionary::KeyDictionary(const KeyDictionary& other) noexcept = default;
KeyDictionary& KeyDictionary::operator=(const KeyDictionary& other) noexcept = default;
KeyDictionary::KeyDictionary(KeyDictionary&& other) noexcept = default;
KeyDictionary& KeyDictionary::operator=(KeyDictionary&& other) noexcept = default;
KeyDictionary::~KeyDictionary() = default;

Result<KeyDictionary> KeyDictionary::Train(std::span<const std::string_view> sample,
                                           const DictionaryOptions& options) try {
  if (options.max_entries > kMaxDictionaryEntries) {
    return Status::InvalidArgument("expected at most " + std::to_string(kMaxDictionaryEntries) +
                                   " entries, found " + std::to_string(options.max_entries));
  }
  const std::vector<std::string_view> keys = encoder::Thinned(sample, kMaxSampleBytes);
  encoder::Definition definition;
  definition.scheme = options.scheme;
  definition.codes = options.codes;
  definition.max_symbol = RowOf(options.scheme).max_symbol;
  definition.intervals = IntervalsFor(keys, options);
  if (options.codes == KeyCodes::kOptimal) {
    definition.levels = encoder::CodeLevels(
        encoder::IntervalWeights(keys, definition.intervals),
        options.scheme == KeyScheme::kSingleChar ? encoder::kMaxByteCodeBits : encoder::kMaxCodeBits);
  }
  auto parts = std::make_shared<Parts>(std::move(definition));
  if (parts->trie.words.empty()) {
    return Status::ResourceExhausted("the tables of so many entries are too large; ask for fewer");
  }
  parts->definition.trained_rate = RateOf(parts->trie, *parts->kernel, keys);
  return KeyDictionary(std::move(parts));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("not enough memory to train a dictionary; give a smaller sample");
}

Result<KeyDictionary> KeyDictionary::Open(std::string_view bytes, std::string_view name) try {
  TACIT_ASSIGN_OR_RETURN(encoder::Definition definition, encoder::UnpackDefinition(bytes, name));
  auto parts = std::make_shared<const Parts>(std::move(definition));
  if (parts->trie.words.empty()) {
    return Status::Corruption(std::string(name) + ": bounds: expected what tables can hold, found more");
  }
  return KeyDictionary(std::move(parts));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(std::string(name) + ": not enough memory for the dictionary");
}

std::string KeyDictionary::Pack() const { return encoder::PackDefinition(parts_->definition); }

KeyScheme KeyDictionary::scheme() const { return parts_->definition.scheme; }
KeyCodes KeyDictionary::codes() const { return parts_->definition.codes; }
std::size_t KeyDictionary::entries() const { return parts_->definition.intervals.size(); }
std::size_t KeyDictionary::dictionary_bytes() const { return parts_->trie.bytes(); }
std::size_t KeyDictionary::decoder_bytes() const { return parts_->decoder.bytes(); }
double KeyDictionary::trained_rate() const { return parts_->definition.trained_rate; }

std::size_t KeyDictionary::MaxEncodedBytes(std::size_t key_bytes) const {
  return parts_->MaxEncodedBytes(key_bytes);
}

std::size_t KeyDictionary::Encode(std::string_view key, std::span<char> out) const {
  static_assert(kEncodeSlack >= encoder::kOverrun);
  const std::size_t most = parts_->MaxEncodedBytes(key.size());
  if (out.size() >= most + encoder::kOverrun) [[likely]] {
    unsigned char* const begin = Bytes(out.data());
    return static_cast<std::size_t>(
        parts_->kernel->encode(parts_->view, Bytes(key.data()), key.size(), begin) - begin);
  }
  std::string room(most + encoder::kOverrun, '\0');
  const std::size_t size = Encode(key, room);
  if (size <= out.size()) std::copy_n(room.data(), size, out.data());
  return size;
}

std::string KeyDictionary::Encode(std::string_view key) const {
  std::string out(MaxEncodedBytes(key.size()) + kEncodeSlack, '\0');
  out.resize(Encode(key, out));
  return out;
}

void KeyDictionary::EncodeBatch(std::span<const std::string_view> keys, std::string* bytes,
                                std::vector<std::size_t>* ends) const {
  if (parts_->view.layout != encoder::TrieLayout::kNodes) {
    // That of all keys together, and what each could have besides by ending alone.
    std::size_t size = 0;
    for (const std::string_view key : keys) size += key.size();
    const std::size_t end = (parts_->end_bits + 7) / 8 + 1;
    bytes->resize(parts_->MaxEncodedBytes(size) + keys.size() * end + encoder::kOverrun);
    ends->resize(keys.size());
    parts_->kernel->encode_packed(parts_->view, keys, Bytes(bytes->data()), ends->data());
    bytes->resize(ends->empty() ? 0 : ends->back());
    return;
  }
  encoder::ConvertApart(
      keys, [this](std::size_t size) { return parts_->MaxEncodedBytes(size) + encoder::kOverrun; },
      [&](unsigned char** outs) {
        parts_->kernel->encode_batch(parts_->view, keys, outs);
        return true;
      },
      bytes, ends);
}

std::size_t KeyDictionary::MaxDecodedBytes(std::size_t encoded_bytes) const {
  return parts_->decoder.MaxDecodedBytes(encoded_bytes);
}

std::optional<std::size_t> KeyDictionary::Decode(std::string_view encoded, std::span<char> out) const {
  static_assert(kDecodeSlack >= encoder::kOverrun);
  const std::size_t most = parts_->decoder.MaxDecodedBytes(encoded.size());
  if (out.size() >= most + encoder::kOverrun) [[likely]] {
    const char* const end = parts_->kernel->decode(parts_->decode_view, encoded, out.data());
    return end == nullptr ? std::nullopt : std::optional(static_cast<std::size_t>(end - out.data()));
  }
  std::string room(most + encoder::kOverrun, '\0');
  const std::optional<std::size_t> size = Decode(encoded, room);
  // Of no bytes, `out` may be null.
  if (size && *size <= out.size()) std::copy_n(room.data(), *size, out.data());
  return size;
}

bool KeyDictionary::DecodeBatch(std::span<const std::string_view> encoded, std::string* bytes,
                                std::vector<std::size_t>* ends) const {
  return encoder::ConvertApart(
      encoded, [this](std::size_t size) { return parts_->decoder.MaxDecodedBytes(size) + encoder::kOverrun; },
      [&](unsigned char** outs) { return parts_->kernel->decode_batch(parts_->decode_view, encoded, outs); },
      bytes, ends);
}

Result<std::string> KeyDictionary::DecodeExactly(std::string_view encoded) const {
  std::string key(MaxDecodedBytes(encoded.size()) + kDecodeSlack, '\0');
  const std::optional<std::size_t> size = Decode(encoded, key);
  if (!size) return Status::Corruption("expected the encoding of a key, found bits that are no code's");
  key.resize(*size);
  const std::string again = Encode(key);
  if (again == encoded) return key;
  const auto differs = std::mismatch(encoded.begin(), encoded.end(), again.begin(), again.end());
  return Status::Corruption(
      "expected the encoding of a key, found one that differs from its key's from byte " +
      std::to_string(differs.first - encoded.begin()) + " on");
}

KeyDictionary::Range KeyDictionary::EncodePrefix(std::string_view prefix) const {
  Range range{Encode(prefix), std::nullopt};
  std::string after(prefix);
  while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xFF) after.pop_back();
  if (after.empty()) return range;
  after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) + 1);
  range.high = Encode(after);
  return range;
}

}  // namespace tacit
