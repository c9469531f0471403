#include "optimizer/enumerate/search.h"
#include "optimizer/rules/example_schema.h"
#include "tacit/rules.h"

namespace tacit {
namespace {

struct Entry {
  const char* rewrite;
  std::vector<const char*> rules;
  const char* remark = "";
};

std::vector<Entry> Kinds() {
  return {
      {"DISTINCT over a key: none", {"unique-key-drop-distinct"}},
      {"a whole key equals constants: LIMIT 1", {"unique-key-add-limit-one"}},
      {"IS [NOT] NULL of a NOT NULL column: TRUE or FALSE", {"not-null-fold-null-test"}},
      {"a predicate that no legal value satisfies: no rows",
       {"domain-contradiction-to-empty", "not-null-fold-null-test", "fold-constants"},
       "where it hangs on a value that the application has, `tacit rewrite --guards` says what to ask of it"},
      {"a predicate that every legal value satisfies: none",
       {"domain-drop-implied-predicate", "domain-shrink-in-list"}},
      {"an enumeration's text as a small number", {}, "a change of the schema: the advisor's, not a rewrite"},
      {"an inner join along a foreign key: none", {"foreign-key-drop-inner-join"}},
      {"a left join to at most one row that nobody reads: none", {"unique-drop-left-join"}},
      {"LEFT JOIN to JOIN", {"null-rejecting-outer-join-to-inner", "foreign-key-left-join-to-inner"}},
      {"FULL JOIN to LEFT, RIGHT or inner JOIN", {"null-rejecting-outer-join-to-inner"}},
      {"a join under DISTINCT to EXISTS", {"set-context-join-to-exists"}},
      {"DISTINCT over a join to EXISTS without DISTINCT",
       {"set-context-join-to-exists", "unique-key-drop-distinct"},
       "one after the other"},
      {"GROUP BY of columns that the others determine", {"determined-drop-group-key"}},
      {"GROUP BY of a key: none", {"unique-key-drop-group-by"}},
      {"COUNT(DISTINCT x) to COUNT(x), COUNT(*)",
       {"unique-key-drop-aggregate-distinct", "count-column-to-star"}},
      {"COUNT(x) to COUNT(*)", {"count-column-to-star"}},
      {"ORDER BY of constants and of what the keys before determine", {"determined-drop-sort-key"}},
      {"ORDER BY in a sub-query, under an aggregate: none",
       {"fold-constants"},
       "the binder takes no aggregate that depends on its input's order"},
      {"IN (SELECT key) to JOIN", {"unique-in-subquery-to-join", "unique-key-merge-in-subquery"}},
      {"JOIN to EXISTS", {"unique-join-to-exists", "set-context-join-to-exists"}},
      {"NOT IN to NOT EXISTS", {"not-null-not-in-to-not-exists"}},
      {"LEFT JOIN ... IS NULL to NOT EXISTS", {"left-join-null-test-to-not-exists"}},
      {"IN (SELECT DISTINCT ...) without DISTINCT", {"set-context-drop-distinct"}},
      {"OR to UNION ALL", {"or-to-union-all"}},
      {"UNION to UNION ALL", {"disjoint-union-to-union-all"}},
      {"UNION over one table to OR", {"same-table-union-to-or"}},
      {"a join of a table with itself on a key: none", {"unique-key-merge-self-join"}},
      {"LIKE without wildcards to =", {"like-without-wildcard-to-equality"}},
      {"LIKE 'abc%' to a range",
       {},
       "nobody: it holds under the collation C only, and no catalogue states a column's collation"},
      {"LIKE '%' to IS NOT NULL", {"like-anything-to-null-test"}},
      {"a predicate that a check of two columns implies", {"check-introduce-bound"}},
      {"a constant through an equality of a join", {"join-equality-copy-constant"}},
      {"a filter below GROUP BY, UNION, a window",
       {"filter-below-group-by", "filter-below-set-operation"},
       "queries with windows are proved, not rewritten"},
      {"one of two equal columns for the other",
       {"join-equality-use-indexed-column", "foreign-key-drop-inner-join"}},
      {"an aggregate below a join", {"key-join-aggregate-below"}},
      {"AVG to SUM / COUNT", {"sum-and-count-drop-average"}, "where both are asked for anyway"},
      {"MIN, MAX to ORDER BY ... LIMIT 1",
       {},
       "nobody: not proved (a least value is not yet known to be the first row); engines do it themselves"},
      {"a scalar sub-query to LEFT JOIN",
       {"correlated-aggregate-to-left-join"},
       "of an aggregate; the look-up of one row by its key is not proved yet"},
      {"EXISTS (SELECT columns ... LIMIT 1) without both", {"exists-drop-limit", "exists-drop-select-list"}},
      {"COALESCE and CASE that a constraint decides",
       {"not-null-drop-coalesce", "domain-fold-case-condition", "fold-constants"}},
      {"a column of one legal value to the constant",
       {"domain-single-value-to-constant", "domain-shrink-in-list"}},
      {"a partial or a covering index", {}, "a change of the schema: the advisor's, not a rewrite"},
      {"LIMIT below LEFT JOIN and UNION ALL",
       {},
       "nobody: proved but for the choice among ties, on which no rewrite rests"},
      {"HAVING to WHERE", {"filter-below-group-by"}},
      {"ROW_NUMBER() = 1 over a key: none",
       {},
       "nobody: which row comes first among ties is the engine's choice, so the binder takes no ROW_NUMBER"},
  };
}

QueryPair Copy(const rules::Pair& pair) { return {std::string(pair.before), std::string(pair.after)}; }

RuleInfo Copy(const rules::Rule& rule) {
  return {std::string(rule.name), std::string(rule.summary),         std::string(rule.precondition),
          Copy(rule.example),     std::string(rule.near_miss.lacks), Copy(rule.near_miss.pair)};
}

}  // namespace

RuleBook Rules() {
  RuleBook book;
  book.schema = rules::ExampleSchema();
  for (const rules::Rule& rule : rules::AllRules()) book.rules.push_back(Copy(rule));
  book.rules.push_back(Copy(enumerate::kSimplified));
  for (const Entry& entry : Kinds()) {
    book.kinds.push_back({entry.rewrite, {entry.rules.begin(), entry.rules.end()}, entry.remark});
  }
  return book;
}

}  // namespace tacit
