#include "analyzer/facts/identity.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <tuple>

#include "analyzer/facts/findings.h"

namespace tacit::analyze {

namespace {

class Hasher {
 public:
  void Add(std::string_view text) {
    for (char c : text) state_ = (state_ ^ static_cast<unsigned char>(c)) * 16777619U;
    state_ = (state_ ^ 0xFFU) * 16777619U;
  }
  void AddValue(const Value& value) {
    Add(std::to_string(value.index()));
    if (const auto* text = std::get_if<std::string>(&value)) Add(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) Add(std::to_string(*number));
    if (const auto* number = std::get_if<double>(&value)) Add(std::to_string(*number));
    if (const bool* truth = std::get_if<bool>(&value)) Add(*truth ? "t" : "f");
  }
  void AddBound(const std::optional<std::int64_t>& bound) { Add(bound ? std::to_string(*bound) : "none"); }
  void AddBound(const std::optional<Value>& bound) { AddValue(bound.value_or(Value())); }
  [[nodiscard]] std::string Text() const {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08x", state_);
    return text.data();
  }

 private:
  std::uint32_t state_ = 2166136261U;
};

struct DetailHasher {
  Hasher& hash;
  void operator()(const std::monostate&) const {}
  void operator()(const LengthDetail& d) const {
    hash.AddBound(d.min);
    hash.AddBound(d.max);
  }
  void operator()(const RangeDetail& d) const {
    hash.AddBound(d.min);
    hash.AddBound(d.max);
    hash.Add(std::string{d.min_exclusive ? '1' : '0', d.max_exclusive ? '1' : '0', d.integer ? '1' : '0'});
  }
  void operator()(const ValuesDetail& d) const {
    for (const Value& value : d.values) hash.AddValue(value);
  }
  void operator()(const FormatDetail& d) const { hash.Add(d.regex); }
  void operator()(const UniqueDetail& d) const {
    hash.Add(std::string{d.case_sensitive ? '1' : '0', d.nulls_equal ? '1' : '0'});
  }
  void operator()(const ForeignKeyDetail& d) const {
    hash.Add(d.ref_table);
    for (const std::string& column : d.ref_columns) hash.Add(column);
  }
  void operator()(const CheckDetail& d) const { hash.Add(d.sql); }
};

std::string Place(const std::string& table, const std::vector<std::string>& columns, std::string_view kind) {
  std::string joined;
  for (const std::string& column : columns) joined += (joined.empty() ? "" : "+") + column;
  return table + "." + joined + "." + std::string(kind);
}

void Join(std::vector<Evidence>& into, std::vector<Evidence> more) {
  for (Evidence& evidence : more) {
    const bool known = std::any_of(into.begin(), into.end(), [&](const Evidence& e) {
      return e.file == evidence.file && e.line == evidence.line && e.pattern == evidence.pattern;
    });
    if (!known) into.push_back(std::move(evidence));
  }
}

}  // namespace

std::string Identity(const Constraint& constraint, const std::optional<Condition>& condition) {
  Hasher hash;
  std::visit(DetailHasher{hash}, constraint.detail);
  hash.Add(Name(constraint.nulls));
  if (condition) hash.Add(condition->text);
  return Place(constraint.table, constraint.columns, Name(constraint.kind)) + "." + hash.Text();
}

std::vector<Constraint> Identified(std::vector<Constraint> constraints) {
  std::map<std::string, Constraint> by_id;
  for (Constraint& constraint : constraints) {
    constraint.id = Identity(constraint, constraint.condition);
    auto [place, fresh] = by_id.try_emplace(constraint.id, constraint);
    if (fresh) continue;
    Constraint& kept = place->second;
    Join(kept.evidence, std::move(constraint.evidence));
    kept.soundness = std::min(kept.soundness, constraint.soundness);
    if (!constraint.derived_from) kept.derived_from.reset();  // declared outright as well
  }
  std::vector<Constraint> unique;
  for (auto& [id, constraint] : by_id) {
    if (constraint.derived_from == id) constraint.derived_from.reset();
    unique.push_back(std::move(constraint));
  }
  std::sort(unique.begin(), unique.end(), [](const Constraint& a, const Constraint& b) {
    return std::tie(a.table, a.columns, a.kind, a.id) < std::tie(b.table, b.columns, b.kind, b.id);
  });
  return unique;
}

std::vector<Hint> Joined(std::vector<Hint> hints) {
  std::map<std::string, Hint> by_id;
  for (Hint& hint : hints) {
    auto [place, fresh] = by_id.try_emplace(hint.id, hint);
    if (!fresh) Join(place->second.evidence, std::move(hint.evidence));
  }
  std::vector<Hint> unique;
  for (auto& [id, hint] : by_id) unique.push_back(std::move(hint));
  std::sort(unique.begin(), unique.end(), [](const Hint& a, const Hint& b) {
    return std::tie(a.table, a.columns, a.kind, a.id) < std::tie(b.table, b.columns, b.kind, b.id);
  });
  return unique;
}

Hint MakeHint(HintKind kind, std::string table, std::vector<std::string> columns, std::string text,
              Evidence evidence) {
  Hint hint;
  Hasher hash;
  hash.Add(text);
  hint.id = Place(table, columns, Name(kind)) + ".hint." + hash.Text();
  hint.kind = kind;
  hint.table = std::move(table);
  hint.columns = std::move(columns);
  hint.text = std::move(text);
  hint.evidence.push_back(std::move(evidence));
  return hint;
}

Constraint Follows(const Hint& hint, ConstraintKind kind, ConstraintDetail detail, NullPolicy nulls) {
  Constraint constraint;
  constraint.kind = kind;
  constraint.table = hint.table;
  constraint.columns = hint.columns;
  constraint.detail = std::move(detail);
  constraint.nulls = nulls;
  constraint.derived_from = hint.id;
  constraint.soundness = Soundness::kD;
  constraint.evidence = hint.evidence;
  return constraint;
}

}  // namespace tacit::analyze
