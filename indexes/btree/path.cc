#include "indexes/btree/path.h"

#include <algorithm>
#include <cstring>

namespace tacit::index::btree {
namespace {

std::size_t CommonBytes(std::string_view a, std::string_view b) {
  const auto shorter = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + shorter, b.begin()).first - a.begin());
}

Fence FenceAt(const Page& page, std::size_t i) {
  KeyBuffer buffer;
  Fence fence;
  fence.Set(page.KeyAt(i, buffer));
  return fence;
}

}  // namespace

void Fence::Set(std::string_view separator) {
  limited = true;
  size = std::min(separator.size(), bytes.size());
  if (size > 0) std::memcpy(bytes.data(), separator.data(), size);
}

Fence LowFence(const Path& path) {
  for (std::size_t i = path.size(); i-- > 0;) {
    if (path[i].at > 0) return FenceAt(*path[i].page, path[i].at - 1);
  }
  return {};
}

Fence HighFence(const Path& path) {
  for (std::size_t i = path.size(); i-- > 0;) {
    if (path[i].at < path[i].page->count()) return FenceAt(*path[i].page, path[i].at);
  }
  return {};
}

std::string_view PrefixBetween(const Fence& low, const Fence& high) {
  if (!low.limited || !high.limited) return {};
  const std::string_view from(low.bytes.data(), low.size);
  return from.substr(0, CommonBytes(from, {high.bytes.data(), high.size}));
}

std::string_view Separator(std::string_view left, std::string_view right) {
  return right.substr(0, CommonBytes(left, right) + 1);
}

}  // namespace tacit::index::btree
