#include "src/report/json_parts.h"

#include <charconv>

namespace tacit::report {
namespace {

struct ValueToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(double value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const Blob& value) const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex = "0x";
    for (const char c : value.bytes) {
      const auto byte = static_cast<unsigned char>(c);
      hex += kDigits[byte >> 4];
      hex += kDigits[byte & 15];
    }
    return hex;
  }
};

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string BoundsText(const std::optional<std::string>& low, std::string_view low_word,
                       const std::optional<std::string>& high, std::string_view high_word) {
  std::string text;
  if (low) text += std::string(low_word) + " " + *low;
  if (high) text += (low ? " and " : "") + std::string(high_word) + " " + *high;
  return text;
}

std::string ValuesText(const std::vector<Value>& values) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < values.size() && i < kShown; ++i) {
    text += (i > 0 ? ", " : "") + ValueText(values[i]);
  }
  if (values.size() > kShown) text += ", ... (" + std::to_string(values.size()) + " values)";
  return text;
}

struct DetailText {
  std::string operator()(std::monostate) const { return "is never NULL"; }
  std::string operator()(const LengthDetail& d) const {
    const auto text = [](const std::optional<std::int64_t>& n) {
      return n ? std::optional(std::to_string(*n)) : std::nullopt;
    };
    return "has a length of " + BoundsText(text(d.min), "at least", text(d.max), "at most");
  }
  std::string operator()(const RangeDetail& d) const {
    const auto text = [](const std::optional<Value>& v) {
      return v ? std::optional(ValueText(*v)) : std::nullopt;
    };
    const std::string bounds = BoundsText(text(d.min), d.min_exclusive ? "above" : "at least", text(d.max),
                                          d.max_exclusive ? "below" : "at most");
    const std::string number = d.integer ? "is a whole number" : "is a number";
    return bounds.empty() ? number : (d.integer ? number + ", " : "is ") + bounds;
  }
  std::string operator()(const ValuesDetail& d) const {
    return (kind == ConstraintKind::kNoneOf ? "is none of " : "is one of ") + ValuesText(d.values);
  }
  std::string operator()(const FormatDetail& d) const { return "matches /" + d.regex + "/"; }
  std::string operator()(const UniqueDetail& d) const {
    return d.case_sensitive ? "is unique" : "is unique without regard to case";
  }
  std::string operator()(const ForeignKeyDetail& d) const {
    if (d.ref_table.empty()) return "refers to a row of the class in " + d.type_column.value_or("?");
    return "refers to " + d.ref_table + "(" + Join(d.ref_columns, ", ") + ")";
  }
  std::string operator()(const CheckDetail& d) const { return "satisfies " + d.sql; }

  ConstraintKind kind;
};

Json EvidenceAsJson(const std::vector<Evidence>& evidence) {
  Json list = Json::array();
  for (const Evidence& e : evidence)
    list.push_back({{"file", e.file}, {"line", e.line}, {"pattern", e.pattern}});
  return list;
}

Json UsedAsJson(const Catalogue& catalogue, const std::vector<std::string>& ids) {
  Json used = Json::array();
  for (const std::string& id : ids) used.push_back(ConstraintAsJson(catalogue, id));
  return used;
}

Json CertificateAsJson(const Certificate& certificate) {
  Json steps = Json::array();
  for (const ProofStep& step : certificate.steps) {
    Json entry = {{"rule", step.rule}, {"statement", step.statement}, {"constraints", step.constraints}};
    if (!step.obligation.empty()) entry["obligation"] = step.obligation;
    steps.push_back(std::move(entry));
  }
  return steps;
}

Json GuardAsJson(const Catalogue& catalogue, const Guard& guard) {
  return {{"predicate", guard.predicate},
          {"column", guard.column},
          {"query", guard.query},
          {"constraints_used", UsedAsJson(catalogue, guard.constraints_used)},
          {"certificate", CertificateAsJson(guard.certificate)}};
}

Json RewriteAsJson(const Catalogue& catalogue, const Rewrite& rewrite) {
  Json json = {{"sql", rewrite.sql},
               {"rules", rewrite.rules},
               {"cost", rewrite.cost},
               {"prove_ms", rewrite.prove_ms},
               {"any_literals", rewrite.any_literals}};
  json["constraints_used"] = UsedAsJson(catalogue, rewrite.constraints_used);
  json["certificate"] = CertificateAsJson(rewrite.certificate);
  if (rewrite.timing) json["timing"] = ToJson(*rewrite.timing);
  return json;
}

std::string_view ResultName(CheckResult result) {
  switch (result) {
    case CheckResult::kHolds: return "holds";
    case CheckResult::kViolated: return "violated";
    case CheckResult::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace

Json ToJson(const Value& value) { return std::visit(ValueToJson{}, value); }

Json ToJson(const std::vector<Row>& rows) {
  Json list = Json::array();
  for (const Row& row : rows) {
    Json cells = Json::array();
    for (const Value& value : row) cells.push_back(ToJson(value));
    list.push_back(std::move(cells));
  }
  return list;
}

Json ToJson(const Timing& timing) {
  return {{"min_ms", timing.min_ms},
          {"median_ms", timing.median_ms},
          {"max_ms", timing.max_ms},
          {"runs", timing.runs},
          {"rows", timing.rows}};
}

Json ConstraintAsJson(const Catalogue& catalogue, const std::string& id) {
  const Constraint* constraint = catalogue.Find(id);
  if (constraint == nullptr) return {{"id", id}};
  return {{"id", id},
          {"kind", Name(constraint->kind)},
          {"table", constraint->table},
          {"columns", constraint->columns},
          {"trust", Name(constraint->trust)},
          {"statement", Statement(*constraint)},
          {"place", Place(*constraint)},
          {"evidence", EvidenceAsJson(constraint->evidence)}};
}

Json ToJson(const Catalogue& catalogue, const RewriteOutcome& outcome) {
  Json json = {{"sql", outcome.sql}, {"fingerprint", outcome.fingerprint}, {"cost", outcome.cost}};
  if (!outcome.file.empty()) json["source"] = {{"file", outcome.file}, {"line", outcome.line}};
  if (outcome.timing) json["timing"] = ToJson(*outcome.timing);
  json["rewrites"] = Json::array();
  for (const Rewrite& rewrite : outcome.rewrites)
    json["rewrites"].push_back(RewriteAsJson(catalogue, rewrite));
  for (const Guard& guard : outcome.guards) json["guards"].push_back(GuardAsJson(catalogue, guard));
  json["counts"] = {{"enumerated", outcome.counts.enumerated},
                    {"cheaper", outcome.counts.cheaper},
                    {"proved", outcome.counts.proved}};
  if (!outcome.unsupported.empty()) json["unsupported"] = outcome.unsupported;
  json["known"] = outcome.known;
  json["phases"] = {{"bind_ms", outcome.phases.bind_ms},
                    {"enumerate_ms", outcome.phases.enumerate_ms},
                    {"test_ms", outcome.phases.test_ms},
                    {"prove_ms", outcome.phases.prove_ms}};
  json["total_ms"] = outcome.total_ms;
  return json;
}

Json ToJson(const Catalogue& catalogue, const CheckedConstraint& checked) {
  Json json = ConstraintAsJson(catalogue, checked.id);
  json["result"] = ResultName(checked.result);
  if (checked.result == CheckResult::kViolated) {
    json["violations"] = checked.violations;
    json["example_columns"] = checked.example_columns;
    json["examples"] = ToJson(checked.examples);
  }
  if (!checked.query.empty()) json["query"] = checked.query;
  if (!checked.reason.empty()) json["reason"] = checked.reason;
  return json;
}

std::string Statement(const Constraint& constraint) {
  std::string columns = Join(constraint.columns, ", ");
  if (constraint.columns.size() != 1) columns = "(" + columns + ")";
  std::string text =
      constraint.table + "." + columns + " " + std::visit(DetailText{constraint.kind}, constraint.detail);
  if (constraint.condition) text += " where " + constraint.condition->text;
  return text;
}

std::string Place(const Constraint& constraint) {
  if (constraint.evidence.empty()) return "";
  const Evidence& e = constraint.evidence.front();
  if (e.file.empty()) return "the schema";
  return e.line > 0 ? e.file + ":" + std::to_string(e.line) : e.file;
}

std::string ValueText(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
  return tacit::IsNull(value) ? "NULL" : ToJson(value).dump();
}

std::string Dump(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tacit::report
