// The C API of dictionaries: it does what the C++ API does, and each wrong call is answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/tacit.h"

namespace tacit {
namespace {

using ::testing::HasSubstr;

struct FreeDictionary {
  void operator()(tacit_dictionary* dictionary) const { tacit_dictionary_free(dictionary); }
};
using Handle = std::unique_ptr<tacit_dictionary, FreeDictionary>;

// Takes the error that a call left, if any.
struct Error {
  tacit_error* error = nullptr;
  ~Error() { tacit_error_free(error); }
  tacit_error** out() {
    tacit_error_free(error);
    error = nullptr;
    return &error;
  }
  [[nodiscard]] std::string message() const { return error == nullptr ? "" : tacit_error_message(error); }
};

std::vector<std::string> Sample() {
  std::vector<std::string> keys;
  for (int i = 0; i < 500; ++i) keys.push_back("com.example@user" + std::to_string(i * 7919 % 1000));
  return keys;
}

std::vector<tacit_bytes> Bytes(const std::vector<std::string>& keys) {
  std::vector<tacit_bytes> bytes;
  for (const std::string& key : keys) bytes.push_back({key.data(), key.size()});
  return bytes;
}

Handle Train(uint32_t scheme) {
  const auto keys = Sample();
  const auto bytes = Bytes(keys);
  tacit_dictionary_options options = TACIT_DICTIONARY_OPTIONS_INIT;
  options.scheme = scheme;
  options.max_entries = 1000;
  tacit_dictionary* dictionary = nullptr;
  EXPECT_EQ(tacit_dictionary_train(bytes.data(), bytes.size(), &options, &dictionary, nullptr), TACIT_OK);
  return Handle(dictionary);
}

std::vector<std::string> Tried() {
  std::vector<std::string> keys = Sample();
  for (const char* key : {"", "a", "\xFF\xFF", "com.", "com.example@user1"}) keys.emplace_back(key);
  keys.emplace_back(3, '\0');
  keys.emplace_back(5000, 'x');
  return keys;
}

TEST(CDictionary, DoesWhatTheOtherApiDoes) {
  const auto sample = Sample();
  const std::vector<std::string_view> views(sample.begin(), sample.end());
  for (uint32_t scheme = 0; scheme <= TACIT_SCHEME_ALM_IMPROVED; ++scheme) {
    const Handle handle = Train(scheme);
    const auto model =
        KeyDictionary::Train(views, {.scheme = static_cast<KeyScheme>(scheme), .max_entries = 1000});
    ASSERT_TRUE(handle && model.ok());
    EXPECT_EQ(tacit_dictionary_scheme_name(scheme), Name(model->scheme()));
    tacit_dictionary_properties properties = {};
    properties.struct_size = sizeof properties;
    ASSERT_EQ(tacit_dictionary_describe(handle.get(), &properties, nullptr), TACIT_OK);
    EXPECT_EQ(properties.scheme, scheme);
    EXPECT_EQ(properties.codes, static_cast<uint32_t>(TACIT_CODES_OPTIMAL));
    EXPECT_EQ(properties.entries, model->entries());
    EXPECT_EQ(properties.dictionary_bytes, model->dictionary_bytes());
    EXPECT_EQ(properties.decoder_bytes, model->decoder_bytes());
    EXPECT_EQ(properties.trained_rate, model->trained_rate());
    unsigned char* packed = nullptr;
    size_t size = 0;
    ASSERT_EQ(tacit_dictionary_pack(handle.get(), &packed, &size, nullptr), TACIT_OK);
    EXPECT_EQ(std::string(packed, packed + size), model->Pack());
    tacit_buffer_free(packed);

    const auto keys = Tried();
    const auto bytes = Bytes(keys);
    std::vector<size_t> ends(keys.size());
    std::string all(100'000, '#');
    ASSERT_EQ(tacit_dictionary_encode_batch(handle.get(), bytes.data(), bytes.size(), all.data(), all.size(),
                                            ends.data(), nullptr),
              TACIT_OK);
    const std::string encoded = all.substr(0, ends.back());
    std::vector<tacit_bytes> encodings;
    for (size_t i = 0, from = 0; i < keys.size(); from = ends[i++]) {
      encodings.push_back({encoded.data() + from, ends[i] - from});
    }
    std::string decoded(100'000, '#');
    std::vector<size_t> key_ends(keys.size());
    ASSERT_EQ(tacit_dictionary_decode_batch(handle.get(), encodings.data(), encodings.size(), decoded.data(),
                                            decoded.size(), key_ends.data(), nullptr),
              TACIT_OK);
    for (size_t i = 0, from = 0; i < keys.size(); from = key_ends[i++]) {
      EXPECT_EQ(decoded.substr(from, key_ends[i] - from), keys[i]);
    }
    size_t begin = 0;
    for (size_t i = 0; i < keys.size(); ++i) {
      const std::string expected = model->Encode(keys[i]);
      EXPECT_EQ(all.substr(begin, ends[i] - begin), expected);
      begin = ends[i];
      EXPECT_EQ(tacit_dictionary_max_encoded_bytes(handle.get(), keys[i].size()),
                model->MaxEncodedBytes(keys[i].size()));
      std::string out(expected.size(), '#');
      ASSERT_EQ(tacit_dictionary_encode(handle.get(), keys[i].data(), keys[i].size(), out.data(), out.size(),
                                        &size, nullptr),
                TACIT_OK);
      EXPECT_EQ(size, expected.size());
      EXPECT_EQ(out, expected);
      for (auto* decode : {&tacit_dictionary_decode, &tacit_dictionary_decode_exactly}) {
        std::string key(keys[i].size(), '#');
        ASSERT_EQ(
            decode(handle.get(), expected.data(), expected.size(), key.data(), key.size(), &size, nullptr),
            TACIT_OK);
        EXPECT_EQ(size, keys[i].size());
        EXPECT_EQ(key, keys[i]);
      }
    }
  }
  EXPECT_EQ(tacit_dictionary_scheme_name(6), nullptr);
}

TEST(CDictionary, PrefixesAreRanges) {
  const Handle handle = Train(TACIT_SCHEME_3_GRAMS);
  unsigned char *low = nullptr, *high = nullptr;
  size_t low_size = 0, high_size = 0, size = 0;
  ASSERT_EQ(
      tacit_dictionary_encode_prefix(handle.get(), "com", 3, &low, &low_size, &high, &high_size, nullptr),
      TACIT_OK);
  ASSERT_NE(high, nullptr);
  const std::string from(low, low + low_size), to(high, high + high_size);
  tacit_buffer_free(low);
  tacit_buffer_free(high);
  for (const std::string& key : Tried()) {
    std::string out(key.size() * 4 + 16, '#');
    ASSERT_EQ(
        tacit_dictionary_encode(handle.get(), key.data(), key.size(), out.data(), out.size(), &size, nullptr),
        TACIT_OK);
    out.resize(size);
    EXPECT_EQ(out >= from && out < to, key.starts_with("com")) << key;
  }
  ASSERT_EQ(
      tacit_dictionary_encode_prefix(handle.get(), nullptr, 0, &low, &low_size, &high, &high_size, nullptr),
      TACIT_OK);
  EXPECT_NE(low, nullptr);
  EXPECT_EQ(low_size, 0U);
  EXPECT_EQ(high, nullptr);
  tacit_buffer_free(low);
}

TEST(CDictionary, SmallBuffersAreToldWhatIsNeeded) {
  const Handle handle = Train(TACIT_SCHEME_4_GRAMS);
  const std::string key = "com.example@user77 and more";
  std::string out(200, '#');
  size_t size = 0;
  ASSERT_EQ(
      tacit_dictionary_encode(handle.get(), key.data(), key.size(), out.data(), out.size(), &size, nullptr),
      TACIT_OK);
  const std::string encoded = out.substr(0, size);
  Error error;
  std::string small(encoded.size() - 1, '#');
  EXPECT_EQ(tacit_dictionary_encode(handle.get(), key.data(), key.size(), small.data(), small.size(), &size,
                                    error.out()),
            TACIT_BUFFER_TOO_SMALL);
  EXPECT_EQ(size, encoded.size());
  EXPECT_EQ(tacit_error_status(error.error), TACIT_BUFFER_TOO_SMALL);
  EXPECT_THAT(error.message(), HasSubstr(std::to_string(encoded.size())));
  EXPECT_EQ(tacit_dictionary_encode(handle.get(), key.data(), key.size(), nullptr, 0, &size, nullptr),
            TACIT_BUFFER_TOO_SMALL);
  const tacit_bytes two[] = {{key.data(), key.size()}, {key.data(), key.size()}};
  size_t ends[2] = {};
  EXPECT_EQ(tacit_dictionary_encode_batch(handle.get(), two, 2, nullptr, 0, ends, error.out()),
            TACIT_BUFFER_TOO_SMALL);
  EXPECT_EQ(ends[1], 2 * encoded.size());
  const tacit_bytes encodings[] = {{encoded.data(), encoded.size()}, {encoded.data(), encoded.size()}};
  EXPECT_EQ(tacit_dictionary_decode_batch(handle.get(), encodings, 2, nullptr, 0, ends, error.out()),
            TACIT_BUFFER_TOO_SMALL);
  EXPECT_EQ(ends[1], 2 * key.size());
  EXPECT_EQ(tacit_dictionary_encode_batch(handle.get(), nullptr, 0, nullptr, 0, nullptr, error.out()),
            TACIT_OK);
  EXPECT_EQ(error.error, nullptr);
  for (auto* decode : {&tacit_dictionary_decode, &tacit_dictionary_decode_exactly}) {
    EXPECT_EQ(decode(handle.get(), encoded.data(), encoded.size(), nullptr, 0, &size, error.out()),
              TACIT_BUFFER_TOO_SMALL);
    EXPECT_EQ(size, key.size());
  }
}

TEST(CDictionary, WrongCallsAreAnswered) {
  Error error;
  tacit_dictionary* dictionary = nullptr;
  tacit_dictionary_options options = TACIT_DICTIONARY_OPTIONS_INIT;
  const auto train = [&] { return tacit_dictionary_train(nullptr, 0, &options, &dictionary, error.out()); };
  options.max_entries = TACIT_MAX_DICTIONARY_ENTRIES + 1;
  EXPECT_EQ(train(), TACIT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message(), HasSubstr("262144"));
  EXPECT_EQ(dictionary, nullptr);
  options = TACIT_DICTIONARY_OPTIONS_INIT;
  options.scheme = 6;
  EXPECT_EQ(train(), TACIT_INVALID_ARGUMENT);
  options.scheme = 0;
  options.struct_size = 12;
  EXPECT_EQ(train(), TACIT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message(), HasSubstr("struct_size"));

  EXPECT_EQ(tacit_dictionary_open("junk", 4, nullptr, &dictionary, error.out()), TACIT_CORRUPTION);
  EXPECT_THAT(error.message(), HasSubstr("dictionary: header"));
  EXPECT_EQ(tacit_dictionary_open(nullptr, 0, "d", &dictionary, error.out()), TACIT_CORRUPTION);
  EXPECT_EQ(tacit_dictionary_load("/absent/d.dict", &dictionary, error.out()), TACIT_NOT_FOUND);
  EXPECT_THAT(error.message(), HasSubstr("/absent/d.dict"));
  EXPECT_EQ(dictionary, nullptr);

  // Without a sample, all bytes are equally frequent.
  ASSERT_EQ(tacit_dictionary_train(nullptr, 0, nullptr, &dictionary, error.out()), TACIT_OK);
  EXPECT_EQ(error.error, nullptr);
  const Handle handle(dictionary);
  EXPECT_EQ(tacit_dictionary_save(handle.get(), "/absent/d.dict", error.out()), TACIT_NOT_FOUND);
  size_t size = 7;
  char out[8] = {};
  const size_t too_long = size_t{TACIT_MAX_KEY_BYTES} + 1;
  EXPECT_EQ(tacit_dictionary_max_encoded_bytes(handle.get(), too_long), SIZE_MAX);
  EXPECT_EQ(tacit_dictionary_max_decoded_bytes(handle.get(), SIZE_MAX), SIZE_MAX);
  EXPECT_EQ(tacit_dictionary_encode(handle.get(), out, too_long, out, sizeof out, &size, error.out()),
            TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(size, 0U);
  const tacit_bytes long_key = {out, too_long};
  EXPECT_EQ(tacit_dictionary_encode_batch(handle.get(), &long_key, 1, out, sizeof out, &size, error.out()),
            TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(tacit_dictionary_decode(handle.get(), out, SIZE_MAX, out, sizeof out, &size, error.out()),
            TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(tacit_dictionary_decode_exactly(handle.get(), out, SIZE_MAX, out, sizeof out, &size, error.out()),
            TACIT_INVALID_ARGUMENT);
  unsigned char *low = nullptr, *high = nullptr;
  size_t low_size = 0, high_size = 0;
  EXPECT_EQ(tacit_dictionary_encode_prefix(handle.get(), out, too_long, &low, &low_size, &high, &high_size,
                                           error.out()),
            TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(low, nullptr);
  tacit_dictionary_properties properties = {};
  EXPECT_EQ(tacit_dictionary_describe(handle.get(), &properties, error.out()), TACIT_INVALID_ARGUMENT);
  tacit_error_free(nullptr);
  tacit_dictionary_free(nullptr);
  tacit_buffer_free(nullptr);
}

TEST(CDictionary, BytesThatAreNoEncodingAreCorruption) {
  const Handle handle = Train(TACIT_SCHEME_3_GRAMS);
  Error error;
  size_t refused = 0;
  char key[4096];
  for (int first = 0; first < 256; ++first) {
    const std::string encoded = {static_cast<char>(first), '\x7F', '\xFF'};
    size_t size = 0, exact = 0;
    const int loose =
        tacit_dictionary_decode(handle.get(), encoded.data(), 3, key, sizeof key, &size, nullptr);
    const int strict = tacit_dictionary_decode_exactly(handle.get(), encoded.data(), 3, key, sizeof key,
                                                       &exact, error.out());
    if (strict == TACIT_OK) {
      EXPECT_EQ(loose, TACIT_OK);
      EXPECT_EQ(size, exact);
    } else {
      EXPECT_EQ(strict, TACIT_CORRUPTION);
      EXPECT_FALSE(error.message().empty());
      ++refused;
    }
  }
  EXPECT_GT(refused, 0U);
}

TEST(CDictionary, IsSavedAndLoaded) {
  std::string folder = (std::filesystem::temp_directory_path() / "tacit-c-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/d.dict";
  const Handle handle = Train(TACIT_SCHEME_ALM);
  ASSERT_EQ(tacit_dictionary_save(handle.get(), path.c_str(), nullptr), TACIT_OK);
  tacit_dictionary* loaded = nullptr;
  ASSERT_EQ(tacit_dictionary_load(path.c_str(), &loaded, nullptr), TACIT_OK);
  const Handle again(loaded);
  std::filesystem::remove_all(folder);
  unsigned char *a = nullptr, *b = nullptr;
  size_t a_size = 0, b_size = 0;
  ASSERT_EQ(tacit_dictionary_pack(handle.get(), &a, &a_size, nullptr), TACIT_OK);
  ASSERT_EQ(tacit_dictionary_pack(again.get(), &b, &b_size, nullptr), TACIT_OK);
  EXPECT_EQ(std::string(a, a + a_size), std::string(b, b + b_size));
  tacit_buffer_free(a);
  tacit_buffer_free(b);
}

TEST(CApi, HasAVersion) {
  EXPECT_EQ(tacit_abi_version(), TACIT_ABI_VERSION);
  EXPECT_EQ(tacit_abi_oldest(), TACIT_ABI_OLDEST);
  EXPECT_LE(tacit_abi_oldest(), tacit_abi_version());
}

}  // namespace
}  // namespace tacit
