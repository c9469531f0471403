#include "tacit/bytes_index.h"

#include <new>
#include <string>
#include <utility>

#include "indexes/values/values.h"
#include "src/base/status_macros.h"

namespace tacit {

class BytesIndex::State {
 public:
  explicit State(std::unique_ptr<KeyIndex> its_index) : index(std::move(its_index)) {}

  // May throw std::bad_alloc.
  [[nodiscard]] Result<bool> Put(std::string_view key, std::string_view value, bool replace) {
    if (value.size() > kMaxIndexValueBytes) {
      return Status::InvalidArgument("index value: expected at most " + std::to_string(kMaxIndexValueBytes) +
                                     " bytes; found " + std::to_string(value.size()));
    }
    const std::optional<std::uint64_t> old = index->Lookup(key);
    if (old && !replace) return false;
    const std::uint64_t number = values.Add(value);
    Result<bool> put = index->Upsert(key, number);
    if (!put.ok()) {
      values.Free(number);
    } else if (old) {
      values.Free(*old);
    }
    return put;
  }

  // A visitor of numbers that shows what they stand for.
  [[nodiscard]] KeyIndex::Visitor Showing(const Visitor& visit) const {
    return
        [this, &visit](std::string_view key, std::uint64_t number) { return visit(key, values.At(number)); };
  }

  std::unique_ptr<KeyIndex> index;
  index::Values values;
};

Result<BytesIndex> BytesIndex::Over(std::unique_ptr<KeyIndex> index) try {
  if (index->size() != 0) {
    return Status::InvalidArgument("index of byte strings: expected an empty index; found " +
                                   std::to_string(index->size()) + " entries");
  }
  return BytesIndex(std::make_unique<State>(std::move(index)));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

BytesIndex::BytesIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
BytesIndex::BytesIndex(BytesIndex&& other) noexcept = default;
BytesIndex& BytesIndex::operator=(BytesIndex&& other) noexcept = default;
BytesIndex::~BytesIndex() = default;

Result<bool> BytesIndex::Insert(std::string_view key, std::string_view value) try {
  return state_->Put(key, value, false);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<bool> BytesIndex::Upsert(std::string_view key, std::string_view value) try {
  return state_->Put(key, value, true);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

bool BytesIndex::Erase(std::string_view key) {
  const std::optional<std::uint64_t> number = state_->index->Lookup(key);
  if (!number || !state_->index->Erase(key)) return false;
  state_->values.Free(*number);
  return true;
}

std::optional<std::string_view> BytesIndex::Lookup(std::string_view key) const {
  const std::optional<std::uint64_t> number = state_->index->Lookup(key);
  if (!number) return std::nullopt;
  return state_->values.At(*number);
}

Result<std::size_t> BytesIndex::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  return state_->index->Scan(from, limit, state_->Showing(visit));
}

Result<std::size_t> BytesIndex::ScanRange(std::string_view from, std::string_view to, std::size_t limit,
                                          const Visitor& visit) const {
  return state_->index->ScanRange(from, to, limit, state_->Showing(visit));
}

Result<std::size_t> BytesIndex::ScanPrefix(std::string_view prefix, std::size_t limit,
                                           const Visitor& visit) const {
  return state_->index->ScanPrefix(prefix, limit, state_->Showing(visit));
}

const KeyIndex& BytesIndex::index() const { return *state_->index; }
std::string_view BytesIndex::ValueOf(std::uint64_t number) const { return state_->values.At(number); }
std::size_t BytesIndex::size() const { return state_->index->size(); }

Status BytesIndex::Check() const {
  TACIT_RETURN_IF_ERROR(state_->index->Check());
  if (state_->values.count() == size()) return Status::Ok();
  return Status::Internal("index of byte strings: expected a value for each key");
}

std::size_t BytesIndex::memory_bytes() const {
  return sizeof *this + sizeof(State) + state_->index->memory_bytes() + state_->values.memory_bytes();
}

}  // namespace tacit
