#include "src/sql/bind/functions.h"

#include <algorithm>
#include <array>

namespace tacit::sql::bind {
namespace {

enum class Returns {
  kText,
  kInteger,
  kNumeric,
  kFloat,
  kBoolean,
  kDate,
  kTime,
  kTimestamp,
  kInterval,
  kBytes,
  kJson,
  kFirst,    // the type of the first argument
  kCommon,   // the common type of all arguments
  kRounded,  // numeric for numeric, else floating point
  kOpaque,
};

struct Scalar {
  std::string_view name;
  Returns returns;
};

// Immutable and stable functions of PostgreSQL, SQLite and MySQL, by topic.
constexpr std::array kScalars = {
    // strings
    Scalar{"lower", Returns::kText},
    Scalar{"upper", Returns::kText},
    Scalar{"initcap", Returns::kText},
    Scalar{"char_length", Returns::kInteger},
    Scalar{"octet_length", Returns::kInteger},
    Scalar{"bit_length", Returns::kInteger},
    Scalar{"btrim", Returns::kText},
    Scalar{"ltrim", Returns::kText},
    Scalar{"rtrim", Returns::kText},
    Scalar{"substring", Returns::kText},
    Scalar{"replace", Returns::kText},
    Scalar{"translate", Returns::kText},
    Scalar{"concat", Returns::kText},
    Scalar{"concat_ws", Returns::kText},
    Scalar{"left", Returns::kText},
    Scalar{"right", Returns::kText},
    Scalar{"lpad", Returns::kText},
    Scalar{"rpad", Returns::kText},
    Scalar{"repeat", Returns::kText},
    Scalar{"reverse", Returns::kText},
    Scalar{"strpos", Returns::kInteger},
    Scalar{"instr", Returns::kInteger},
    Scalar{"locate", Returns::kInteger},
    Scalar{"split_part", Returns::kText},
    Scalar{"substring_index", Returns::kText},
    Scalar{"md5", Returns::kText},
    Scalar{"ascii", Returns::kInteger},
    Scalar{"chr", Returns::kText},
    Scalar{"to_char", Returns::kText},
    Scalar{"format", Returns::kText},
    Scalar{"printf", Returns::kText},
    Scalar{"quote_literal", Returns::kText},
    Scalar{"quote_ident", Returns::kText},
    Scalar{"regexp_replace", Returns::kText},
    Scalar{"regexp_like", Returns::kBoolean},
    Scalar{"regexp_substr", Returns::kText},
    Scalar{"regexp_count", Returns::kInteger},
    Scalar{"regexp_match", Returns::kOpaque},
    Scalar{"starts_with", Returns::kBoolean},
    Scalar{"overlay", Returns::kText},
    Scalar{"to_hex", Returns::kText},
    Scalar{"hex", Returns::kText},
    Scalar{"encode", Returns::kText},
    Scalar{"decode", Returns::kBytes},
    Scalar{"unaccent", Returns::kText},
    Scalar{"similar_to_escape", Returns::kText},
    Scalar{"like_escape", Returns::kText},
    Scalar{"find_in_set", Returns::kInteger},
    Scalar{"field", Returns::kInteger},
    Scalar{"elt", Returns::kText},
    Scalar{"sha1", Returns::kText},
    Scalar{"sha2", Returns::kText},
    Scalar{"sha256", Returns::kBytes},
    Scalar{"crc32", Returns::kInteger},
    Scalar{"glob", Returns::kBoolean},
    Scalar{"soundex", Returns::kText},
    Scalar{"similarity", Returns::kFloat},
    Scalar{"word_similarity", Returns::kFloat},
    Scalar{"levenshtein", Returns::kInteger},
    // numbers
    Scalar{"abs", Returns::kFirst},
    Scalar{"positive", Returns::kFirst},
    Scalar{"mod", Returns::kCommon},
    Scalar{"ceil", Returns::kRounded},
    Scalar{"floor", Returns::kRounded},
    Scalar{"round", Returns::kRounded},
    Scalar{"trunc", Returns::kRounded},
    Scalar{"truncate", Returns::kRounded},
    Scalar{"power", Returns::kRounded},
    Scalar{"sqrt", Returns::kRounded},
    Scalar{"exp", Returns::kRounded},
    Scalar{"ln", Returns::kRounded},
    Scalar{"log", Returns::kRounded},
    Scalar{"log10", Returns::kRounded},
    Scalar{"log2", Returns::kRounded},
    Scalar{"sign", Returns::kRounded},
    Scalar{"cbrt", Returns::kFloat},
    Scalar{"degrees", Returns::kFloat},
    Scalar{"radians", Returns::kFloat},
    Scalar{"pi", Returns::kFloat},
    Scalar{"sin", Returns::kFloat},
    Scalar{"cos", Returns::kFloat},
    Scalar{"tan", Returns::kFloat},
    Scalar{"cot", Returns::kFloat},
    Scalar{"asin", Returns::kFloat},
    Scalar{"acos", Returns::kFloat},
    Scalar{"atan", Returns::kFloat},
    Scalar{"atan2", Returns::kFloat},
    Scalar{"div", Returns::kNumeric},
    Scalar{"gcd", Returns::kCommon},
    Scalar{"lcm", Returns::kCommon},
    Scalar{"width_bucket", Returns::kInteger},
    Scalar{"to_number", Returns::kNumeric},
    // the least and the greatest, NULL handling
    Scalar{"coalesce", Returns::kCommon},
    Scalar{"nullif", Returns::kFirst},
    Scalar{"greatest", Returns::kCommon},
    Scalar{"least", Returns::kCommon},
    Scalar{"num_nulls", Returns::kInteger},
    Scalar{"num_nonnulls", Returns::kInteger},
    // moments; "now" is the same within a statement
    Scalar{"current_date", Returns::kDate},
    Scalar{"current_time", Returns::kTime},
    Scalar{"current_timestamp", Returns::kTimestamp},
    Scalar{"localtime", Returns::kTime},
    Scalar{"localtimestamp", Returns::kTimestamp},
    Scalar{"statement_timestamp", Returns::kTimestamp},
    Scalar{"date_trunc", Returns::kTimestamp},
    Scalar{"date_part", Returns::kFloat},
    Scalar{"extract", Returns::kNumeric},
    Scalar{"age", Returns::kInterval},
    Scalar{"date", Returns::kDate},
    Scalar{"to_date", Returns::kDate},
    Scalar{"to_timestamp", Returns::kTimestamp},
    Scalar{"make_date", Returns::kDate},
    Scalar{"make_timestamp", Returns::kTimestamp},
    Scalar{"make_interval", Returns::kInterval},
    Scalar{"timezone", Returns::kTimestamp},
    Scalar{"isfinite", Returns::kBoolean},
    Scalar{"justify_days", Returns::kInterval},
    Scalar{"justify_hours", Returns::kInterval},
    Scalar{"year", Returns::kInteger},
    Scalar{"quarter", Returns::kInteger},
    Scalar{"month", Returns::kInteger},
    Scalar{"week", Returns::kInteger},
    Scalar{"day", Returns::kInteger},
    Scalar{"dayofmonth", Returns::kInteger},
    Scalar{"dayofweek", Returns::kInteger},
    Scalar{"dayofyear", Returns::kInteger},
    Scalar{"weekday", Returns::kInteger},
    Scalar{"hour", Returns::kInteger},
    Scalar{"minute", Returns::kInteger},
    Scalar{"second", Returns::kInteger},
    Scalar{"datediff", Returns::kInteger},
    Scalar{"date_add", Returns::kOpaque},
    Scalar{"date_sub", Returns::kOpaque},
    Scalar{"last_day", Returns::kDate},
    Scalar{"str_to_date", Returns::kOpaque},
    Scalar{"date_format", Returns::kText},
    Scalar{"unix_timestamp", Returns::kInteger},
    Scalar{"from_unixtime", Returns::kOpaque},
    Scalar{"strftime", Returns::kText},
    Scalar{"julianday", Returns::kFloat},
    Scalar{"datetime", Returns::kOpaque},
    // JSON, arrays, text search
    Scalar{"json_extract", Returns::kOpaque},
    Scalar{"json_unquote", Returns::kText},
    Scalar{"json_extract_path", Returns::kJson},
    Scalar{"json_extract_path_text", Returns::kText},
    Scalar{"jsonb_extract_path", Returns::kJson},
    Scalar{"jsonb_extract_path_text", Returns::kText},
    Scalar{"json_typeof", Returns::kText},
    Scalar{"jsonb_typeof", Returns::kText},
    Scalar{"json_array_length", Returns::kInteger},
    Scalar{"jsonb_array_length", Returns::kInteger},
    Scalar{"to_json", Returns::kJson},
    Scalar{"to_jsonb", Returns::kJson},
    Scalar{"json_build_object", Returns::kJson},
    Scalar{"jsonb_build_object", Returns::kJson},
    Scalar{"array_length", Returns::kInteger},
    Scalar{"cardinality", Returns::kInteger},
    Scalar{"array_to_string", Returns::kText},
    Scalar{"array_position", Returns::kInteger},
    Scalar{"array_append", Returns::kFirst},
    Scalar{"array_remove", Returns::kFirst},
    Scalar{"array_cat", Returns::kFirst},
    Scalar{"string_to_array", Returns::kOpaque},
    Scalar{"to_tsvector", Returns::kOpaque},
    Scalar{"to_tsquery", Returns::kOpaque},
    Scalar{"plainto_tsquery", Returns::kOpaque},
    Scalar{"websearch_to_tsquery", Returns::kOpaque},
    Scalar{"phraseto_tsquery", Returns::kOpaque},
    Scalar{"ts_rank", Returns::kFloat},
    Scalar{"ts_rank_cd", Returns::kFloat},
    Scalar{"setweight", Returns::kOpaque},
    // the session
    Scalar{"current_user", Returns::kText},
    Scalar{"session_user", Returns::kText},
    Scalar{"user", Returns::kText},
    Scalar{"current_schema", Returns::kText},
    Scalar{"current_catalog", Returns::kText},
    Scalar{"current_database", Returns::kText},
    Scalar{"version", Returns::kText},
    Scalar{"pg_typeof", Returns::kOpaque},
    Scalar{"typeof", Returns::kText},
};

struct Alias {
  std::string_view name;
  std::string_view canonical;
};
constexpr std::array kAliases = {
    Alias{"length", "char_length"},
    Alias{"character_length", "char_length"},
    Alias{"len", "char_length"},
    Alias{"lcase", "lower"},
    Alias{"ucase", "upper"},
    Alias{"substr", "substring"},
    Alias{"mid", "substring"},
    Alias{"trim", "btrim"},
    Alias{"ceiling", "ceil"},
    Alias{"pow", "power"},
    Alias{"now", "current_timestamp"},
    Alias{"transaction_timestamp", "current_timestamp"},
    Alias{"curdate", "current_date"},
    Alias{"curtime", "current_time"},
    Alias{"ifnull", "coalesce"},
    Alias{"nvl", "coalesce"},
    Alias{"every", "bool_and"},
    Alias{"stddev", "stddev_samp"},
    Alias{"variance", "var_samp"},
    Alias{"position", "strpos"},  // the grammar has turned POSITION's arguments round already
};

constexpr std::array<std::string_view, 18> kAggregates = {
    "count",    "sum",     "avg",    "min",        "max",         "bool_and",
    "bool_or",  "bit_and", "bit_or", "stddev_pop", "stddev_samp", "var_pop",
    "var_samp", "bit_xor", "corr",   "covar_pop",  "covar_samp",  "total"};

constexpr std::array<std::string_view, 16> kOrderedAggregates = {
    "array_agg",        "string_agg", "group_concat", "json_agg",        "jsonb_agg", "json_object_agg",
    "jsonb_object_agg", "xmlagg",     "any_value",    "first",           "last",      "percentile_cont",
    "percentile_disc",  "mode",       "listagg",      "json_group_array"};

constexpr std::array<std::string_view, 33> kVolatile = {"random",
                                                        "rand",
                                                        "randomblob",
                                                        "setseed",
                                                        "nextval",
                                                        "currval",
                                                        "lastval",
                                                        "setval",
                                                        "clock_timestamp",
                                                        "timeofday",
                                                        "sysdate",
                                                        "gen_random_uuid",
                                                        "uuid_generate_v1",
                                                        "uuid_generate_v1mc",
                                                        "uuid_generate_v4",
                                                        "uuid",
                                                        "uuid_short",
                                                        "newid",
                                                        "last_insert_id",
                                                        "last_insert_rowid",
                                                        "changes",
                                                        "total_changes",
                                                        "row_count",
                                                        "found_rows",
                                                        "pg_sleep",
                                                        "sleep",
                                                        "pg_advisory_lock",
                                                        "pg_advisory_xact_lock",
                                                        "pg_try_advisory_lock",
                                                        "pg_try_advisory_xact_lock",
                                                        "txid_current",
                                                        "dblink",
                                                        "pg_notify"};

constexpr std::array<std::string_view, 20> kSetReturning = {"generate_series",
                                                            "unnest",
                                                            "regexp_matches",
                                                            "regexp_split_to_table",
                                                            "json_array_elements",
                                                            "json_array_elements_text",
                                                            "jsonb_array_elements",
                                                            "jsonb_array_elements_text",
                                                            "json_each",
                                                            "jsonb_each",
                                                            "json_each_text",
                                                            "jsonb_each_text",
                                                            "json_object_keys",
                                                            "jsonb_object_keys",
                                                            "generate_subscripts",
                                                            "string_to_table",
                                                            "json_tree",
                                                            "jsonb_path_query",
                                                            "json_to_recordset",
                                                            "jsonb_to_recordset"};

template <typename Names>
bool Contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Scalar* FindScalar(std::string_view name) {
  const auto* const found =
      std::find_if(kScalars.begin(), kScalars.end(), [&](const Scalar& row) { return row.name == name; });
  return found == kScalars.end() ? nullptr : found;
}

Type CommonTypeOf(const std::vector<ExprPtr>& args) {
  Type type;
  for (const ExprPtr& arg : args) type = CommonType(type, arg->type);
  return type;
}

Type TypeOfFirst(const std::vector<ExprPtr>& args) { return args.empty() ? Type{} : args.front()->type; }

TypeKind KindOfFirst(const std::vector<ExprPtr>& args) { return TypeOfFirst(args).kind; }

Type RoundedType(const std::vector<ExprPtr>& args) {
  return MakeType(KindOfFirst(args) == TypeKind::kNumeric ? TypeKind::kNumeric : TypeKind::kFloat);
}

Type SumType(const Type& of) {
  if (of.kind == TypeKind::kInteger)
    return of.name == "bigint" ? MakeType(TypeKind::kNumeric) : Type{of.kind, {}, "bigint"};
  if (of.kind == TypeKind::kNumeric) return MakeType(TypeKind::kNumeric);
  return of;
}

Type AverageType(TypeKind of, Dialect dialect) {
  if (of == TypeKind::kInterval) return MakeType(TypeKind::kInterval);
  const bool exact = of == TypeKind::kInteger || of == TypeKind::kNumeric;
  return MakeType(exact && dialect != Dialect::kSqlite ? TypeKind::kNumeric : TypeKind::kFloat);
}

}  // namespace

FunctionClass Classify(std::string_view name) {
  if (FindScalar(name) != nullptr) return FunctionClass::kScalar;
  if (Contains(kAggregates, name)) return FunctionClass::kAggregate;
  if (Contains(kOrderedAggregates, name)) return FunctionClass::kOrderedAggregate;
  if (Contains(kVolatile, name)) return FunctionClass::kVolatile;
  if (Contains(kSetReturning, name)) return FunctionClass::kSetReturning;
  return FunctionClass::kUnknown;
}

std::string_view CanonicalName(std::string_view name) {
  const auto* const found =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& row) { return row.name == name; });
  return found == kAliases.end() ? name : found->canonical;
}

Type ScalarType(std::string_view name, const std::vector<ExprPtr>& args) {
  const Scalar* row = FindScalar(name);
  if (row == nullptr) return {};
  switch (row->returns) {
    case Returns::kText: return MakeType(TypeKind::kText);
    case Returns::kInteger: return MakeType(TypeKind::kInteger);
    case Returns::kNumeric: return MakeType(TypeKind::kNumeric);
    case Returns::kFloat: return MakeType(TypeKind::kFloat);
    case Returns::kBoolean: return MakeType(TypeKind::kBoolean);
    case Returns::kDate: return MakeType(TypeKind::kDate);
    case Returns::kTime: return MakeType(TypeKind::kTime);
    case Returns::kTimestamp: return MakeType(TypeKind::kTimestamp);
    case Returns::kInterval: return MakeType(TypeKind::kInterval);
    case Returns::kBytes: return MakeType(TypeKind::kBytes);
    case Returns::kJson: return MakeType(TypeKind::kJson);
    case Returns::kFirst: return TypeOfFirst(args);
    case Returns::kCommon: return CommonTypeOf(args);
    case Returns::kRounded: return RoundedType(args);
    case Returns::kOpaque: return {};
  }
  return {};
}

Type AggregateType(std::string_view name, const std::vector<ExprPtr>& args, Dialect dialect) {
  if (name == "count") return {TypeKind::kInteger, {}, "bigint"};
  if (name == "sum") return SumType(TypeOfFirst(args));
  if (name == "avg") return AverageType(KindOfFirst(args), dialect);
  if (name == "min" || name == "max" || name.starts_with("bit_")) return TypeOfFirst(args);
  if (name.starts_with("bool_")) return MakeType(TypeKind::kBoolean);
  if (name.starts_with("stddev") || name.starts_with("var_")) return AverageType(KindOfFirst(args), dialect);
  return MakeType(TypeKind::kFloat);
}

}  // namespace tacit::sql::bind
