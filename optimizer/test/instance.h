// One row for each scan of a query, chosen together so that the query's conditions hold.
#pragma once

#include <vector>

#include "optimizer/test/domain.h"
#include "optimizer/test/shape.h"
#include "optimizer/test/world.h"
#include "src/base/deadline.h"

namespace tacit::refute {

// Columns that the query sets equal form a class and share a value.
using ClassId = int;

// A value for each class. Rows follow from it.
using Instance = std::vector<Value>;

class InstanceMaker {
 public:
  // Past the deadline instances come as they are drawn, whether conditions hold or not.
  InstanceMaker(const World& world, const Domain& domain, const Shape& shape, Dialect dialect,
                const Deadline& deadline, Dice* dice);

  [[nodiscard]] std::size_t scans() const { return scans_.size(); }
  [[nodiscard]] bool IsNegated(std::size_t scan) const { return scans_[scan].negated; }
  [[nodiscard]] std::size_t atoms() const { return atoms_.size(); }
  // Classes whose values the query looks at: in its conditions first, then grouped and aggregated ones.
  [[nodiscard]] const std::vector<ClassId>& interesting() const { return interesting_; }

  // An instance of which as many conditions hold as could be reached. `plain`: values are as different from
  // each other as they may be; else drawn from the domain.
  [[nodiscard]] Instance Make(bool plain);
  // The same with one atom turned to the opposite of what it is, and the rest of the conditions kept.
  [[nodiscard]] Instance Flip(const Instance& from, std::size_t atom);
  // Values that the class may take: constants first; NULL last where it is legal.
  [[nodiscard]] const std::vector<Value>& Candidates(ClassId id) const { return Of(id).candidates; }

  // Gives the rows that contain a class of `changed` keys of their own, and notes which scans those are.
  void Freshen(std::vector<bool>* changed, Instance* instance, std::vector<bool>* affected);
  // The scan's rows get another key.
  void FreshenScan(std::size_t scan, Instance* instance, std::vector<bool>* affected);
  [[nodiscard]] std::size_t classes() const { return classes_.size(); }

  // Adds the rows of the scans chosen.
  void AddRows(const Instance& instance, const std::vector<bool>& chosen, Database* database) const;

 private:
  struct Scan {
    const TableModel* model = nullptr;
    sql::RelId rel = 0;
    std::size_t first_slot = 0;
    bool negated = false;
  };
  struct Class {
    std::vector<std::size_t> slots;
    std::vector<Value> candidates;
    sql::TypeKind kind = sql::TypeKind::kUnknown;
    bool nullable = true;
    bool constant = false;  // some condition holds it against a literal
  };
  struct Goal {
    interpret::Predicate predicate;
    sql::ExprPtr source;
    std::vector<ClassId> classes;
    bool wanted = true;
    bool active = true;
  };

  void MakeClasses(const Shape& shape);
  void MergeKeyed(std::vector<std::size_t>* parent) const;
  void FillClass(const Domain& domain, Class* c);
  void AddGoal(const sql::ExprPtr& e, const std::vector<sql::ColumnId>& layout, Dialect dialect,
               std::vector<Goal>* goals) const;
  void MarkInteresting(const Shape& shape);
  [[nodiscard]] int SlotOf(sql::ColumnId id) const;
  [[nodiscard]] const Class& Of(ClassId id) const { return classes_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] Row RowOf(const Instance& instance, const Scan& scan) const;
  void Solve(Instance* instance);
  void Load(const Instance& instance);
  void Set(ClassId id, const Value& value, Instance* instance);
  [[nodiscard]] bool Holds(const Goal& goal) const;
  [[nodiscard]] std::size_t Failing(ClassId id, const Instance& instance) const;
  [[nodiscard]] bool IsLegal(const Class& c, const Value& value) const;
  [[nodiscard]] Value Fresh(const Class& c);
  void Improve(const Goal& goal, Instance* instance);

  std::vector<Scan> scans_;
  std::vector<ClassId> class_of_slot_;
  std::vector<Class> classes_;
  std::vector<Goal> required_;
  std::vector<Goal> atoms_;
  std::vector<ClassId> interesting_;
  Row flat_;  // the instance being solved, slot by slot
  Goal* extra_ = nullptr;
  int fresh_ = 0;
  Deadline deadline_;
  Dice* dice_;
};

}  // namespace tacit::refute
