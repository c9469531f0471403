#include "src/sql/type.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace tacit::sql {
namespace {

struct Spelling {
  std::string_view name;
  TypeKind kind;
  std::string_view canonical;
};

// PostgreSQL, SQLite, MySQL and Rails, sorted by kind. citext, money, enum and bit are left out on purpose:
// they compare by rules of their own.
constexpr std::array kSpellings = {
    Spelling{"boolean", TypeKind::kBoolean, "boolean"},
    Spelling{"bool", TypeKind::kBoolean, "boolean"},
    Spelling{"integer", TypeKind::kInteger, "integer"},
    Spelling{"int", TypeKind::kInteger, "integer"},
    Spelling{"int4", TypeKind::kInteger, "integer"},
    Spelling{"serial", TypeKind::kInteger, "integer"},
    Spelling{"serial4", TypeKind::kInteger, "integer"},
    Spelling{"mediumint", TypeKind::kInteger, "integer"},
    Spelling{"year", TypeKind::kInteger, "integer"},
    Spelling{"bigint", TypeKind::kInteger, "bigint"},
    Spelling{"int8", TypeKind::kInteger, "bigint"},
    Spelling{"long", TypeKind::kInteger, "bigint"},
    Spelling{"bigserial", TypeKind::kInteger, "bigint"},
    Spelling{"serial8", TypeKind::kInteger, "bigint"},
    Spelling{"references", TypeKind::kInteger, "bigint"},
    Spelling{"belongs_to", TypeKind::kInteger, "bigint"},
    Spelling{"primary_key", TypeKind::kInteger, "bigint"},
    Spelling{"signed", TypeKind::kInteger, "bigint"},
    Spelling{"unsigned", TypeKind::kInteger, "bigint"},
    Spelling{"smallint", TypeKind::kInteger, "smallint"},
    Spelling{"int2", TypeKind::kInteger, "smallint"},
    Spelling{"smallserial", TypeKind::kInteger, "smallint"},
    Spelling{"serial2", TypeKind::kInteger, "smallint"},
    Spelling{"tinyint", TypeKind::kInteger, "smallint"},
    Spelling{"numeric", TypeKind::kNumeric, "numeric"},
    Spelling{"decimal", TypeKind::kNumeric, "numeric"},
    Spelling{"dec", TypeKind::kNumeric, "numeric"},
    Spelling{"number", TypeKind::kNumeric, "numeric"},
    Spelling{"double precision", TypeKind::kFloat, "double precision"},
    Spelling{"double", TypeKind::kFloat, "double precision"},
    Spelling{"float", TypeKind::kFloat, "double precision"},
    Spelling{"float8", TypeKind::kFloat, "double precision"},
    Spelling{"real", TypeKind::kFloat, "real"},
    Spelling{"float4", TypeKind::kFloat, "real"},
    Spelling{"text", TypeKind::kText, "text"},
    Spelling{"tinytext", TypeKind::kText, "text"},
    Spelling{"mediumtext", TypeKind::kText, "text"},
    Spelling{"longtext", TypeKind::kText, "text"},
    Spelling{"clob", TypeKind::kText, "text"},
    Spelling{"name", TypeKind::kText, "text"},
    Spelling{"varchar", TypeKind::kText, "varchar"},
    Spelling{"character varying", TypeKind::kText, "varchar"},
    Spelling{"char varying", TypeKind::kText, "varchar"},
    Spelling{"varchar2", TypeKind::kText, "varchar"},
    Spelling{"nvarchar", TypeKind::kText, "varchar"},
    Spelling{"string", TypeKind::kText, "varchar"},
    Spelling{"char", TypeKind::kChar, "char"},
    Spelling{"character", TypeKind::kChar, "char"},
    Spelling{"nchar", TypeKind::kChar, "char"},
    Spelling{"bpchar", TypeKind::kChar, "bpchar"},
    Spelling{"date", TypeKind::kDate, "date"},
    Spelling{"time", TypeKind::kTime, "time"},
    Spelling{"time without time zone", TypeKind::kTime, "time"},
    Spelling{"time with time zone", TypeKind::kTime, "timetz"},
    Spelling{"timetz", TypeKind::kTime, "timetz"},
    Spelling{"timestamp", TypeKind::kTimestamp, "timestamp"},
    Spelling{"timestamp without time zone", TypeKind::kTimestamp, "timestamp"},
    Spelling{"datetime", TypeKind::kTimestamp, "timestamp"},
    Spelling{"timestamp with time zone", TypeKind::kTimestamp, "timestamptz"},
    Spelling{"timestamptz", TypeKind::kTimestamp, "timestamptz"},
    Spelling{"interval", TypeKind::kInterval, "interval"},
    Spelling{"bytea", TypeKind::kBytes, "bytea"},
    Spelling{"blob", TypeKind::kBytes, "bytea"},
    Spelling{"tinyblob", TypeKind::kBytes, "bytea"},
    Spelling{"mediumblob", TypeKind::kBytes, "bytea"},
    Spelling{"longblob", TypeKind::kBytes, "bytea"},
    Spelling{"binary", TypeKind::kBytes, "bytea"},
    Spelling{"varbinary", TypeKind::kBytes, "bytea"},
    Spelling{"uuid", TypeKind::kUuid, "uuid"},
    Spelling{"json", TypeKind::kJson, "json"},
    Spelling{"jsonb", TypeKind::kJson, "jsonb"},
};

// Lower case, one blank between words, none around parentheses and commas; quotes and a schema that only
// says where PostgreSQL keeps its own types are dropped.
std::string Normalize(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (c == '"' || c == '`') continue;
    const bool glued = out.empty() || out.back() == ' ' || out.back() == '(' || out.back() == ',';
    if (blank && glued) continue;
    if ((c == '(' || c == ')' || c == ',') && !out.empty() && out.back() == ' ') out.pop_back();
    if (!out.empty() && out.back() == ')' && c != ' ' && c != '[' && !blank) out += ' ';
    out += blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  for (const std::string_view prefix : {"pg_catalog.", "public."}) {
    if (out.starts_with(prefix)) out.erase(0, prefix.size());
  }
  return out;
}

void CutAt(std::string& text, std::string_view word) {
  if (const std::size_t at = text.find(word); at != std::string::npos) text.resize(at);
}

std::optional<int> ToLength(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

int NumberRank(TypeKind kind) {
  switch (kind) {
    case TypeKind::kInteger: return 1;
    case TypeKind::kNumeric: return 2;
    case TypeKind::kFloat: return 3;
    default: return 0;
  }
}

}  // namespace

Type TypeFromName(std::string_view name) {
  const std::string whole = Normalize(name);
  const Type unknown{TypeKind::kUnknown, {}, whole};
  std::string word = whole;
  for (const std::string_view tail :
       {" collate ", " character set ", " charset ", " unsigned", " signed", " zerofill"}) {
    CutAt(word, tail);
  }

  std::string modifier;
  if (const std::size_t open = word.find('('); open != std::string::npos) {
    const std::size_t close = word.find(')', open);
    if (close == std::string::npos) return unknown;
    modifier = word.substr(open + 1, close - open - 1);
    word.erase(open, close - open + 1);
  }
  if (word.starts_with("interval ")) word = "interval";
  if (word == "tinyint" && modifier == "1") return MakeType(TypeKind::kBoolean);

  const auto* const found = std::find_if(kSpellings.begin(), kSpellings.end(),
                                         [&](const Spelling& spelling) { return spelling.name == word; });
  if (found == kSpellings.end()) return unknown;

  Type type{found->kind, {}, std::string(found->canonical)};
  if (IsString(type.kind)) {
    if (!modifier.empty()) type.length = ToLength(modifier);
    if (found->canonical == "char" && !type.length) type.length = 1;
    if (type.length && found->canonical == "bpchar") type.name = "char";
    if (type.length) type.name += "(" + std::to_string(*type.length) + ")";
  } else if (!modifier.empty() && type.kind != TypeKind::kInteger && type.kind != TypeKind::kFloat) {
    type.name += "(" + modifier + ")";
  }
  return type;
}

Type CommonType(const Type& a, const Type& b) {
  if (a.kind == b.kind) {
    if (a.name == b.name) return a;
    if (a.kind == TypeKind::kInteger && (a.name == "bigint" || b.name == "bigint")) {
      return {a.kind, {}, "bigint"};
    }
    return MakeType(a.kind);
  }
  if (a.kind == TypeKind::kUnknown) return b;
  if (b.kind == TypeKind::kUnknown) return a;
  if (IsNumber(a.kind) && IsNumber(b.kind)) return NumberRank(a.kind) > NumberRank(b.kind) ? a : b;
  if (IsString(a.kind) && IsString(b.kind)) return MakeType(TypeKind::kText);
  const auto is_day = [](const Type& t) {
    return t.kind == TypeKind::kDate || t.kind == TypeKind::kTimestamp;
  };
  if (is_day(a) && is_day(b)) return a.kind == TypeKind::kTimestamp ? a : b;
  return {};
}

}  // namespace tacit::sql
