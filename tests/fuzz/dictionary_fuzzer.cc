// Whatever the bytes, Open answers; and what it accepts is a dictionary: it packs to what opens again, its
// laws hold, and it decodes any bytes without harm. Checksums would keep every input from the code behind
// them, so that each input is tried with them set right too. The last sixteen bytes of an input are keys and
// encodings.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "src/base/crc32c.h"
#include "tacit/dictionary.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kSections = 3, kTable = 16, kRow = 24, kHeader = 92;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::uint64_t Number(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void PutSum(std::string& bytes, std::size_t at, std::string_view of) {
  const std::uint32_t sum = tacit::base::Crc32c(of);
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(sum >> (8 * i));
}

// With the checksums that its sections, where they lie in it, and its header should have.
std::string Summed(std::string bytes) {
  if (bytes.size() < kHeader) return bytes;
  for (std::size_t section = 0; section < kSections; ++section) {
    const std::size_t row = kTable + section * kRow;
    const std::uint64_t offset = Number(bytes, row, 8);
    const std::uint64_t length = Number(bytes, row + 8, 8);
    if (offset > bytes.size() || length > bytes.size() - offset) continue;
    PutSum(bytes, row + 16, std::string(bytes, offset, length));
  }
  PutSum(bytes, kHeader - 4, std::string(bytes, 0, kHeader - 4));
  return bytes;
}

void Try(const std::string& bytes, std::string_view tail) {
  const auto dictionary = tacit::KeyDictionary::Open(bytes, "fuzz");
  if (!dictionary.ok()) {
    Require(dictionary.status().message().starts_with("fuzz: ") &&
            dictionary.status().message().find('\n') == std::string::npos);
    return;
  }
  const std::string packed = dictionary->Pack();
  const auto again = tacit::KeyDictionary::Open(packed, "again");
  Require(again.ok() && again->Pack() == packed);
  std::string before = dictionary->Encode("");
  for (std::size_t length = 0; length <= tail.size(); ++length) {
    const std::string_view key = tail.substr(0, length);
    const std::string encoded = dictionary->Encode(key);
    Require(length == 0 || before < encoded);
    Require(encoded.size() <= dictionary->MaxEncodedBytes(length) && again->Encode(key) == encoded);
    const auto decoded = dictionary->DecodeExactly(encoded);
    Require(decoded.ok() && *decoded == key);
    const auto any = dictionary->DecodeExactly(key);
    Require(!any.ok() || dictionary->Encode(*any) == key);
    before = encoded;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::size_t tail = std::min<std::size_t>(size, 16);
  const std::string bytes(data, data + size - tail);
  const std::string keys(data + size - tail, data + size);
  Try(bytes, keys);
  Try(Summed(bytes), keys);
  return 0;
}
