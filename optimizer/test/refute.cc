#include "optimizer/test/refute.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "optimizer/test/canonical.h"
#include "optimizer/test/confirm.h"
#include "optimizer/test/parameters.h"
#include "optimizer/test/random_database.h"
#include "optimizer/test/shape.h"
#include "optimizer/test/world.h"
#include "src/base/deadline.h"
#include "src/base/status_macros.h"
#include "src/interpret/interpret.h"

namespace tacit::refute {
namespace {

// Differences that SQLite does not confirm before a pair is given up: the two engines read it differently.
constexpr int kMaxUnconfirmed = 6;

// Two queries without parameters, ready to be run on one database after another.
class Pair {
 public:
  static Result<Pair> Make(const sql::QueryPtr& left, const sql::QueryPtr& right, const Schema& schema,
                           Dialect dialect) {
    TACIT_ASSIGN_OR_RETURN(interpret::Program l, interpret::Program::Compile(left, schema, dialect));
    TACIT_ASSIGN_OR_RETURN(interpret::Program r, interpret::Program::Compile(right, schema, dialect));
    return Pair(std::move(l), std::move(r));
  }

  [[nodiscard]] std::optional<Difference> Try(const Database& database, const Deadline& deadline) const {
    Difference difference;
    difference.left = left_.Run(database, deadline);
    if (difference.left.front().stop != interpret::Stop::kNone) return std::nullopt;
    difference.right = right_.Run(database, deadline);
    if (!interpret::AlwaysDiffer(difference.left, difference.right)) return std::nullopt;
    difference.database = database;
    return difference;
  }

  // Takes rows out, with those that refer to them, as long as the difference stays.
  void Shrink(const World& world, const Deadline& deadline, Difference* difference) const {
    bool smaller = true;
    while (smaller) {
      smaller = false;
      for (const TableModel* model : world.tables()) {
        std::size_t at = 0;
        while (at < difference->database[model->table->name].size() && !deadline.Passed()) {
          Database without = difference->database;
          TableRows& rows = without[model->table->name];
          rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
          world.PruneReferences(&without);
          std::optional<Difference> still = Try(without, deadline);
          if (still) *difference = std::move(*still);
          smaller = smaller || still.has_value();
          if (!still) ++at;
        }
      }
    }
  }

 private:
  Pair(interpret::Program left, interpret::Program right)
      : left_(std::move(left)), right_(std::move(right)) {}

  interpret::Program left_;
  interpret::Program right_;
};

// The databases for one pair, most telling first.
class Source {
 public:
  Source(const World& world, const std::vector<Shape>& shapes, Dialect dialect, std::uint64_t seed,
         const Deadline& deadline)
      : world_(world), dice_(seed), domain_(world, shapes) {
    for (const Shape& shape : shapes)
      canonical_.emplace_back(world, domain_, shape, dialect, deadline, &dice_);
    for (const CanonicalDatabases& made : canonical_) systematic_ += made.systematic();
  }

  // Databases before Next() turns to chance.
  [[nodiscard]] std::size_t systematic() const { return systematic_ + kFixed.size(); }

  Database Next() {
    const std::size_t n = count_++;
    if (n < kFixed.size()) return RandomDatabase(world_, domain_, kFixed[n], &dice_);
    if (n < systematic() || n % 2 == 0) {
      if (auto database = canonical_[n % canonical_.size()].Next()) return *std::move(database);
    }
    const RandomShape shape{1 + static_cast<int>(dice_.Below(6)), 2 + dice_.Below(5), dice_.Once(3)};
    return RandomDatabase(world_, domain_, shape, &dice_);
  }

 private:
  // Empty; one row; as many NULLs as there may be; no NULL; rows that repeat.
  static constexpr std::array<RandomShape, 5> kFixed = {{{0}, {1, 0}, {2, 1}, {5, 3}, {4, 0, true}}};

  const World& world_;
  Dice dice_;
  Domain domain_;
  std::vector<CanonicalDatabases> canonical_;
  std::size_t systematic_ = 0;
  std::size_t count_ = 0;
};

class SearchingTester : public Tester {
 public:
  SearchingTester(const Schema& schema, algebra::Facts facts, Dialect dialect, const Limits& limits)
      : schema_(schema), facts_(std::move(facts)), dialect_(dialect), limits_(limits) {}

  Result<std::optional<Witness>> Refute(const sql::QueryPtr& left, const sql::QueryPtr& right,
                                        std::int64_t deadline_ms) override {
    return Search(left, right, false, Deadline::In(deadline_ms));
  }
  Result<std::optional<Witness>> RefuteQuickly(const sql::QueryPtr& left,
                                               const sql::QueryPtr& right) override {
    return Search(left, right, true, Deadline::In(limits_.quick_ms));
  }

 private:
  Result<std::optional<Witness>> Search(const sql::QueryPtr& left, const sql::QueryPtr& right, bool quick,
                                        const Deadline& deadline) {
    for (const ParameterValues& values : ChooseParameters(left, right, WorldOf(left, right))) {
      TACIT_ASSIGN_OR_RETURN(
          std::optional<Witness> witness,
          SearchBound(WithParameters(left, values), WithParameters(right, values), quick, deadline));
      if (witness) return witness;
    }
    return std::optional<Witness>();
  }

  Result<std::optional<Witness>> SearchBound(const sql::QueryPtr& left, const sql::QueryPtr& right,
                                             bool quick, const Deadline& deadline) {
    TACIT_ASSIGN_OR_RETURN(const Pair pair, Pair::Make(left, right, schema_, dialect_));
    const World world = WorldOf(left, right);
    const std::vector<Shape> shapes = {ShapeOf(left), ShapeOf(right)};
    Source source(world, shapes, dialect_, limits_.seed, deadline);
    const std::size_t most = quick ? static_cast<std::size_t>(limits_.quick_databases)
                                   : source.systematic() + static_cast<std::size_t>(limits_.random_databases);
    int unconfirmed = 0;
    for (std::size_t i = 0; i < most && !deadline.Passed(); ++i) {
      std::optional<Difference> difference = pair.Try(source.Next(), deadline);
      if (!difference) continue;
      pair.Shrink(world, deadline, &*difference);
      std::string why;
      switch (Confirm(&*difference, left, right, schema_, deadline, &why)) {
        case Confirmation::kConfirmed: return std::optional(MakeWitness(*difference, left, right, schema_));
        case Confirmation::kCannotRun: return Status::NotSupported("unsupported: SQLite: " + why);
        case Confirmation::kDisagrees:
          if (++unconfirmed >= kMaxUnconfirmed) return Status::NotSupported("unsupported: " + why);
      }
    }
    return std::optional<Witness>();
  }

  World WorldOf(const sql::QueryPtr& left, const sql::QueryPtr& right) {
    std::vector<const TableModel*> tables;
    for (const std::string& name : TablesOf(left, right)) {
      const Table* table = schema_.Find(name);
      if (table == nullptr) continue;
      auto found = models_.find(name);
      if (found == models_.end())
        found = models_.emplace(name, MakeTableModel(*table, facts_, dialect_)).first;
      tables.push_back(&found->second);
    }
    return World(std::move(tables));
  }

  const Schema& schema_;
  algebra::Facts facts_;
  Dialect dialect_;
  Limits limits_;
  std::map<std::string, TableModel, std::less<>> models_;
};

}  // namespace

Result<std::unique_ptr<Tester>> MakeTester(const Schema& schema, const algebra::Facts& facts, Dialect dialect,
                                           const Limits& limits) {
  return std::unique_ptr<Tester>(std::make_unique<SearchingTester>(schema, facts, dialect, limits));
}

}  // namespace tacit::refute
