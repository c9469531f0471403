// Dictionaries that make keys shorter and keep their order (HOPE, arXiv 2003.02391).
//
// A dictionary cuts the axis of all byte strings into intervals. Each has a symbol, which all strings in it
// begin with, and a code; codes rise with the intervals. A key is encoded by finding the interval that it
// lies in, writing the code, taking the symbol off its front, and so on until nothing is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// Which intervals there are (section 3.2 of the paper).
enum class KeyScheme {
  kSingleChar,   // one for each byte
  kDoubleChar,   // one for each pair of bytes, and one for each byte that a key ends with
  k3Grams,       // about strings of up to three bytes
  k4Grams,       // about strings of up to four bytes
  kAlm,          // about strings of any length whose length times frequency is above a threshold
  kAlmImproved,  // about strings of any length that the dictionary's own parse of the sample meets often
};

// "single-char", "double-char", "3-grams", "4-grams", "alm", "alm-improved".
[[nodiscard]] TACIT_EXPORT std::string_view Name(KeyScheme scheme);
[[nodiscard]] TACIT_EXPORT std::optional<KeyScheme> KeySchemeFromName(std::string_view name);

enum class KeyCodes {
  kOptimal,      // alphabetic codes of least mean length (Garsia and Wachs)
  kFixedLength,  // all of one length, as the paper's ALM has them
};

// The most intervals that a dictionary can have, and the longest symbol, in bytes.
inline constexpr std::size_t kMaxDictionaryEntries = std::size_t{1} << 18;
inline constexpr std::size_t kMaxSymbolBytes = 16;
// The longest key that is encoded.
inline constexpr std::size_t kMaxDictionaryKeyBytes = std::size_t{1} << 30;

struct DictionaryOptions {
  KeyScheme scheme = KeyScheme::k3Grams;
  // The most intervals; 0: 2^14. Single-Char has 256 and Double-Char 65,792, whatever is asked for; no scheme
  // has fewer than 256. A sample that holds little gives fewer than were asked for.
  std::size_t max_entries = 0;
  KeyCodes codes = KeyCodes::kOptimal;
};

// The laws, for all byte strings a and b of at most kMaxDictionaryKeyBytes, whatever the sample was:
//   a < b if and only if Encode(a) < Encode(b), both as unsigned bytes, a proper prefix before what it is a
//   prefix of; so different keys have different encodings;
//   Decode(Encode(a)) == a;
//   Encode(a).size() <= MaxEncodedBytes(a.size()).
// The encoding of the empty key is empty.
//
// How the law is kept on whole bytes: a key's bits are followed by zeros up to a byte. Only the first
// interval's code is all zeros, and it has eight bits or more; so what follows a key's bits in a longer key
// is never mistaken for padding, and no end-of-key code is needed.
//
// Immutable: any number of threads may use one dictionary. Copies are one dictionary, and cost nothing: what
// it holds goes with the last of them.
class TACIT_EXPORT KeyDictionary {
 public:
  // From a sample of keys, in any order; repeated ones weigh more. Deterministic. An empty sample, or one of
  // empty keys, gives a dictionary that takes all bytes for equally frequent. Keys beyond the first 16 MiB of
  // the sample, in steps that take them evenly, are left out. Errors: InvalidArgument (more than
  // kMaxDictionaryEntries asked for); ResourceExhausted (memory).
  [[nodiscard]] static Result<KeyDictionary> Train(std::span<const std::string_view> sample,
                                                   const DictionaryOptions& options);

  // Reads what Pack wrote; keeps no reference to it. Never reads outside of `bytes`, whatever they hold.
  // `name` opens each message. Errors: Corruption (names the section and what was expected); NotSupported (a
  // newer version); ResourceExhausted.
  [[nodiscard]] static Result<KeyDictionary> Open(std::string_view bytes, std::string_view name);
  // docs/formats/dictionary.md. Open(Pack()) encodes every key to the same bytes.
  [[nodiscard]] std::string Pack() const;

  KeyDictionary(const KeyDictionary& other) noexcept;
  KeyDictionary& operator=(const KeyDictionary& other) noexcept;
  KeyDictionary(KeyDictionary&& other) noexcept;
  KeyDictionary& operator=(KeyDictionary&& other) noexcept;
  ~KeyDictionary();

  [[nodiscard]] KeyScheme scheme() const;
  [[nodiscard]] KeyCodes codes() const;
  // The number of intervals.
  [[nodiscard]] std::size_t entries() const;
  // The bytes of memory that Encode reads from, and those that Decode does.
  [[nodiscard]] std::size_t dictionary_bytes() const;
  [[nodiscard]] std::size_t decoder_bytes() const;
  // What the sample took, original over encoded bytes; 1 where there was none.
  [[nodiscard]] double trained_rate() const;

  // No key of so many bytes has a longer encoding.
  [[nodiscard]] std::size_t MaxEncodedBytes(std::size_t key_bytes) const;

  // The number of bytes of the key's encoding, which is in `out` if it fits. Where it does not, `out` holds
  // anything, and nothing beyond it is written. Fastest where `out` has kEncodeSlack bytes more than
  // MaxEncodedBytes(key.size()). Reads nothing but the key.
  std::size_t Encode(std::string_view key, std::span<char> out) const;
  [[nodiscard]] std::string Encode(std::string_view key) const;
  static constexpr std::size_t kEncodeSlack = 16;

  // Many keys in one call, which is faster than one by one. The encodings stand one behind another in
  // `bytes`, that of key i from ends[i-1] (0 for the first) to ends[i]; both are replaced. Throws
  // std::bad_alloc only.
  void EncodeBatch(std::span<const std::string_view> keys, std::string* bytes,
                   std::vector<std::size_t>* ends) const;
  // The same for keys in rising order. Where most of their bytes are in common with the key before, what
  // these are encoded to is shared; else they are encoded as in EncodeBatch, which is then faster. Keys in
  // another order are encoded as well.
  void EncodeSorted(std::span<const std::string_view> keys, std::string* bytes,
                    std::vector<std::size_t>* ends) const;

  // No encoding of so many bytes has a longer key.
  [[nodiscard]] std::size_t MaxDecodedBytes(std::size_t encoded_bytes) const;

  // Encode's inverse: the size of the key, which is in `out` if it fits, as in Encode; fastest where `out`
  // has kDecodeSlack bytes more than the key. Nothing where no key has bits like these. Some bytes that no
  // key is encoded to give a key nevertheless; DecodeExactly tells them. Reads nothing but `encoded`.
  [[nodiscard]] std::optional<std::size_t> Decode(std::string_view encoded, std::span<char> out) const;
  static constexpr std::size_t kDecodeSlack = 16;
  // Many encodings in one call, which is faster than one by one: the keys stand one behind another in
  // `bytes`, as in EncodeBatch. False where Decode would answer nothing to one of them; `bytes` and `ends`
  // are then empty. Throws std::bad_alloc only.
  [[nodiscard]] bool DecodeBatch(std::span<const std::string_view> encoded, std::string* bytes,
                                 std::vector<std::size_t>* ends) const;
  // The key whose encoding these bytes are. Errors: Corruption (they are no key's; names the first byte that
  // is wrong).
  [[nodiscard]] Result<std::string> DecodeExactly(std::string_view encoded) const;

  // The keys that begin with `prefix` are those whose encodings are not less than `low` and less than `high`;
  // without `high`, there is no upper bound. The encodings of a range of keys need no helper: those of the
  // keys in [a, b) lie in [Encode(a), Encode(b)), and nothing else does.
  struct Range {
    std::string low;
    std::optional<std::string> high;
  };
  [[nodiscard]] Range EncodePrefix(std::string_view prefix) const;

 private:
  struct Parts;
  explicit KeyDictionary(std::shared_ptr<const Parts> parts);

  std::shared_ptr<const Parts> parts_;
};

}  // namespace tacit
