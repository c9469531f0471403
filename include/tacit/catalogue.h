// The catalogue: an application's schema and every constraint that is known of its data, each with evidence.
//
// It is what the analyzer writes and what the rewriter, the advisor, the encoder and the estimator read. A
// constraint is a statement about every row of a table (or, for `unique` and `foreign_key`, about pairs of
// rows); `trust` says who vouches for it. Plain data: copying is deep, and a const Catalogue may be read by
// any number of threads.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tacit/dialect.h"
#include "tacit/export.h"
#include "tacit/schema.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit {

enum class ConstraintKind {
  kNotNull,
  kUnique,
  kLength,
  kRange,
  kOneOf,
  kNoneOf,
  kFormat,
  kForeignKey,
  kCheck,
};

// In rising order of what may rest on it.
enum class Trust {
  kDeclared,  // the code says so
  kVerified,  // it holds on the data now, and is guarded
  kEnforced,  // the database enforces it
};

enum class Soundness {
  kA,  // enforced by the database
  kB,  // every validated write keeps it, unconditionally
  kC,  // conditional or racy
  kD,  // a hint
};

// What a constraint says of NULL in its columns.
enum class NullPolicy {
  kAllowed,       // a NULL satisfies it
  kRejected,      // a NULL violates it
  kBlankAllowed,  // NULL and blank strings satisfy it
};

enum class Source { kCode, kSchema };

// char_length(column) within [min, max], both ends included.
struct LengthDetail {
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
};

// A bound is a number, or a date or time as text.
struct RangeDetail {
  std::optional<Value> min;
  std::optional<Value> max;
  bool min_exclusive = false;
  bool max_exclusive = false;
  bool integer = false;  // only whole numbers are legal
};

// one_of: the column holds one of these. none_of: it holds none of them.
struct ValuesDetail {
  std::vector<Value> values;
};

struct FormatDetail {
  std::string regex;    // without delimiters, as the source writes it; its flags stand before: "(?i)[a-z]+".
                        // In JSON they stand apart: {"regex": "[a-z]+", "flags": "i"}
  std::string dialect;  // whose syntax: "ruby", "python", "ecmascript", "posix"
};

struct UniqueDetail {
  bool case_sensitive = true;  // false: the first column is compared without regard to case, the others as
                               // they are
  bool nulls_equal = false;    // Rails: two NULLs conflict; SQL: they do not
};

struct ForeignKeyDetail {
  std::string ref_table;  // empty for a polymorphic reference
  std::vector<std::string> ref_columns;
  std::optional<std::string> type_column;  // polymorphic: the column that names the target's class
};

struct CheckDetail {
  std::string sql;  // never false on a row: true or NULL, as SQL's CHECK
};

// monostate: the kind has no detail (not_null).
using ConstraintDetail = std::variant<std::monostate, LengthDetail, RangeDetail, ValuesDetail, FormatDetail,
                                      UniqueDetail, ForeignKeyDetail, CheckDetail>;

// What must hold for the constraint to apply.
struct Condition {
  std::string text;     // SQL over the table's columns, or source text
  bool opaque = false;  // true: source text that has no SQL form; the constraint can then never be relied on
};

struct Evidence {
  std::string file;  // relative to the application's root
  int line = 0;      // from 1; 0 where a whole file is the evidence
  std::string pattern;
};

struct Bypass {
  std::string file;
  int line = 0;
};

struct Constraint {
  std::string id;  // stable across runs on the same source
  ConstraintKind kind = ConstraintKind::kNotNull;
  std::string table;
  std::vector<std::string> columns;  // as in the database, in declaration order
  ConstraintDetail detail;
  std::optional<Condition> condition;
  NullPolicy nulls = NullPolicy::kAllowed;
  Source source = Source::kCode;
  std::optional<std::string> derived_from;  // id of the declaration, or the hint, that this one follows from
  Soundness soundness = Soundness::kD;
  Trust trust = Trust::kDeclared;
  std::vector<Evidence> evidence;
  std::vector<Bypass> bypasses;
};

// Something that the code does which is no rule of the rows by itself, yet tells of them: what constraints of
// soundness D follow from, and what the advisor goes by.
enum class HintKind {
  kDefault,           // `text`: the value that a row gets unless told otherwise, as SQL
  kDefaultScope,      // queries leave out the rows for which `text` is not true
  kReadOnly,          // never written after the row is made
  kNormalized,        // `text`: what is written is this expression of what was given
  kCounter,           // counts the rows of another table
  kDependent,         // children go, or lose their parent, with it; `text` says which
  kMaxPerParent,      // at most `text` rows of one parent
  kTransition,        // `text`: the states that may follow each other
  kCheckThenAct,      // looked up by these columns before a row is made
  kHandlesConflict,   // the code awaits that the database refuses a duplicate
  kAssumesOne,        // read as if one row had these values
  kAssumesNotNull,    // used in a way that fails on NULL
  kAssumesReference,  // read as if it held the key of a row of the table `text`
  kEntryPoint,        // `text`: the name of what lets values in at one of the application's doors
};

struct Hint {
  std::string id;  // stable across runs on the same source
  HintKind kind = HintKind::kDefault;
  std::string table;
  std::vector<std::string> columns;
  std::string text;
  std::vector<Evidence> evidence;
};

struct Application {
  std::string root;
  std::string framework;  // "rails", ...; empty for a bare schema
  std::int64_t files = 0;
  std::string commit;  // empty where the source is not under version control
};

struct TACIT_EXPORT Catalogue {
  Application application;
  Schema schema;
  std::vector<Constraint> constraints;
  std::vector<Hint> hints = {};  // by table, columns, kind, id

  // Null where there is none of that id.
  [[nodiscard]] const Constraint* Find(std::string_view id) const;
};

// The names that the JSON uses ("not_null", "declared", "B", "blank_allowed", "code").
[[nodiscard]] TACIT_EXPORT std::string_view Name(ConstraintKind kind);
[[nodiscard]] TACIT_EXPORT std::string_view Name(Trust trust);
[[nodiscard]] TACIT_EXPORT std::string_view Name(Soundness soundness);
[[nodiscard]] TACIT_EXPORT std::string_view Name(NullPolicy nulls);
[[nodiscard]] TACIT_EXPORT std::string_view Name(Source source);
[[nodiscard]] TACIT_EXPORT std::string_view Name(HintKind kind);
[[nodiscard]] TACIT_EXPORT std::optional<Trust> TrustFromName(std::string_view name);

// Reads a catalogue's JSON text. `name` (a file name) opens every error: "NAME:LINE:COLUMN: expected ...,
// found ...". Unknown members are ignored, so that a catalogue of the same version with additions can be
// read. Errors: InvalidArgument (not JSON, a wrong type, an unknown enumerator, a constraint that names no
// existing table or column, two constraints of one id); NotSupported (a newer `tacit_catalogue` version).
[[nodiscard]] TACIT_EXPORT Result<Catalogue> ParseCatalogue(std::string_view json, std::string_view name);

// The JSON text of a catalogue: members in the documented order, two-space indent, one newline at the end.
// Law: ParseCatalogue(FormatCatalogue(c)) gives c again, and the text is a function of c alone.
[[nodiscard]] TACIT_EXPORT std::string FormatCatalogue(const Catalogue& catalogue);

// ParseCatalogue and FormatCatalogue on files; writing is atomic. Further errors: NotFound, Io.
[[nodiscard]] TACIT_EXPORT Result<Catalogue> ReadCatalogue(const std::string& path);
[[nodiscard]] TACIT_EXPORT Status WriteCatalogue(const Catalogue& catalogue, const std::string& path);

// The constraints that a schema itself states (source schema, soundness A, trust enforced): not_null, unique
// (with the primary key), foreign_key, length of varchar(n), and each check in its most specific kind. Stable
// ids.
[[nodiscard]] TACIT_EXPORT std::vector<Constraint> ConstraintsOfSchema(const Schema& schema);

// Joins what the code says with what the schema says. A code constraint that the schema implies becomes
// soundness A and trust enforced (and keeps its evidence, with the schema's added); nothing else changes
// trust. Duplicates collapse, with their evidence joined. A constraint that names a table or column that the
// schema lacks is left out: it says nothing of any data. Ids are made unique. Deterministic: sorted by table,
// columns, kind, id.
// Hints about tables and columns that the schema lacks are left out too.
[[nodiscard]] TACIT_EXPORT Catalogue MergeCatalogue(Application application, Schema schema,
                                                    std::vector<Constraint> from_code,
                                                    std::vector<Hint> hints = {});

// The catalogue as it stands beside a database with this schema: a constraint that is said to be enforced,
// but that the database does not enforce (any more), is only declared; one of a table or column that is gone
// is left out. The schema becomes the database's; types of columns stay the catalogue's where the database's
// own (SQLite's) say less. What the database enforces besides adds no constraint.
[[nodiscard]] TACIT_EXPORT Catalogue WithLiveSchema(Catalogue catalogue, const Schema& live, Dialect dialect);

// True only where every table that satisfies `a` satisfies `b`; false says nothing. Sound for NULLs,
// conditions (an equal condition, or none on `a`) and trust-blind. Examples: a range implies a wider range;
// one_of implies the length bound of its longest value; a unique key implies every wider one whose NULLs it
// rejects; not_null implies itself under a condition.
[[nodiscard]] TACIT_EXPORT bool Implies(const Constraint& a, const Constraint& b);

}  // namespace tacit
