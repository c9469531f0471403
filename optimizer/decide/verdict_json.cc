// A verdict as the contract's JSON.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "optimizer/verdict/certificate_json.h"
#include "tacit/prove_batch.h"

namespace tacit {
namespace {

using Json = nlohmann::ordered_json;

Json ValueAsJson(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* blob = std::get_if<Blob>(&value)) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex = "\\x";
    for (const char c : blob->bytes) {
      hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
      hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
    }
    return hex;
  }
  return nullptr;
}

Json RowsAsJson(const std::vector<Row>& rows) {
  Json list = Json::array();
  for (const Row& row : rows) {
    Json values = Json::array();
    for (const Value& value : row) values.push_back(ValueAsJson(value));
    list.push_back(std::move(values));
  }
  return list;
}

}  // namespace

std::string VerdictAsJson(std::string_view id, const Verdict& verdict, double ms) {
  Json line = {{"id", id},
               {"verdict", Name(verdict.kind())},
               {"reason", verdict.reason()},
               {"ms", std::round(ms * 1000) / 1000},
               {"constraints_used", verdict.constraints_used()}};
  if (verdict.refuted()) {
    Json tables = Json::object();
    for (const WitnessTable& table : verdict.witness().tables) tables[table.name] = RowsAsJson(table.rows);
    line["witness"] = std::move(tables);
    line["left_rows"] = RowsAsJson(verdict.witness().left_rows);
    line["right_rows"] = RowsAsJson(verdict.witness().right_rows);
    line["script"] = verdict.witness().script;
  }
  if (verdict.proved()) line["certificate"] = CertificateAsJson(verdict.certificate());
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tacit
