#include "src/encoder/keys_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "src/base/file.h"

namespace tacit::encoder {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr std::size_t kReadBytes = std::size_t{1} << 18;

char SeparatorOf(KeyFormat format) { return format == KeyFormat::kNul ? '\0' : '\n'; }

std::string TooLong(std::size_t max_bytes) {
  return "expected a key of at most " + std::to_string(max_bytes) +
         " bytes, found a longer one; are its keys separated in another way?";
}

// Each byte's two digits.
constexpr std::array<std::array<char, 2>, 256> kHexOfByte = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t byte = 0; byte < 256; ++byte) pairs[byte] = {digits[byte >> 4U], digits[byte & 15U]};
  return pairs;
}();

// Each character's value as a digit, or kNoDigit.
constexpr std::uint8_t kNoDigit = 0xFF;
constexpr std::array<std::uint8_t, 256> kByteOfHex = [] {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = kNoDigit;
  for (std::uint8_t digit = 0; digit < 10; ++digit) values[std::size_t{'0'} + digit] = digit;
  for (std::uint8_t digit = 0; digit < 6; ++digit) {
    values[std::size_t{'a'} + digit] = static_cast<std::uint8_t>(10 + digit);
    values[std::size_t{'A'} + digit] = static_cast<std::uint8_t>(10 + digit);
  }
  return values;
}();

std::string Shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x21 && byte < 0x7F) return std::string("'") + c + "'";
  return "the byte 0x" + std::string(kHexOfByte[byte].begin(), kHexOfByte[byte].end());
}

// Writes what the digits stand for to `out`, which may be where they stand. What is wrong with them else.
std::optional<std::string> BytesOfHex(std::string_view digits, char* out) {
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const unsigned high = kByteOfHex[static_cast<unsigned char>(digits[i])];
    const unsigned low = kByteOfHex[static_cast<unsigned char>(digits[i + 1])];
    if (high == kNoDigit || low == kNoDigit) {
      return "expected hexadecimal digits, found " + Shown(digits[high == kNoDigit ? i : i + 1]);
    }
    *out++ = static_cast<char>(high << 4U | low);
  }
  if (digits.size() % 2 == 0) return std::nullopt;
  return "expected an even number of hexadecimal digits, found " + std::to_string(digits.size());
}

}  // namespace

Status StatusOf(const RecordProblem& problem, const std::string& name, KeyFormat format,
                std::uint64_t before) {
  const std::string number = std::to_string(before + problem.index + 1);
  return {problem.code,
          name + (format == KeyFormat::kNul ? ": key " + number : ":" + number) + ": " + problem.text};
}

KeyBlocks::KeyBlocks(std::string name, int fd, KeyFormat format, std::size_t max_bytes, std::uint64_t total)
    : name_(std::move(name)), fd_(fd), format_(format), max_bytes_(max_bytes), total_(total) {}

KeyBlocks::KeyBlocks(KeyBlocks&& other) noexcept
    : name_(std::move(other.name_)),
      fd_(std::exchange(other.fd_, -1)),
      format_(other.format_),
      max_bytes_(other.max_bytes_),
      total_(other.total_),
      bytes_(other.bytes_),
      records_(other.records_),
      rest_(std::move(other.rest_)),
      over_(other.over_) {}

KeyBlocks::~KeyBlocks() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
}

Result<KeyBlocks> KeyBlocks::Open(const std::string& path, KeyFormat format, std::size_t max_bytes) {
  const bool standard = path == "-";
  const int fd = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return base::ErrnoStatus(path, "open");
  KeyBlocks blocks(standard ? "standard input" : path, fd, format, max_bytes, 0);
  struct stat info = {};
  if (::fstat(fd, &info) != 0) return base::ErrnoStatus(blocks.name_, "stat");
  if (S_ISDIR(info.st_mode)) {
    return Status::InvalidArgument(blocks.name_ + ": expected a file of keys, found a folder");
  }
  if (S_ISREG(info.st_mode)) blocks.total_ = static_cast<std::uint64_t>(info.st_size);
  return blocks;
}

Result<bool> KeyBlocks::Next(std::string* block) try {
  const char separator = SeparatorOf(format_);
  const std::size_t most = format_ == KeyFormat::kHex ? 2 * max_bytes_ : max_bytes_;
  *block = std::exchange(rest_, {});
  std::size_t whole = 0;  // up to and with the last separator
  while (!over_ && (block->size() < kBlockBytes || whole == 0)) {
    const std::size_t size = block->size();
    if (whole == 0 && size > most) {
      return StatusOf({.text = TooLong(max_bytes_)}, name_, format_, records_);
    }
    block->resize(size + kReadBytes);
    const ssize_t got = ::read(fd_, block->data() + size, kReadBytes);
    block->resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::ErrnoStatus(name_, "read");
    over_ = got == 0;
    bytes_ += static_cast<std::uint64_t>(got);
    const void* const last = ::memrchr(block->data() + size, separator, block->size() - size);
    if (last != nullptr) whole = static_cast<std::size_t>(static_cast<const char*>(last) - block->data()) + 1;
  }
  if (over_) return !block->empty();
  rest_ = block->substr(whole);
  block->resize(whole);
  records_ += static_cast<std::uint64_t>(std::count(block->begin(), block->end(), separator));
  return true;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(name_ + ": not enough memory for a block of keys");
}

std::optional<RecordProblem> SplitKeys(std::string& block, KeyFormat format, std::size_t max_bytes,
                                       std::vector<std::string_view>* keys) {
  keys->clear();
  const char separator = SeparatorOf(format);
  char* out = block.data();
  for (std::size_t at = 0; at < block.size();) {
    const std::size_t end = std::min(block.find(separator, at), block.size());
    std::string_view key = std::string_view(block).substr(at, end - at);
    at = end + 1;
    if (key.size() > (format == KeyFormat::kHex ? 2 * max_bytes : max_bytes)) {
      return RecordProblem{.index = keys->size(), .text = TooLong(max_bytes)};
    }
    if (format == KeyFormat::kHex) {
      if (auto wrong = BytesOfHex(key, out)) return RecordProblem{.index = keys->size(), .text = *wrong};
      key = {out, key.size() / 2};
      out += key.size();
    }
    keys->push_back(key);
  }
  return std::nullopt;
}

bool AppendKey(std::string_view key, KeyFormat format, std::string* out) {
  const char separator = SeparatorOf(format);
  if (format == KeyFormat::kHex) {
    const std::size_t begin = out->size();
    out->resize(begin + 2 * key.size());
    char* next = out->data() + begin;
    for (const char c : key) {
      std::memcpy(next, kHexOfByte[static_cast<unsigned char>(c)].data(), 2);
      next += 2;
    }
  } else {
    if (key.find(separator) != std::string_view::npos) return false;
    *out += key;
  }
  *out += separator;
  return true;
}

}  // namespace tacit::encoder
