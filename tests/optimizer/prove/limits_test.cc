// Limits that leave open which rows they keep: the same results to choose from, or no proof.
#include "tests/optimizer/prove/prove_fixture.h"

namespace tacit::prove {
namespace {

class LimitsTest : public ProveTest {
 protected:
  static Verdict DecideAny(const Pair& pair) {
    return Decide(pair.left, pair.right, Dialect::kPostgresql, Ties::kAny);
  }
};

constexpr Pair kSame[] = {
    {"any rows", "SELECT place FROM copy WHERE place > 2 LIMIT 3",
     "SELECT place FROM copy WHERE place >= 3 LIMIT 3"},
    {"ties", "SELECT * FROM copy ORDER BY place LIMIT 3",
     "SELECT * FROM (SELECT * FROM copy) c ORDER BY c.place LIMIT 3"},
    {"a limit of a limit", "SELECT * FROM (SELECT * FROM copy LIMIT 100) c LIMIT 10",
     "SELECT * FROM copy LIMIT 10"},
    {"an offset and a limit", "SELECT * FROM (SELECT * FROM copy OFFSET 5) c LIMIT 10",
     "SELECT * FROM (SELECT * FROM copy LIMIT 15) c OFFSET 5"},
    {"the same order twice",
     "SELECT * FROM (SELECT * FROM copy ORDER BY place LIMIT 10) c ORDER BY c.place LIMIT 3",
     "SELECT * FROM copy ORDER BY place LIMIT 3"},
    {"a limit within a join",
     "SELECT b.id FROM book b JOIN (SELECT book_id FROM copy WHERE place > 2 LIMIT 3) c ON c.book_id = b.id",
     "SELECT b.id FROM book b JOIN (SELECT book_id FROM copy WHERE place >= 3 LIMIT 3) c ON b.id = "
     "c.book_id"},
    {"a limit within IN", "SELECT id FROM book WHERE id IN (SELECT book_id FROM copy LIMIT 3)",
     "SELECT id FROM book WHERE id = ANY (SELECT c.book_id FROM (SELECT book_id FROM copy LIMIT 3) c)"},
    {"a limit under UNION ALL", "SELECT place FROM copy UNION ALL SELECT pages FROM book LIMIT 5",
     "(SELECT place FROM copy LIMIT 5) UNION ALL (SELECT pages FROM book LIMIT 7) LIMIT 5"},
    {"an order under UNION ALL",
     "SELECT * FROM (SELECT place FROM copy UNION ALL SELECT pages FROM book) t ORDER BY t.place LIMIT 5",
     "SELECT * FROM ((SELECT place FROM copy ORDER BY place LIMIT 5) UNION ALL (SELECT pages FROM book ORDER "
     "BY pages LIMIT 5)) t "
     "ORDER BY t.place LIMIT 5"},
    {"a limit under an outer join",
     "SELECT b.id, c.place FROM book b LEFT JOIN copy c ON c.book_id = b.id ORDER BY b.pages LIMIT 5",
     "SELECT t.id, c.place FROM (SELECT * FROM book ORDER BY pages LIMIT 5) t LEFT JOIN copy c ON c.book_id "
     "= t.id ORDER BY t.pages LIMIT 5"},
    {"what no row can make a difference to",
     "SELECT id FROM book WHERE level = 4 AND id IN (SELECT book_id FROM copy LIMIT 3)",
     "SELECT id FROM book WHERE FALSE"},
};
constexpr Pair kOther[] = {
    {"other numbers", "SELECT place FROM copy LIMIT 3", "SELECT place FROM copy LIMIT 4"},
    {"other order", "SELECT * FROM copy ORDER BY place LIMIT 3",
     "SELECT * FROM copy ORDER BY book_id LIMIT 3"},
    {"an order that the outer query forgets",
     "SELECT * FROM (SELECT * FROM copy ORDER BY place LIMIT 10) c LIMIT 3",
     "SELECT * FROM copy ORDER BY place LIMIT 3"},
    {"a filter after the limit", "SELECT * FROM (SELECT * FROM copy LIMIT 3) c WHERE c.place > 2",
     "SELECT * FROM copy WHERE place > 2 LIMIT 3"},
    {"two choices and one",
     "SELECT a.id, b.id FROM (SELECT id FROM copy LIMIT 1) a, (SELECT id FROM copy LIMIT 1) b",
     "SELECT a.id, a.id FROM (SELECT id FROM copy LIMIT 1) a"},
    {"a choice for each row, and one",
     "SELECT (SELECT c.place FROM copy c WHERE c.book_id = b.pages LIMIT 1) FROM book b",
     "SELECT (SELECT MIN(c.place) FROM copy c WHERE c.book_id = b.pages) FROM book b"},
    {"rows are kept as often as they are there",
     "SELECT DISTINCT c.place FROM (SELECT place FROM copy LIMIT 3) c",
     "SELECT c.place FROM (SELECT place FROM copy LIMIT 3) c"},
    {"a limited set is no set", "SELECT c.place FROM (SELECT place FROM copy LIMIT 3) c WHERE c.place = 1",
     "SELECT 1 WHERE EXISTS (SELECT 1 FROM (SELECT place FROM copy LIMIT 3) c WHERE c.place = 1)"},
    {"too few under UNION ALL", "SELECT place FROM copy UNION ALL SELECT pages FROM book LIMIT 5",
     "(SELECT place FROM copy LIMIT 5) UNION ALL (SELECT pages FROM book LIMIT 4) LIMIT 5"},
    {"another order under UNION ALL",
     "SELECT * FROM (SELECT place FROM copy UNION ALL SELECT pages FROM book) t ORDER BY t.place LIMIT 5",
     "SELECT * FROM ((SELECT place FROM copy ORDER BY place LIMIT 5) UNION ALL (SELECT pages FROM book ORDER "
     "BY pages DESC LIMIT 5)) t "
     "ORDER BY t.place LIMIT 5"},
    {"an order that picks under one that does not",
     "SELECT place FROM copy UNION ALL SELECT pages FROM book LIMIT 5",
     "(SELECT place FROM copy ORDER BY place LIMIT 5) UNION ALL (SELECT pages FROM book ORDER BY pages LIMIT "
     "5) LIMIT 5"},
    {"an offset reaches further", "SELECT place FROM copy UNION ALL SELECT pages FROM book LIMIT 5 OFFSET 1",
     "(SELECT place FROM copy LIMIT 5) UNION ALL (SELECT pages FROM book LIMIT 5) LIMIT 5 OFFSET 1"},
    {"a limit under an inner join",
     "SELECT b.id, c.place FROM book b JOIN copy c ON c.book_id = b.id ORDER BY b.pages LIMIT 5",
     "SELECT t.id, c.place FROM (SELECT * FROM book ORDER BY pages LIMIT 5) t JOIN copy c ON c.book_id = "
     "t.id ORDER BY t.pages LIMIT 5"},
    {"an order by the other side",
     "SELECT b.id, c.place FROM book b LEFT JOIN copy c ON c.book_id = b.id ORDER BY c.place LIMIT 5",
     "SELECT t.id, c.place FROM (SELECT * FROM book LIMIT 5) t LEFT JOIN copy c ON c.book_id = t.id ORDER BY "
     "c.place LIMIT 5"},
    {"other directions", "SELECT id FROM book WHERE id IN (SELECT book_id FROM copy ORDER BY place LIMIT 3)",
     "SELECT id FROM book WHERE id IN (SELECT book_id FROM copy ORDER BY place DESC LIMIT 3)"},
};

TEST_F(LimitsTest, TheSameResultsToChooseFrom) {
  for (const Pair& pair : kSame) {
    const Verdict verdict = DecideAny(pair);
    ASSERT_TRUE(verdict.proved()) << pair.name << ": " << verdict.reason();
  }
  for (const Pair& pair : kOther) EXPECT_FALSE(DecideAny(pair).proved()) << pair.name;
}

TEST_F(LimitsTest, TheCertificateSaysThatTiesAreOpen) {
  EXPECT_TRUE(DecideAny(kSame[0]).certificate().any_of_ties);
  const Verdict total = DecideAny({"", "SELECT id FROM book WHERE pages > 2 ORDER BY id LIMIT 3",
                                   "SELECT id FROM book WHERE pages >= 3 ORDER BY id LIMIT 3"});
  ASSERT_TRUE(total.proved()) << total.reason();
  EXPECT_FALSE(total.certificate().any_of_ties);
}

TEST_F(LimitsTest, RefusedUnlessAskedFor) {
  for (const Pair& pair : kSame) {
    const Verdict verdict = Decide(pair.left, pair.right);
    const bool open = !verdict.proved() || !verdict.certificate().any_of_ties;
    EXPECT_TRUE(open) << pair.name;
  }
  EXPECT_THAT(Decide(kSame[0].left, kSame[0].right).reason(), testing::StartsWith("tie-dependent limit"));
  EXPECT_THAT(Decide(kSame[5].left, kSame[5].right).reason(), testing::StartsWith("unsupported: LIMIT"));
}

}  // namespace
}  // namespace tacit::prove
