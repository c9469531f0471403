// The laws of tacit/dictionary.h on very many pairs of keys, random ones and such as nearly are the same.
//
// usage: many_pairs PAIRS [SEED]
//
// For each scheme, dictionaries are trained on key sets of every kind, one after another; keys like and
// unlike them are encoded and decoded, one by one and in batches, until so many pairs have been compared.
// Prints a line for each scheme. Exit status 1 at the first pair that breaks a law, which it prints.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"
#include "tests/encoder/key_sets.h"

namespace tacit {
namespace {

constexpr std::size_t kBatch = 1024;
constexpr std::size_t kBatchesPerDictionary = 256;

using Random = std::mt19937_64;

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    hex += digits;
  }
  return hex.empty() ? "(empty)" : hex;
}

int SignOf(std::string_view a, std::string_view b) {
  const int order = a.compare(b);
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

// Keys of a kind, joined, cut, changed.
class Source {
 public:
  Source(const std::vector<std::string>& kind, std::uint64_t seed) : random_(seed) {
    for (const std::string& key : kind) kind_.push_back(key.substr(0, 64));
    if (kind_.empty()) kind_.emplace_back();
  }

  std::string Next() {
    const std::uint64_t draw = random_();
    std::string key = kind_[draw % kind_.size()];
    switch (draw >> 32U & 7U) {
      case 0: key += kind_[random_() % kind_.size()]; break;
      case 1: key = Bytes(draw >> 40U & 31U); break;
      case 2:
        key.insert(key.begin() + static_cast<std::ptrdiff_t>(random_() % (key.size() + 1)), 1, Byte());
        break;
      case 3: key.resize(random_() % (key.size() + 1)); break;
      default: break;
    }
    return key;
  }
  // A key that differs little from this one, or not at all.
  std::string Near(std::string key) {
    const std::uint64_t draw = random_();
    const std::size_t at = key.empty() ? 0 : (draw >> 8U) % key.size();
    switch (draw & 7U) {
      case 0: return key + '\0';
      case 1: return key + '\xFF';
      case 2: return key + std::string(draw >> 60U, '\0') + Byte();
      case 3: return key.substr(0, at);
      case 4: return key + kind_[(draw >> 8U) % kind_.size()];
      case 5: return key;
      default: break;
    }
    if (!key.empty()) key[at] = static_cast<char>(key[at] + ((draw & 1U) != 0 ? 1 : -1));
    return key;
  }
  std::uint64_t Draw() { return random_(); }

 private:
  char Byte() { return static_cast<char>(random_()); }
  std::string Bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = Byte();
    return bytes;
  }

  std::vector<std::string> kind_;
  Random random_;
};

struct Encoded {
  std::vector<std::string> keys;
  std::vector<std::string_view> encodings;
  std::string bytes;
};

[[noreturn]] void Fail(const char* law, const Encoded& of, std::size_t i, std::size_t j) {
  std::printf("%s: keys %s and %s, encodings %s and %s\n", law, Hex(of.keys[i]).c_str(),
              Hex(of.keys[j]).c_str(), Hex(of.encodings[i]).c_str(), Hex(of.encodings[j]).c_str());
  std::exit(1);
}

std::vector<std::string_view> Cut(const std::string& bytes, const std::vector<std::size_t>& ends) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    parts.push_back(std::string_view(bytes).substr(begin, end - begin));
    begin = end;
  }
  return parts;
}

// Encodes the keys, sees to it that they are decoded, and that one by one makes the same.
void Encode(const KeyDictionary& dictionary, Encoded* of) {
  std::vector<std::size_t> ends;
  dictionary.EncodeBatch(encoder::Views(of->keys), &of->bytes, &ends);
  of->encodings = Cut(of->bytes, ends);
  std::string decoded;
  if (!dictionary.DecodeBatch(of->encodings, &decoded, &ends)) Fail("a batch is not decoded", *of, 0, 0);
  const std::vector<std::string_view> keys = Cut(decoded, ends);
  std::string room(4096, '\0');
  for (std::size_t i = 0; i < of->keys.size(); ++i) {
    if (keys[i] != of->keys[i]) Fail("not decoded in a batch", *of, i, i);
    if (i % 4 != 0) continue;
    const std::size_t size = dictionary.Encode(of->keys[i], room);
    if (std::string_view(room).substr(0, size) != of->encodings[i]) Fail("not encoded alone", *of, i, i);
    const auto back = dictionary.Decode(of->encodings[i], room);
    if (!back || std::string_view(room).substr(0, *back) != of->keys[i]) Fail("not decoded alone", *of, i, i);
  }
}

// Compares each key with three that are drawn, and every other one with that from which it was made.
std::uint64_t Compare(const Encoded& of, Source& source) {
  std::uint64_t pairs = 0;
  const auto compare = [&](std::size_t i, std::size_t j) {
    if (SignOf(of.keys[i], of.keys[j]) != SignOf(of.encodings[i], of.encodings[j])) Fail("order", of, i, j);
    ++pairs;
  };
  for (std::size_t i = 0; i < of.keys.size(); ++i) {
    std::uint64_t draw = source.Draw();
    for (int n = 0; n < 3; ++n, draw >>= 16U) compare(i, draw % of.keys.size());
    if (i % 2 == 1) compare(i, i - 1);
  }
  return pairs;
}

void Run(KeyScheme scheme, std::uint64_t wanted, std::uint64_t seed) {
  const std::vector<encoder::KeySet> sets = encoder::KeySets(seed);
  std::uint64_t pairs = 0;
  std::uint64_t dictionaries = 0;
  for (std::uint64_t round = 0; pairs < wanted; ++round, ++dictionaries) {
    DictionaryOptions options;
    options.scheme = scheme;
    options.codes = round % 3 == 2 ? KeyCodes::kFixedLength : KeyCodes::kOptimal;
    options.max_entries = std::size_t{256} << (round % 7);
    const std::vector<std::string>& sample = sets[round % sets.size()].keys;
    const auto dictionary = KeyDictionary::Train(encoder::Views(sample), options);
    if (!dictionary.ok()) {
      std::printf("not trained: %s\n", dictionary.status().message().c_str());
      std::exit(1);
    }
    // Keys like those of the sample, and of the next set.
    Source sources[2] = {Source(sample, seed + 2 * round),
                         Source(sets[(round + 1) % sets.size()].keys, seed + 2 * round + 1)};
    for (std::size_t batch = 0; batch < kBatchesPerDictionary && pairs < wanted; ++batch) {
      Source& source = sources[batch % 2];
      Encoded of;
      while (of.keys.size() < kBatch) {
        of.keys.push_back(source.Next());
        of.keys.push_back(source.Near(of.keys.back()));
      }
      Encode(*dictionary, &of);
      pairs += Compare(of, source);
    }
  }
  std::printf("%s: %llu pairs hold, %llu dictionaries\n", std::string(Name(scheme)).c_str(),
              static_cast<unsigned long long>(pairs), static_cast<unsigned long long>(dictionaries));
  std::fflush(stdout);
}

}  // namespace
}  // namespace tacit

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fputs("usage: many_pairs PAIRS [SEED]\n", stderr);
    return 2;
  }
  const std::uint64_t pairs = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t seed = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1;
  for (const tacit::KeyScheme scheme :
       {tacit::KeyScheme::kSingleChar, tacit::KeyScheme::kDoubleChar, tacit::KeyScheme::k3Grams,
        tacit::KeyScheme::k4Grams, tacit::KeyScheme::kAlm, tacit::KeyScheme::kAlmImproved}) {
    tacit::Run(scheme, pairs, seed);
  }
  return 0;
}
