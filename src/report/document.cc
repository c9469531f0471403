#include "src/report/document.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

namespace tacit::report {
namespace {

constexpr int kStudyVersion = 1;

// "NAME:LINE:COLUMN" of a byte offset in a text.
std::string PlaceOf(std::string_view text, std::string_view name, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return std::string(name) + ":" + std::to_string(line) + ":" + std::to_string(before.size() - start + 1);
}

double GainOf(const Json& query) { return query.value("rewrite_gain", 1.0); }

bool HasRewrite(const Json& query) {
  const auto installed = query.find("on_installed");
  return installed != query.end() && installed->contains("rewrites") && !(*installed).at("rewrites").empty();
}

}  // namespace

Result<Json> ParseStudy(std::string_view text, std::string_view name) {
  try {
    Json json = Json::parse(text);
    if (!json.is_object() || !json.contains("tacit_study") || !json.at("tacit_study").is_number_integer()) {
      return Status::InvalidArgument(
          std::string(name) + ":1:1: expected a study as `tacit demo` writes it, found no tacit_study");
    }
    if (json.at("tacit_study") > kStudyVersion) {
      return Status::NotSupported(std::string(name) + ": study version " + json.at("tacit_study").dump() +
                                  ", this build reads up to " + std::to_string(kStudyVersion) +
                                  "; use a newer tacit");
    }
    return json;
  } catch (const Json::parse_error& error) {
    return Status::InvalidArgument(PlaceOf(text, name, error.byte > 0 ? error.byte - 1 : 0) +
                                   ": expected JSON, found something else");
  }
}

std::vector<const Json*> BestRewrites(const Json& study, std::size_t most) {
  std::vector<const Json*> best;
  for (const Json& query : study.at("queries")) {
    if (HasRewrite(query) && query.value("rewrite_gained", false)) best.push_back(&query);
  }
  // Queries lie one after the other in the document, so equal gains keep its order.
  std::sort(best.begin(), best.end(), [](const Json* a, const Json* b) {
    return GainOf(*a) != GainOf(*b) ? GainOf(*a) > GainOf(*b) : std::less<>()(a, b);
  });
  if (best.size() > most) best.resize(most);
  return best;
}

std::string Number(double value) {
  const double size = std::fabs(value);
  const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  return buffer;
}

std::string Percent(double share) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.3g", 100 * share);
  return buffer;
}

}  // namespace tacit::report
