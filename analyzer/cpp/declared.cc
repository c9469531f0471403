#include "analyzer/cpp/declared.h"

#include <algorithm>
#include <set>

#include "src/sql/ddl.h"

namespace tacit::analyze::cpp {

namespace {

std::string Printed(const Table& table) {
  Schema alone;
  alone.tables.push_back(table);
  return sql::PrintDdl(alone, Dialect::kPostgresql);
}

}  // namespace

Place DeclaredTable::PlaceOf(const Constraint& constraint) const {
  const auto part = parts.find({constraint.kind, constraint.columns});
  if (part != parts.end()) return part->second;
  const auto column = constraint.columns.empty() ? columns.end() : columns.find(constraint.columns[0]);
  return column == columns.end() ? place : column->second;
}

void AddDeclaredTables(Facts& facts, std::vector<DeclaredTable> tables, std::string_view pattern) {
  std::map<std::string, const DeclaredTable*> first;
  std::set<std::string> contradicted;
  for (const DeclaredTable& declared : tables) {
    const auto [known, is_first] = first.emplace(declared.table.name, &declared);
    if (is_first || Printed(known->second->table) == Printed(declared.table)) continue;
    contradicted.insert(declared.table.name);
    facts.Say(declared.place, "expected one declaration of the table " + declared.table.name +
                                  ", found another at " + facts.index().FileOf(known->second->place) + ":" +
                                  std::to_string(known->second->place.line) +
                                  ", which differs; both are passed over");
  }
  std::vector<const DeclaredTable*> added;
  for (const DeclaredTable& declared : tables) {
    const std::string& name = declared.table.name;
    if (contradicted.contains(name) || facts.schema().Find(name) != nullptr) continue;
    facts.schema().tables.push_back(declared.table);
    added.push_back(&declared);
  }
  for (const DeclaredTable* declared : added) {
    StateTable(facts, facts.schema(), declared->table.name, {}, [&](const Constraint& constraint) {
      return facts.EvidenceAt(declared->PlaceOf(constraint), pattern);
    });
  }
}

void StateTable(Facts& facts, const Schema& schema, const std::string& table,
                const std::vector<Constraint>& known,
                const std::function<Evidence(const Constraint&)>& evidence_of) {
  const std::vector<std::string> key = schema.Find(table)->primary_key;
  for (Constraint& constraint : ConstraintsOfSchema(schema)) {
    if (constraint.table != table) continue;
    const bool of_key = constraint.columns == key && (constraint.kind == ConstraintKind::kNotNull ||
                                                      constraint.kind == ConstraintKind::kUnique);
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const Constraint& other) { return other.id == constraint.id; });
    if (of_key || is_known) continue;
    constraint.id.clear();
    constraint.source = Source::kCode;
    constraint.trust = Trust::kDeclared;
    constraint.soundness = Soundness::kB;
    constraint.derived_from.reset();
    constraint.evidence = {evidence_of(constraint)};
    facts.findings().constraints.push_back(std::move(constraint));
  }
}

const Type* HeldByNullable(const Type& type) {
  static constexpr std::string_view kHolders[] = {"optional", "nullable", "unique_ptr", "shared_ptr",
                                                  "auto_ptr"};
  if (type.arguments.empty()) return nullptr;
  const bool holds =
      std::find(std::begin(kHolders), std::end(kHolders), LastName(type.name)) != std::end(kHolders);
  return holds ? &type.arguments[0] : nullptr;
}

std::string SqlTypeFor(const Type& type) {
  if (const Type* held = HeldByNullable(type)) return HeldByNullable(*held) ? "" : SqlTypeFor(*held);
  switch (type.kind) {
    case Type::Kind::kBool: return "boolean";
    case Type::Kind::kInteger:
      // An unsigned number takes the next larger type.
      if (type.bits + (type.is_signed ? 0 : 1) <= 16) return "smallint";
      return type.bits + (type.is_signed ? 0 : 1) <= 32 ? "integer" : "bigint";
    case Type::Kind::kFloating: return type.bits <= 32 ? "real" : "double precision";
    case Type::Kind::kEnum: return "integer";
    default: break;
  }
  if (type.name == "std::basic_string" || type.name == "QString" || type.name == "Wt::WString") return "text";
  if (type.name == "std::vector" && type.arguments.size() == 1 &&
      (type.arguments[0].name == "char" || type.arguments[0].name == "unsigned char")) {
    return "bytea";
  }
  return "";
}

}  // namespace tacit::analyze::cpp
