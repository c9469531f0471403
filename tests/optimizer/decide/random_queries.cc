#include "tests/optimizer/decide/random_queries.h"

#include <initializer_list>
#include <iterator>
#include <map>
#include <string_view>
#include <vector>

namespace tacit::testing {
namespace {

std::uint64_t Mixed(std::uint64_t h) {
  h += 0x9E3779B97F4A7C15ULL;
  h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
  return h ^ (h >> 31);
}

std::uint64_t HashOf(std::string_view text, std::uint64_t seed) {
  std::uint64_t h = seed;
  for (const char c : text) h = Mixed(h ^ static_cast<unsigned char>(c));
  return Mixed(h);
}

// A choice depends on its place in the query and nothing else, so that one can be changed and all others
// stay.
class Choices {
 public:
  explicit Choices(std::uint64_t seed) : seed_(seed) {}

  std::size_t Below(const std::string& place, std::size_t n) {
    const auto [it, fresh] = anew_.try_emplace(place, 0);
    if (fresh) places_.push_back(place);
    return HashOf(place, Mixed(seed_ + it->second)) % n;
  }
  // Makes the choice at one of the places seen so far anew: half of the time, at a place of a comparison's
  // spelling.
  void Mutate(std::uint64_t number) {
    std::vector<std::string> spellings;
    for (const std::string& place : places_) {
      if (place.ends_with("/spelling")) spellings.push_back(place);
    }
    const std::vector<std::string>& from = number % 2 == 0 && !spellings.empty() ? spellings : places_;
    const std::uint64_t drawn = number / 2;
    anew_[from[drawn % from.size()]] = 1 + drawn % 1'000;
  }

 private:
  std::uint64_t seed_;
  std::map<std::string, std::uint64_t> anew_;  // how often a choice was changed
  std::vector<std::string> places_;
};

enum class Kind { kInteger, kNumeric, kText, kChar, kBoolean, kDate };

struct Column {
  std::string name;
  Kind kind;
};
using Scope = std::vector<Column>;

const std::vector<Column> kColumns = {{"id", Kind::kInteger}, {"a", Kind::kInteger}, {"b", Kind::kInteger},
                                      {"n", Kind::kNumeric},  {"m", Kind::kNumeric}, {"s", Kind::kText},
                                      {"c", Kind::kChar},     {"f", Kind::kBoolean}, {"d", Kind::kDate}};

class Writer {
 public:
  explicit Writer(Choices& choices) : choices_(choices) {}

  std::string Query(const std::string& at) {
    const std::vector<Kind> kinds = Kinds(at + "/kinds");
    switch (Below(at + "/form", 8)) {
      case 0: return SetOperation(at, kinds);
      case 1:
      case 2: return FilteredOuter(at, kinds);
      case 3:
      case 4: return Grouped(at);
      case 5: return GroupedOuter(at, kinds);
      default: return Block(at, kinds, {});
    }
  }

 private:
  std::size_t Below(const std::string& at, std::size_t n) { return choices_.Below(at, n); }
  std::string Any(const std::string& at, std::initializer_list<const char*> of) {
    return *(of.begin() + Below(at, of.size()));
  }
  std::vector<Kind> Kinds(const std::string& at) {
    std::vector<Kind> kinds;
    for (std::size_t i = 0; i <= Below(at, 2); ++i) {
      constexpr Kind kMostly[] = {Kind::kNumeric, Kind::kInteger, Kind::kNumeric, Kind::kInteger,
                                  Kind::kText,    Kind::kChar,    Kind::kBoolean, Kind::kDate};
      kinds.push_back(kMostly[Below(at + std::to_string(i), 8)]);
    }
    return kinds;
  }
  static Scope Of(const std::string& alias) {
    Scope scope;
    for (const Column& column : kColumns) scope.push_back({alias + "." + column.name, column.kind});
    return scope;
  }
  static Scope Named(const std::string& alias, const std::vector<Kind>& kinds) {
    Scope scope;
    for (std::size_t i = 0; i < kinds.size(); ++i)
      scope.push_back({alias + ".o" + std::to_string(i), kinds[i]});
    return scope;
  }
  static Scope Joined(Scope a, const Scope& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  std::string Table(const std::string& at) { return Any(at, {"p", "q", "w"}); }
  std::string Alias() { return "x" + std::to_string(++aliases_); }

  // SELECT over one table or two; columns o0, o1, ...
  std::string Block(const std::string& at, const std::vector<Kind>& kinds, const Scope& outer) {
    Scope scope;
    const std::string from = From(at + "/from", &scope);
    std::string text = "SELECT " + Any(at + "/distinct", {"", "", "DISTINCT "});
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const std::string n = std::to_string(i);
      text += (i == 0 ? "" : ", ") + Scalar(at + "/out" + n, kinds[i], scope, 2) + " AS o" + n;
    }
    return text + from + Where(at + "/where", Joined(scope, outer));
  }
  std::string From(const std::string& at, Scope* scope) {
    const std::string first = Alias();
    *scope = Of(first);
    std::string text = " FROM " + Table(at + "/first") + " " + first;
    if (Below(at + "/joins", 3) > 0) return text;
    const std::string second = Alias();
    *scope = Joined(*scope, Of(second));
    text += Any(at + "/kind", {" JOIN ", " LEFT JOIN ", " JOIN ", " FULL JOIN "}) + Table(at + "/second") +
            " " + second;
    const std::string key = Any(at + "/key", {"id", "a", "n"});
    return text + " ON " + first + "." + Any(at + "/left", {"a", "id", "b", "n"}) + " = " + second + "." +
           key;
  }
  std::string Where(const std::string& at, const Scope& scope) {
    return Below(at, 3) == 0 ? "" : " WHERE " + Condition(at, scope, 2);
  }
  std::string SetOperation(const std::string& at, const std::vector<Kind>& kinds) {
    return Block(at + "/l", kinds, {}) +
           Any(at + "/op", {" UNION ", " UNION ALL ", " EXCEPT ", " INTERSECT "}) +
           Block(at + "/r", Mixed(at, kinds), {});
  }
  // Whole numbers where decimals are, and the other way round.
  std::vector<Kind> Mixed(const std::string& at, std::vector<Kind> kinds) {
    for (Kind& kind : kinds) {
      if (kind != Kind::kInteger && kind != Kind::kNumeric) continue;
      if (Below(at + "/mix", 2) == 0) kind = kind == Kind::kInteger ? Kind::kNumeric : Kind::kInteger;
    }
    return kinds;
  }
  std::string Inner(const std::string& at, const std::vector<Kind>& kinds) {
    return Below(at + "/in", 2) == 0 ? SetOperation(at + "/set", kinds) : Block(at + "/block", kinds, {});
  }
  // Conditions on whole rows of an inner query: what is known of each of its parts must hold for all.
  std::string FilteredOuter(const std::string& at, const std::vector<Kind>& kinds) {
    const std::string inner = Inner(at, kinds);
    const std::string alias = Alias();
    return "SELECT " + Any(at + "/distinct", {"", "DISTINCT "}) + alias + ".o0 FROM (" + inner + ") " +
           alias + " WHERE " +
           Condition(at + "/where", Named(alias, kinds), static_cast<int>(Below(at + "/deep", 2)));
  }
  std::string GroupedOuter(const std::string& at, const std::vector<Kind>& kinds) {
    const std::string inner = Inner(at, kinds);
    const std::string alias = Alias();
    const Scope scope = Named(alias, kinds);
    const std::string key = alias + ".o0";
    return "SELECT " + key + ", " + Aggregate(at + "/agg", scope) + " FROM (" + inner + ") " + alias +
           Where(at + "/where", scope) + " GROUP BY " + key +
           Having(at + "/having", {{key, kinds[0]}}, scope);
  }
  std::string Grouped(const std::string& at) {
    Scope scope;
    const std::string from = From(at + "/from", &scope);
    const Kind kind = Below(at + "/kind", 2) == 0 ? Kind::kInteger : Kind::kNumeric;
    const std::string key = Scalar(at + "/key", kind, scope, Below(at + "/deep", 3) == 0 ? 1 : 0);
    std::string text =
        "SELECT " + key + " AS o0, " + Aggregate(at + "/agg", scope) + from + Where(at + "/where", scope);
    if (Below(at + "/global", 8) == 0) {
      return "SELECT " + Aggregate(at + "/agg", scope) + ", " + Aggregate(at + "/more", scope) + from +
             Where(at + "/where", scope);
    }
    return text + " GROUP BY " + key + Having(at + "/having", {{key, kind}}, scope);
  }
  std::string Having(const std::string& at, const Scope& keys, const Scope& scope) {
    switch (Below(at, 4)) {
      case 0: return " HAVING " + Comparison(at + "/sum", Aggregate(at + "/agg", scope), "NULL");
      case 1: return " HAVING " + Condition(at + "/key", keys, 0);
      default: return "";
    }
  }
  std::string Aggregate(const std::string& at, const Scope& scope) {
    const std::string argument =
        Scalar(at + "/arg", Below(at + "/kind", 2) == 0 ? Kind::kInteger : Kind::kNumeric, scope, 1);
    const std::string f = Any(at, {"SUM", "COUNT", "MIN", "MAX", "AVG", "SUM"});
    return f + "(" + Any(at + "/distinct", {"", "", "DISTINCT "}) + argument + ")";
  }

  std::string ColumnOf(const std::string& at, Kind kind, const Scope& scope) {
    std::vector<std::string> fit;
    for (const Column& column : scope) {
      if (column.kind == kind) fit.push_back(column.name);
    }
    return fit.empty() ? Literal(at, kind) : fit[Below(at + "/column", fit.size())];
  }
  std::string Literal(const std::string& at, Kind kind) {
    switch (kind) {
      case Kind::kInteger: return Any(at + "/int", {"0", "1", "2", "3"});
      case Kind::kNumeric: return Any(at + "/num", {"1.5", "2.0", "0.5", "1"});
      case Kind::kText: return Any(at + "/text", {"'x'", "'x '", "''", "'y'"});
      case Kind::kChar: return "CAST(" + Any(at + "/char", {"'x'", "'x '", "''"}) + " AS char(4))";
      case Kind::kBoolean: return Any(at + "/bool", {"TRUE", "FALSE"});
      case Kind::kDate: return "DATE '2020-01-0" + Any(at + "/date", {"1", "2"}) + "'";
    }
    return "NULL";
  }
  std::string Scalar(const std::string& at, Kind kind, const Scope& scope, int depth) {
    if (depth <= 0) return ColumnOf(at, kind, scope);
    const bool number = kind == Kind::kInteger || kind == Kind::kNumeric;
    const auto part = [&](const char* name) {
      const Kind mixed = number && kind == Kind::kNumeric && Below(at + name, 3) == 0 ? Kind::kInteger : kind;
      return Scalar(at + "/" + name, mixed, scope, depth - 1);
    };
    switch (Below(at, 10)) {
      case 0: return Literal(at, kind);
      case 1:
        return "CASE WHEN " + Condition(at + "/when", scope, depth - 1) + " THEN " + part("a") + " ELSE " +
               part("b") + " END";
      case 2: return "COALESCE(" + part("a") + ", " + part("b") + ")";
      case 3:
        return number ? "(" + part("a") + Any(at + "/op", {" + ", " - ", " * "}) + part("b") + ")"
                      : part("a");
      case 4: return number ? OneValue(at + "/sub", scope) : part("a");
      default: return ColumnOf(at, kind, scope);
    }
  }
  // A scalar sub-query, of one row always.
  std::string OneValue(const std::string& at, const Scope& outer) {
    const std::string alias = Alias();
    const std::string f = Any(at + "/f", {"MAX", "COUNT", "MIN", "SUM"});
    return "(SELECT " + f + "(" + alias + "." + Any(at + "/of", {"a", "b", "n"}) + ") FROM " +
           Table(at + "/t") + " " + alias + " WHERE " + alias +
           ".a = " + ColumnOf(at + "/key", Kind::kInteger, outer) + ")";
  }

  // `e op constant`, in one of several spellings; some mean the same over whole numbers only, some never.
  std::string Comparison(const std::string& at, const std::string& e, const std::string& least) {
    const std::size_t c = Below(at + "/constant", 3);
    const std::string low = std::to_string(c);
    const std::string high = std::to_string(c + 1);
    constexpr int kSpellings[] = {0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9};
    switch (kSpellings[Below(at + "/spelling", std::size(kSpellings))]) {
      case 0: return e + " > " + low;
      case 1: return low + " < " + e;
      case 2: return "NOT (" + e + " <= " + low + ")";
      case 3: return e + " >= " + high;
      case 4: return e + " > " + low + ".5";
      case 5: return e + " = " + high;
      case 6: return e + " IN (" + high + ", " + Any(at + "/list", {"3", "NULL", "2.0"}) + ")";
      case 7: return "(" + e + " > " + low + " OR " + e + " IS " + least + ")";
      case 8: return e + Any(at + "/parameter", {" > $1", " >= $1"});
      default: return e + " <> " + low;
    }
  }
  std::string Condition(const std::string& at, const Scope& scope, int depth) {
    const Kind number = Below(at + "/number", 2) == 0 ? Kind::kInteger : Kind::kNumeric;
    switch (Below(at + "/condition", depth > 0 ? 17 : 9)) {
      case 0:
      case 1:
      case 2: return Comparison(at, Scalar(at + "/e", number, scope, depth), "NULL");
      case 3: return Scalar(at + "/e", number, scope, depth) + Any(at + "/is", {" IS NULL", " IS NOT NULL"});
      case 4:
        return ColumnOf(at + "/e", Kind::kText, scope) +
               Any(at + "/like", {" LIKE 'x%'", " = 'x'", " LIKE '%'", " NOT LIKE '_'"});
      case 5:
        return ColumnOf(at + "/e", Kind::kChar, scope) +
               Any(at + "/char", {" = 'x'", " = 'x '", " <> 'x'", " IN ('x', 'y')"});
      case 6:
        return Any(at + "/not", {"", "NOT "}) + ColumnOf(at + "/e", Kind::kBoolean, scope) +
               Any(at + "/is", {"", " IS TRUE", " IS NOT FALSE"});
      case 7:
        return ColumnOf(at + "/e", Kind::kDate, scope) + Any(at + "/op", {" = ", " > ", " >= "}) +
               Literal(at, Kind::kDate);
      case 8:
        return Scalar(at + "/e", number, scope, 0) +
               Any(at + "/op", {" = ", " < ", " <= ", " IS NOT DISTINCT FROM ", " <> "}) +
               Scalar(at + "/g", Kind::kInteger, scope, 0);
      case 9:
      case 10:
      case 11:
        return "(" + Condition(at + "/l", scope, depth - 1) + Any(at + "/and", {" AND ", " OR ", " AND "}) +
               Condition(at + "/r", scope, depth - 1) + ")";
      case 12: return "NOT (" + Condition(at + "/n", scope, depth - 1) + ")";
      case 13:
      case 14: return Exists(at + "/exists", scope);
      case 15: return Member(at + "/member", scope);
      default:
        return Scalar(at + "/e", number, scope, 0) + Any(at + "/op", {" > ", " >= ", " < "}) +
               Any(at + "/all", {"ALL", "ANY"}) + " (" + Column1(at + "/column") + ")";
    }
  }
  std::string Column1(const std::string& at) {
    const std::string alias = Alias();
    const std::string where = Where(at + "/where", Of(alias));
    return "SELECT " + alias + "." + Any(at + "/of", {"a", "b", "n", "id"}) + " FROM " + Table(at + "/t") +
           " " + alias + where;
  }
  std::string Exists(const std::string& at, const Scope& outer) {
    const std::string alias = Alias();
    return Any(at + "/not", {"", "NOT "}) + "EXISTS (SELECT 1 FROM " + Table(at + "/t") + " " + alias +
           " WHERE " + alias + "." + Any(at + "/of", {"a", "id", "n"}) + " = " +
           ColumnOf(at + "/key", Below(at + "/kind", 3) == 0 ? Kind::kNumeric : Kind::kInteger, outer) +
           " AND " + Condition(at + "/and", Of(alias), 0) + ")";
  }
  std::string Member(const std::string& at, const Scope& scope) {
    return ColumnOf(at + "/key", Kind::kInteger, scope) + Any(at + "/not", {" IN (", " NOT IN ("}) +
           Column1(at + "/in") + ")";
  }

  Choices& choices_;
  int aliases_ = 0;
};

}  // namespace

std::string RandomSchema(std::uint64_t number) {
  Choices choices(number % kRandomSchemas);
  const auto any = [&](const std::string& at, std::initializer_list<const char*> of) {
    return std::string(*(of.begin() + choices.Below(at, of.size())));
  };
  std::string ddl;
  for (const std::string table : {"p", "q", "w"}) {
    ddl += "CREATE TABLE " + table + " (id integer " +
           any(table + "/id", {"PRIMARY KEY", "PRIMARY KEY", "UNIQUE", ""});
    ddl += ", a integer " + any(table + "/a", {"NOT NULL", "", "NOT NULL"});
    if (table != "p" && choices.Below("p/id", 4) < 3) ddl += any(table + "/ref", {" REFERENCES p(id)", ""});
    ddl += ", b integer " + any(table + "/b", {"", "CHECK (b > 1)", "CHECK (b IN (1, 2))"});
    ddl += ", n numeric(8,2) " + any(table + "/n", {"NOT NULL", "", "CHECK (n >= 1)"});
    ddl += ", m numeric " + any(table + "/m", {"", "NOT NULL"});
    ddl += ", s text " + any(table + "/s", {"", "NOT NULL"}) + ", c char(4), f boolean " +
           any(table + "/f", {"", "NOT NULL"});
    ddl +=
        ", d date" + any(table + "/key", {"", ", UNIQUE (a, b)", ", CHECK (a < b)", ", UNIQUE (n)"}) + ");";
  }
  return ddl;
}

std::pair<std::string, std::string> MutatedPair(std::uint64_t number) {
  Choices choices(Mixed(number));
  const std::string left = Writer(choices).Query("");
  std::string right = left;
  // Many choices are of things that another choice leaves out, or fall as before.
  constexpr std::uint64_t kTries = 12;
  for (std::uint64_t i = 1; i <= kTries && right == left; ++i) {
    choices.Mutate(Mixed(number + i));
    if (number % 3 == 0) choices.Mutate(Mixed(number - i));
    right = Writer(choices).Query("");
  }
  return {left, right};
}

}  // namespace tacit::testing
