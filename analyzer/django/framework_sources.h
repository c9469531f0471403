// Models that come with Django and with libraries that applications inherit from, as Python.
#pragma once

#include <span>
#include <string_view>

namespace tacit::analyze::django {

struct FrameworkSource {
  std::string_view module;  // dotted name
  std::string_view app;     // label; empty: abstract classes only
  std::string_view text;
};

[[nodiscard]] std::span<const FrameworkSource> FrameworkSources();

}  // namespace tacit::analyze::django
