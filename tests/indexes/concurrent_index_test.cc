// Concurrent indexes under threads: what they answer could have been answered one call after another.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/encoded_index.h"
#include "tacit/index.h"

namespace tacit::index {
namespace {

// How keys are held: as they are; encoded; encoded by dictionaries that are replaced all the while.
enum class Held { kPlain, kEncoded, kReplaced };

struct Sort {
  std::string_view tree;
  Held held = Held::kPlain;
};

std::string NameOf(const Sort& sort) {
  const std::string_view held = sort.held == Held::kPlain     ? ""
                                : sort.held == Held::kEncoded ? "-encoded"
                                                              : "-replaced";
  std::string name = std::string(sort.tree) + std::string(held);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void PrintTo(const Sort& sort, std::ostream* out) { *out << NameOf(sort); }

// Concurrent trees, with keys held in each way.
std::vector<Sort> ConcurrentSorts() {
  std::vector<Sort> sorts;
  for (const std::string_view name : IndexNames()) {
    if (!MakeIndex(name).value()->concurrent()) continue;
    for (const Held held : {Held::kPlain, Held::kEncoded, Held::kReplaced}) sorts.push_back({name, held});
  }
  return sorts;
}

KeyDictionary Trained(KeyScheme scheme) {
  const std::vector<std::string_view> sample = {"key1000.1", "com.example@user12345"};
  DictionaryOptions options;
  options.scheme = scheme;
  options.max_entries = 1024;
  return KeyDictionary::Train(sample, options).value();
}

Result<std::unique_ptr<EncodedIndex>> Encoded(std::string_view tree, const EncodedIndexOptions& its = {}) {
  return EncodedIndex::Make(tree, Trained(KeyScheme::k3Grams), its);
}

constexpr std::size_t kThreads = 4;

template <typename Work>
void InThreads(std::size_t count, const Work& work) {
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < count; ++t) threads.emplace_back([&work, t] { work(t); });
  for (std::thread& thread : threads) thread.join();
}

std::string KeyOf(std::uint64_t i) { return "com.example@user" + std::to_string(i * 7919 % 100'003); }

class Concurrent : public testing::TestWithParam<Sort> {
 protected:
  Concurrent() {
    if (GetParam().held == Held::kPlain) {
      index_ = MakeIndex(GetParam().tree).value();
      return;
    }
    std::unique_ptr<EncodedIndex> encoded = Encoded(GetParam().tree).value();
    if (GetParam().held == Held::kReplaced) {
      replacing_ = std::thread([this, index = encoded.get()] { ReplaceAgainAndAgain(*index); });
    }
    index_ = std::move(encoded);
  }
  ~Concurrent() override { Rest(); }

  // From now on nobody is at the index but the caller. Where its dictionary was replaced, that may be half
  // done.
  void Rest() {
    if (!replacing_.joinable()) return;
    rest_ = true;
    replacing_.join();
    EXPECT_GT(replaced_, 0);
  }
  void ExpectSound() {
    Rest();
    const Status checked = index_->Check();
    EXPECT_TRUE(checked.ok()) << checked.message();
  }

  std::unique_ptr<KeyIndex> index_;

 private:
  // Sometimes the changes of others alone move what there is.
  void ReplaceAgainAndAgain(EncodedIndex& index) {
    const std::array<KeyDictionary, 2> dictionaries = {Trained(KeyScheme::kSingleChar),
                                                       Trained(KeyScheme::k3Grams)};
    for (int round = 0; !rest_ || replaced_ == 0; ++round) {
      if (index.left_to_move() == 0) {
        const Status replaced = index.Replace(dictionaries[static_cast<std::size_t>(replaced_ % 2)]);
        EXPECT_TRUE(replaced.ok()) << replaced.message();
        ++replaced_;
      }
      if (round % 8 < 4) {
        EXPECT_TRUE(index.Move(16).ok());
      }
      std::this_thread::yield();
    }
  }

  std::thread replacing_;
  std::atomic<bool> rest_ = false;
  int replaced_ = 0;
};

TEST(ConcurrentIndexes, AreThere) { EXPECT_FALSE(ConcurrentSorts().empty()); }

TEST(ConcurrentIndexes, WithEncodedKeysNeedAConcurrentTree) {
  EXPECT_FALSE(Encoded("art").value()->concurrent());
  EXPECT_TRUE(Encoded("concurrent-art").value()->concurrent());
  EncodedIndexOptions renewing;
  renewing.renew = true;
  EXPECT_FALSE(Encoded("art", renewing).value()->concurrent());
  EXPECT_TRUE(Encoded("concurrent-art", renewing).value()->concurrent());
}

TEST(ConcurrentIndexes, RenewADictionaryThatGrewOld) {
  for (const std::string_view name : IndexNames()) {
    if (!MakeIndex(name).value()->concurrent()) continue;
    SCOPED_TRACE(name);
    EncodedIndexOptions options;
    options.renew = true;
    options.training.scheme = KeyScheme::kSingleChar;
    options.drift.window_bytes = 1 << 14;
    const std::unique_ptr<EncodedIndex> index = Encoded(name, options).value();
    std::atomic<int> wrong = 0;
    const auto key_of = [](std::uint64_t i) { return "~~" + std::to_string(i * 7919) + "~~~~~~~~"; };
    constexpr std::uint64_t kEach = 5'000;
    InThreads(kThreads, [&](std::size_t t) {
      for (std::uint64_t i = t; i < kEach * kThreads; i += kThreads) {
        const Result<bool> is_new = index->Insert(key_of(i), i);
        wrong += !is_new.ok() || !*is_new;
        const std::uint64_t before = i / 2 / kThreads * kThreads + t;  // that this thread has inserted
        wrong += index->Lookup(key_of(before)) != before;
      }
    });
    EXPECT_EQ(wrong.load(), 0);
    EXPECT_EQ(index->dictionary().scheme(), KeyScheme::kSingleChar)
        << "the dictionary is still the first one";
    ASSERT_TRUE(index->Move(SIZE_MAX).ok());
    EXPECT_EQ(index->left_to_move(), 0U);
    EXPECT_EQ(index->size(), kEach * kThreads);
    EXPECT_TRUE(index->Check().ok()) << index->Check().message();
    for (std::uint64_t i = 0; i < kEach * kThreads; ++i) ASSERT_EQ(index->Lookup(key_of(i)), i);
  }
}

// Threads with keys of their own, side by side in all pages: each finds its own as if it were alone.
TEST_P(Concurrent, ThreadsDoNotDisturbEachOther) {
  std::atomic<int> wrong = 0;
  InThreads(kThreads, [&](std::size_t t) {
    std::mt19937_64 random(t);
    std::vector<std::optional<std::uint64_t>> model(600);
    for (std::uint64_t step = 0; step < 20'000; ++step) {
      const std::size_t i = random() % model.size();
      std::string key = KeyOf(i * kThreads + t);
      if (i % 50 == 0) key += std::string(700, 'l');
      const bool shrinking = step / 5'000 % 2 == 1;
      const std::uint64_t action = random() % 8;
      if (action < 4 && shrinking) {
        wrong += index_->Erase(key) != model[i].has_value();
        model[i].reset();
      } else if (action < 4) {
        const Result<bool> is_new = action < 2 ? index_->Insert(key, step) : index_->Upsert(key, step);
        wrong += !is_new.ok() || *is_new == model[i].has_value();
        if (action >= 2 || !model[i]) model[i] = step;
      } else {
        wrong += index_->Lookup(key) != model[i];
      }
    }
    for (std::size_t i = 0; i < model.size(); ++i) {
      std::string key = KeyOf(i * kThreads + t);
      if (i % 50 == 0) key += std::string(700, 'l');
      wrong += index_->Lookup(key) != model[i];
    }
  });
  EXPECT_EQ(wrong.load(), 0);
  ExpectSound();
}

// Keys that stay are found, and met by every scan and cursor, in order, while others come and go between
// them.
TEST_P(Concurrent, WhatStaysIsMet) {
  constexpr std::uint64_t kStay = 2'000;
  const auto stays = [](std::uint64_t i) { return "key" + std::to_string(1'000'000 + 10 * i); };
  for (std::uint64_t i = 0; i < kStay; ++i) ASSERT_TRUE(index_->Insert(stays(i), i).ok());
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  InThreads(kThreads, [&](std::size_t t) {
    std::mt19937_64 random(t);
    if (t < 2) {
      for (int step = 0; step < 30'000; ++step) {
        const std::string key = stays(random() % kStay) + "." + std::to_string(random() % 4);
        if (random() % 2 == 0) {
          wrong += !index_->Upsert(key, kStay).ok();
        } else {
          (void)index_->Erase(key);
        }
      }
      done = true;
      return;
    }
    do {
      std::uint64_t next = 0;
      std::string last;
      const auto see = [&](std::string_view key, std::uint64_t value) {
        wrong += key <= last;
        last.assign(key);
        if (value != kStay) wrong += value != next++ || key != stays(value);
        return true;
      };
      wrong += !index_->Scan("", SIZE_MAX, see).ok();
      wrong += next != kStay;
      const std::unique_ptr<KeyCursor> cursor = index_->NewCursor().value();
      next = kStay;
      for (wrong += !cursor->SeekLast().ok(); cursor->on_entry(); wrong += !cursor->Prev().ok()) {
        if (cursor->value() != kStay) wrong += cursor->value() != --next || cursor->key() != stays(next);
      }
      wrong += next != 0;
      for (std::uint64_t i = 0; i < kStay; ++i) wrong += index_->Lookup(stays(i)) != i;
    } while (!done);
  });
  EXPECT_EQ(wrong.load(), 0);
  ExpectSound();
}

// So few keys that trees with other dictionaries come and go all the time: some that stay, and some of each
// thread's own.
TEST_P(Concurrent, FewKeysAreMetWhateverComesAndGoes) {
  constexpr std::uint64_t kStay = 4;
  constexpr std::uint64_t kOwn = 4;
  const auto stays = [](std::uint64_t i) { return "key" + std::to_string(100 * i); };
  for (std::uint64_t i = 0; i < kStay; ++i) ASSERT_TRUE(index_->Insert(stays(i), i).ok());
  std::atomic<int> wrong = 0;
  InThreads(2, [&](std::size_t t) {
    std::mt19937_64 random(t);
    std::array<std::optional<std::uint64_t>, kOwn> model;
    const std::unique_ptr<KeyCursor> cursor = index_->NewCursor().value();
    for (std::uint64_t step = kStay; step < 100'000; ++step) {
      const std::size_t i = random() % kOwn;
      const std::string key = stays(i) + "." + std::to_string(t);
      const std::uint64_t action = random() % 8;
      if (action == 0) {
        const Result<bool> is_new = index_->Upsert(key, step);
        wrong += !is_new.ok() || *is_new == model[i].has_value();
        model[i] = step;
      } else if (action == 1) {
        wrong += index_->Erase(key) != model[i].has_value();
        model[i].reset();
      } else if (action < 5) {
        wrong += index_->Lookup(key) != model[i];
        wrong += index_->Lookup(stays(i)) != i;
      } else if (action == 5) {
        std::uint64_t met = 0;
        const auto see = [&](std::string_view, std::uint64_t value) {
          met += value < kStay && value == met;
          return true;
        };
        wrong += !index_->Scan("", SIZE_MAX, see).ok() || met != kStay;
      } else if (action == 6) {
        wrong += !cursor->Seek(key).ok() || (model[i] && (!cursor->on_entry() || cursor->key() != key));
      } else {
        std::uint64_t left = kStay;
        for (wrong += !cursor->SeekLast().ok(); cursor->on_entry(); wrong += !cursor->Prev().ok()) {
          left -= cursor->value() < kStay && cursor->value() + 1 == left;
        }
        wrong += left != 0;
      }
    }
  });
  EXPECT_EQ(wrong.load(), 0);
  ExpectSound();
}

// Threads that erase side by side may leave a tree that is empty and yet not small.
TEST_P(Concurrent, LoadsWhatThreadsHaveEmptied) {
  constexpr std::uint64_t kEach = 3'000;
  const auto key_of = [](std::uint64_t i) {
    return (i % 100 == 0 ? std::string(600, 'l') : std::string()) + KeyOf(i);
  };
  InThreads(kThreads, [&](std::size_t t) {
    for (std::uint64_t i = t; i < kEach * kThreads; i += kThreads) {
      ASSERT_TRUE(index_->Insert(key_of(i), i).ok());
    }
  });
  InThreads(kThreads, [&](std::size_t t) {
    for (std::uint64_t i = t; i < kEach * kThreads; i += kThreads) EXPECT_TRUE(index_->Erase(key_of(i)));
  });
  std::map<std::string, std::uint64_t> model;
  for (std::uint64_t i = 0; i < kEach; ++i) model[key_of(i)] = i;
  std::vector<KeyEntry> entries;
  for (const auto& [key, value] : model) entries.push_back({key, value});
  Rest();
  ASSERT_TRUE(index_->Load(entries).ok());
  ExpectSound();
  ASSERT_EQ(index_->size(), model.size());
  for (const auto& [key, value] : model) ASSERT_EQ(index_->Lookup(key), value);
  InThreads(kThreads, [&](std::size_t t) {
    for (std::uint64_t i = t; i < kEach; i += kThreads) EXPECT_TRUE(index_->Erase(key_of(i)));
  });
  EXPECT_EQ(index_->size(), 0U);
  ExpectSound();
}

// A call, from before it was made until after it was answered, by a clock that all threads share.
struct Call {
  enum class Kind { kInsert, kErase, kLookup, kUpsert };
  Kind kind;
  std::uint64_t value = 0;  // to be put
  bool did = false;         // is new; was erased; was found
  std::uint64_t found = 0;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// Whether the calls, all of one key, could have been answered one after another in an order that respects
// which was over before which began (Herlihy and Wing, TOPLAS 1990). Tries all orders, deepest first.
class History {
 public:
  explicit History(std::vector<Call> calls) : calls_(std::move(calls)), done_(calls_.size()) {
    std::sort(calls_.begin(), calls_.end(), [](const Call& a, const Call& b) { return a.from < b.from; });
  }
  [[nodiscard]] bool IsLinear() { return GoOn(0, std::nullopt); }

 private:
  bool GoOn(std::size_t count, std::optional<std::uint64_t> state) {
    if (count == calls_.size()) return true;
    std::uint64_t first_end = ~std::uint64_t{0};
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (!done_[i]) first_end = std::min(first_end, calls_[i].to);
    }
    for (std::size_t i = 0; i < calls_.size() && calls_[i].from < first_end; ++i) {
      if (done_[i]) continue;
      std::optional<std::uint64_t> next = state;
      if (!Answers(calls_[i], next)) continue;
      done_[i] = true;
      if (GoOn(count + 1, next)) return true;
      done_[i] = false;
    }
    return false;
  }
  static bool Answers(const Call& call, std::optional<std::uint64_t>& state) {
    switch (call.kind) {
      case Call::Kind::kInsert:
        if (call.did == state.has_value()) return false;
        if (call.did) state = call.value;
        return true;
      case Call::Kind::kUpsert:
        if (call.did == state.has_value()) return false;
        state = call.value;
        return true;
      case Call::Kind::kErase:
        if (call.did != state.has_value()) return false;
        state.reset();
        return true;
      case Call::Kind::kLookup: return call.did == state.has_value() && (!call.did || *state == call.found);
    }
    return false;
  }

  std::vector<Call> calls_;
  std::vector<bool> done_;
};

TEST(HistoryOfCalls, IsToldFromOneThatCannotBe) {
  using Kind = Call::Kind;
  // An erasure that both callers are told they did; a value that is seen, gone, and seen again.
  EXPECT_FALSE(History({{Kind::kInsert, 1, true, 0, 0, 1},
                        {Kind::kErase, 0, true, 0, 2, 5},
                        {Kind::kErase, 0, true, 0, 3, 6}})
                   .IsLinear());
  EXPECT_TRUE(History({{Kind::kInsert, 1, true, 0, 0, 1},
                       {Kind::kErase, 0, true, 0, 2, 5},
                       {Kind::kErase, 0, false, 0, 3, 6}})
                  .IsLinear());
  EXPECT_FALSE(History({{Kind::kInsert, 1, true, 0, 0, 1},
                        {Kind::kUpsert, 2, false, 0, 2, 3},
                        {Kind::kLookup, 0, true, 1, 4, 5}})
                   .IsLinear());
  EXPECT_FALSE(History({{Kind::kInsert, 1, true, 0, 0, 9},
                        {Kind::kLookup, 0, true, 1, 1, 2},
                        {Kind::kLookup, 0, false, 0, 3, 4}})
                   .IsLinear());
  EXPECT_TRUE(History({{Kind::kInsert, 1, true, 0, 0, 9},
                       {Kind::kLookup, 0, false, 0, 1, 2},
                       {Kind::kLookup, 0, true, 1, 3, 4}})
                  .IsLinear());
}

Call Made(KeyIndex& index, const std::string& key, Call::Kind kind, std::uint64_t value,
          std::atomic<std::uint64_t>& clock) {
  Call call{kind, value};
  call.from = clock++;
  switch (kind) {
    case Call::Kind::kInsert: call.did = *index.Insert(key, value); break;
    case Call::Kind::kUpsert: call.did = *index.Upsert(key, value); break;
    case Call::Kind::kErase: call.did = index.Erase(key); break;
    case Call::Kind::kLookup: {
      const std::optional<std::uint64_t> found = index.Lookup(key);
      call.did = found.has_value();
      call.found = found.value_or(0);
    }
  }
  call.to = clock++;
  return call;
}

// One key alone, so that its tree is another one after few calls, if its dictionary is replaced.
TEST_P(Concurrent, HistoriesOfOneKeyAreLinear) {
  for (std::uint64_t round = 0; round < 200; ++round) {
    std::array<std::vector<Call>, 2> calls;
    std::atomic<std::uint64_t> clock = 0;
    std::atomic<std::size_t> there = 0;
    InThreads(calls.size(), [&](std::size_t t) {
      std::mt19937_64 random(round * calls.size() + t);
      ++there;
      while (there < calls.size()) std::this_thread::yield();
      for (std::uint64_t step = 0; step < 100; ++step) {
        const auto kind = static_cast<Call::Kind>(random() % 4);
        calls[t].push_back(Made(*index_, "key", kind, 2 * step + t, clock));
      }
    });
    std::vector<Call> all = calls[0];
    all.insert(all.end(), calls[1].begin(), calls[1].end());
    ASSERT_TRUE(History(all).IsLinear()) << "round " << round;
    (void)index_->Erase("key");
  }
  ExpectSound();
}

TEST_P(Concurrent, HistoriesAreLinear) {
  // Few keys, so that calls meet; among many, so that pages are cut and joined meanwhile.
  constexpr std::size_t kKeys = 8;
  for (std::uint64_t round = 0; round < 60; ++round) {
    std::array<std::array<std::vector<Call>, kKeys>, kThreads> calls;
    std::atomic<std::uint64_t> clock = 0;
    InThreads(kThreads, [&](std::size_t t) {
      std::mt19937_64 random(round * kThreads + t);
      for (std::uint64_t step = 0; step < 60; ++step) {
        const std::size_t k = random() % kKeys;
        const std::string key = "key" + std::to_string(k * 1'000);
        const auto kind = static_cast<Call::Kind>(random() % 4);
        calls[t][k].push_back(Made(*index_, key, kind, step * kThreads + t, clock));
        for (std::uint64_t i = 0; i < 8; ++i) {
          const std::string other = "key" + std::to_string(random() % 8'000) + "." + std::to_string(t);
          if (round % 2 == 0) {
            (void)index_->Insert(other, i);
          } else {
            (void)index_->Erase(other);
          }
        }
      }
    });
    for (std::size_t k = 0; k < kKeys; ++k) {
      std::vector<Call> all;
      for (const auto& of_thread : calls) all.insert(all.end(), of_thread[k].begin(), of_thread[k].end());
      // What is left of a round is not known to the next one.
      ASSERT_TRUE(History(all).IsLinear()) << "round " << round << ", key " << k;
      (void)index_->Erase("key" + std::to_string(k * 1'000));
    }
  }
  ExpectSound();
}

INSTANTIATE_TEST_SUITE_P(Trees, Concurrent, testing::ValuesIn(ConcurrentSorts()),
                         [](const auto& test) { return NameOf(test.param); });

}  // namespace
}  // namespace tacit::index
