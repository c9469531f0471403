#include "tests/optimizer/decide/random_pairs.h"

#include <initializer_list>
#include <random>

namespace tacit::testing {
namespace {

// Puts a pair together. Whatever is chosen twice is chosen anew, so that the two sides fit only sometimes.
class Maker {
 public:
  explicit Maker(std::uint64_t number) : random_(number) {}

  std::pair<std::string, std::string> Make() {
    switch (Below(13)) {
      case 0: return GroupsOfGroups();
      case 1: return UnionOfGroups();
      case 2: return CountOfDistinct();
      case 3: return GroupsBelowJoin();
      case 4: return OuterJoin();
      case 5: return LimitBelow();
      case 6: return ConstantKey();
      case 7: return AnyAgainstExtreme();
      case 8: return Window();
      case 9: return GroupingSets();
      case 10: return SubqueryAgainstJoin();
      case 11: return DistinctJoin();
      default: return Filters();
    }
  }

 private:
  std::size_t Below(std::size_t n) { return random_() % n; }
  std::string Any(std::initializer_list<const char*> of) { return *(of.begin() + Below(of.size())); }
  // Mostly the first.
  std::string Usually(const std::string& usual, std::initializer_list<const char*> others) {
    return Below(3) > 0 ? usual : Any(others);
  }
  std::string Column() { return Any({"a", "b", "k"}); }
  std::string Aggregate(const std::string& arg) {
    const std::string f = Any({"SUM", "COUNT", "MIN", "MAX", "SUM", "COUNT"});
    return f + "(" + Any({"", "", "", "DISTINCT "}) + arg + ")";
  }
  std::string Where() {
    const std::string column = Column();
    switch (Below(6)) {
      case 0: return " WHERE " + column + " IS NOT NULL";
      case 1: return " WHERE " + column + " > 1";
      case 2: return " WHERE " + column + " >= 2";
      case 3: return " WHERE " + column + " = 1 OR " + column + " IS NULL";
      default: return "";
    }
  }

  std::pair<std::string, std::string> GroupsOfGroups() {
    const std::string inner = Any({"SUM", "COUNT", "MIN", "MAX"});
    const std::string outer = Usually(inner == "COUNT" ? "SUM" : inner, {"SUM", "MIN", "COUNT", "MAX"});
    const std::string column = Column();
    const std::string where = Where();
    return {
        "SELECT a, " + inner + "(" + Any({"", "", "DISTINCT "}) + column + ") FROM t" + where + " GROUP BY a",
        "SELECT g.a, " + outer + "(g.v) FROM (SELECT a, k, " + inner + "(" + Usually(column, {"b", "k"}) +
            ") AS v FROM t" + Usually(where, {" WHERE b > 1", ""}) + " GROUP BY a, k) g GROUP BY g.a"};
  }
  std::pair<std::string, std::string> UnionOfGroups() {
    const std::string inner = Any({"SUM", "COUNT", "MIN"});
    const std::string outer = Usually(inner == "COUNT" ? "SUM" : inner, {"SUM", "MIN"});
    const std::string key = Any({"a", "k"});
    const std::string branch = "SELECT " + key + " AS x, " + inner + "(b) AS v FROM ";
    return {"SELECT r.x, " + inner + "(r.v) FROM (SELECT " + key +
                " AS x, b AS v FROM t UNION ALL SELECT a, b FROM w) r GROUP BY r.x",
            "SELECT r.x, " + outer + "(r.v) FROM (" + branch + "t GROUP BY " + key + " UNION" +
                Any({" ALL", " ALL", ""}) + " SELECT a, " + inner + "(b) FROM w GROUP BY a) r GROUP BY r.x"};
  }
  std::pair<std::string, std::string> CountOfDistinct() {
    const std::string column = Column();
    return {"SELECT k, COUNT(DISTINCT " + column + ") FROM t GROUP BY k",
            "SELECT g.k, COUNT(" + Usually("g.v", {"*"}) + ") FROM (SELECT DISTINCT k, " +
                Usually(column, {"a", "b"}) + " AS v FROM t" + Any({"", "", " WHERE k IS NOT NULL"}) +
                ") g GROUP BY g.k"};
  }
  std::pair<std::string, std::string> GroupsBelowJoin() {
    const std::string f = Any({"SUM", "COUNT", "MIN"});
    const std::string join = Any({"JOIN", "JOIN", "LEFT JOIN"});
    const std::string times = f == "MIN" ? "" : Usually(" * y.n", {""});
    return {"SELECT t.k, " + f + "(t.b) FROM t " + join + " w ON t.k = w.a GROUP BY t.k",
            "SELECT x.k, x.v" + times + " FROM (SELECT k, " + f + "(b) AS v FROM t GROUP BY k) x " + join +
                " (SELECT a, COUNT(*) AS n FROM w GROUP BY a) y ON x.k = y.a"};
  }
  std::pair<std::string, std::string> OuterJoin() {
    const std::string on = " ON t.id = u." + Any({"t_id", "t_id", "a"});
    const std::string test =
        Any({"u.id IS NOT NULL", "u.c IS NOT NULL", "u.a > 1", "u.c > 1 OR t.b IS NULL"});
    return {"SELECT t.id, u.c FROM t LEFT JOIN u" + on + " WHERE " + test,
            "SELECT t.id, u.c FROM t JOIN u" + on + " WHERE " +
                Usually(test, {"u.id > 0 OR u.id <= 0", "u.c IS NOT NULL"})};
  }
  std::pair<std::string, std::string> LimitBelow() {
    const std::string key = Any({"a", "id", "b"});
    const std::string join = Any({"LEFT JOIN", "LEFT JOIN", "JOIN"});
    const std::string tail = " ORDER BY x." + Usually(key, {"a"}) + " LIMIT " + Any({"2", "3"});
    return {"SELECT x.id, u.c FROM t x " + join + " u ON x.id = u.t_id" + tail,
            "SELECT x.id, u.c FROM (SELECT * FROM t ORDER BY " + key + Any({"", "", " DESC"}) + " LIMIT " +
                Any({"2", "3", "4"}) + ") x " + join + " u ON x.id = u.t_id" + tail};
  }
  std::pair<std::string, std::string> ConstantKey() {
    const std::string where = " WHERE k " + Any({"= 1", "= 1", ">= 1", "IS NULL"});
    const std::string f = Aggregate("b");
    return {"SELECT a, " + f + " FROM t" + where + " GROUP BY k, a",
            "SELECT a, " + Usually(f, {"SUM(b)"}) + " FROM t" + where + " GROUP BY a"};
  }
  std::pair<std::string, std::string> AnyAgainstExtreme() {
    const std::string op = Any({">", "<", ">=", "<="});
    const std::string column = Any({"n", "n", "a"});
    const std::string all = Any({"ALL", "ANY"});
    const bool low = (op[0] == '>') == (all == "ANY");
    return {"SELECT id FROM t WHERE a " + op + " " + all + " (SELECT " + column + " FROM w)",
            "SELECT t.id FROM t, (SELECT " + Usually(low ? "MIN" : "MAX", {"MIN", "MAX"}) + "(" + column +
                ") AS m, COUNT(*) AS n FROM w) e WHERE " + Any({"", "e.n = 0 OR "}) + "t.a " + op + " e.m"};
  }
  std::pair<std::string, std::string> Window() {
    const std::string f = Any({"SUM", "COUNT", "MIN"});
    const std::string key = Any({"a", "k"});
    const std::string equal = Usually(key == "k" ? " IS NOT DISTINCT FROM " : " = ", {" = "});
    return {"SELECT id, " + f + "(b) OVER (PARTITION BY " + key + ") FROM t",
            "SELECT t.id, g.v FROM t JOIN (SELECT " + key + ", " + f + "(b) AS v FROM t" +
                Any({"", "", " WHERE b > 1"}) + " GROUP BY " + key + ") g ON t." + key + equal + "g." + key};
  }
  std::pair<std::string, std::string> GroupingSets() {
    const std::string f = Aggregate("b");
    return {"SELECT a, k, " + f + " FROM t GROUP BY " +
                Any({"ROLLUP (a, k)", "GROUPING SETS ((a, k), (a), ())", "CUBE (a, k)"}),
            "SELECT a, k, " + f + " FROM t GROUP BY a, k UNION ALL SELECT a, NULL, " + f +
                " FROM t GROUP BY a UNION ALL SELECT NULL, NULL, " + f + " FROM t" +
                Any({"", "", " HAVING COUNT(*) > 0"})};
  }
  std::pair<std::string, std::string> SubqueryAgainstJoin() {
    const std::string column = Any({"t_id", "t_id", "c"});
    const std::string distinct = Any({"DISTINCT ", ""});
    return {"SELECT " + Any({"t.id", "t.a"}) + " FROM t WHERE t.id IN (SELECT u." + column + " FROM u)",
            "SELECT " + Any({"", "DISTINCT "}) + Any({"t.id", "t.a"}) + " FROM t JOIN (SELECT " + distinct +
                column + " AS v FROM u) s ON s.v = t.id"};
  }
  std::pair<std::string, std::string> DistinctJoin() {
    const std::string outs = Any({"t.id", "t.a", "t.id, t.b"});
    return {"SELECT DISTINCT " + outs + " FROM t " + Any({"JOIN", "LEFT JOIN"}) + " u ON u.t_id = t.id",
            "SELECT " + Any({"", "DISTINCT "}) + outs + " FROM t" +
                Any({"", " WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)"})};
  }
  std::pair<std::string, std::string> Filters() {
    const std::string column = Column();
    return {"SELECT " + Any({"", "DISTINCT "}) + column + " FROM t" + Where(),
            "SELECT " + Any({"", "DISTINCT "}) + column + " FROM t" + Where()};
  }

  std::mt19937_64 random_;
};

}  // namespace

std::pair<std::string, std::string> RandomPair(std::uint64_t number) { return Maker(number).Make(); }

}  // namespace tacit::testing
