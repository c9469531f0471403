// The constraints of a catalogue in the form that rules, prover and refuter share: bound to ordinals, one
// table at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/sql/expr.h"
#include "tacit/catalogue.h"
#include "tacit/dialect.h"

namespace tacit::algebra {

enum class FactKind {
  kNotNull,     // columns[0] is never NULL
  kKey,         // no two rows agree (with =, so NULLs never agree) on all of `columns`, among rows that meet
                // `condition`
  kForeignKey,  // a row with no NULL in `columns` has a row of ref_table with the same values in
                // `ref_columns`
  kCheck,       // `predicate` is true or NULL on every row
};

struct Fact {
  FactKind kind = FactKind::kCheck;
  std::string table;
  std::vector<int> columns;      // ordinals in the table; of kCheck: the columns that the predicate mentions
  std::string ref_table;         // kForeignKey
  std::vector<int> ref_columns;  // kForeignKey
  sql::ExprPtr predicate;        // kCheck, over columns of kTableRow
  sql::ExprPtr condition;  // kKey: null for a key of the whole table. kNotNull, kForeignKey: always null (a
                           // conditional not_null is a kCheck)
  std::string constraint_id;  // of the catalogue
};

// The function that length facts call: the number of characters of a text.
inline constexpr std::string_view kLengthFunction = "char_length";

// Index into Facts::all().
using FactId = int;

// Immutable after Build. One constraint can give several facts (one_of that rejects NULLs: a check and a
// not-null); they share its id. What has no bound form (opaque conditions, formats whose regex has no SQL
// form, case-insensitive keys, polymorphic references, keys over expressions) gives no fact.
class Facts {
 public:
  // Takes the constraints whose trust is at least `minimum` and that hold for `dialect` (a SQLite primary key
  // that is not an INTEGER PRIMARY KEY does not imply NOT NULL, varchar(n) bounds nothing there).
  [[nodiscard]] static Facts Build(const Catalogue& catalogue, Trust minimum, Dialect dialect);

  [[nodiscard]] const std::vector<Fact>& all() const { return all_; }
  [[nodiscard]] const Fact& operator[](FactId id) const { return all_[static_cast<std::size_t>(id)]; }
  // Facts of one table, in order of id; empty for an unknown table.
  [[nodiscard]] const std::vector<FactId>& OfTable(std::string_view table) const;
  // The not-null fact of a column; -1 where there is none.
  [[nodiscard]] FactId NotNull(std::string_view table, int column) const;
  // Catalogue ids of a set of facts: sorted, each once.
  [[nodiscard]] std::vector<std::string> ConstraintIds(const std::vector<FactId>& facts) const;

 private:
  std::vector<Fact> all_;
  std::map<std::string, std::vector<FactId>, std::less<>> of_table_;
};

}  // namespace tacit::algebra
