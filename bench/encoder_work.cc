// What dictionaries do for a key, whatever the machine's clock: instructions, and bytes that are looked at.
//
// usage: encoder_work FILE... [--sample=SHARE] [--entries=N]
//
// FILE: keys, one a line. For each scheme a dictionary is trained on a share of the keys (1 % unless told),
// and 512 of them, evenly drawn, are encoded and decoded one by one and in one batch by a child process,
// which is stepped through instruction by instruction. A line for each scheme: bytes of a key, of its
// encoding, its symbols, the bytes of the tables that looking them up reads (a byte as often as it is read),
// and instructions for a key: encode, in a batch, decode, in a batch.
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "src/encoder/parts.h"
#include "src/encoder/trie.h"
#include "tacit/dictionary.h"

namespace {

using tacit::KeyDictionary;
using tacit::KeyScheme;

constexpr std::size_t kStepped = 128;

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "encoder_work: %s\n", message.c_str());
  std::exit(3);
}

// The number of instructions that `work` takes, between two signals that the child sends itself.
std::uint64_t InstructionsOf(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child < 0) Fail("cannot fork");
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    std::raise(SIGSTOP);
    work();
    std::raise(SIGUSR1);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) Fail("the child did not stop");
  std::uint64_t steps = 0;
  while (true) {
    if (ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0)
      Fail("cannot step: ptrace is not allowed here");
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) Fail("the child ended early");
    if (WSTOPSIG(status) == SIGUSR1) break;
    ++steps;
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return steps;
}

// Sending the signals takes some, too.
double PerKey(const std::function<void()>& work) {
  const std::uint64_t none = InstructionsOf([] {});
  return static_cast<double>(InstructionsOf(work) - none) / kStepped;
}

// The symbols of a key, and the bytes of the tables that the scalar kernel reads for them.
struct Looked {
  double symbols = 0, bytes = 0;
};
Looked LookedAt(const KeyDictionary& dictionary, const std::vector<std::string_view>& keys) {
  namespace enc = tacit::encoder;
  const auto definition = enc::UnpackDefinition(dictionary.Pack(), "dictionary");
  if (!definition.ok()) Fail(definition.status().message());
  const enc::Trie trie = enc::BuildTrie(definition->intervals, definition->Codes());
  const enc::TrieView view = trie.view();
  Looked looked;
  for (const std::string_view key : keys) {
    std::size_t at = 0;
    while (at < key.size()) {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(key[i]); };
      looked.symbols += 1;
      looked.bytes += 4;
      if (trie.layout == enc::TrieLayout::kBytes) {
        at += 1;
        continue;
      }
      if (trie.layout == enc::TrieLayout::kPairs) {
        at += std::min<std::size_t>(2, key.size() - at);
        continue;
      }
      std::uint32_t word = view.first[byte(at)];
      for (std::size_t next = at + 1; !enc::IsLeaf(word);) {
        const std::uint32_t* const node = view.words + enc::PlaceOf(word);
        const std::uint32_t of = next < key.size() ? view.classes[byte(next)] : 0;
        if (enc::KindOf(word) == enc::NodeKind::kRow) {
          word = node[of];
          looked.bytes += 2 + 4;
          ++next;
        } else if (enc::KindOf(word) == enc::NodeKind::kRanks) {
          std::uint32_t rank = 0;
          for (std::uint32_t i = 0; i < view.rank_words; ++i) {
            std::uint64_t changes = 0;
            std::memcpy(&changes, node + 2 * i, sizeof changes);
            rank += static_cast<std::uint32_t>(
                __builtin_popcountll(changes & view.masks[of * view.rank_words + i]));
          }
          word = node[2 * view.rank_words + rank];
          looked.bytes += 2 + 16.0 * view.rank_words + 4;
          ++next;
        } else {
          const std::uint32_t count = enc::CountOf(word);
          std::uint64_t bytes = 0;
          std::memcpy(&bytes, node + 3, sizeof bytes);
          std::string text;
          for (std::uint32_t i = 0; i < count; ++i) text += static_cast<char>(bytes >> (56 - 8 * i) & 0xFFU);
          const int order = key.substr(next, count).compare(text);
          word = order == 0 ? node[2] : (order < 0 ? node[0] : node[1]);
          looked.bytes += 8 + 4;
          next += count;
        }
      }
      at += enc::SymbolOf(word);
    }
  }
  looked.symbols /= static_cast<double>(keys.size());
  looked.bytes /= static_cast<double>(keys.size());
  return looked;
}

void Report(const std::string& name, const std::vector<std::string>& keys, KeyScheme scheme, double share,
            std::size_t entries) {
  std::vector<std::string_view> sample(keys.begin(), keys.end());
  std::shuffle(sample.begin(), sample.end(), std::mt19937_64(1));
  sample.resize(
      std::max<std::size_t>(1, static_cast<std::size_t>(share * static_cast<double>(sample.size()))));
  const auto dictionary = KeyDictionary::Train(sample, {.scheme = scheme, .max_entries = entries});
  if (!dictionary.ok()) Fail(dictionary.status().message());
  std::vector<std::string_view> stepped;
  for (std::size_t i = 0; i < kStepped; ++i) stepped.push_back(keys[i * keys.size() / kStepped]);
  std::string bytes;
  std::vector<std::size_t> ends;
  std::string key_bytes;
  std::vector<std::size_t> key_ends;
  dictionary->EncodeBatch(stepped, &bytes, &ends);
  std::vector<std::string_view> encodings;
  std::size_t begin = 0;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kStepped; ++i) {
    encodings.push_back(std::string_view(bytes).substr(begin, ends[i] - begin));
    begin = ends[i];
    size += stepped[i].size();
  }
  std::vector<char> room(1 << 16);
  const Looked looked = LookedAt(*dictionary, stepped);
  const double one = PerKey([&] {
    for (const std::string_view key : stepped) dictionary->Encode(key, room);
  });
  const double decode = PerKey([&] {
    for (const std::string_view key : encodings) static_cast<void>(dictionary->Decode(key, room));
  });
  if (!dictionary->DecodeBatch(encodings, &key_bytes, &key_ends)) Fail("not decoded");
  const double decode_batch =
      PerKey([&] { static_cast<void>(dictionary->DecodeBatch(encodings, &key_bytes, &key_ends)); });
  const double batch = PerKey([&] { dictionary->EncodeBatch(stepped, &bytes, &ends); });
  std::printf(
      "%s %s key %.1f encoded %.1f symbols %.1f tables %.0f encode %.0f batch %.0f decode %.0f batch %.0f\n",
      name.c_str(), std::string(Name(scheme)).c_str(), static_cast<double>(size) / kStepped,
      static_cast<double>(bytes.size()) / kStepped, looked.symbols, looked.bytes, one, batch, decode,
      decode_batch);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  double share = 0.01;
  std::size_t entries = 0;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.starts_with("--sample=")) {
      share = std::atof(argument.c_str() + 9);
    } else if (argument.starts_with("--entries=")) {
      entries = static_cast<std::size_t>(std::atoll(argument.c_str() + 10));
    } else {
      files.push_back(argument);
    }
  }
  if (files.empty()) {
    std::fputs("usage: encoder_work FILE... [--sample=SHARE] [--entries=N]\n", stderr);
    return 2;
  }
  for (const std::string& path : files) {
    std::vector<std::string> keys;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) keys.push_back(line);
    if (keys.empty()) Fail(path + ": expected keys, one a line, found none");
    for (const KeyScheme scheme : {KeyScheme::kSingleChar, KeyScheme::kDoubleChar, KeyScheme::k3Grams,
                                   KeyScheme::k4Grams, KeyScheme::kAlm, KeyScheme::kAlmImproved}) {
      Report(path.substr(path.rfind('/') + 1), keys, scheme, share, entries);
    }
  }
  return 0;
}
