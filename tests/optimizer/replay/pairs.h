// Pairs of every kind that the prover proves, whose certificates the checker follows.
#pragma once

#include <string>
#include <vector>

#include "tacit/prover.h"
#include "tests/optimizer/prove/prove_fixture.h"

namespace tacit::replay {

inline const std::vector<prove::Pair>& Table() {
  static const std::vector<prove::Pair> pairs = {
      {"not null folds", "SELECT id FROM book WHERE pages IS NOT NULL", "SELECT id FROM book"},
      {"is null of not null is empty", "SELECT id FROM book WHERE pages IS NULL",
       "SELECT id FROM book WHERE FALSE"},
      {"excluded middle", "SELECT id FROM book WHERE pages > 3 OR pages <= 3", "SELECT id FROM book"},
      {"coalesce", "SELECT COALESCE(pages, 0) FROM book", "SELECT pages FROM book"},
      {"whole numbers", "SELECT id FROM book WHERE price > 3", "SELECT id FROM book WHERE price >= 4"},
      {"bounds meet", "SELECT id FROM book WHERE price > 3 AND price < 5",
       "SELECT id FROM book WHERE price = 4"},
      {"sums commute", "SELECT price + pages FROM book", "SELECT pages + price FROM book"},
      {"parameters", "SELECT id FROM book WHERE price = $1 AND price = $1",
       "SELECT id FROM book WHERE price = $1"},
      {"case to filter", "SELECT id FROM book WHERE CASE WHEN price > 1 THEN true ELSE false END",
       "SELECT id FROM book WHERE price > 1"},
      {"like without wildcard", "SELECT id FROM author WHERE name LIKE 'abc'",
       "SELECT id FROM author WHERE name = 'abc'"},
      {"boolean not", "SELECT id FROM book WHERE NOT hidden", "SELECT id FROM book WHERE hidden = false"},
      {"enum is total", "SELECT id FROM book WHERE state IN ('draft', 'out', 'gone')", "SELECT id FROM book"},
      {"enum complement", "SELECT id FROM book WHERE state <> 'draft' AND state <> 'out'",
       "SELECT id FROM book WHERE state = 'gone'"},
      {"range on a nullable column", "SELECT id FROM book WHERE stars > 0",
       "SELECT id FROM book WHERE stars IS NOT NULL"},
      {"range endpoint", "SELECT id FROM book WHERE level >= 3", "SELECT id FROM book WHERE level = 3"},
      {"range exceeded", "SELECT id FROM book WHERE level > 3", "SELECT id FROM book WHERE FALSE"},
      {"key in the output", "SELECT DISTINCT id, price FROM book", "SELECT id, price FROM book"},
      {"composite key", "SELECT DISTINCT hall, row_no FROM shelf", "SELECT hall, row_no FROM shelf"},
      {"composite key with a constant", "SELECT DISTINCT hall FROM shelf WHERE row_no = 3",
       "SELECT hall FROM shelf WHERE row_no = 3"},
      {"key through a join", "SELECT DISTINCT b.id, a.name FROM book b JOIN author a ON a.id = b.writer_id",
       "SELECT b.id, a.name FROM book b JOIN author a ON a.id = b.writer_id"},
      {"nullable key without NULL", "SELECT DISTINCT email FROM author WHERE email IS NOT NULL",
       "SELECT email FROM author WHERE email IS NOT NULL"},
      {"partial key", "SELECT DISTINCT handle FROM member WHERE NOT closed",
       "SELECT handle FROM member WHERE NOT closed"},
      {"self join on a key", "SELECT x.id, y.pages FROM book x JOIN book y ON x.id = y.id",
       "SELECT id, pages FROM book"},
      {"union of disjoint parts",
       "SELECT id FROM book WHERE price = 1 UNION SELECT id FROM book WHERE price = 2",
       "SELECT id FROM book WHERE price = 1 UNION ALL SELECT id FROM book WHERE price = 2"},
      {"or to guarded union all", "SELECT price FROM book WHERE pages = 1 OR pages = 2",
       "SELECT price FROM book WHERE pages = 1 UNION ALL SELECT price FROM book WHERE pages = 2"},
      {"or to union", "SELECT id FROM book WHERE pages = 1 OR price = 1",
       "SELECT id FROM book WHERE pages = 1 UNION SELECT id FROM book WHERE price = 1"},
      {"distinct twice", "SELECT DISTINCT price FROM (SELECT DISTINCT price FROM book) t",
       "SELECT DISTINCT price FROM book"},
      {"count of a key through two outer joins",
       "SELECT COUNT(DISTINCT c.id) FROM copy c LEFT JOIN book b ON b.id = c.book_id LEFT JOIN author a ON "
       "a.id = c.place",
       "SELECT COUNT(*) FROM copy"},
      {"group without aggregate", "SELECT price FROM book GROUP BY price", "SELECT DISTINCT price FROM book"},
      {"foreign key join", "SELECT b.id FROM book b JOIN author a ON a.id = b.writer_id",
       "SELECT id FROM book"},
      {"nullable foreign key join", "SELECT b.id FROM book b JOIN author a ON a.id = b.editor_id",
       "SELECT id FROM book WHERE editor_id IS NOT NULL"},
      {"left join on a key", "SELECT c.id FROM copy c LEFT JOIN book b ON b.id = c.book_id",
       "SELECT id FROM copy"},
      {"left to inner by foreign key",
       "SELECT b.id, a.name FROM book b LEFT JOIN author a ON a.id = b.writer_id",
       "SELECT b.id, a.name FROM book b JOIN author a ON a.id = b.writer_id"},
      {"left to inner by predicate",
       "SELECT c.id, b.pages FROM copy c LEFT JOIN book b ON b.id = c.book_id WHERE b.price > 1",
       "SELECT c.id, b.pages FROM copy c JOIN book b ON b.id = c.book_id WHERE b.price > 1"},
      {"full to left", "SELECT b.id, c.id FROM book b FULL JOIN copy c ON c.book_id = b.id WHERE b.pages > 0",
       "SELECT b.id, c.id FROM book b LEFT JOIN copy c ON c.book_id = b.id WHERE b.pages > 0"},
      {"join order", "SELECT b.id, c.id FROM book b JOIN copy c ON c.book_id = b.id",
       "SELECT b.id, c.id FROM copy c JOIN book b ON b.id = c.book_id"},
      {"on and where", "SELECT c.id FROM copy c JOIN book b ON b.id = c.book_id AND c.place = 1",
       "SELECT c.id FROM copy c JOIN book b ON b.id = c.book_id WHERE c.place = 1"},
      {"anti join", "SELECT c.id FROM copy c LEFT JOIN book b ON b.id = c.book_id WHERE b.id IS NULL",
       "SELECT c.id FROM copy c WHERE NOT EXISTS (SELECT 1 FROM book b WHERE b.id = c.book_id)"},
      {"in to exists", "SELECT id FROM book WHERE price IN (SELECT place FROM copy)",
       "SELECT id FROM book WHERE EXISTS (SELECT 1 FROM copy WHERE copy.place = book.price)"},
      {"in to join", "SELECT c.id FROM copy c WHERE c.book_id IN (SELECT id FROM book)",
       "SELECT c.id FROM copy c JOIN book b ON b.id = c.book_id"},
      {"not in to not exists", "SELECT id FROM book WHERE pages NOT IN (SELECT rank FROM author)",
       "SELECT id FROM book WHERE NOT EXISTS (SELECT 1 FROM author WHERE author.rank = book.pages)"},
      {"distinct join to exists", "SELECT DISTINCT b.id FROM book b JOIN copy c ON c.book_id = b.id",
       "SELECT b.id FROM book b WHERE EXISTS (SELECT 1 FROM copy c WHERE c.book_id = b.id)"},
      {"limit in exists",
       "SELECT id FROM book b WHERE EXISTS (SELECT 1 FROM copy c WHERE c.book_id = b.id LIMIT 1)",
       "SELECT id FROM book b WHERE EXISTS (SELECT 1 FROM copy c WHERE c.book_id = b.id)"},
      {"exists by foreign key",
       "SELECT id FROM book b WHERE EXISTS (SELECT 1 FROM author a WHERE a.id = b.writer_id)",
       "SELECT id FROM book"},
      {"chain of foreign keys",
       "SELECT c.id FROM copy c JOIN book b ON b.id = c.book_id JOIN author a ON a.id = b.writer_id",
       "SELECT c.id FROM copy c JOIN book b ON b.id = c.book_id"},
      {"count of a not null column", "SELECT COUNT(pages) FROM book", "SELECT COUNT(*) FROM book"},
      {"count distinct of a key", "SELECT COUNT(DISTINCT email) FROM author",
       "SELECT COUNT(email) FROM author"},
      {"max distinct", "SELECT pages, MAX(DISTINCT price) FROM book GROUP BY pages",
       "SELECT pages, MAX(price) FROM book GROUP BY pages"},
      {"filter and case", "SELECT price, COUNT(*) FILTER (WHERE pages > 1) FROM book GROUP BY price",
       "SELECT price, SUM(CASE WHEN pages > 1 THEN 1 ELSE 0 END) FROM book GROUP BY price"},
      {"group key reduced",
       "SELECT a.id, a.name, COUNT(*) FROM author a JOIN book b ON b.writer_id = a.id GROUP BY a.id, a.name",
       "SELECT a.id, MIN(a.name), COUNT(*) FROM author a JOIN book b ON b.writer_id = a.id GROUP BY a.id"},
      {"count sub-query", "SELECT id, (SELECT COUNT(*) FROM copy c WHERE c.book_id = b.id) FROM book b",
       "SELECT b.id, COALESCE(t.n, 0) FROM book b LEFT JOIN (SELECT book_id, COUNT(*) AS n FROM copy GROUP "
       "BY book_id) t ON t.book_id = b.id"},
      {"group by a key", "SELECT id, SUM(pages) FROM book GROUP BY id", "SELECT id, pages FROM book"},
      {"having on a key", "SELECT pages, COUNT(*) FROM book GROUP BY pages HAVING pages > 3",
       "SELECT pages, COUNT(*) FROM book WHERE pages > 3 GROUP BY pages"},
      {"join below an aggregate", "SELECT COUNT(*) FROM book b JOIN author a ON a.id = b.writer_id",
       "SELECT COUNT(*) FROM book"},
      {"limit on a key", "SELECT * FROM book WHERE id = 3", "SELECT * FROM book WHERE id = 3 LIMIT 1"},
      {"limit above the bound", "SELECT pages FROM book WHERE id IN (3) LIMIT 4",
       "SELECT pages FROM book WHERE id = 3"},
      {"limit of nothing", "SELECT id FROM book WHERE pages IS NULL LIMIT 4",
       "SELECT id FROM book WHERE FALSE LIMIT 4"},
      {"constant order key", "SELECT id FROM book WHERE price = 1 ORDER BY price, id",
       "SELECT id FROM book WHERE price = 1 ORDER BY id"},
      {"order key after a key", "SELECT id FROM book ORDER BY id, price", "SELECT id FROM book ORDER BY id"},
      {"total order under a limit", "SELECT id FROM book WHERE pages IS NOT NULL ORDER BY id LIMIT 5",
       "SELECT id FROM book ORDER BY id LIMIT 5"},
      {"order that nobody asked for", "SELECT id FROM book", "SELECT id FROM book ORDER BY price"},
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
      {"count of joined groups", "SELECT COUNT(*) FROM book b JOIN copy c ON b.pages = c.place",
       "SELECT COALESCE(SUM(x.n * y.n), 0) FROM (SELECT pages, COUNT(*) AS n FROM book GROUP BY pages) x "
       "JOIN (SELECT place, COUNT(*) AS n FROM copy GROUP BY place) y ON x.pages = y.place"},
      {"sum below a join",
       "SELECT b.pages, SUM(b.price), COUNT(*) FROM book b JOIN copy c ON b.pages = c.place GROUP BY "
       "b.pages, c.place",
       "SELECT x.pages, x.s * y.n, x.n * y.n FROM (SELECT pages, SUM(price) AS s, COUNT(*) AS n FROM book "
       "GROUP BY pages) x JOIN (SELECT place, COUNT(*) AS n FROM copy GROUP BY place) y ON x.pages = "
       "y.place"},
      {"least of least", "SELECT state, MIN(price) FROM book GROUP BY state",
       "SELECT t.state, MIN(t.m) FROM (SELECT state, pages, MIN(price) AS m FROM book GROUP BY state, pages) "
       "t GROUP BY t.state"},
      {"greatest over a union",
       "SELECT t.state, MAX(t.price) FROM (SELECT * FROM book UNION ALL SELECT * FROM book) t GROUP BY "
       "t.state",
       "SELECT u.state, MAX(u.m) FROM (SELECT state, MAX(price) AS m FROM book GROUP BY state UNION ALL "
       "SELECT state, MAX(price) FROM book GROUP BY state) u GROUP BY u.state"},
      {"count distinct by groups", "SELECT state, COUNT(DISTINCT price) FROM book GROUP BY state",
       "SELECT state, COUNT(price) FROM (SELECT state, price FROM book GROUP BY state, price) t GROUP BY "
       "state"},
      {"a constant key", "SELECT COUNT(*) FROM book WHERE level = 1 GROUP BY level, pages",
       "SELECT COUNT(*) FROM book WHERE level = 1 GROUP BY pages"},
      {"less than all", "SELECT id FROM book WHERE pages < ALL (SELECT rank FROM author)",
       "SELECT b.id FROM book b, (SELECT MIN(rank) AS m, COUNT(*) AS n FROM author) a WHERE a.n = 0 OR "
       "b.pages < a.m"},
      {"the rows of the greatest", "SELECT b.id FROM book b WHERE b.pages = (SELECT MAX(pages) FROM book)",
       "SELECT b.id FROM book b WHERE NOT EXISTS (SELECT 1 FROM book c WHERE c.pages > b.pages)"},
      {"an outer join of groups",
       "SELECT b.pages, c.place FROM book b LEFT JOIN copy c ON b.pages = c.place WHERE b.level = 1 GROUP BY "
       "b.pages, c.place",
       "SELECT x.pages, y.place FROM (SELECT pages FROM book WHERE level = 1 GROUP BY pages) x LEFT JOIN "
       "(SELECT place FROM copy GROUP BY place) y ON x.pages = y.place"},
      {"any rows", "SELECT place FROM copy WHERE place > 2 LIMIT 3",
       "SELECT place FROM copy WHERE place >= 3 LIMIT 3"},
      {"ties", "SELECT * FROM copy ORDER BY place LIMIT 3",
       "SELECT * FROM (SELECT * FROM copy) c ORDER BY c.place LIMIT 3"},
      {"a limit of a limit", "SELECT * FROM (SELECT * FROM copy LIMIT 100) c LIMIT 10",
       "SELECT * FROM copy LIMIT 10"},
      {"a limit within a join",
       "SELECT b.id FROM book b JOIN (SELECT book_id FROM copy WHERE place > 2 LIMIT 3) c ON c.book_id = "
       "b.id",
       "SELECT b.id FROM book b JOIN (SELECT book_id FROM copy WHERE place >= 3 LIMIT 3) c ON b.id = "
       "c.book_id"},
      {"a limit within IN", "SELECT id FROM book WHERE id IN (SELECT book_id FROM copy LIMIT 3)",
       "SELECT id FROM book WHERE id = ANY (SELECT c.book_id FROM (SELECT book_id FROM copy LIMIT 3) c)"},
      {"a limit under UNION ALL", "SELECT place FROM copy UNION ALL SELECT pages FROM book LIMIT 5",
       "(SELECT place FROM copy LIMIT 5) UNION ALL (SELECT pages FROM book LIMIT 7) LIMIT 5"},
      {"an order under UNION ALL",
       "SELECT * FROM (SELECT place FROM copy UNION ALL SELECT pages FROM book) t ORDER BY t.place LIMIT 5",
       "SELECT * FROM ((SELECT place FROM copy ORDER BY place LIMIT 5) UNION ALL (SELECT pages FROM book "
       "ORDER BY pages LIMIT 5)) t ORDER BY t.place LIMIT 5"},
      {"a limit under an outer join",
       "SELECT b.id, c.place FROM book b LEFT JOIN copy c ON c.book_id = b.id ORDER BY b.pages LIMIT 5",
       "SELECT t.id, c.place FROM (SELECT * FROM book ORDER BY pages LIMIT 5) t LEFT JOIN copy c ON "
       "c.book_id = t.id ORDER BY t.pages LIMIT 5"},
      {"integer division", "SELECT id FROM book WHERE pages / 2 = 1",
       "SELECT id FROM book WHERE pages >= 2 AND pages <= 3"},
      {"a window", "SELECT id, COUNT(*) OVER (PARTITION BY pages) FROM book",
       "SELECT b.id, t.n FROM book b JOIN (SELECT pages, COUNT(*) AS n FROM book GROUP BY pages) t ON "
       "t.pages = b.pages"},
      {"an intersection as a count",
       "SELECT place FROM copy WHERE id = 1 INTERSECT SELECT place FROM copy WHERE id = 2",
       "SELECT t.place FROM (SELECT place, COUNT(*) AS n FROM copy WHERE id = 1 GROUP BY place UNION ALL "
       "SELECT place, COUNT(*) AS n FROM copy WHERE id = 2 GROUP BY place) t GROUP BY t.place HAVING "
       "COUNT(*) = 2"},
      {"a count of a constant group",
       "SELECT note FROM copy WHERE place IS NULL AND note = 'x' GROUP BY place, note HAVING COUNT(*) > 3",
       "SELECT t.note FROM (SELECT place, 'x' AS note, COUNT(*) AS n FROM copy WHERE place IS NULL AND note "
       "= 'x' GROUP BY place) t WHERE t.n > 3"},
      {"counts of several groupings",
       "SELECT place, SUM(book_id), MIN(book_id), COUNT(DISTINCT (note, book_id)) FROM copy GROUP BY place",
       "SELECT t.place, SUM(t.s), MIN(t.m), COUNT((t.note, t.book_id)) FROM (SELECT place, note, book_id, "
       "SUM(book_id) AS s, MIN(book_id) AS m FROM copy GROUP BY place, note, book_id) t GROUP BY t.place"},
      {"an offset of a row without tables",
       "SELECT id FROM book b WHERE EXISTS (SELECT t.id FROM (SELECT b.id AS id) t OFFSET 1)",
       "SELECT id FROM book WHERE FALSE"},
      {"a window over sums",
       "SELECT CAST((SUM(t.s + 2 * t.m + 3 * t.a) OVER (PARTITION BY t.place)) / (COUNT(t.s + 2 * t.m + 3 * "
       "t.a) OVER (PARTITION BY t.place)) AS integer) FROM (SELECT place, SUM(book_id) AS s, MIN(id) AS m, "
       "AVG(id) AS a FROM copy GROUP BY place) t",
       "SELECT CAST((SUM(SUM(book_id) + 2 * MIN(id) + 3 * AVG(id)) OVER (PARTITION BY place)) / "
       "(COUNT(SUM(book_id) + 2 * MIN(id) + 3 * AVG(id)) OVER (PARTITION BY place)) AS integer) FROM copy "
       "GROUP BY place"},
      {"the same query", "SELECT id FROM book", "SELECT book.id FROM book"},
  };
  return pairs;
}

inline Catalogue Library() {
  const auto ddl = sql::ParseDdl(prove::kSchema);
  Catalogue catalogue;
  if (!ddl.ok()) return catalogue;
  catalogue.schema = ddl->schema;
  catalogue.constraints = ConstraintsOfSchema(ddl->schema);
  return catalogue;
}

// The verdict with its proof, as `tacit prove --certificates` makes it.
inline Result<Verdict> Recorded(const Catalogue& catalogue, const std::string& left, const std::string& right,
                                bool record = true) {
  ProveOptions options;
  options.record = record;
  options.refute = false;
  options.budget_ms = 120'000;  // slow machines and sanitizers
  return Prove(catalogue, left, right, options);
}

}  // namespace tacit::replay
