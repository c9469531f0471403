#include <nlohmann/json.hpp>

#include "src/base/file.h"
#include "src/catalogue/names.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// Each element through `format`, in an array that is there even when it is empty.
template <typename T, typename Format>
Json ArrayOf(const std::vector<T>& items, Format format) {
  Json array = Json::array();
  for (const T& item : items) array.push_back(format(item));
  return array;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return hex;
}

// The length of a "(?im)" that a regex begins with; 0 where it begins with none.
std::size_t LeadingFlags(std::string_view regex) {
  if (!regex.starts_with("(?")) return 0;
  const std::size_t end = regex.find_first_not_of("imsx", 2);
  return end != std::string_view::npos && end > 2 && regex[end] == ')' ? end + 1 : 0;
}

Json ValueJson(const Value& value) {
  struct Visitor {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool b) const { return b; }
    Json operator()(std::int64_t i) const { return i; }
    Json operator()(double d) const { return d; }
    Json operator()(const std::string& s) const { return s; }
    Json operator()(const Blob& b) const { return {{"hex", Hex(b.bytes)}}; }
  };
  return std::visit(Visitor{}, value);
}

Json TableJson(const Table& table) {
  return {
      {"name", table.name},
      {"columns", ArrayOf(table.columns,
                          [](const Column& c) {
                            return Json{{"name", c.name},
                                        {"type", c.type},
                                        {"nullable", c.nullable},
                                        {"default", OrNull(c.default_sql)}};
                          })},
      {"primary_key", table.primary_key},
      {"uniques", ArrayOf(table.uniques,
                          [](const UniqueKey& u) {
                            return Json{{"name", u.name},
                                        {"columns", u.columns},
                                        {"expressions", u.expressions},
                                        {"where", OrNull(u.where)},
                                        {"nulls_equal", u.nulls_equal}};
                          })},
      {"foreign_keys", ArrayOf(table.foreign_keys,
                               [](const ForeignKey& f) {
                                 return Json{{"name", f.name},
                                             {"columns", f.columns},
                                             {"ref_table", f.ref_table},
                                             {"ref_columns", f.ref_columns},
                                             {"on_delete", f.on_delete}};
                               })},
      {"checks", ArrayOf(table.checks,
                         [](const Check& c) {
                           return Json{{"name", c.name}, {"sql", c.sql}, {"validated", c.validated}};
                         })},
      {"indexes", ArrayOf(table.indexes,
                          [](const Index& i) {
                            return Json{{"name", i.name},
                                        {"columns", i.columns},
                                        {"unique", i.unique},
                                        {"where", OrNull(i.where)}};
                          })},
  };
}

Json DetailJson(const ConstraintDetail& detail) {
  struct Visitor {
    Json operator()(std::monostate) const { return Json::object(); }
    Json operator()(const LengthDetail& d) const { return {{"min", OrNull(d.min)}, {"max", OrNull(d.max)}}; }
    Json operator()(const RangeDetail& d) const {
      return {{"min", d.min ? ValueJson(*d.min) : Json(nullptr)},
              {"max", d.max ? ValueJson(*d.max) : Json(nullptr)},
              {"min_exclusive", d.min_exclusive},
              {"max_exclusive", d.max_exclusive},
              {"integer", d.integer}};
    }
    Json operator()(const ValuesDetail& d) const { return {{"values", ArrayOf(d.values, ValueJson)}}; }
    Json operator()(const FormatDetail& d) const {
      const std::size_t flags = LeadingFlags(d.regex);
      if (flags == 0) return {{"regex", d.regex}, {"dialect", d.dialect}};
      return {
          {"regex", d.regex.substr(flags)}, {"flags", d.regex.substr(2, flags - 3)}, {"dialect", d.dialect}};
    }
    Json operator()(const UniqueDetail& d) const {
      return {{"case_sensitive", d.case_sensitive}, {"nulls_equal", d.nulls_equal}};
    }
    Json operator()(const ForeignKeyDetail& d) const {
      Json json = {{"ref_table", d.ref_table.empty() ? Json(nullptr) : Json(d.ref_table)},
                   {"ref_columns", d.ref_columns}};
      if (d.type_column) json["type_column"] = *d.type_column;
      return json;
    }
    Json operator()(const CheckDetail& d) const { return {{"sql", d.sql}}; }
  };
  return std::visit(Visitor{}, detail);
}

Json EvidenceJson(const std::vector<Evidence>& evidence) {
  return ArrayOf(evidence, [](const Evidence& e) {
    return Json{{"file", e.file}, {"line", e.line}, {"pattern", e.pattern}};
  });
}

Json HintJson(const Hint& hint) {
  return {{"id", hint.id},           {"kind", Name(hint.kind)}, {"table", hint.table},
          {"columns", hint.columns}, {"text", hint.text},       {"evidence", EvidenceJson(hint.evidence)}};
}

Json ConstraintJson(const Constraint& constraint) {
  Json condition = nullptr;
  if (constraint.condition) {
    condition = {{"text", constraint.condition->text}, {"opaque", constraint.condition->opaque}};
  }
  return {
      {"id", constraint.id},
      {"kind", Name(constraint.kind)},
      {"table", constraint.table},
      {"columns", constraint.columns},
      {"detail", DetailJson(constraint.detail)},
      {"condition", std::move(condition)},
      {"nulls", Name(constraint.nulls)},
      {"source", Name(constraint.source)},
      {"derived_from", OrNull(constraint.derived_from)},
      {"soundness", Name(constraint.soundness)},
      {"trust", Name(constraint.trust)},
      {"evidence", EvidenceJson(constraint.evidence)},
      {"bypasses", ArrayOf(constraint.bypasses,
                           [](const Bypass& b) { return Json{{"file", b.file}, {"line", b.line}}; })},
  };
}

}  // namespace

std::string FormatCatalogue(const Catalogue& catalogue) {
  const Application& application = catalogue.application;
  const Json json = {
      {"tacit_catalogue", 1},
      {"application",
       {{"root", application.root},
        {"framework", application.framework},
        {"files", application.files},
        {"commit", application.commit}}},
      {"tables", ArrayOf(catalogue.schema.tables, TableJson)},
      {"constraints", ArrayOf(catalogue.constraints, ConstraintJson)},
      {"hints", ArrayOf(catalogue.hints, HintJson)},
  };
  // Source text in other encodings is kept readable rather than refused.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status WriteCatalogue(const Catalogue& catalogue, const std::string& path) {
  return base::WriteFileAtomically(path, FormatCatalogue(catalogue));
}

}  // namespace tacit
