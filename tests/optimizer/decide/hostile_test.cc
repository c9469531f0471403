// Whatever the texts and the schema, a pair ends with a verdict: soon after its budget, in bounded memory,
// and where nothing is decided with a reason that begins with a known code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "tacit/prover.h"

namespace tacit {
namespace {

using Kind = Verdict::Kind;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// How large large inputs are: code that is sanitized and not optimised takes thirty times as long.
constexpr int Large(int n) { return kSanitized ? n / 40 : n; }

// The budget is for proving and testing; reading ten thousand terms takes as long again. A pair may take
// twenty times the budget before a test fails, so that a busy machine fails none.
constexpr std::int64_t kBudgetMs = kSanitized ? 10 : 100;
constexpr std::int64_t kMostMs = (kSanitized ? 1'600 : 20) * kBudgetMs;
// Of the whole program, the largest inputs included.
constexpr long kMostKilobytes = 1'500'000;

constexpr std::string_view kDdl =
    "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b integer, s text, n numeric(8,2), d date);"
    "CREATE TABLE u (id integer PRIMARY KEY, t_id integer NOT NULL REFERENCES t(id), a integer, c integer);";

// Of this process: how busy the machine is plays no part.
std::int64_t ProcessorMs() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& t) { return std::int64_t{t.tv_sec} * 1'000 + t.tv_usec / 1'000; };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

std::string Repeated(int times, std::string_view separator, const std::function<std::string(int)>& part) {
  std::string text;
  for (int i = 0; i < times; ++i) {
    if (i > 0) text += separator;
    text += part(i);
  }
  return text;
}

std::string Times(int times, std::string_view part) {
  return Repeated(times, "", [&](int) { return std::string(part); });
}

std::string Numbered(std::string_view before, int number, std::string_view after = "") {
  return std::string(before) + std::to_string(number) + std::string(after);
}

bool HasKnownCode(std::string_view reason) {
  constexpr std::array<std::string_view, 7> kCodes = {
      "unsupported: ", "budget: ", "parse: ", "bind: ", "tie-dependent limit: ", "not proved: ", "order: "};
  return std::ranges::any_of(kCodes, [&](std::string_view code) { return reason.starts_with(code); }) &&
         reason.find('\n') == std::string_view::npos;
}

// The verdict, once it has been seen to be one.
Verdict Ends(std::string_view ddl, const std::string& left, const std::string& right,
             std::int64_t budget_ms = kBudgetMs) {
  const auto catalogue = CatalogueFromDdl(ddl, "hostile.sql");
  if (!catalogue.ok()) {
    ADD_FAILURE() << catalogue.status().message();
    return Verdict::Unknown("");
  }
  ProveOptions options;
  options.budget_ms = budget_ms;
  const std::int64_t begin = ProcessorMs();
  const Result<Verdict> verdict = Prove(*catalogue, left, right, options);
  EXPECT_LT(ProcessorMs() - begin, kMostMs) << left.substr(0, 200);
  if (!verdict.ok()) {
    ADD_FAILURE() << verdict.status().message().substr(0, 400);
    return Verdict::Unknown("");
  }
  if (verdict->kind() == Kind::kUnknown) {
    EXPECT_TRUE(HasKnownCode(verdict->reason())) << verdict->reason().substr(0, 400);
    EXPECT_LT(verdict->reason().size(), 2000U);
  }
  return *verdict;
}

// Both ways round; the first verdict.
Verdict BothEnd(const std::string& left, const std::string& right) {
  Ends(kDdl, right, left);
  return Ends(kDdl, left, right);
}

// A reason that begins with `code`.
void ExpectReason(const std::string& left, std::string_view code) {
  const Verdict verdict = Ends(kDdl, left, "SELECT id FROM t");
  EXPECT_THAT(verdict.reason(), ::testing::StartsWith(std::string(code))) << left.substr(0, 200);
  Ends(kDdl, "SELECT id FROM t", left);
  Ends(kDdl, left, left);
}

TEST(HostileText, IsNotParsed) {
  for (const char* text : {"SELEC", "SELECT (", "SELECT 1 +", "SELECT 'open", "SELECT \"open", "/* open",
                           "SELECT $$ open", ")", "\\", "SELECT 1 FROM", "SELECT \x80\xff FROM t \xc3"}) {
    ExpectReason(text, "parse: ");
  }
  ExpectReason(std::string("SELECT id\0 FROM t", 17), "parse: ");
  ExpectReason(std::string("\0", 1), "parse: ");
  ExpectReason(Times(100'000, "("), "");
  ExpectReason("SELECT " + Times(2'000, "(") + "1" + Times(2'000, ")"), "");
}

TEST(HostileText, HoldsNoQuery) {
  for (const char* text :
       {"", ";", " \n\t ", "-- a comment", "/* a comment */", "SELECT 1; SELECT 2", ";;SELECT 1"}) {
    ExpectReason(text, "");
  }
  for (const char* text :
       {"DELETE FROM t", "DROP TABLE t", "BEGIN", "COPY t TO PROGRAM 'x'", "EXPLAIN SELECT 1"}) {
    ExpectReason(text, "unsupported: ");
  }
}

TEST(HostileText, NamesWhatIsNotThere) {
  ExpectReason("SELECT id FROM nowhere", "bind: ");
  ExpectReason("SELECT nothing FROM t", "bind: ");
  ExpectReason("SELECT id FROM t JOIN u ON TRUE", "bind: ");
  ExpectReason("SELECT x.id FROM t", "bind: ");
  ExpectReason("SELECT id FROM t WHERE s = 1", "bind: ");
  ExpectReason("SELECT id FROM t WHERE d + d > 0", "");
  ExpectReason("SELECT id FROM t WHERE a", "bind: ");
  ExpectReason("SELECT id FROM t UNION SELECT s FROM t", "");
  ExpectReason("SELECT a FROM t GROUP BY b", "bind: ");
  ExpectReason("SELECT " + std::string(50'000, 'x') + " FROM t", "bind: ");
  ExpectReason("SELECT \"" + std::string(50'000, '"') + "\" FROM t", "bind: ");
  ExpectReason("SELECT id FROM " + Times(500, "a.") + "t", "");
}

TEST(HostileText, ConstantsAreOutOfRange) {
  const std::string huge(400, '9');
  for (const std::string& e : std::initializer_list<std::string>{
           huge, "-" + huge, "9223372036854775807 + 1", "2147483647 + 1", "-9223372036854775808", "1/0",
           "1 % 0", "1.0/0.0", "1e400", "1e-400", "CAST('x' AS integer)",
           "9223372036854775807 * 9223372036854775807", "CAST(" + huge + " AS integer)", "power(10, 1000)",
           "DATE '9999-12-31' + 1", "DATE '0000-00-00'"}) {
    BothEnd("SELECT id FROM t WHERE a = " + e, "SELECT id FROM t WHERE b = " + e);
    BothEnd("SELECT " + e + " FROM t", "SELECT " + e + ", 1 FROM u");
    BothEnd("SELECT id FROM t WHERE a + " + e + " > b", "SELECT id FROM t WHERE a > b - " + e);
  }
  for (const char* limit :
       {"LIMIT 9223372036854775807", "LIMIT 9223372036854775807 OFFSET 9223372036854775807", "LIMIT -1",
        "OFFSET -1", "LIMIT 99999999999999999999", "LIMIT 0", "LIMIT NULL", "LIMIT 1000000 OFFSET 1000000",
        "LIMIT 1 + 1", "LIMIT 1.5", "LIMIT (SELECT 1)"}) {
    BothEnd("SELECT id FROM t ORDER BY id " + std::string(limit), "SELECT id FROM t ORDER BY id");
    BothEnd("SELECT x.id FROM (SELECT id FROM t " + std::string(limit) + ") x", "SELECT id FROM t");
  }
  ExpectReason("SELECT id FROM t ORDER BY 99999999999", "");
  ExpectReason("SELECT id FROM t ORDER BY 0", "");
}

TEST(HostileText, IsLarge) {
  const std::string text(static_cast<std::size_t>(Large(1 << 20)), 'x');
  BothEnd("SELECT id FROM t WHERE s = '" + text + "'", "SELECT id FROM t WHERE s = '" + text + "y'");
  BothEnd("SELECT '" + text + "' FROM t", "SELECT '" + text + "' FROM t WHERE a = a");
  BothEnd("SELECT id FROM t WHERE s LIKE '" + Times(Large(100'000), "%_") + "'",
          "SELECT id FROM t WHERE s IS NOT NULL");
  BothEnd("SELECT id FROM t WHERE s LIKE '" + Times(40, "%a") + "b'", "SELECT id FROM t WHERE s LIKE '%b'");
  BothEnd("SELECT id /*" + text + "*/ FROM t", "SELECT id FROM t" + std::string(text.size(), ' '));
  BothEnd(
      "SELECT " + Repeated(Large(1'000), ", ", [](int i) { return Numbered("a + ", i); }) + " FROM t",
      "SELECT " + Repeated(Large(1'000), ", ", [](int i) { return Numbered("", i, " + a"); }) + " FROM t");
  BothEnd("SELECT DISTINCT " + Repeated(Large(1'000), ", ", [](int i) { return Numbered("a * ", i); }) +
              " FROM t",
          "SELECT " + Repeated(Large(1'000), ", ", [](int i) { return Numbered("a * ", i); }) + " FROM t");
}

std::string Column(int i) { return i % 2 == 0 ? "a" : "b"; }

TEST(HostileQuery, HasTenThousandTerms) {
  const auto where = [](const std::string& predicate) { return "SELECT id FROM t WHERE " + predicate; };
  const auto terms = [](int n, std::string_view separator, std::string_view op) {
    return Repeated(n, separator, [&](int i) { return Column(i) + std::string(op) + std::to_string(i); });
  };
  const std::string list = Repeated(Large(10'000), ", ", [](int i) { return std::to_string(i); });
  for (const std::string& hard :
       {terms(Large(10'000), " AND ", " <> "), terms(Large(10'000), " AND ", " = "),
        terms(Large(10'000), " OR ", " = "), terms(Large(10'000), " OR ", " > "), "a IN (" + list + ")",
        "a NOT IN (" + list + ")", "b NOT IN (" + list + ", NULL)", "a = ANY (ARRAY[" + list + "])",
        Repeated(Large(5'000), " AND ", [](int i) { return Numbered("(a = ", i, " OR b > 2)"); }),
        Repeated(Large(5'000), " OR ", [](int i) { return Numbered("(a = ", i, " AND b IS NULL)"); }),
        Repeated(60, " AND ", [](int i) { return Numbered("(a = ", i, Numbered(" OR b = ", i, ")")); }),
        Times(1'400, "NOT ") + "a = 1", Repeated(Large(10'000), " + ", Column) + " > 0",
        Repeated(Large(1'000), " * ", Column) + " > 0",
        "a + b = ANY (VALUES " + Repeated(Large(3'000), ", ", [](int i) { return Numbered("(", i, ")"); }) +
            ")"}) {
    BothEnd(where(hard), where("a > 7"));
    BothEnd(where(hard), where("(" + hard + ") AND a = a"));
  }
  BothEnd(where(terms(Large(3'000), " AND ", " <> ")), where(terms(Large(3'000), " AND ", " > ")));
  BothEnd(where("a IN (" + list + ")"), where(terms(Large(10'000), " OR ", " = ")));
}

TEST(HostileQuery, JoinsOften) {
  for (const char* join : {" JOIN ", " LEFT JOIN ", " FULL JOIN "}) {
    for (const int n : {12, 40, 200}) {
      const std::string chain =
          "t t0" + Repeated(n, "", [&](int i) {
            return join + Numbered("t t", i + 1) + Numbered(" ON t", i + 1) + Numbered(".a = t", i, ".b");
          });
      BothEnd("SELECT t0.id FROM " + chain, "SELECT t0.id FROM " + chain + " WHERE t0.a = t0.a");
      BothEnd("SELECT DISTINCT t0.id FROM " + chain, "SELECT id FROM t");
    }
  }
  const auto star = [](int n, std::string_view on) {
    return "SELECT x0.b FROM t x0" + Repeated(n, "", [&](int i) {
             return Numbered(" JOIN t x", i + 1) + Numbered(" ON x", i + 1, std::string(on));
           });
  };
  BothEnd(star(11, ".a = x0.a"), star(11, ".a = x0.a") + " WHERE x0.a IS NOT NULL");
  BothEnd(star(11, ".a = x0.a"), star(11, ".a = x0.b"));
  BothEnd("SELECT 1 FROM " + Repeated(12, ", ", [](int i) { return Numbered("t x", i); }),
          "SELECT 1 FROM " + Repeated(12, ", ", [](int i) { return Numbered("t y", i); }) + " WHERE TRUE");
  BothEnd("SELECT 1 FROM " + Repeated(200, ", ", [](int i) { return Numbered("t x", i); }),
          "SELECT 1 FROM " + Repeated(199, ", ", [](int i) { return Numbered("t y", i); }));
  BothEnd("SELECT * FROM t " + Times(30, "NATURAL JOIN t "), "SELECT * FROM t");
}

TEST(HostileQuery, IsDeep) {
  const auto nested = [](int n, std::string_view open, std::string_view core, std::string_view close) {
    return Times(n, open) + std::string(core) + Times(n, close);
  };
  BothEnd(nested(50, "SELECT * FROM (", "SELECT id FROM t", ") x"), "SELECT id FROM t");
  BothEnd(nested(50, "SELECT DISTINCT id FROM (", "SELECT id FROM t", ") x"), "SELECT id FROM t");
  BothEnd(nested(50, "SELECT id, COUNT(*) FROM (", "SELECT id FROM t", ") x GROUP BY id"),
          "SELECT id FROM t");
  BothEnd(nested(14, "SELECT p.id FROM (", "SELECT id FROM t", ") p JOIN t ON p.id = t.id"),
          "SELECT id FROM t");
  BothEnd("SELECT " + nested(1'000, "(", "a", ")") + " FROM t", "SELECT a FROM t");
  for (const int n : {10}) {
    ExpectReason("SELECT " + nested(n, "CASE WHEN a > 1 THEN ", "b", " ELSE a END") + " FROM t", "");
    ExpectReason("SELECT " + nested(n, "COALESCE(b, ", "a", ")") + " FROM t", "");
    ExpectReason("SELECT " + nested(n, "-(", "a", ")") + " FROM t", "");
    ExpectReason("SELECT id FROM t WHERE " + nested(n, "a IN (SELECT a FROM t WHERE ", "a > 1", ")"), "");
    ExpectReason(
        "SELECT id FROM t WHERE " + nested(n, "EXISTS (SELECT 1 FROM u WHERE t_id = t.id AND ", "TRUE", ")"),
        "");
    ExpectReason("SELECT " + nested(n, "(SELECT MAX(a) FROM t WHERE a > ", "1", ")") + " FROM t", "");
  }
  const auto correlated = [](std::string_view core) {
    return Repeated(10, "",
                    [](int i) {
                      return Numbered("SELECT x", i, ".id FROM ") + Numbered("t x", i) + " WHERE EXISTS (";
                    }) +
           "SELECT 1 FROM u WHERE " +
           Repeated(10, " AND ", [](int i) { return Numbered("u.a > x", i, ".a"); }) + std::string(core) +
           Times(10, ")");
  };
  BothEnd(correlated(""), correlated(" AND u.c = u.c"));
  const std::string ctes = "WITH c0 AS (SELECT id FROM t)" + Repeated(14, "", [](int i) {
                             return Numbered(", c", i + 1) + Numbered(" AS (SELECT p.id FROM c", i, " p, ") +
                                    Numbered("c", i, " q)");
                           });
  BothEnd(ctes + " SELECT id FROM c6", "SELECT id FROM t");
  BothEnd(ctes + " SELECT id FROM c14", "SELECT id FROM t");
}

TEST(HostileQuery, UnitesAndExpands) {
  const auto branch = [](int i) { return Numbered("SELECT id, b FROM t WHERE a = ", i); };
  const auto back = [](int i) { return Numbered("SELECT id, b FROM t WHERE a = ", 99 - i); };
  for (const char* op : {" UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT ALL ", " EXCEPT ALL "}) {
    BothEnd(Repeated(100, op, branch), Repeated(100, op, back));
  }
  BothEnd(Repeated(Large(2'000), " UNION ALL ", branch), "SELECT id, b FROM t");
  const std::string columns = "a, b, id, s, n, d, a + 1, b + 1, a + b, a - b, a * 2, b * 2";
  BothEnd("SELECT COUNT(*) FROM t GROUP BY CUBE (" + columns + ")", "SELECT COUNT(*) FROM t GROUP BY a");
  BothEnd("SELECT COUNT(*) FROM t GROUP BY CUBE (a, b, id, s, n)",
          "SELECT COUNT(*) FROM t GROUP BY CUBE (id, s, n, b, a)");
  BothEnd("SELECT COUNT(*) FROM t GROUP BY " + Repeated(8, ", ", [](int) { return "CUBE (a, b, id)"; }),
          "SELECT COUNT(*) FROM t GROUP BY a");
  BothEnd("SELECT COUNT(*) FROM t GROUP BY ROLLUP (" + columns + "), ROLLUP (" + columns + ")",
          "SELECT COUNT(*) FROM t");
  BothEnd("SELECT " +
              Repeated(60, ", ",
                       [](int i) {
                         return "SUM(a) OVER (PARTITION BY b + " + std::to_string(i) + " ORDER BY id)";
                       }) +
              " FROM t",
          "SELECT a FROM t");
  BothEnd("VALUES " + Repeated(Large(10'000), ", ", [](int i) { return Numbered("(", i, ")"); }),
          "VALUES (1)");
}

TEST(HostileSchema, IsLarge) {
  constexpr std::int64_t kEnoughMs = 5'000;  // where a verdict is expected
  const std::string tables = Repeated(Large(2'000), ";", [](int i) {
    return Numbered("CREATE TABLE x", i) + " (id integer PRIMARY KEY, a integer REFERENCES x" +
           std::to_string((i + 1) % Large(2'000)) + "(id))";
  });
  Ends(tables, "SELECT DISTINCT id FROM x7", "SELECT id FROM x7");
  Ends(tables, "SELECT x0.a FROM " + Repeated(50, ", ", [](int i) { return Numbered("x", i); }),
       "SELECT a FROM x0");
  const std::string wide = "CREATE TABLE w (id integer PRIMARY KEY, " +
                           Repeated(1'499, ", ", [](int i) { return Numbered("c", i, " integer"); }) + ")";
  EXPECT_TRUE(Ends(wide, "SELECT DISTINCT * FROM w", "SELECT * FROM w", kEnoughMs).proved());
  EXPECT_TRUE(Ends(wide, "SELECT * FROM w WHERE c3 = c3", "SELECT * FROM w", kEnoughMs).refuted());
  Ends(wide, "SELECT * FROM w x JOIN w y USING (id)", "SELECT * FROM w x, w y WHERE x.id = y.id");
  const std::string columns = Repeated(30, ", ", [](int i) { return Numbered("c", i); });
  const std::string keyed = "CREATE TABLE k (" +
                            Repeated(30, ", ", [](int i) { return Numbered("c", i, " integer NOT NULL"); }) +
                            ", PRIMARY KEY (" + columns + "), UNIQUE (" + columns + ", c0))";
  Ends(keyed, "SELECT DISTINCT * FROM k", "SELECT * FROM k");
  EXPECT_TRUE(Ends("CREATE TABLE k (" +
                       Repeated(30, ", ", [](int i) { return Numbered("c", i, " integer NOT NULL"); }) +
                       ", PRIMARY KEY (" + columns + "))",
                   "SELECT DISTINCT * FROM k", "SELECT * FROM k", kEnoughMs)
                  .proved());
}

TEST(HostileSchema, ChecksMuchAndRefersInCircles) {
  const auto checked = [](const std::string& check) {
    return "CREATE TABLE c (id integer PRIMARY KEY, a integer NOT NULL, b integer, CHECK (" + check + "))";
  };
  for (const std::string& check :
       {Repeated(400, " AND ", [](int i) { return Numbered("a <> ", i); }),
        Repeated(400, " OR ", [](int i) { return Numbered("a = ", i); }),
        Repeated(400, " AND ", [](int i) { return Numbered("(a > ", i, " OR b IS NULL)"); })}) {
    const std::string ddl = checked(check);
    Ends(ddl, "SELECT id FROM c WHERE a >= 0", "SELECT id FROM c");
    Ends(ddl, "SELECT id FROM c WHERE " + check, "SELECT id FROM c");
    Ends(ddl, "SELECT x.id FROM c x JOIN c y ON x.a = y.id JOIN c z ON y.b = z.id", "SELECT id FROM c");
  }
  const std::string many = "CREATE TABLE c (id integer PRIMARY KEY, a integer, b integer" +
                           Repeated(400, "", [](int i) { return Numbered(", CHECK (a <> b + ", i, ")"); }) +
                           ")";
  Ends(many, "SELECT id FROM c WHERE a = b", "SELECT id FROM c WHERE FALSE");
  const std::string circle =
      "CREATE TABLE p (id integer PRIMARY KEY, q_id integer NOT NULL, self integer NOT NULL REFERENCES "
      "p(id));"
      "CREATE TABLE q (id integer PRIMARY KEY, p_id integer NOT NULL REFERENCES p(id));"
      "ALTER TABLE p ADD FOREIGN KEY (q_id) REFERENCES q(id)";
  Ends(circle,
       "SELECT p.id FROM p JOIN q ON p.q_id = q.id JOIN p r ON q.p_id = r.id JOIN p s ON s.id = r.self",
       "SELECT id FROM p");
  Ends(circle, "SELECT p.id FROM p WHERE EXISTS (SELECT 1 FROM q WHERE p.q_id = q.id)", "SELECT id FROM p");
  Ends(circle, "SELECT p.id FROM p WHERE self <> id", "SELECT p.id FROM p WHERE q_id <> id");
}

// Runs last: the peak is that of all tests before it.
TEST(HostileZ, MemoryIsBounded) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer keeps what was freed";
  const std::string list = Repeated(Large(10'000), ", ", [](int i) { return std::to_string(i); });
  BothEnd("SELECT id FROM t WHERE a NOT IN (" + list + ")", "SELECT id FROM t WHERE b NOT IN (" + list + ")");
  const std::string from = Repeated(12, ", ", [](int i) { return Numbered("t x", i); });
  BothEnd("SELECT 1 FROM " + from, "SELECT 1 FROM " + from + " ORDER BY x0.a");
  rusage usage{};
  ASSERT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
  EXPECT_LT(usage.ru_maxrss, kMostKilobytes);
  RecordProperty("peak_kilobytes", static_cast<int>(usage.ru_maxrss));
}

}  // namespace
}  // namespace tacit
