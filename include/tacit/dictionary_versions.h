// The dictionaries of keys that change over time: how one grows old, and how the next one takes over.
//
// A dictionary is made for the keys of its sample. Others are encoded as well, and stay in order, but take
// more bytes. A store notes what each key that it writes was encoded to. Once the keys of late take more than
// they should, a new dictionary is trained on them, if it is worth it. Encodings of two dictionaries are in
// no order to each other: what is kept in order together (a page, a run, a tree) has one version, and is
// encoded again as a whole (where a page splits, say). So two versions are live, until the older one is
// retired.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

struct DriftOptions {
  // What is worth a new dictionary: keys that take this share fewer bytes. Above 0, below 1.
  double tolerance = 0.05;
  // Keys "of late" are at least half as many bytes as these, and at most as many. At least 2.
  std::size_t window_bytes = std::size_t{1} << 24;
  // The most bytes of keys of late that are kept, to train on. At least 1.
  std::size_t sample_bytes = std::size_t{1} << 20;
  std::uint64_t seed = 1;  // of which keys are kept
};

struct VersionedDictionary {
  std::uint32_t version = 1;
  KeyDictionary dictionary;
};

// Laws: Find(v) answers the same dictionary from the time that v is there until it is retired; the newest
// version is always there; at most two are; a version is never used twice. The same calls in the same order
// give the same answers.
//
// Thread safety: Note, Rebuild and Retire need the object alone, the others may be called by any number of
// threads between them. A dictionary that was found may be used by any thread until it is retired.
class TACIT_EXPORT DictionaryVersions {
 public:
  // `live`: one dictionary, or two in rising order of version, as a store finds them again when it is opened.
  // `training`: how new ones are trained. Errors: InvalidArgument (none, more than two, in another order, an
  // option out of its bounds).
  [[nodiscard]] static Result<DictionaryVersions> Make(std::vector<VersionedDictionary> live,
                                                       const DictionaryOptions& training,
                                                       const DriftOptions& drift);

  DictionaryVersions(DictionaryVersions&& other) noexcept;
  DictionaryVersions& operator=(DictionaryVersions&& other) noexcept;
  ~DictionaryVersions();

  [[nodiscard]] std::uint32_t newest() const;
  // Null where there is none of this version, or no more.
  [[nodiscard]] const KeyDictionary* Find(std::uint32_t version) const;
  // In rising order.
  [[nodiscard]] std::vector<std::uint32_t> live() const;

  // A key that the newest dictionary has encoded to so many bytes. Throws std::bad_alloc only; then it is not
  // noted.
  void Note(std::string_view key, std::size_t encoded_bytes);

  // Original over encoded bytes of the keys of late; 1 where there is none.
  [[nodiscard]] double recent_rate() const;
  // What the newest dictionary is held to: what it was trained to, or, once a new one was found not to be
  // worth it, what it did then.
  [[nodiscard]] double expected_rate() const;
  // Whether the keys of late, once there are enough of them, take more bytes than is tolerated.
  [[nodiscard]] bool grown_old() const;

  // Trains a dictionary on half of the kept keys and tries it on the others. If they take fewer bytes than by
  // the newest one, by the tolerance at least, one is trained on all and becomes the newest: true. If not,
  // less is expected of the newest one from now on: false. Errors, after which nothing has changed:
  // InvalidArgument (two versions are live: names the one to retire; fewer than two keys are kept);
  // ResourceExhausted (memory).
  [[nodiscard]] Result<bool> Rebuild();
  // Errors: InvalidArgument (not there, or the newest).
  [[nodiscard]] Status Retire(std::uint32_t version);

 private:
  class State;
  explicit DictionaryVersions(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace tacit
