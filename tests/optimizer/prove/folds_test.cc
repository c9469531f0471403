// Aggregates of aggregates: sums of sums, extremes of extremes, products, and sets that tell one thing twice.
#include "tests/optimizer/prove/prove_fixture.h"

namespace tacit::prove {
namespace {

using FoldsTest = ProveTest;

TEST_F(FoldsTest, SumsOfSums) {
  ExpectProved({
      {"sum of counts over a union",
       "SELECT t.state, COUNT(t.price) FROM (SELECT * FROM book UNION ALL SELECT * FROM book) t GROUP BY "
       "t.state",
       "SELECT u.state, SUM(u.n) FROM (SELECT state, COUNT(price) AS n FROM book GROUP BY state UNION ALL "
       "SELECT state, COUNT(price) FROM book GROUP BY state) u GROUP BY u.state"},
      {"sum of sums", "SELECT state, SUM(price) FROM book GROUP BY state",
       "SELECT t.state, SUM(t.s) FROM (SELECT state, pages, SUM(price) AS s FROM book GROUP BY state, pages) "
       "t GROUP BY t.state"},
      {"global sum of sums", "SELECT SUM(price) FROM book",
       "SELECT SUM(t.s) FROM (SELECT SUM(price) AS s FROM book GROUP BY state) t"},
      {"global sum over a union",
       "SELECT SUM(t.price) FROM (SELECT price FROM book UNION ALL SELECT price FROM book) t",
       "SELECT SUM(u.s) FROM (SELECT SUM(price) AS s FROM book UNION ALL SELECT SUM(price) FROM book) u"},
      {"count of all", "SELECT COUNT(*) FROM book",
       "SELECT COALESCE(SUM(t.n), 0) FROM (SELECT state, COUNT(*) AS n FROM book GROUP BY state) t"},
      {"a sum with a constant", "SELECT state, SUM(price) + COUNT(price) FROM book GROUP BY state",
       "SELECT state, SUM(price + 1) FROM book GROUP BY state"},
      {"count of joined groups", "SELECT COUNT(*) FROM book b JOIN copy c ON b.pages = c.place",
       "SELECT COALESCE(SUM(x.n * y.n), 0) FROM (SELECT pages, COUNT(*) AS n FROM book GROUP BY pages) x "
       "JOIN (SELECT place, COUNT(*) AS n FROM copy GROUP BY place) y ON x.pages = y.place"},
      {"sum below a join",
       "SELECT b.pages, SUM(b.price), COUNT(*) FROM book b JOIN copy c ON b.pages = c.place GROUP BY "
       "b.pages, c.place",
       "SELECT x.pages, x.s * y.n, x.n * y.n FROM (SELECT pages, SUM(price) AS s, COUNT(*) AS n FROM book "
       "GROUP BY pages) x "
       "JOIN (SELECT place, COUNT(*) AS n FROM copy GROUP BY place) y ON x.pages = y.place"},
      {"sum of distinct", "SELECT state, SUM(price), SUM(DISTINCT pages) FROM book GROUP BY state",
       "SELECT t.state, SUM(t.s), SUM(t.pages) FROM (SELECT state, pages, SUM(price) AS s FROM book GROUP BY "
       "state, pages) t "
       "GROUP BY t.state"},
  });
  ExpectNotProved({
      {"sum of counts over a union of other rows",
       "SELECT t.state, COUNT(t.price) FROM (SELECT * FROM book UNION ALL SELECT * FROM book) t GROUP BY "
       "t.state",
       "SELECT u.state, SUM(u.n) FROM (SELECT state, COUNT(price) AS n FROM book GROUP BY state UNION ALL "
       "SELECT state, COUNT(pages) FROM book GROUP BY state) u GROUP BY u.state"},
      {"union takes equal groups for one",
       "SELECT t.state, COUNT(t.price) FROM (SELECT * FROM book UNION ALL SELECT * FROM book) t GROUP BY "
       "t.state",
       "SELECT u.state, SUM(u.n) FROM (SELECT state, COUNT(price) AS n FROM book GROUP BY state UNION "
       "SELECT state, COUNT(price) FROM book GROUP BY state) u GROUP BY u.state"},
      {"the sum of nothing is NULL", "SELECT COUNT(*) FROM book",
       "SELECT SUM(t.n) FROM (SELECT state, COUNT(*) AS n FROM book GROUP BY state) t"},
      {"the sum of NULLs is NULL", "SELECT state, COALESCE(SUM(price), 0) FROM book GROUP BY state",
       "SELECT t.state, SUM(t.s) FROM (SELECT state, pages, SUM(price) AS s FROM book GROUP BY state, pages) "
       "t GROUP BY t.state"},
      {"distinct within groups", "SELECT state, SUM(DISTINCT price) FROM book GROUP BY state",
       "SELECT t.state, SUM(t.s) FROM (SELECT state, pages, SUM(DISTINCT price) AS s FROM book GROUP BY "
       "state, pages) t GROUP BY t.state"},
      {"average of averages", "SELECT state, AVG(price) FROM book GROUP BY state",
       "SELECT t.state, AVG(t.a) FROM (SELECT state, pages, AVG(price) AS a FROM book GROUP BY state, pages) "
       "t GROUP BY t.state"},
      {"a constant for each row that is not NULL",
       "SELECT state, SUM(price) + COUNT(*) FROM book GROUP BY state",
       "SELECT state, SUM(price + 1) FROM book GROUP BY state"},
      {"sum below a join, rows not counted",
       "SELECT b.pages, SUM(b.price) FROM book b JOIN copy c ON b.pages = c.place GROUP BY b.pages",
       "SELECT x.pages, x.s FROM (SELECT pages, SUM(price) AS s FROM book GROUP BY pages) x "
       "JOIN (SELECT place, COUNT(*) AS n FROM copy GROUP BY place) y ON x.pages = y.place"},
  });
}

TEST_F(FoldsTest, ExtremesOfExtremes) {
  ExpectProved({
      {"least of least", "SELECT state, MIN(price) FROM book GROUP BY state",
       "SELECT t.state, MIN(t.m) FROM (SELECT state, pages, MIN(price) AS m FROM book GROUP BY state, pages) "
       "t GROUP BY t.state"},
      {"greatest over a union",
       "SELECT t.state, MAX(t.price) FROM (SELECT * FROM book UNION ALL SELECT * FROM book) t GROUP BY "
       "t.state",
       "SELECT u.state, MAX(u.m) FROM (SELECT state, MAX(price) AS m FROM book GROUP BY state UNION ALL "
       "SELECT state, MAX(price) FROM book GROUP BY state) u GROUP BY u.state"},
  });
  ExpectNotProved({
      {"greatest of least", "SELECT state, MIN(price) FROM book GROUP BY state",
       "SELECT t.state, MAX(t.m) FROM (SELECT state, pages, MIN(price) AS m FROM book GROUP BY state, pages) "
       "t GROUP BY t.state"},
      {"least of the positive", "SELECT state, MIN(price) FROM book GROUP BY state",
       "SELECT t.state, MIN(t.m) FROM (SELECT state, pages, MIN(price) AS m FROM book GROUP BY state, pages) "
       "t WHERE t.m > 0 GROUP BY t.state"},
  });
}

TEST_F(FoldsTest, SetsThatTellOneThingTwice) {
  ExpectProved({
      {"count distinct by groups", "SELECT state, COUNT(DISTINCT price) FROM book GROUP BY state",
       "SELECT state, COUNT(price) FROM (SELECT state, price FROM book GROUP BY state, price) t GROUP BY "
       "state"},
      {"a constant key", "SELECT COUNT(*) FROM book WHERE level = 1 GROUP BY level, pages",
       "SELECT COUNT(*) FROM book WHERE level = 1 GROUP BY pages"},
      {"equal keys",
       "SELECT b.pages, c.place FROM book b JOIN copy c ON b.pages = c.place GROUP BY b.pages, c.place",
       "SELECT x.pages, y.place FROM (SELECT pages FROM book GROUP BY pages) x JOIN (SELECT place FROM copy "
       "GROUP BY place) y "
       "ON x.pages = y.place"},
      {"a set of nothing but constants", "SELECT DISTINCT 1 FROM book WHERE level = 1",
       "SELECT MIN(1) FROM book WHERE level = 1 HAVING COUNT(*) > 0"},
  });
  ExpectNotProved({
      {"count distinct leaves NULL out", "SELECT state, COUNT(DISTINCT price) FROM book GROUP BY state",
       "SELECT state, COUNT(*) FROM (SELECT state, price FROM book GROUP BY state, price) t GROUP BY state"},
      {"a key that is not constant", "SELECT COUNT(*) FROM book WHERE level >= 1 GROUP BY level, pages",
       "SELECT COUNT(*) FROM book WHERE level >= 1 GROUP BY pages"},
      {"keys that may differ",
       "SELECT b.pages, c.place FROM book b JOIN copy c ON b.pages <= c.place GROUP BY b.pages, c.place",
       "SELECT c.place, c.place FROM book b JOIN copy c ON b.pages <= c.place GROUP BY c.place"},
      {"one row, or none", "SELECT DISTINCT 1 FROM book WHERE level = 1",
       "SELECT MIN(1) FROM book WHERE level = 1"},
  });
}

TEST_F(FoldsTest, NothingIsBeyondTheLeastAndTheGreatest) {
  ExpectProved({
      {"greater than some", "SELECT id FROM book WHERE pages > SOME (SELECT rank FROM author)",
       "SELECT b.id FROM book b, (SELECT MIN(rank) AS m FROM author) a WHERE b.pages > a.m"},
      {"less than all", "SELECT id FROM book WHERE pages < ALL (SELECT rank FROM author)",
       "SELECT b.id FROM book b, (SELECT MIN(rank) AS m, COUNT(*) AS n FROM author) a WHERE a.n = 0 OR "
       "b.pages < a.m"},
      {"a book has an author", "SELECT id FROM book WHERE pages < ALL (SELECT rank FROM author)",
       "SELECT b.id FROM book b, (SELECT MIN(rank) AS m FROM author) a WHERE b.pages < a.m"},
      {"the rows of the greatest", "SELECT b.id FROM book b WHERE b.pages = (SELECT MAX(pages) FROM book)",
       "SELECT b.id FROM book b WHERE NOT EXISTS (SELECT 1 FROM book c WHERE c.pages > b.pages)"},
  });
  ExpectNotProved({
      {"greater than the greatest of some",
       "SELECT id FROM book WHERE pages > SOME (SELECT rank FROM author)",
       "SELECT b.id FROM book b, (SELECT MAX(rank) AS m FROM author) a WHERE b.pages > a.m"},
      {"some are NULL", "SELECT id FROM book WHERE pages < ALL (SELECT age FROM author)",
       "SELECT b.id FROM book b, (SELECT MIN(age) AS m, COUNT(*) AS n FROM author) a WHERE a.n = 0 OR "
       "b.pages < a.m"},
      {"no row is less than all of none", "SELECT id FROM book WHERE pages < ALL (SELECT row_no FROM shelf)",
       "SELECT b.id FROM book b, (SELECT MIN(row_no) AS m FROM shelf) s WHERE b.pages < s.m"},
  });
}

TEST_F(FoldsTest, SetsThatAreToldInParts) {
  ExpectProved({
      {"an outer join of groups",
       "SELECT b.pages, c.place FROM book b LEFT JOIN copy c ON b.pages = c.place WHERE b.level = 1 GROUP BY "
       "b.pages, c.place",
       "SELECT x.pages, y.place FROM (SELECT pages FROM book WHERE level = 1 GROUP BY pages) x "
       "LEFT JOIN (SELECT place FROM copy GROUP BY place) y ON x.pages = y.place"},
      {"rows as one value", "SELECT state, COUNT(DISTINCT (pages, level)) FROM book GROUP BY state",
       "SELECT t.state, COUNT((t.pages, t.level)) FROM (SELECT DISTINCT state, level, pages FROM book) t "
       "GROUP BY t.state"},
      {"the same row twice",
       "SELECT DISTINCT a.name FROM book b LEFT JOIN author a ON a.id = b.editor_id LEFT JOIN author c ON "
       "c.id = b.editor_id",
       "SELECT DISTINCT a.name FROM book b LEFT JOIN author a ON a.id = b.editor_id"},
      {"columns in another order",
       "SELECT b.pages, c.place FROM book b JOIN copy c ON b.id = c.book_id GROUP BY b.pages, c.place",
       "SELECT b.pages, c.place FROM book b JOIN copy c ON b.id = c.book_id GROUP BY c.place, b.pages"},
  });
  ExpectNotProved({
      {"an outer join of rows",
       "SELECT b.pages, c.place FROM book b LEFT JOIN copy c ON b.pages = c.place WHERE b.level = 1 GROUP BY "
       "b.pages, c.place",
       "SELECT x.pages, y.place FROM (SELECT pages FROM book WHERE level = 1 GROUP BY pages) x "
       "LEFT JOIN copy y ON x.pages = y.place"},
      {"a part of the row", "SELECT state, COUNT(DISTINCT (pages, level)) FROM book GROUP BY state",
       "SELECT t.state, COUNT(t.pages) FROM (SELECT DISTINCT state, pages FROM book) t GROUP BY t.state"},
      {"parts that share a row", "SELECT pages FROM book UNION SELECT place FROM copy",
       "SELECT DISTINCT pages FROM book UNION ALL SELECT DISTINCT place FROM copy"},
  });
}

TEST_F(FoldsTest, ASumOfWholeNumbersIsWhole) {
  ExpectProved({
      {"a cast of a sum", "SELECT SUM(pages) FROM book",
       "SELECT CAST(SUM(t.s) AS bigint) FROM (SELECT SUM(pages) AS s FROM book GROUP BY state) t"},
  });
  ExpectNotProved({
      {"a cast of an average", "SELECT AVG(pages) FROM book",
       "SELECT CAST(CAST(AVG(pages) AS bigint) AS numeric) FROM book"},
      {"a cast of a number that is not whole", "SELECT SUM(weight) FROM book",
       "SELECT CAST(CAST(SUM(weight) AS bigint) AS double precision) FROM book"},
  });
}

}  // namespace
}  // namespace tacit::prove
