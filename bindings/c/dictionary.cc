#include "tacit/dictionary.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bindings/c/call.h"
#include "bindings/c/handles.h"
#include "tacit/dictionary_tools.h"

namespace tacit::c {
namespace {

static_assert(TACIT_MAX_KEY_BYTES == kMaxDictionaryKeyBytes);
static_assert(TACIT_MAX_DICTIONARY_ENTRIES == kMaxDictionaryEntries);
static_assert(TACIT_SCHEME_SINGLE_CHAR == static_cast<int>(KeyScheme::kSingleChar));
static_assert(TACIT_SCHEME_DOUBLE_CHAR == static_cast<int>(KeyScheme::kDoubleChar));
static_assert(TACIT_SCHEME_3_GRAMS == static_cast<int>(KeyScheme::k3Grams));
static_assert(TACIT_SCHEME_4_GRAMS == static_cast<int>(KeyScheme::k4Grams));
static_assert(TACIT_SCHEME_ALM == static_cast<int>(KeyScheme::kAlm));
static_assert(TACIT_SCHEME_ALM_IMPROVED == static_cast<int>(KeyScheme::kAlmImproved));
static_assert(TACIT_CODES_FIXED_LENGTH == static_cast<int>(KeyCodes::kFixedLength));
static_assert(TACIT_RESOURCE_EXHAUSTED == static_cast<int>(StatusCode::kResourceExhausted));
static_assert(TACIT_INTERNAL == static_cast<int>(StatusCode::kInternal));

Status CheckKey(std::size_t size) {
  if (size <= kMaxDictionaryKeyBytes) return Status::Ok();
  return Status::InvalidArgument("expected a key of at most " + std::to_string(kMaxDictionaryKeyBytes) +
                                 " bytes, found " + std::to_string(size));
}

Status CheckEncoded(const KeyDictionary& dictionary, std::size_t size) {
  const std::size_t most = dictionary.MaxEncodedBytes(kMaxDictionaryKeyBytes);
  if (size <= most) return Status::Ok();
  return Status::InvalidArgument("expected an encoding of at most " + std::to_string(most) +
                                 " bytes, found " + std::to_string(size));
}

Status ReadOptions(const tacit_dictionary_options* from, DictionaryOptions* options) {
  if (from == nullptr) return Status::Ok();
  if (Status status = CheckSize("tacit_dictionary_options", from->struct_size, sizeof *from); !status.ok()) {
    return status;
  }
  if (from->scheme > TACIT_SCHEME_ALM_IMPROVED || from->codes > TACIT_CODES_FIXED_LENGTH) {
    return Status::InvalidArgument("expected a scheme from 0 to 5 and codes 0 or 1, found " +
                                   std::to_string(from->scheme) + " and " + std::to_string(from->codes));
  }
  options->scheme = static_cast<KeyScheme>(from->scheme);
  options->codes = static_cast<KeyCodes>(from->codes);
  options->max_entries = from->max_entries;
  return Status::Ok();
}

Status Give(Result<KeyDictionary> made, tacit_dictionary** dictionary) {
  if (!made.ok()) return made.status();
  *dictionary = new tacit_dictionary{*std::move(made)};
  return Status::Ok();
}

// The caller's buffer as a span, whose pointer is never null: that of no bytes may be.
class Room {
 public:
  Room(void* out, std::size_t room) : span_(room == 0 ? &none_ : static_cast<char*>(out), room) {}
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  [[nodiscard]] std::span<char> span() const { return span_; }

 private:
  char none_ = 0;
  std::span<char> span_;
};

// Answers for what put `size` bytes into `room`, if they fit.
int AnswerFit(int status, std::size_t size, std::size_t room, tacit_error** error) noexcept {
  return status != TACIT_OK || size <= room ? status : AnswerTooSmall(room, size, error);
}

Status NoEncoding() {
  return Status::Corruption("expected the encoding of a key, found bits that are no code's");
}

struct BatchRoom {
  void* out;
  std::size_t room;
  std::size_t* ends;
};

// What encode_batch and decode_batch share: check(size) of each, then convert(views, bytes, ends) of all.
template <typename Check, typename Convert>
int ConvertBatch(std::span<const tacit_bytes> from, const BatchRoom& to, const Check& check,
                 const Convert& convert, tacit_error** error) noexcept {
  std::size_t needed = 0;
  const int status = Call(error, [&] {
    std::vector<std::string_view> views;
    views.reserve(from.size());
    for (const tacit_bytes& each : from) {
      Status sized = check(each.size);
      if (!sized.ok()) return sized;
      views.push_back(View(each.data, each.size));
    }
    std::string bytes;
    std::vector<std::size_t> ends;
    Status converted = convert(views, &bytes, &ends);
    if (!converted.ok()) return converted;
    needed = bytes.size();
    std::copy(ends.begin(), ends.end(), to.ends);
    if (needed <= to.room) std::copy(bytes.begin(), bytes.end(), static_cast<char*>(to.out));
    return converted;
  });
  return AnswerFit(status, needed, to.room, error);
}

}  // namespace
}  // namespace tacit::c

using tacit::KeyDictionary;
using tacit::Status;

int tacit_dictionary_train(const tacit_bytes* keys, size_t count, const tacit_dictionary_options* options,
                           tacit_dictionary** dictionary, tacit_error** error) {
  *dictionary = nullptr;
  return tacit::c::Call(error, [&]() -> Status {
    tacit::DictionaryOptions wanted;
    if (Status status = tacit::c::ReadOptions(options, &wanted); !status.ok()) return status;
    std::vector<std::string_view> sample(count);
    for (std::size_t i = 0; i < count; ++i) sample[i] = tacit::c::View(keys[i].data, keys[i].size);
    return tacit::c::Give(KeyDictionary::Train(sample, wanted), dictionary);
  });
}

int tacit_dictionary_open(const void* bytes, size_t size, const char* name, tacit_dictionary** dictionary,
                          tacit_error** error) {
  *dictionary = nullptr;
  return tacit::c::Call(error, [&] {
    const char* const shown = name == nullptr ? "dictionary" : name;
    return tacit::c::Give(KeyDictionary::Open(tacit::c::View(bytes, size), shown), dictionary);
  });
}

int tacit_dictionary_load(const char* path, tacit_dictionary** dictionary, tacit_error** error) {
  *dictionary = nullptr;
  return tacit::c::Call(error, [&] { return tacit::c::Give(tacit::LoadDictionary(path), dictionary); });
}

void tacit_dictionary_free(tacit_dictionary* dictionary) { delete dictionary; }

int tacit_dictionary_pack(const tacit_dictionary* dictionary, unsigned char** bytes, size_t* size,
                          tacit_error** error) {
  *bytes = nullptr;
  *size = 0;
  return tacit::c::Call(error, [&] {
    const std::string packed = dictionary->dictionary.Pack();
    *bytes = tacit::c::CopyForCaller(packed);
    *size = packed.size();
    return Status::Ok();
  });
}

int tacit_dictionary_save(const tacit_dictionary* dictionary, const char* path, tacit_error** error) {
  return tacit::c::Call(error, [&] { return tacit::SaveDictionary(dictionary->dictionary, path); });
}

int tacit_dictionary_describe(const tacit_dictionary* dictionary, tacit_dictionary_properties* properties,
                              tacit_error** error) {
  return tacit::c::Call(error, [&] {
    const Status sized =
        tacit::c::CheckSize("tacit_dictionary_properties", properties->struct_size, sizeof *properties);
    if (!sized.ok()) return sized;
    const KeyDictionary& from = dictionary->dictionary;
    properties->scheme = static_cast<uint32_t>(from.scheme());
    properties->codes = static_cast<uint32_t>(from.codes());
    properties->entries = static_cast<uint32_t>(from.entries());
    properties->dictionary_bytes = from.dictionary_bytes();
    properties->decoder_bytes = from.decoder_bytes();
    properties->trained_rate = from.trained_rate();
    return Status::Ok();
  });
}

const char* tacit_dictionary_scheme_name(uint32_t scheme) {
  if (scheme > TACIT_SCHEME_ALM_IMPROVED) return nullptr;
  // The names are literals, which end with a NUL.
  return tacit::Name(static_cast<tacit::KeyScheme>(scheme)).data();
}

size_t tacit_dictionary_max_encoded_bytes(const tacit_dictionary* dictionary, size_t key_size) {
  return tacit::c::CheckKey(key_size).ok() ? dictionary->dictionary.MaxEncodedBytes(key_size) : SIZE_MAX;
}

size_t tacit_dictionary_max_decoded_bytes(const tacit_dictionary* dictionary, size_t encoded_size) {
  const KeyDictionary& from = dictionary->dictionary;
  return tacit::c::CheckEncoded(from, encoded_size).ok() ? from.MaxDecodedBytes(encoded_size) : SIZE_MAX;
}

int tacit_dictionary_encode(const tacit_dictionary* dictionary, const void* key, size_t key_size, void* out,
                            size_t room, size_t* encoded_size, tacit_error** error) {
  *encoded_size = 0;
  const int status = tacit::c::Call(error, [&] {
    Status sized = tacit::c::CheckKey(key_size);
    if (!sized.ok()) return sized;
    *encoded_size =
        dictionary->dictionary.Encode(tacit::c::View(key, key_size), tacit::c::Room(out, room).span());
    return sized;
  });
  return tacit::c::AnswerFit(status, *encoded_size, room, error);
}

int tacit_dictionary_encode_batch(const tacit_dictionary* dictionary, const tacit_bytes* keys, size_t count,
                                  void* out, size_t room, size_t* ends, tacit_error** error) {
  const auto check = [](std::size_t size) { return tacit::c::CheckKey(size); };
  const auto convert = [&](const auto& views, std::string* bytes, std::vector<std::size_t>* found) {
    dictionary->dictionary.EncodeBatch(views, bytes, found);
    return Status::Ok();
  };
  return tacit::c::ConvertBatch({keys, count}, {out, room, ends}, check, convert, error);
}

int tacit_dictionary_decode_batch(const tacit_dictionary* dictionary, const tacit_bytes* encoded,
                                  size_t count, void* out, size_t room, size_t* ends, tacit_error** error) {
  const auto check = [&](std::size_t size) { return tacit::c::CheckEncoded(dictionary->dictionary, size); };
  const auto convert = [&](const auto& views, std::string* bytes, std::vector<std::size_t>* found) {
    return dictionary->dictionary.DecodeBatch(views, bytes, found) ? Status::Ok() : tacit::c::NoEncoding();
  };
  return tacit::c::ConvertBatch({encoded, count}, {out, room, ends}, check, convert, error);
}

int tacit_dictionary_decode(const tacit_dictionary* dictionary, const void* encoded, size_t encoded_size,
                            void* out, size_t room, size_t* key_size, tacit_error** error) {
  *key_size = 0;
  const int status = tacit::c::Call(error, [&] {
    Status sized = tacit::c::CheckEncoded(dictionary->dictionary, encoded_size);
    if (!sized.ok()) return sized;
    const auto size = dictionary->dictionary.Decode(tacit::c::View(encoded, encoded_size),
                                                    tacit::c::Room(out, room).span());
    if (!size) return tacit::c::NoEncoding();
    *key_size = *size;
    return sized;
  });
  return tacit::c::AnswerFit(status, *key_size, room, error);
}

int tacit_dictionary_decode_exactly(const tacit_dictionary* dictionary, const void* encoded,
                                    size_t encoded_size, void* out, size_t room, size_t* key_size,
                                    tacit_error** error) {
  *key_size = 0;
  const int status = tacit::c::Call(error, [&] {
    Status sized = tacit::c::CheckEncoded(dictionary->dictionary, encoded_size);
    if (!sized.ok()) return sized;
    const auto key = dictionary->dictionary.DecodeExactly(tacit::c::View(encoded, encoded_size));
    if (!key.ok()) return key.status();
    *key_size = key->size();
    if (key->size() <= room) std::copy(key->begin(), key->end(), static_cast<char*>(out));
    return sized;
  });
  return tacit::c::AnswerFit(status, *key_size, room, error);
}

int tacit_dictionary_encode_prefix(const tacit_dictionary* dictionary, const void* prefix, size_t prefix_size,
                                   unsigned char** low, size_t* low_size, unsigned char** high,
                                   size_t* high_size, tacit_error** error) {
  *low = *high = nullptr;
  *low_size = *high_size = 0;
  const int status = tacit::c::Call(error, [&] {
    Status sized = tacit::c::CheckKey(prefix_size);
    if (!sized.ok()) return sized;
    const KeyDictionary::Range range =
        dictionary->dictionary.EncodePrefix(tacit::c::View(prefix, prefix_size));
    *low = tacit::c::CopyForCaller(range.low);
    if (range.high) *high = tacit::c::CopyForCaller(*range.high);
    *low_size = range.low.size();
    *high_size = range.high ? range.high->size() : 0;
    return sized;
  });
  if (status != TACIT_OK) tacit_buffer_free(std::exchange(*low, nullptr));
  return status;
}
