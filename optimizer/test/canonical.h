// Databases made for one query: rows that pass its conditions, and rows that fail one of them.
#pragma once

#include <optional>

#include "optimizer/test/instance.h"

namespace tacit::refute {

// The first ones are systematic: one row per scan; a row twice; a row left out; each compared column swept
// over its constants and NULL; each condition turned. Then random mixtures of these without end.
class CanonicalDatabases {
 public:
  CanonicalDatabases(const World& world, const Domain& domain, const Shape& shape, Dialect dialect,
                     const Deadline& deadline, Dice* dice);

  // Empty only where the query reads no table.
  [[nodiscard]] std::optional<Database> Next();
  // Databases that Next() gives before it mixes at random.
  [[nodiscard]] std::size_t systematic() const { return steps_.size(); }

 private:
  enum class Kind { kBase, kEverything, kTwice, kSweep, kDrop, kFlip };
  struct Step {
    Kind kind = Kind::kBase;
    std::size_t index = 0;
    std::size_t times = 1;
  };

  void Apply(const Step& step, const Instance& base, Database* database);
  void AddTwice(std::size_t scan, std::size_t times, bool vary, const Instance& base, Database* database);
  void AddSweep(ClassId id, std::size_t most, const Instance& base, Database* database);
  void AddFlip(std::size_t atom, const Instance& base, Database* database);
  void AddBase(const Instance& base, bool with_negated, std::optional<std::size_t> without,
               Database* database);
  [[nodiscard]] Database Mixture();
  [[nodiscard]] Database Finished(Database database);

  const World& world_;
  const Domain& domain_;
  Dice* dice_;
  InstanceMaker maker_;
  Instance base_;
  std::vector<Step> steps_;
  std::size_t next_ = 0;
};

}  // namespace tacit::refute
