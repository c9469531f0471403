// Whatever the bytes, a pair of texts ends with a verdict: never a proof and a witness for one pair, never a
// reason of several lines. The first byte chooses the dialect and the schema; the first '~' parts the texts.
// Half of the mutations are of SQL words, so that most inputs get past the parser, and one of them makes the
// right text from the left, as chance makes no two texts that mean the same.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer/decide/decide.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed);

namespace {

using tacit::Dialect;

constexpr char kParting = '~';
constexpr std::int64_t kBudgetMs = 40;

constexpr std::array<Dialect, 3> kDialects = {Dialect::kPostgresql, Dialect::kSqlite, Dialect::kMysql};
constexpr std::array<const char*, 2> kSchemas = {
    "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b integer, n numeric(8,2), s text, d date);"
    "CREATE TABLE u (id integer PRIMARY KEY, t_id integer NOT NULL REFERENCES t(id), c integer, f boolean)",
    "CREATE TABLE t (id integer, a integer, b integer CHECK (b > 0), n double precision, s char(3), d "
    "timestamp,"
    " UNIQUE (a, b), CHECK (a < b OR s = 'x'));"
    "CREATE TABLE u (id integer UNIQUE, t_id integer, c integer NOT NULL, f boolean NOT NULL)"};

constexpr std::array kWords = {"SELECT",
                               "DISTINCT",
                               "FROM",
                               "WHERE",
                               "GROUP BY",
                               "HAVING",
                               "ORDER BY",
                               "DESC",
                               "NULLS FIRST",
                               "LIMIT",
                               "OFFSET",
                               "UNION",
                               "UNION ALL",
                               "INTERSECT",
                               "EXCEPT",
                               "EXCEPT ALL",
                               "JOIN",
                               "LEFT JOIN",
                               "FULL JOIN",
                               "CROSS JOIN",
                               "LATERAL",
                               "ON",
                               "USING (id)",
                               "AND",
                               "OR",
                               "NOT",
                               "IN",
                               "EXISTS",
                               "ANY",
                               "ALL",
                               "IS NULL",
                               "IS NOT NULL",
                               "IS NOT DISTINCT FROM",
                               "BETWEEN",
                               "LIKE",
                               "CASE WHEN",
                               "THEN",
                               "ELSE",
                               "END",
                               "COALESCE(",
                               "NULLIF(",
                               "CAST(",
                               "AS numeric)",
                               "AS integer)",
                               "AS text)",
                               "COUNT(*)",
                               "COUNT(DISTINCT",
                               "SUM(",
                               "MIN(",
                               "MAX(",
                               "AVG(",
                               "OVER (",
                               "PARTITION BY",
                               "ROLLUP (",
                               "CUBE (",
                               "GROUPING SETS (",
                               "VALUES",
                               "WITH x AS (",
                               "(SELECT",
                               "(",
                               ")",
                               ",",
                               "=",
                               "<>",
                               "<",
                               "<=",
                               ">",
                               ">=",
                               "+",
                               "-",
                               "*",
                               "/",
                               "%",
                               "||",
                               "t",
                               "u",
                               "x",
                               "t.id",
                               "t.a",
                               "a",
                               "b",
                               "n",
                               "s",
                               "d",
                               "id",
                               "u.id",
                               "t_id",
                               "c",
                               "f",
                               "0",
                               "1",
                               "2",
                               "-1",
                               "1.5",
                               "2.0",
                               "NULL",
                               "TRUE",
                               "FALSE",
                               "'x'",
                               "'x  '",
                               "''",
                               "'%x_'",
                               "DATE '2020-02-29'",
                               "9223372036854775807",
                               "$1",
                               ";"};

// A seed's text has a digit for it.
std::size_t ChoiceOf(std::uint8_t byte) { return byte >= '0' ? byte - std::size_t{'0'} : byte; }

tacit::decide::Decider& DeciderFor(std::size_t choice) {
  static const auto deciders = [] {
    std::vector<std::unique_ptr<tacit::decide::Decider>> made;
    for (const char* ddl : kSchemas) {
      for (const Dialect dialect : kDialects) {
        tacit::ProveOptions options;
        options.dialect = dialect;
        options.budget_ms = kBudgetMs;
        made.push_back(
            tacit::decide::Decider::Make(tacit::CatalogueFromDdl(ddl, "fuzz").value(), options).value());
      }
    }
    return made;
  }();
  return *deciders[choice % deciders.size()];
}

void Require(bool law) {
  if (!law) std::abort();
}

// Words, numbers, texts in quotes, and single signs, each with the blanks before it.
std::vector<std::string> WordsOf(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && text[end] == ' ') ++end;
    if (end < text.size() && text[end] == '\'') {
      end = std::min(text.find('\'', end + 1), text.size() - 1) + 1;
    } else if (end < text.size() && is_word(text[end])) {
      while (end < text.size() && is_word(text[end])) ++end;
    } else if (end < text.size()) {
      ++end;
    }
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string Mutated(std::string_view text, std::minstd_rand& random) {
  std::vector<std::string> words = WordsOf(text);
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(random()) % std::max<std::size_t>(n, 1);
  };
  const std::string fresh = std::string(" ") + kWords[below(kWords.size())];
  const auto at = static_cast<std::ptrdiff_t>(below(words.size()));
  const auto other = static_cast<std::ptrdiff_t>(below(words.size()));
  const auto last = static_cast<std::ptrdiff_t>(words.size());
  switch (words.empty() ? 0 : below(5)) {
    case 0: words.insert(words.begin() + at, fresh); break;
    case 1: words[static_cast<std::size_t>(at)] = fresh; break;
    case 2: words.erase(words.begin() + at); break;
    case 3: std::swap(words[static_cast<std::size_t>(at)], words[static_cast<std::size_t>(other)]); break;
    default: {  // a run of words, once more, elsewhere
      const std::vector<std::string> run(words.begin() + at, words.begin() + std::min(last, at + 6));
      words.insert(words.begin() + other, run.begin(), run.end());
    }
  }
  std::string made;
  for (const std::string& word : words) made += word;
  return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view texts(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t parting = std::min(texts.find(kParting), texts.size());
  const std::string_view left = texts.substr(0, parting);
  const std::string_view right = parting < texts.size() ? texts.substr(parting + 1) : left;
  const auto verdict = DeciderFor(ChoiceOf(data[0])).Decide(left, right);
  Require(verdict.ok());
  if (verdict->kind() != tacit::Verdict::Kind::kUnknown) return 0;
  const std::string& reason = verdict->reason();
  constexpr std::array kCodes = {
      "unsupported: ", "budget: ", "parse: ", "bind: ", "tie-dependent limit: ", "not proved: ", "order: "};
  Require(std::ranges::any_of(kCodes, [&](const char* code) { return reason.starts_with(code); }));
  Require(reason.find('\n') == std::string::npos);
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  std::minstd_rand random(seed);
  if (size < 2 || random() % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string_view texts(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t parting = std::min(texts.find(kParting), texts.size());
  std::string left(texts.substr(0, parting));
  std::string right(parting < texts.size() ? texts.substr(parting + 1) : left);
  switch (random() % 4) {
    case 0: left = Mutated(left, random); break;
    case 1: right = Mutated(right, random); break;
    default: right = Mutated(left, random);
  }
  const std::string made = left + kParting + right;
  const std::size_t length = std::min(made.size(), max_size - 1);
  std::copy_n(made.begin(), length, data + 1);
  return length + 1;
}
