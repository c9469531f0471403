#include "tacit/estimate_workload.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "src/base/file.h"

namespace tacit {
namespace {

using nlohmann::json;
using Kind = Predicate::Kind;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::optional<Kind> KindOf(const std::string& name) {
  static constexpr std::pair<std::string_view, Kind> kOperators[] = {
      {"=", Kind::kEqual},        {"==", Kind::kEqual},
      {"<>", Kind::kNotEqual},    {"!=", Kind::kNotEqual},
      {"<", Kind::kLess},         {"<=", Kind::kLessOrEqual},
      {">", Kind::kGreater},      {">=", Kind::kGreaterOrEqual},
      {"in", Kind::kIn},          {"between", Kind::kBetween},
      {"is null", Kind::kIsNull}, {"is not null", Kind::kIsNotNull},
      {"like", Kind::kLike}};
  for (const auto& [symbol, kind] : kOperators) {
    if (symbol == Lower(name)) return kind;
  }
  return std::nullopt;
}

std::optional<Value> ValueOf(const json& value) {
  if (value.is_null()) return Value();
  if (value.is_boolean()) return Value(value.get<bool>());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
    return Value(value.get<double>());
  if (value.is_number_integer()) return Value(value.get<std::int64_t>());
  if (value.is_number()) return Value(value.get<double>());
  if (value.is_string()) return Value(value.get<std::string>());
  return std::nullopt;
}

// One condition of a line; what is wrong with it otherwise.
Result<Predicate> OneCondition(const json& column, const json& name, const json& value) {
  const auto wrong = [](const std::string& what) { return Status::InvalidArgument(what); };
  if (!column.is_string() || !name.is_string()) return wrong("expected texts in 'cols' and 'ops'");
  const std::optional<Kind> kind = KindOf(name.get<std::string>());
  if (!kind) return wrong("no operator '" + name.get<std::string>() + "'");
  Predicate predicate;
  predicate.kind = *kind;
  predicate.column = column.get<std::string>();
  if (*kind == Kind::kIsNull || *kind == Kind::kIsNotNull) return predicate;
  const bool list = *kind == Kind::kIn || *kind == Kind::kBetween;
  if (list != value.is_array())
    return wrong(std::string("expected ") + (list ? "a list" : "one value") + " for '" +
                 name.get<std::string>() + "'");
  for (const json& item : list ? value : json::array({value})) {
    std::optional<Value> read = ValueOf(item);
    if (!read) return wrong("expected numbers, texts, booleans or null in 'vals'");
    predicate.values.push_back(std::move(*read));
  }
  if (*kind == Kind::kBetween && predicate.values.size() != 2)
    return wrong("expected two values for 'between'");
  return predicate;
}

Result<Predicate> Conditions(const json& line) {
  if (line.contains("where")) {
    if (!line["where"].is_string()) return Status::InvalidArgument("expected a text in 'where'");
    return ParsePredicate(line["where"].get<std::string>());
  }
  for (const char* member : {"cols", "ops", "vals"}) {
    if (!line.contains(member) || !line[member].is_array() || line[member].size() != line["cols"].size()) {
      return Status::InvalidArgument("expected 'where', or lists 'cols', 'ops' and 'vals' of one length");
    }
  }
  Predicate all;
  for (std::size_t i = 0; i < line["cols"].size(); ++i) {
    Result<Predicate> one = OneCondition(line["cols"][i], line["ops"][i], line["vals"][i]);
    if (!one.ok()) return one;
    all.parts.push_back(std::move(*one));
  }
  return all;
}

Result<EstimateQuery> ReadLine(std::string_view text) {
  const json line = json::parse(text, nullptr, false);
  if (line.is_discarded() || !line.is_object()) return Status::InvalidArgument("expected a JSON object");
  if (!line.contains("id") || !(line["id"].is_number() || line["id"].is_string())) {
    return Status::InvalidArgument("expected an 'id', a number or a text");
  }
  Result<Predicate> predicate = Conditions(line);
  if (!predicate.ok()) return predicate.status();
  return EstimateQuery{line["id"].dump(-1, ' ', false, json::error_handler_t::replace), std::move(*predicate),
                       0};
}

}  // namespace

Result<std::vector<EstimateQuery>> ReadEstimateQueries(std::string_view text, std::string_view name) {
  std::vector<EstimateQuery> queries;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    Result<EstimateQuery> query = ReadLine(line);
    if (!query.ok()) {
      const Status status = query.status();
      return Status(status.code(),
                    std::string(name) + ":" + std::to_string(number) + ": " + status.message());
    }
    query->line = number;
    queries.push_back(std::move(*query));
  }
  return queries;
}

Result<std::vector<EstimateQuery>> LoadEstimateQueries(const std::string& path) {
  const Result<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  return ReadEstimateQueries(*text, path);
}

}  // namespace tacit
