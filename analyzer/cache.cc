#include "analyzer/cache.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

#include "src/base/build.h"
#include "src/base/content_hash.h"
#include "src/base/crc32c.h"
#include "src/base/file.h"

namespace tacit::analyze {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "tacit analysis 1\n";
constexpr std::size_t kMaxResults = 64;
constexpr std::int64_t kMaxSchemaBytes = 64 << 20;

// Fields of a result: "LENGTH:BYTES".
class Writer {
 public:
  void Add(std::string_view field) {
    bytes_ += std::to_string(field.size()) + ":";
    bytes_ += field;
  }
  void Add(std::size_t number) { Add(std::to_string(number)); }
  [[nodiscard]] std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_{kMagic};
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool AtEnd() const { return ok_ && rest_.empty(); }

  std::string_view Text() {
    const std::size_t colon = rest_.find(':');
    const std::size_t length = colon == std::string_view::npos ? 0 : ToNumber(rest_.substr(0, colon));
    ok_ = ok_ && colon != std::string_view::npos && length <= rest_.size() - colon - 1;
    if (!ok_) return {};
    const std::string_view field = rest_.substr(colon + 1, length);
    rest_.remove_prefix(colon + 1 + length);
    return field;
  }
  std::size_t Number() { return ToNumber(Text()); }
  // A count of things that take at least a byte each.
  std::size_t Count() {
    const std::size_t count = Number();
    ok_ = ok_ && count <= rest_.size();
    return ok_ ? count : 0;
  }

 private:
  std::size_t ToNumber(std::string_view digits) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    ok_ = ok_ && error == std::errc() && end == digits.data() + digits.size();
    return ok_ ? number : 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::optional<std::string> CacheKey(const SourceTree& tree, const AnalyzeOptions& options,
                                    Framework framework) {
  if (options.schema || framework == Framework::kCpp) return std::nullopt;
  base::ContentHash hash;
  hash.Add(base::BuildId());
  hash.Add(static_cast<std::uint64_t>(framework));
  hash.Add(std::uint64_t{options.queries});
  hash.Add(tree.Commit());
  if (!options.schema_file.empty()) {
    const Result<std::string> schema = base::ReadFile(options.schema_file, kMaxSchemaBytes);
    if (!schema.ok()) return std::nullopt;
    hash.Add(options.schema_file);
    hash.Add(*schema);
  }
  std::vector<std::string> hashes(tree.files().size());
  ForEachInParallel(hashes.size(), [&](std::size_t i) {
    base::ContentHash of_file;
    const Result<std::string> text = tree.Read(tree.files()[i].path);
    of_file.Add(text.ok() ? *text : text.status().message());
    hashes[i] = of_file.Hex();
  });
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    hash.Add(tree.files()[i].path);
    hash.Add(hashes[i]);
  }
  return hash.Hex();
}

std::string Pack(const Analysis& analysis) {
  Writer writer;
  writer.Add(FormatCatalogue(analysis.catalogue));
  writer.Add(analysis.queries.size());
  for (const FoundQuery& query : analysis.queries) {
    writer.Add(query.sql);
    writer.Add(query.file);
    writer.Add(static_cast<std::size_t>(query.line));
    writer.Add(query.note);
  }
  writer.Add(analysis.diagnostics.size());
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    writer.Add(diagnostic.file);
    writer.Add(static_cast<std::size_t>(diagnostic.line));
    writer.Add(diagnostic.message);
  }
  std::string bytes = writer.Take();
  return bytes + std::to_string(base::Crc32c(bytes)) + "\n";
}

std::optional<Analysis> Unpack(std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || !bytes.ends_with('\n')) return std::nullopt;
  // The checksum is the last line; fields hold any byte, so it is found from the end.
  std::size_t digits = 0;
  while (digits + 1 < bytes.size() && bytes[bytes.size() - 2 - digits] >= '0' &&
         bytes[bytes.size() - 2 - digits] <= '9' && digits < 10) {
    ++digits;
  }
  for (; digits > 0; --digits) {
    const std::string_view body = bytes.substr(0, bytes.size() - 1 - digits);
    if (std::to_string(base::Crc32c(body)) == bytes.substr(body.size(), digits)) {
      bytes = body.substr(kMagic.size());
      break;
    }
  }
  if (digits == 0) return std::nullopt;

  FieldReader reader(bytes);
  Analysis analysis;
  Result<Catalogue> catalogue = ParseCatalogue(reader.Text(), "cache");
  if (!catalogue.ok()) return std::nullopt;
  analysis.catalogue = std::move(*catalogue);
  for (std::size_t i = reader.Count(); i > 0 && reader.ok(); --i) {
    FoundQuery& query = analysis.queries.emplace_back();
    query.sql = reader.Text();
    query.file = reader.Text();
    query.line = static_cast<int>(reader.Number());
    query.note = reader.Text();
  }
  for (std::size_t i = reader.Count(); i > 0 && reader.ok(); --i) {
    Diagnostic& diagnostic = analysis.diagnostics.emplace_back();
    diagnostic.file = reader.Text();
    diagnostic.line = static_cast<int>(reader.Number());
    diagnostic.message = reader.Text();
  }
  if (!reader.AtEnd()) return std::nullopt;
  return analysis;
}

std::optional<Analysis> Cache::Find(const std::string& key) const {
  const Result<std::string> bytes = base::ReadFile(PathOf(key));
  return bytes.ok() ? Unpack(*bytes) : std::nullopt;
}

Status Cache::Store(const std::string& key, const Analysis& analysis) const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return Status::Io("expected a folder that can be written, found: " + error.message());
  Status status = base::WriteFileAtomically(PathOf(key), Pack(analysis));
  if (status.ok()) DropOldest();
  return status;
}

void Cache::DropOldest() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> results;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() == ".analysis")
      results.emplace_back(entry.last_write_time(error), entry.path());
  }
  std::sort(results.begin(), results.end());
  for (std::size_t i = 0; i + kMaxResults < results.size(); ++i) fs::remove(results[i].second, error);
}

}  // namespace tacit::analyze
