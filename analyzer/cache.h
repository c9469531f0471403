// Results of analyses, kept by what the sources hold.
#pragma once

#include <optional>
#include <string>

#include "analyzer/files/source_tree.h"
#include "tacit/analyzer.h"

namespace tacit::analyze {

// What an analysis depends on: every byte of the tree's files, the options, and this build of the library.
// The tree's root does not count, so that a copy elsewhere has the same key. Nothing where the analysis
// depends on more than that: a live schema, a folder of migrations outside, or headers (C++).
[[nodiscard]] std::optional<std::string> CacheKey(const SourceTree& tree, const AnalyzeOptions& options,
                                                  Framework framework);

// A folder of results. Several processes may use one at a time: a result is written whole or not at all.
class Cache {
 public:
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}

  // Nothing where there is none of the key, or what is there is damaged.
  [[nodiscard]] std::optional<Analysis> Find(const std::string& key) const;
  // Makes the folder where it is missing, and takes the oldest results out beyond 64. Errors: Io.
  [[nodiscard]] Status Store(const std::string& key, const Analysis& analysis) const;

 private:
  [[nodiscard]] std::string PathOf(const std::string& key) const { return folder_ + "/" + key + ".analysis"; }
  void DropOldest() const;

  std::string folder_;
};

// The result as bytes, and back. Law: Unpack(Pack(a)) gives a; whatever else is unpacked gives nothing,
// without reading past its end.
[[nodiscard]] std::string Pack(const Analysis& analysis);
[[nodiscard]] std::optional<Analysis> Unpack(std::string_view bytes);

}  // namespace tacit::analyze
