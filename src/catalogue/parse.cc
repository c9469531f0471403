// A catalogue's JSON, read member by member. The first error stops nothing by itself: it is kept, getters go
// on with defaults, and the caller sees it at the end. That keeps the reading code as plain as the format.
#include <algorithm>
#include <functional>
#include <set>

#include "src/base/file.h"
#include "src/base/status_macros.h"
#include "src/catalogue/json_tree.h"
#include "src/catalogue/names.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

using catalogue::Describe;
using catalogue::JsonNode;
using Kind = JsonNode::Kind;

constexpr std::int64_t kVersion = 1;

std::string_view NounOf(Kind kind) {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kBoolean: return "true or false";
    case Kind::kInteger: return "a whole number";
    case Kind::kDouble: return "a number";
    case Kind::kString: return "a string";
    case Kind::kArray: return "an array";
    case Kind::kObject: return "an object";
  }
  return "a value";
}

bool IsAbsent(const JsonNode* node) { return node == nullptr || node->kind == Kind::kNull; }

class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  [[nodiscard]] const Status& status() const { return status_; }

  void Fail(const JsonNode& at, std::string_view expected, const std::string& found,
            StatusCode code = StatusCode::kInvalidArgument) {
    if (!status_.ok()) return;
    status_ = Status(code, catalogue::Position(text_, name_, at.offset) + ": expected " +
                               std::string(expected) + ", found " + found);
  }
  bool Is(const JsonNode& node, Kind kind) {
    if (node.kind != kind) Fail(node, NounOf(kind), Describe(node));
    return node.kind == kind;
  }
  // Null, with an error, where the member is absent or of another kind.
  const JsonNode* Required(const JsonNode& object, std::string_view key, Kind kind) {
    const JsonNode* member = object.Member(key);
    if (member == nullptr) Fail(object, "a member \"" + std::string(key) + "\"", "none");
    return member != nullptr && Is(*member, kind) ? member : nullptr;
  }
  // Null where the member is absent or null; with an error where it is of another kind.
  const JsonNode* Optional(const JsonNode& object, std::string_view key, Kind kind) {
    const JsonNode* member = object.Member(key);
    return !IsAbsent(member) && Is(*member, kind) ? member : nullptr;
  }

  std::string Text(const JsonNode& object, std::string_view key) {
    const JsonNode* member = Required(object, key, Kind::kString);
    return member == nullptr ? "" : member->text;
  }
  std::optional<std::string> OptionalText(const JsonNode& object, std::string_view key) {
    const JsonNode* member = Optional(object, key, Kind::kString);
    return member == nullptr ? std::nullopt : std::optional(member->text);
  }
  std::string TextOrEmpty(const JsonNode& object, std::string_view key) {
    return OptionalText(object, key).value_or("");
  }
  bool Flag(const JsonNode& object, std::string_view key, bool absent) {
    const JsonNode* member = Optional(object, key, Kind::kBoolean);
    return member == nullptr ? absent : member->boolean;
  }
  std::optional<std::int64_t> Integer(const JsonNode& object, std::string_view key) {
    const JsonNode* member = Optional(object, key, Kind::kInteger);
    return member == nullptr ? std::nullopt : std::optional(member->integer);
  }
  int Line(const JsonNode& object) {
    const std::int64_t line = Integer(object, "line").value_or(0);
    if (line < 0 || line > INT32_MAX) Fail(*object.Member("line"), "a line number", std::to_string(line));
    return static_cast<int>(std::clamp<std::int64_t>(line, 0, INT32_MAX));
  }

  // Each item of an array member (absent: none), which must be of `kind`.
  void Each(const JsonNode& object, std::string_view key, Kind kind,
            const std::function<void(const JsonNode&)>& visit) {
    const JsonNode* array = Optional(object, key, Kind::kArray);
    if (array == nullptr) return;
    for (const JsonNode& item : array->items) {
      if (Is(item, kind)) visit(item);
    }
  }
  std::vector<std::string> Texts(const JsonNode& object, std::string_view key) {
    std::vector<std::string> texts;
    Each(object, key, Kind::kString, [&](const JsonNode& item) { texts.push_back(item.text); });
    return texts;
  }

  template <typename Enum, std::size_t kSize>
  Enum Enumerator(const JsonNode& object, std::string_view key,
                  const std::array<catalogue::Named<Enum>, kSize>& names) {
    const JsonNode* member = Required(object, key, Kind::kString);
    if (member == nullptr) return names.front().value;
    std::string expected = "one of";
    for (const auto& named : names) {
      if (named.name == member->text) return named.value;
      expected += (expected.size() == 6 ? " " : ", ") + std::string(named.name);
    }
    Fail(*member, expected, Describe(*member));
    return names.front().value;
  }

 private:
  std::string_view text_;
  std::string_view name_;
  Status status_;
};

// --- The schema ------------------------------------------------------------------------------------------

// Names that must be columns of `table`.
void CheckColumns(Reader& reader, const JsonNode& object, std::string_view key, const Table& table) {
  reader.Each(object, key, Kind::kString, [&](const JsonNode& item) {
    if (table.ColumnOrdinal(item.text) < 0) {
      reader.Fail(item, "a column of table " + table.name, Describe(item));
    }
  });
}

void ReadColumns(Reader& reader, const JsonNode& object, Table& table) {
  std::set<std::string> names;
  reader.Each(object, "columns", Kind::kObject, [&](const JsonNode& item) {
    Column column;
    column.name = reader.Text(item, "name");
    column.type = reader.Text(item, "type");
    column.nullable = reader.Flag(item, "nullable", true);
    column.default_sql = reader.OptionalText(item, "default");
    if (!names.insert(column.name).second) {
      reader.Fail(item, "each column of table " + table.name + " once", column.name + " a second time");
    }
    table.columns.push_back(std::move(column));
  });
}

void ReadKeys(Reader& reader, const JsonNode& object, Table& table) {
  table.primary_key = reader.Texts(object, "primary_key");
  CheckColumns(reader, object, "primary_key", table);
  reader.Each(object, "uniques", Kind::kObject, [&](const JsonNode& item) {
    CheckColumns(reader, item, "columns", table);
    table.uniques.push_back({.name = reader.TextOrEmpty(item, "name"),
                             .columns = reader.Texts(item, "columns"),
                             .expressions = reader.Texts(item, "expressions"),
                             .where = reader.OptionalText(item, "where"),
                             .nulls_equal = reader.Flag(item, "nulls_equal", false)});
  });
  reader.Each(object, "foreign_keys", Kind::kObject, [&](const JsonNode& item) {
    CheckColumns(reader, item, "columns", table);
    table.foreign_keys.push_back({.name = reader.TextOrEmpty(item, "name"),
                                  .columns = reader.Texts(item, "columns"),
                                  .ref_table = reader.Text(item, "ref_table"),
                                  .ref_columns = reader.Texts(item, "ref_columns"),
                                  .on_delete = reader.TextOrEmpty(item, "on_delete")});
  });
}

Table ReadTable(Reader& reader, const JsonNode& object) {
  Table table;
  table.name = reader.Text(object, "name");
  ReadColumns(reader, object, table);
  ReadKeys(reader, object, table);
  reader.Each(object, "checks", Kind::kObject, [&](const JsonNode& item) {
    table.checks.push_back({.name = reader.TextOrEmpty(item, "name"),
                            .sql = reader.Text(item, "sql"),
                            .validated = reader.Flag(item, "validated", true)});
  });
  reader.Each(object, "indexes", Kind::kObject, [&](const JsonNode& item) {
    table.indexes.push_back({.name = reader.TextOrEmpty(item, "name"),
                             .columns = reader.Texts(item, "columns"),
                             .unique = reader.Flag(item, "unique", false),
                             .where = reader.OptionalText(item, "where")});
  });
  return table;
}

// --- Constraints -----------------------------------------------------------------------------------------

std::optional<std::string> BytesOfHex(std::string_view hex) {
  const auto digit = [](char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    return kDigits.find(c);
  };
  std::string bytes;
  if (hex.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const std::size_t high = digit(hex[i]);
    const std::size_t low = digit(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

Value ReadValue(Reader& reader, const JsonNode& node) {
  switch (node.kind) {
    case Kind::kNull: return {};
    case Kind::kBoolean: return node.boolean;
    case Kind::kInteger: return node.integer;
    case Kind::kDouble: return node.number;
    case Kind::kString: return node.text;
    case Kind::kArray: break;
    case Kind::kObject: {
      const JsonNode* hex = node.Member("hex");
      const auto bytes = hex != nullptr && hex->kind == Kind::kString ? BytesOfHex(hex->text) : std::nullopt;
      if (bytes) return Blob{*bytes};
      break;
    }
  }
  reader.Fail(node, R"(a plain value or {"hex": "..."})", Describe(node));
  return {};
}

std::optional<Value> ReadBound(Reader& reader, const JsonNode& object, std::string_view key) {
  const JsonNode* member = object.Member(key);
  return IsAbsent(member) ? std::nullopt : std::optional(ReadValue(reader, *member));
}

std::string WithFlags(const std::string& flags, std::string regex) {
  return flags.empty() ? regex : "(?" + flags + ")" + regex;
}

ConstraintDetail ReadDetail(Reader& reader, const JsonNode& object, ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::kNotNull: return {};
    case ConstraintKind::kUnique:
      return UniqueDetail{.case_sensitive = reader.Flag(object, "case_sensitive", true),
                          .nulls_equal = reader.Flag(object, "nulls_equal", false)};
    case ConstraintKind::kLength:
      return LengthDetail{.min = reader.Integer(object, "min"), .max = reader.Integer(object, "max")};
    case ConstraintKind::kRange:
      return RangeDetail{.min = ReadBound(reader, object, "min"),
                         .max = ReadBound(reader, object, "max"),
                         .min_exclusive = reader.Flag(object, "min_exclusive", false),
                         .max_exclusive = reader.Flag(object, "max_exclusive", false),
                         .integer = reader.Flag(object, "integer", false)};
    case ConstraintKind::kOneOf:
    case ConstraintKind::kNoneOf: {
      ValuesDetail detail;
      if (const JsonNode* values = reader.Required(object, "values", Kind::kArray)) {
        for (const JsonNode& item : values->items) detail.values.push_back(ReadValue(reader, item));
      }
      return detail;
    }
    case ConstraintKind::kFormat:
      return FormatDetail{
          .regex = WithFlags(reader.TextOrEmpty(object, "flags"), reader.Text(object, "regex")),
          .dialect = reader.Text(object, "dialect")};
    case ConstraintKind::kForeignKey:
      return ForeignKeyDetail{.ref_table = reader.TextOrEmpty(object, "ref_table"),
                              .ref_columns = reader.Texts(object, "ref_columns"),
                              .type_column = reader.OptionalText(object, "type_column")};
    case ConstraintKind::kCheck: return CheckDetail{.sql = reader.Text(object, "sql")};
  }
  return {};
}

// A reference must lead somewhere: to a table and columns of the schema, or through a type column.
void CheckReference(Reader& reader, const JsonNode& detail, const Constraint& constraint, const Table& table,
                    const Schema& schema) {
  const auto& reference = std::get<ForeignKeyDetail>(constraint.detail);
  if (reference.type_column) {
    if (table.ColumnOrdinal(*reference.type_column) < 0) {
      reader.Fail(*detail.Member("type_column"), "a column of table " + table.name, *reference.type_column);
    }
    return;
  }
  const JsonNode* ref_table = reader.Required(detail, "ref_table", Kind::kString);
  if (ref_table == nullptr) return;
  const Table* target = schema.Find(reference.ref_table);
  if (target == nullptr) {
    reader.Fail(*ref_table, "a table of \"tables\"", Describe(*ref_table));
    return;
  }
  CheckColumns(reader, detail, "ref_columns", *target);
  if (reference.ref_columns.size() != constraint.columns.size()) {
    reader.Fail(detail, "as many ref_columns as columns", std::to_string(reference.ref_columns.size()));
  }
}

void CheckNames(Reader& reader, const JsonNode& object, const JsonNode& detail, const Constraint& constraint,
                const Schema& schema) {
  const JsonNode* name = object.Member("table");
  const Table* table = schema.Find(constraint.table);
  if (table == nullptr) {
    if (name != nullptr) reader.Fail(*name, "a table of \"tables\"", Describe(*name));
    return;
  }
  CheckColumns(reader, object, "columns", *table);
  if (constraint.columns.empty() && constraint.kind != ConstraintKind::kCheck) {
    const JsonNode* columns = object.Member("columns");
    reader.Fail(columns == nullptr ? object : *columns, "at least one column", "none");
  }
  if (constraint.kind == ConstraintKind::kForeignKey) {
    CheckReference(reader, detail, constraint, *table, schema);
  }
}

std::vector<Evidence> ReadEvidence(Reader& reader, const JsonNode& object) {
  std::vector<Evidence> evidence;
  reader.Each(object, "evidence", Kind::kObject, [&](const JsonNode& item) {
    evidence.push_back({.file = reader.TextOrEmpty(item, "file"),
                        .line = reader.Line(item),
                        .pattern = reader.TextOrEmpty(item, "pattern")});
  });
  return evidence;
}

Hint ReadHint(Reader& reader, const JsonNode& object, const Schema& schema) {
  Hint hint;
  hint.id = reader.Text(object, "id");
  hint.kind = reader.Enumerator(object, "kind", catalogue::kHintKinds);
  hint.table = reader.Text(object, "table");
  hint.columns = reader.Texts(object, "columns");
  hint.text = reader.TextOrEmpty(object, "text");
  hint.evidence = ReadEvidence(reader, object);
  const JsonNode* name = object.Member("table");
  const Table* table = schema.Find(hint.table);
  if (table != nullptr) {
    CheckColumns(reader, object, "columns", *table);
  } else if (name != nullptr) {
    reader.Fail(*name, "a table of \"tables\"", Describe(*name));
  }
  return hint;
}

Constraint ReadConstraint(Reader& reader, const JsonNode& object, const Schema& schema) {
  Constraint constraint;
  constraint.id = reader.Text(object, "id");
  constraint.kind = reader.Enumerator(object, "kind", catalogue::kConstraintKinds);
  constraint.table = reader.Text(object, "table");
  constraint.columns = reader.Texts(object, "columns");
  const JsonNode* given = reader.Optional(object, "detail", Kind::kObject);
  const JsonNode none{.kind = Kind::kObject, .offset = object.offset};
  const JsonNode& detail = given == nullptr ? none : *given;
  constraint.detail = ReadDetail(reader, detail, constraint.kind);
  if (const JsonNode* condition = reader.Optional(object, "condition", Kind::kObject)) {
    constraint.condition = {.text = reader.Text(*condition, "text"),
                            .opaque = reader.Flag(*condition, "opaque", false)};
  }
  constraint.nulls = reader.Enumerator(object, "nulls", catalogue::kNullPolicies);
  constraint.source = reader.Enumerator(object, "source", catalogue::kSources);
  constraint.derived_from = reader.OptionalText(object, "derived_from");
  constraint.soundness = reader.Enumerator(object, "soundness", catalogue::kSoundnesses);
  constraint.trust = reader.Enumerator(object, "trust", catalogue::kTrusts);
  constraint.evidence = ReadEvidence(reader, object);
  reader.Each(object, "bypasses", Kind::kObject, [&](const JsonNode& item) {
    constraint.bypasses.push_back({.file = reader.TextOrEmpty(item, "file"), .line = reader.Line(item)});
  });
  if (reader.status().ok()) CheckNames(reader, object, detail, constraint, schema);
  return constraint;
}

// --- The whole -------------------------------------------------------------------------------------------

Status CheckVersion(Reader& reader, const JsonNode& root) {
  if (!reader.Is(root, Kind::kObject)) return reader.status();
  const JsonNode* version = reader.Required(root, "tacit_catalogue", Kind::kInteger);
  if (version == nullptr) return reader.status();
  if (version->integer > kVersion) {
    reader.Fail(*version, "catalogue version " + std::to_string(kVersion),
                std::to_string(version->integer) + ": a newer tacit wrote this file; update tacit to read it",
                StatusCode::kNotSupported);
  } else if (version->integer != kVersion) {
    reader.Fail(*version, "catalogue version " + std::to_string(kVersion), std::to_string(version->integer));
  }
  return reader.status();
}

}  // namespace

Result<Catalogue> ParseCatalogue(std::string_view json, std::string_view name) {
  TACIT_ASSIGN_OR_RETURN(const JsonNode root, catalogue::ParseJson(json, name));
  Reader reader(json, name);
  TACIT_RETURN_IF_ERROR(CheckVersion(reader, root));

  Catalogue catalogue;
  if (const JsonNode* application = reader.Optional(root, "application", Kind::kObject)) {
    catalogue.application = {.root = reader.TextOrEmpty(*application, "root"),
                             .framework = reader.TextOrEmpty(*application, "framework"),
                             .files = reader.Integer(*application, "files").value_or(0),
                             .commit = reader.TextOrEmpty(*application, "commit")};
  }
  (void)reader.Required(root, "tables", Kind::kArray);
  std::set<std::string> tables;
  reader.Each(root, "tables", Kind::kObject, [&](const JsonNode& item) {
    catalogue.schema.tables.push_back(ReadTable(reader, item));
    const std::string& table = catalogue.schema.tables.back().name;
    if (!tables.insert(table).second) reader.Fail(item, "each table once", table + " a second time");
  });
  (void)reader.Required(root, "constraints", Kind::kArray);
  std::set<std::string> ids;
  const auto check_id = [&](const JsonNode& item) {
    const JsonNode* id = item.Member("id");
    if (id != nullptr && !ids.insert(id->text).second) {
      reader.Fail(*id, "an id that nothing else has", Describe(*id) + " a second time");
    }
  };
  reader.Each(root, "constraints", Kind::kObject, [&](const JsonNode& item) {
    catalogue.constraints.push_back(ReadConstraint(reader, item, catalogue.schema));
    check_id(item);
  });
  reader.Each(root, "hints", Kind::kObject, [&](const JsonNode& item) {
    catalogue.hints.push_back(ReadHint(reader, item, catalogue.schema));
    check_id(item);
  });
  if (!reader.status().ok()) return reader.status();
  return catalogue;
}

Result<Catalogue> ReadCatalogue(const std::string& path) {
  TACIT_ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path));
  return ParseCatalogue(text, path);
}

}  // namespace tacit
