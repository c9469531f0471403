// An ordered map from byte strings to byte strings, over any index.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "tacit/export.h"
#include "tacit/index.h"
#include "tacit/status.h"

namespace tacit {

// The longest value that is taken.
inline constexpr std::size_t kMaxIndexValueBytes = std::size_t{1} << 30;

// What KeyIndex says of keys, order, errors and cursors holds here; values are any bytes, and are copied. The
// index holds where a value lies, and this the values.
//
// Thread safety: any number of threads may read at once; a call that changes it needs it alone, whatever the
// index.
class TACIT_EXPORT BytesIndex {
 public:
  // Sees one entry; answers whether the scan shall go on. The views are valid during the call only. Must
  // neither change the index nor throw.
  using Visitor = std::function<bool(std::string_view key, std::string_view value)>;

  // Takes an empty index, plain or encoded. Errors: InvalidArgument (it is not empty); ResourceExhausted
  // (memory).
  [[nodiscard]] static Result<BytesIndex> Over(std::unique_ptr<KeyIndex> index);

  BytesIndex(BytesIndex&& other) noexcept;
  BytesIndex& operator=(BytesIndex&& other) noexcept;
  ~BytesIndex();

  // As those of KeyIndex; InvalidArgument where the value is longer than kMaxIndexValueBytes, too.
  [[nodiscard]] Result<bool> Insert(std::string_view key, std::string_view value);
  [[nodiscard]] Result<bool> Upsert(std::string_view key, std::string_view value);
  bool Erase(std::string_view key);
  // The view is valid until the next change.
  [[nodiscard]] std::optional<std::string_view> Lookup(std::string_view key) const;
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const;
  [[nodiscard]] Result<std::size_t> ScanRange(std::string_view from, std::string_view to, std::size_t limit,
                                              const Visitor& visit) const;
  [[nodiscard]] Result<std::size_t> ScanPrefix(std::string_view prefix, std::size_t limit,
                                               const Visitor& visit) const;
  // For cursors: what an entry's number stands for. The view is valid until the next change.
  [[nodiscard]] const KeyIndex& index() const;
  [[nodiscard]] std::string_view ValueOf(std::uint64_t number) const;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Status Check() const;
  // Keys, values, and all that is held for more of them.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  class State;
  explicit BytesIndex(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace tacit
