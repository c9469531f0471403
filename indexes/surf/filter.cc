#include "tacit/filter.h"

#include <array>
#include <cassert>
#include <cmath>
#include <new>
#include <utility>

#include "indexes/surf/build.h"
#include "indexes/surf/state.h"
#include "src/base/content_hash.h"
#include "src/base/file.h"
#include "src/base/status_macros.h"

namespace tacit {
namespace index::surf {
namespace {

constexpr std::array<std::string_view, 4> kSuffixNames = {"none", "hash", "real", "mixed"};

// What a filter's file tells its dictionary by.
std::string HashOf(const KeyDictionary* dictionary) {
  if (dictionary == nullptr) return {};
  base::ContentHash hash;
  hash.Add(dictionary->Pack());
  return hash.Hex();
}

Status CheckBits(std::string_view which, std::uint32_t bits, bool read) {
  if (!read || (bits >= 1 && bits <= kMaxFilterSuffixBits)) return Status::Ok();
  return Status::InvalidArgument("expected 1 to 32 " + std::string(which) + " bits, found " +
                                 std::to_string(bits));
}

Result<BuildOptions> CheckOptions(const FilterOptions& options) {
  const bool hash = options.suffix == FilterSuffix::kHash || options.suffix == FilterSuffix::kMixed;
  const bool real = options.suffix == FilterSuffix::kReal || options.suffix == FilterSuffix::kMixed;
  TACIT_RETURN_IF_ERROR(CheckBits("hash", options.hash_bits, hash));
  TACIT_RETURN_IF_ERROR(CheckBits("real", options.real_bits, real));
  BuildOptions checked;
  checked.hash_bits = hash ? options.hash_bits : 0;
  checked.real_bits = real ? options.real_bits : 0;
  if (checked.hash_bits + checked.real_bits > kMaxFilterSuffixBits) {
    return Status::InvalidArgument("expected at most 32 suffix bits, found " +
                                   std::to_string(checked.hash_bits + checked.real_bits));
  }
  checked.dense_ratio = options.dense_ratio;
  checked.dictionary = HashOf(options.dictionary.get());
  return checked;
}

Status CheckKeys(std::span<const std::string_view> keys) {
  if (keys.size() > kMaxFilterKeys) {
    return Status::InvalidArgument("expected fewer than 2^32 keys, found " + std::to_string(keys.size()) +
                                   "; give several filters a part of them each");
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].size() > kMaxIndexKeyBytes) {
      return Status::InvalidArgument("key " + std::to_string(i) + ": expected at most " +
                                     std::to_string(kMaxIndexKeyBytes) + " bytes, found " +
                                     std::to_string(keys[i].size()));
    }
    if (i > 0 && keys[i] <= keys[i - 1]) {
      return Status::InvalidArgument("key " + std::to_string(i) + ": expected one greater than key " +
                                     std::to_string(i - 1) + ", found " +
                                     (keys[i] == keys[i - 1] ? "the same" : "a lesser one") +
                                     "; sort the keys by their bytes and leave out repeated ones");
    }
  }
  return Status::Ok();
}

Result<std::string> BuildEncoded(std::span<const std::string_view> keys, const KeyDictionary& dictionary,
                                 const BuildOptions& options) {
  std::string bytes;
  std::vector<std::size_t> ends;
  dictionary.EncodeSorted(keys, &bytes, &ends);
  std::vector<std::string_view> encoded;
  encoded.reserve(ends.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    encoded.push_back(std::string_view(bytes).substr(begin, end - begin));
    begin = end;
  }
  return BuildImage(encoded, options);
}

// Whether the look-up's answer is true; it is where there is no memory for it.
template <typename LookUp>
bool TrueOrNoMemory(LookUp look_up) {
  try {
    return look_up();
  } catch (const std::bad_alloc&) {
    return true;
  }
}

}  // namespace
}  // namespace index::surf

using index::surf::CutKey;
using index::surf::Text;
using index::surf::TextOf;
using index::surf::TrieKey;

std::string_view Name(FilterSuffix suffix) {
  return index::surf::kSuffixNames[static_cast<std::size_t>(suffix)];
}

std::optional<FilterSuffix> FilterSuffixFromName(std::string_view name) {
  for (std::size_t i = 0; i < index::surf::kSuffixNames.size(); ++i) {
    if (index::surf::kSuffixNames[i] == name) return static_cast<FilterSuffix>(i);
  }
  return std::nullopt;
}

KeyFilter::KeyFilter(std::unique_ptr<const State> state) : state_(std::move(state)) {}
KeyFilter::KeyFilter(KeyFilter&& other) noexcept = default;
KeyFilter& KeyFilter::operator=(KeyFilter&& other) noexcept = default;
KeyFilter::~KeyFilter() = default;

// Sees to the bytes, whoever holds them.
Result<std::unique_ptr<const KeyFilter::State>> KeyFilter::Opened(std::unique_ptr<State> state,
                                                                  std::string_view name) {
  TACIT_ASSIGN_OR_RETURN(state->image, index::surf::UnpackImage(state->bytes, name));
  TACIT_ASSIGN_OR_RETURN(state->view, index::surf::ViewOf(state->image, name));
  const std::string& built_with = state->image.properties.dictionary;
  if (built_with != index::surf::HashOf(state->dictionary.get())) {
    return Status::InvalidArgument(
        std::string(name) + ": expected " +
        (built_with.empty() ? "no dictionary" : "the dictionary that the filter was built with") +
        ", found " + (state->dictionary == nullptr ? "none" : "another one"));
  }
  return std::unique_ptr<const State>(std::move(state));
}

Result<KeyFilter> KeyFilter::Build(std::span<const std::string_view> keys, const FilterOptions& options) try {
  TACIT_ASSIGN_OR_RETURN(const index::surf::BuildOptions checked, index::surf::CheckOptions(options));
  TACIT_RETURN_IF_ERROR(index::surf::CheckKeys(keys));
  auto state = std::make_unique<State>();
  state->dictionary = options.dictionary;
  TACIT_ASSIGN_OR_RETURN(state->owned, options.dictionary == nullptr
                                           ? index::surf::BuildImage(keys, checked)
                                           : index::surf::BuildEncoded(keys, *options.dictionary, checked));
  state->bytes = state->owned;
  TACIT_ASSIGN_OR_RETURN(auto opened, Opened(std::move(state), "filter"));
  return KeyFilter(std::move(opened));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");  // short enough to need none itself
}

Result<KeyFilter> KeyFilter::Open(const std::string& path,
                                  std::shared_ptr<const KeyDictionary> dictionary) try {
  TACIT_ASSIGN_OR_RETURN(base::MappedFile file, base::MappedFile::Open(path));
  auto state = std::make_unique<State>();
  state->mapped = std::move(file);
  state->bytes = state->mapped->bytes();
  state->dictionary = std::move(dictionary);
  TACIT_ASSIGN_OR_RETURN(auto opened, Opened(std::move(state), path));
  return KeyFilter(std::move(opened));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<KeyFilter> KeyFilter::FromBytes(std::string_view bytes, std::string_view name,
                                       std::shared_ptr<const KeyDictionary> dictionary) try {
  auto state = std::make_unique<State>();
  state->bytes = bytes;
  state->dictionary = std::move(dictionary);
  TACIT_ASSIGN_OR_RETURN(auto opened, Opened(std::move(state), name));
  return KeyFilter(std::move(opened));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::string_view KeyFilter::bytes() const { return state_->bytes; }

Status KeyFilter::Save(const std::string& path) const {
  return base::WriteFileAtomically(path, state_->bytes);
}

bool KeyFilter::MayContain(std::string_view key) const {
  if (key.size() > kMaxIndexKeyBytes) return false;
  // Apart: without a dictionary nothing is encoded, and nothing needs room.
  if (state_->dictionary == nullptr) return state_->kernel->may_contain(state_->view, TextOf(key));
  return index::surf::TrueOrNoMemory([&] {
    return state_->kernel->may_contain(state_->view, TrieKey(state_->dictionary.get(), key).text());
  });
}

void KeyFilter::MayContainBatch(std::span<const std::string_view> keys, std::span<bool> answers) const {
  assert(answers.size() >= keys.size());
  if (state_->dictionary == nullptr) {
    state_->kernel->may_contain_batch(state_->view, keys, answers.data());
    for (std::size_t i = 0; i < keys.size(); ++i)
      answers[i] = answers[i] && keys[i].size() <= kMaxIndexKeyBytes;
    return;
  }
  try {
    // As many as are encoded together at no loss.
    constexpr std::size_t kTogether = 1024;
    std::string bytes;
    std::vector<std::size_t> ends;
    std::vector<std::string_view> encoded;
    for (std::size_t begin = 0; begin < keys.size(); begin += kTogether) {
      const std::size_t count = std::min(kTogether, keys.size() - begin);
      state_->dictionary->EncodeBatch(keys.subspan(begin, count), &bytes, &ends);
      encoded.clear();
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from = i == 0 ? 0 : ends[i - 1];
        encoded.push_back(std::string_view(bytes).substr(from, ends[i] - from));
      }
      state_->kernel->may_contain_batch(state_->view, encoded, answers.data() + begin);
    }
  } catch (const std::bad_alloc&) {
    for (std::size_t i = 0; i < keys.size(); ++i) answers[i] = MayContain(keys[i]);
  }
}

bool KeyFilter::MayContainRange(std::string_view from, std::string_view to) const {
  from = CutKey(from);
  to = CutKey(to);
  if (from >= to) return false;
  return index::surf::TrueOrNoMemory([&] {
    const TrieKey low(state_->dictionary.get(), from);
    const TrieKey high(state_->dictionary.get(), to);
    return state_->kernel->may_contain_range(state_->view, low.text(), high.text());
  });
}

bool KeyFilter::MayContainFrom(std::string_view from) const {
  return index::surf::TrueOrNoMemory([&] {
    const TrieKey low(state_->dictionary.get(), CutKey(from));
    return state_->kernel->may_contain_from(state_->view, low.text());
  });
}

bool KeyFilter::MayContainPrefix(std::string_view prefix) const {
  if (prefix.size() > kMaxIndexKeyBytes) return false;
  if (state_->dictionary == nullptr) return state_->kernel->may_contain_prefix(state_->view, TextOf(prefix));
  return index::surf::TrueOrNoMemory([&] {
    const KeyDictionary::Range range = state_->dictionary->EncodePrefix(prefix);
    if (!range.high) return state_->kernel->may_contain_from(state_->view, TextOf(range.low));
    return state_->kernel->may_contain_range(state_->view, TextOf(range.low), TextOf(*range.high));
  });
}

Result<std::uint64_t> KeyFilter::CountApprox(std::string_view from, std::optional<std::string_view> to) const
    try {
  from = CutKey(from);
  if (to) to = CutKey(*to);
  if (to && from >= *to) return std::uint64_t{0};
  const TrieKey low(state_->dictionary.get(), from);
  const TrieKey high(state_->dictionary.get(), to.value_or(std::string_view()));
  const Text high_text = high.text();
  // Of a forged file the difference may be anything.
  return std::min(state_->view.keys,
                  state_->kernel->count(state_->view, low.text(), to ? &high_text : nullptr));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::uint64_t KeyFilter::size() const { return state_->view.keys; }

FilterSuffix KeyFilter::suffix() const {
  if (hash_bits() > 0) return real_bits() > 0 ? FilterSuffix::kMixed : FilterSuffix::kHash;
  return real_bits() > 0 ? FilterSuffix::kReal : FilterSuffix::kNone;
}

std::uint32_t KeyFilter::hash_bits() const { return state_->view.hash_bits; }
std::uint32_t KeyFilter::real_bits() const { return state_->view.real_bits; }
const std::shared_ptr<const KeyDictionary>& KeyFilter::dictionary() const { return state_->dictionary; }

std::size_t KeyFilter::memory_bytes() const {
  return sizeof(State) + std::max(state_->owned.capacity(), state_->bytes.size());
}

}  // namespace tacit
