// Indexes in files: what is read is what was written, and nothing that was changed since is taken for it.
#include "tacit/index_snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "src/base/section_file.h"
#include "tacit/encoded_index.h"
#include "tests/indexes/key_sets.h"

namespace tacit::index {
namespace {

using Model = std::map<std::string, std::uint64_t, std::less<>>;
using Entries = std::vector<std::pair<std::string, std::uint64_t>>;

KeyDictionary Trained(const std::vector<std::string>& keys) {
  DictionaryOptions options;
  options.max_entries = 300;
  const std::vector<std::string_view> sample(keys.begin(), keys.end());
  return KeyDictionary::Train(sample, options).value();
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Entries All(const KeyIndex& index) {
  Entries seen;
  const Result<std::size_t> visited =
      index.Scan("", SIZE_MAX, [&](std::string_view key, std::uint64_t value) {
        seen.emplace_back(key, value);
        return true;
      });
  EXPECT_TRUE(visited.ok());
  return seen;
}

class Snapshot : public testing::TestWithParam<KeySet> {
 protected:
  void SetUp() override {
    std::uint64_t value = 0;
    for (const std::string& key : keys_) {
      ++value;
      ASSERT_TRUE(index_->Upsert(key, value).ok());
      model_[key] = value;
    }
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::string path_ = testing::TempDir() + "snapshot_test_" + std::string(GetParam().name) + ".index";
  std::vector<std::string> keys_ = GetParam().make(1'500, 21);
  std::unique_ptr<KeyIndex> index_ = MakeIndex("btree").value();
  Model model_;
};

TEST_P(Snapshot, IsWhatWasSaved) {
  for (const bool encoded : {false, true}) {
    const std::optional<KeyDictionary> dictionary = encoded ? std::optional(Trained(keys_)) : std::nullopt;
    ASSERT_TRUE(SaveSnapshot(*index_, path_, dictionary).ok());
    const Result<std::unique_ptr<const KeyIndex>> opened = OpenSnapshot(path_);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    const KeyIndex& snapshot = **opened;
    EXPECT_TRUE(snapshot.Check().ok());
    EXPECT_TRUE(snapshot.Statistics().ok());
    EXPECT_EQ(snapshot.size(), model_.size());
    EXPECT_EQ(All(snapshot), Entries(model_.begin(), model_.end()));
    std::mt19937_64 random(3);
    const std::unique_ptr<KeyCursor> cursor = snapshot.NewCursor().value();
    Model::const_iterator it = model_.end();
    for (int step = 0; step < 3'000; ++step) {
      std::string key = keys_[random() % keys_.size()];
      if (random() % 2 == 0) key.resize(random() % (key.size() + 1));
      if (random() % 8 == 0) key += static_cast<char>(random());
      const auto at = model_.find(key);
      ASSERT_EQ(snapshot.Lookup(key), at == model_.end() ? std::nullopt : std::optional(at->second));
      const std::uint64_t action = random() % 8;
      if (action == 0) {
        ASSERT_TRUE(cursor->Seek(key).ok());
        it = model_.lower_bound(key);
      } else if (action == 1) {
        ASSERT_TRUE(cursor->SeekLast().ok());
        it = std::prev(model_.end());
      } else if (step / 50 % 2 == 0) {
        ASSERT_TRUE(cursor->Next().ok());
        if (it != model_.end()) ++it;
      } else {
        ASSERT_TRUE(cursor->Prev().ok());
        it = it == model_.begin() || it == model_.end() ? model_.end() : std::prev(it);
      }
      ASSERT_EQ(cursor->on_entry(), it != model_.end());
      if (it == model_.end()) continue;
      ASSERT_TRUE(cursor->key() == it->first);
      ASSERT_EQ(cursor->value(), it->second);
    }
    for (const std::string_view tree : IndexNames()) {
      const std::unique_ptr<KeyIndex> loaded = MakeIndex(tree).value();
      ASSERT_TRUE(LoadFrom(snapshot, *loaded).ok());
      EXPECT_EQ(All(*loaded), Entries(model_.begin(), model_.end()));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(KeySets, Snapshot, testing::ValuesIn(KeySets()), [](const auto& test) {
  std::string name(test.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

class SnapshotFile : public testing::Test {
 protected:
  std::string Saved(const KeyIndex& index, const std::optional<KeyDictionary>& dictionary = std::nullopt) {
    const std::string path = testing::TempDir() + "snapshot_file_test.index";
    EXPECT_TRUE(SaveSnapshot(index, path, dictionary).ok());
    std::string bytes = ReadAll(path);
    std::filesystem::remove(path);
    return bytes;
  }
  std::unique_ptr<KeyIndex> Small() {
    std::unique_ptr<KeyIndex> index = MakeIndex("art").value();
    for (std::uint64_t i = 0; i < 40; ++i) EXPECT_TRUE(index->Upsert("key " + std::to_string(i), i).ok());
    return index;
  }
  // Uses whatever opens.
  static void Use(const KeyIndex& index) {
    EXPECT_EQ(All(index).size(), index.size());
    (void)index.Lookup("key 7");
    EXPECT_TRUE(index.Check().ok());
  }
};

TEST_F(SnapshotFile, OfNothingIsEmpty) {
  const std::unique_ptr<KeyIndex> empty = MakeIndex("art").value();
  const std::string bytes = Saved(*empty);
  const auto opened = OpenSnapshotBytes(bytes, "empty");
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_EQ((*opened)->size(), 0U);
  EXPECT_EQ((*opened)->Lookup(""), std::nullopt);
  const std::unique_ptr<KeyCursor> cursor = (*opened)->NewCursor().value();
  ASSERT_TRUE(cursor->Seek("").ok());
  EXPECT_FALSE(cursor->on_entry());
  ASSERT_TRUE(cursor->SeekLast().ok());
  EXPECT_FALSE(cursor->on_entry());
}

TEST_F(SnapshotFile, ThatIsCutOrChangedIsRefused) {
  const std::unique_ptr<KeyIndex> index = Small();
  const std::string good = Saved(*index, Trained({"key 1", "key 2"}));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(OpenSnapshotBytes(std::string(good, 0, size), "cut").status().code(), StatusCode::kCorruption);
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    const auto opened = OpenSnapshotBytes(changed, "changed");
    // What stands between the sections is zeros that nothing reads.
    if (!opened.ok()) continue;
    Use(**opened);
    EXPECT_EQ(good[at], '\0');
  }
  EXPECT_EQ(OpenSnapshotBytes(good + "x", "longer").status().code(), StatusCode::kCorruption);
}

// Sections with right checksums, of which one was made up.
TEST_F(SnapshotFile, ThatIsForgedIsRefusedOrRead) {
  const std::string names[] = {"properties", "dictionary", "offsets", "entries"};
  const std::string_view views[] = {names[0], names[1], names[2], names[3]};
  const base::SectionFormat format = {"tacitidx", 1, 64, "an index", "save it again", views};
  const std::unique_ptr<KeyIndex> index = Small();
  const std::string good = Saved(*index);
  const std::vector<std::string_view> parts = base::UnpackSections(format, good, "good").value();
  std::mt19937_64 random(8);
  std::map<std::string, int> refused;
  for (int i = 0; i < 3'000; ++i) {
    std::vector<std::string> sections(parts.begin(), parts.end());
    const std::size_t which = random() % 4;
    std::string& section = sections[which];
    if (section.empty() || random() % 8 == 0) {
      section.insert(section.begin() + static_cast<std::ptrdiff_t>(random() % (section.size() + 1)),
                     static_cast<char>(random()));
    } else if (random() % 8 == 0) {
      section.resize(random() % section.size());
    } else {
      section[random() % section.size()] = static_cast<char>(random());
    }
    const std::string forged = base::PackSections(format, sections);
    const auto opened = OpenSnapshotBytes(forged, "forged");
    if (opened.ok()) {
      Use(**opened);
      continue;
    }
    ASSERT_EQ(opened.status().code(), StatusCode::kCorruption);
    ++refused[names[which]];
  }
  EXPECT_EQ(refused.size(), 4U);
}

// A file of the first version, which every later build reads, and this one still writes.
TEST_F(SnapshotFile, OfVersion1StaysAsItIs) {
  const std::string path = TACIT_TEST_DATA "/indexes/golden/words-v1.index";
  const auto opened = OpenSnapshot(path);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  const std::unique_ptr<KeyIndex> index = MakeIndex("btree").value();
  using namespace std::string_literals;
  ASSERT_TRUE(index->Upsert("", 7).ok());
  ASSERT_TRUE(index->Upsert("\0\xff"s, ~std::uint64_t{0}).ok());
  for (std::uint64_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(index->Upsert("word " + std::to_string(i * i), i).ok());
    ASSERT_TRUE(index->Upsert("word " + std::to_string(i * i) + std::string(i * 3, 'w'), i << 40U).ok());
  }
  EXPECT_EQ(All(**opened), All(*index));
  EXPECT_TRUE(Saved(*index) == ReadAll(path));
}

TEST_F(SnapshotFile, OfANewerVersionIsNotSupported) {
  const std::string_view names[] = {"properties"};
  const base::SectionFormat format = {"tacitidx", 2, 64, "an index", "save it again", names};
  const std::vector<std::string> sections = {""};
  EXPECT_EQ(OpenSnapshotBytes(base::PackSections(format, sections), "newer").status().code(),
            StatusCode::kNotSupported);
}

TEST_F(SnapshotFile, ThatIsNotThereSaysSo) {
  const Status missing = OpenSnapshot(testing::TempDir() + "no such.index").status();
  EXPECT_EQ(missing.code(), StatusCode::kNotFound);
  EXPECT_THAT(missing.message(), testing::HasSubstr("no such.index"));
  EXPECT_EQ(OpenSnapshot(testing::TempDir()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(SaveSnapshot(*Small(), testing::TempDir() + "no such folder/x.index").code(),
            StatusCode::kNotFound);
}

}  // namespace
}  // namespace tacit::index
