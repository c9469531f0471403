#include <algorithm>
#include <deque>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <utility>

#include "src/base/status_macros.h"
#include "tacit/dictionary_versions.h"

namespace tacit {
namespace {

constexpr std::size_t kMostLive = 2;

double RateOn(const KeyDictionary& dictionary, const std::vector<std::string_view>& keys) {
  std::string bytes;
  std::vector<std::size_t> ends;
  dictionary.EncodeBatch(keys, &bytes, &ends);
  std::size_t before = 0;
  for (const std::string_view key : keys) before += key.size();
  return bytes.empty() ? 1 : static_cast<double>(before) / static_cast<double>(bytes.size());
}

}  // namespace

class DictionaryVersions::State {
 public:
  // Where a dictionary is does not change as long as it is live.
  struct Live {
    std::uint32_t version = 0;
    std::unique_ptr<const KeyDictionary> dictionary;
  };

  State(std::vector<VersionedDictionary> live, const DictionaryOptions& training, const DriftOptions& drift)
      : training_(training),
        drift_(drift),
        expected_(live.back().dictionary.trained_rate()),
        random_(drift.seed) {
    for (VersionedDictionary& each : live) Add(each.version, std::move(each.dictionary));
  }

  [[nodiscard]] const Live& newest() const { return live_.back(); }
  [[nodiscard]] const std::vector<Live>& live() const { return live_; }
  [[nodiscard]] double expected() const { return expected_; }

  void Note(std::string_view key, std::size_t encoded_bytes) {
    Keep(key);
    now_.before += key.size();
    now_.after += encoded_bytes;
    // The window's older half is forgotten as a whole.
    if (now_.before >= drift_.window_bytes / 2) before_ = std::exchange(now_, {});
  }

  [[nodiscard]] double Rate() const {
    return Bytes{before_.before + now_.before, before_.after + now_.after}.rate();
  }
  [[nodiscard]] bool GrownOld() const {
    return before_.before > 0 && Rate() < expected_ * (1 - drift_.tolerance);
  }

  Result<bool> Rebuild() try {
    if (live_.size() == kMostLive) {
      return Status::InvalidArgument("expected one live dictionary, found two; encode what has version " +
                                     std::to_string(live_[0].version) + " again, and retire it");
    }
    if (kept_.size() < 2) {
      return Status::InvalidArgument("expected two noted keys at least, found " +
                                     std::to_string(kept_.size()));
    }
    std::vector<std::string_view> halves[2];
    for (std::size_t i = 0; i < kept_.size(); ++i) halves[i % 2].push_back(kept_[i]);
    TACIT_ASSIGN_OR_RETURN(const KeyDictionary tried, KeyDictionary::Train(halves[0], training_));
    const double rate = RateOn(*newest().dictionary, halves[1]);
    if (RateOn(tried, halves[1]) * (1 - drift_.tolerance) < rate) {
      expected_ = std::min(expected_, Rate());
      return false;
    }
    const std::vector<std::string_view> all(kept_.begin(), kept_.end());
    TACIT_ASSIGN_OR_RETURN(KeyDictionary next, KeyDictionary::Train(all, training_));
    const double trained_rate = next.trained_rate();
    Add(newest().version + 1, std::move(next));
    expected_ = trained_rate;
    before_ = {};
    now_ = {};
    return true;
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("not enough memory to train a dictionary; keep fewer sample bytes");
  }

  Status Retire(std::uint32_t version) {
    if (live_.size() < 2 || live_[0].version != version) {
      return Status::InvalidArgument("expected a live version that is not the newest, found " +
                                     std::to_string(version));
    }
    live_.erase(live_.begin());
    return Status::Ok();
  }

 private:
  // Keys, and what they were encoded to.
  struct Bytes {
    std::size_t before = 0, after = 0;

    [[nodiscard]] double rate() const {
      return after == 0 ? 1 : static_cast<double>(before) / static_cast<double>(after);
    }
  };

  void Add(std::uint32_t version, KeyDictionary dictionary) {
    live_.push_back({version, std::make_unique<const KeyDictionary>(std::move(dictionary))});
  }

  // Each key is kept with the chance that lets those that are kept be spread over the window.
  void Keep(std::string_view key) {
    const std::uint64_t draw = random_();
    if (key.size() > drift_.sample_bytes || draw % drift_.window_bytes >= drift_.sample_bytes) return;
    kept_.emplace_back(key);
    kept_bytes_ += key.size();
    while (kept_bytes_ > drift_.sample_bytes) {
      kept_bytes_ -= kept_.front().size();
      kept_.pop_front();
    }
  }

  std::vector<Live> live_;
  DictionaryOptions training_;
  DriftOptions drift_;
  double expected_;
  Bytes before_, now_;  // the window's halves; the older one is whole, or nothing
  std::mt19937_64 random_;
  std::deque<std::string> kept_;
  std::size_t kept_bytes_ = 0;
};

Result<DictionaryVersions> DictionaryVersions::Make(std::vector<VersionedDictionary> live,
                                                    const DictionaryOptions& training,
                                                    const DriftOptions& drift) {
  if (live.empty() || live.size() > kMostLive) {
    return Status::InvalidArgument("expected one or two dictionaries, found " + std::to_string(live.size()));
  }
  if (live.size() == 2 && live[0].version >= live[1].version) {
    return Status::InvalidArgument("expected rising versions, found " + std::to_string(live[0].version) +
                                   " before " + std::to_string(live[1].version));
  }
  if (!(drift.tolerance > 0 && drift.tolerance < 1)) {
    return Status::InvalidArgument("tolerance: expected a share above 0 and below 1, found " +
                                   std::to_string(drift.tolerance));
  }
  if (drift.window_bytes < 2 || drift.sample_bytes < 1) {
    return Status::InvalidArgument("expected a window of two bytes at least, and a sample of one, found " +
                                   std::to_string(drift.window_bytes) + " and " +
                                   std::to_string(drift.sample_bytes));
  }
  return DictionaryVersions(std::make_unique<State>(std::move(live), training, drift));
}

DictionaryVersions::DictionaryVersions(std::unique_ptr<State> state) : state_(std::move(state)) {}
DictionaryVersions::DictionaryVersions(DictionaryVersions&& other) noexcept = default;
DictionaryVersions& DictionaryVersions::operator=(DictionaryVersions&& other) noexcept = default;
DictionaryVersions::~DictionaryVersions() = default;

std::uint32_t DictionaryVersions::newest() const { return state_->newest().version; }

const KeyDictionary* DictionaryVersions::Find(std::uint32_t version) const {
  for (const State::Live& live : state_->live()) {
    if (live.version == version) return live.dictionary.get();
  }
  return nullptr;
}

std::vector<std::uint32_t> DictionaryVersions::live() const {
  std::vector<std::uint32_t> versions;
  for (const State::Live& live : state_->live()) versions.push_back(live.version);
  return versions;
}

void DictionaryVersions::Note(std::string_view key, std::size_t encoded_bytes) {
  state_->Note(key, encoded_bytes);
}

double DictionaryVersions::recent_rate() const { return state_->Rate(); }
double DictionaryVersions::expected_rate() const { return state_->expected(); }
bool DictionaryVersions::grown_old() const { return state_->GrownOld(); }
Result<bool> DictionaryVersions::Rebuild() { return state_->Rebuild(); }
Status DictionaryVersions::Retire(std::uint32_t version) { return state_->Retire(version); }

}  // namespace tacit
