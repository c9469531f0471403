#include "tacit/filter.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/c/call.h"
#include "bindings/c/handles.h"

struct tacit_filter {
  tacit::KeyFilter filter;
};

namespace tacit::c {
namespace {

// Throws std::bad_alloc.
std::shared_ptr<const KeyDictionary> Shared(const tacit_dictionary* dictionary) {
  if (dictionary == nullptr) return nullptr;
  return std::make_shared<const KeyDictionary>(dictionary->dictionary);
}

Status Keep(Result<KeyFilter> made, tacit_filter** filter) {
  if (!made.ok()) return made.status();
  *filter = std::make_unique<tacit_filter>(tacit_filter{*std::move(made)}).release();
  return Status::Ok();
}

Status Build(const tacit_bytes* keys, size_t count, const tacit_filter_options& wanted,
             tacit_filter** filter) {
  FilterOptions options;
  const std::string_view suffix = wanted.suffix == nullptr ? Name(options.suffix) : wanted.suffix;
  const std::optional<FilterSuffix> known = FilterSuffixFromName(suffix);
  if (!known) {
    return Status::InvalidArgument("expected a suffix none, hash, real or mixed, found " +
                                   std::string(suffix));
  }
  options.suffix = *known;
  options.hash_bits = wanted.hash_bits;
  options.real_bits = wanted.real_bits;
  options.dense_ratio = wanted.dense_ratio;
  options.dictionary = Shared(wanted.dictionary);
  std::vector<std::string_view> views;
  views.reserve(count);
  for (size_t i = 0; i < count; ++i) views.push_back(View(keys[i].data, keys[i].size));
  return Keep(KeyFilter::Build(views, options), filter);
}

}  // namespace
}  // namespace tacit::c

using tacit::Status;
using tacit::c::Call;
using tacit::c::View;

int tacit_filter_build(const tacit_bytes* keys, size_t count, const tacit_filter_options* options,
                       tacit_filter** filter, tacit_error** error) {
  *filter = nullptr;
  return Call(error, [&]() -> Status {
    const tacit_filter_options usual = TACIT_FILTER_OPTIONS_INIT;
    const tacit_filter_options& wanted = options == nullptr ? usual : *options;
    Status sized = tacit::c::CheckSize("tacit_filter_options", wanted.struct_size, sizeof wanted);
    return sized.ok() ? tacit::c::Build(keys, count, wanted, filter) : sized;
  });
}

int tacit_filter_open(const char* path, const tacit_dictionary* dictionary, tacit_filter** filter,
                      tacit_error** error) {
  *filter = nullptr;
  return Call(error, [&] {
    return tacit::c::Keep(tacit::KeyFilter::Open(path, tacit::c::Shared(dictionary)), filter);
  });
}

void tacit_filter_free(tacit_filter* filter) { delete filter; }

int tacit_filter_save(const tacit_filter* filter, const char* path, tacit_error** error) {
  return Call(error, [&] { return filter->filter.Save(path); });
}

int tacit_filter_may_contain(const tacit_filter* filter, const void* key, size_t key_size) {
  return filter->filter.MayContain(View(key, key_size)) ? 1 : 0;
}

int tacit_filter_may_contain_range(const tacit_filter* filter, const void* from, size_t from_size,
                                   const void* to, size_t to_size) {
  return filter->filter.MayContainRange(View(from, from_size), View(to, to_size)) ? 1 : 0;
}

int tacit_filter_may_contain_from(const tacit_filter* filter, const void* from, size_t from_size) {
  return filter->filter.MayContainFrom(View(from, from_size)) ? 1 : 0;
}

int tacit_filter_may_contain_prefix(const tacit_filter* filter, const void* prefix, size_t prefix_size) {
  return filter->filter.MayContainPrefix(View(prefix, prefix_size)) ? 1 : 0;
}

int tacit_filter_count(const tacit_filter* filter, const void* from, size_t from_size, const tacit_bytes* to,
                       uint64_t* count, tacit_error** error) {
  return Call(error, [&]() -> Status {
    const auto below = to == nullptr ? std::nullopt : std::optional(View(to->data, to->size));
    const tacit::Result<std::uint64_t> counted = filter->filter.CountApprox(View(from, from_size), below);
    if (counted.ok()) *count = *counted;
    return counted.status();
  });
}

uint64_t tacit_filter_size(const tacit_filter* filter) { return filter->filter.size(); }

size_t tacit_filter_memory_bytes(const tacit_filter* filter) { return filter->filter.memory_bytes(); }

int tacit_filter_check(const tacit_filter* filter, tacit_error** error) {
  return Call(error, [&] { return filter->filter.Check(); });
}
