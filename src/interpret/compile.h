// From the bound algebra to a program. Internal to the room.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/interpret/program.h"
#include "tacit/status.h"

namespace tacit::interpret {

using Layout = std::vector<sql::ColumnId>;  // the column at each position of a row

// The rows that an expression can see: its own, and those of the queries around it.
struct Scope {
  const Layout* layout = nullptr;
  const Scope* outer = nullptr;
};

class Compiler {
 public:
  explicit Compiler(const Schema& schema) : schema_(schema) {}

  // The plan gives the query's columns in order.
  Result<std::unique_ptr<Plan>> Statement(const sql::QueryPtr& query, const Scope* outer);
  Result<Scalar> Expression(const sql::ExprPtr& e, const Scope& scope);

  // Tables that the scans name, in the order of Plan::table.
  [[nodiscard]] std::vector<std::string> TakeTables() { return std::move(tables_); }

 private:
  struct Part {
    std::unique_ptr<Plan> plan;
    Layout layout;
  };

  // `conjuncts` filter the node's rows, and are put as far below as they can be computed.
  Result<Part> Node(const sql::QueryPtr& q, std::vector<sql::ExprPtr> conjuncts, const Scope* outer);
  Result<Part> Leaf(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> Scan(const sql::QueryPtr& q);
  Result<Part> Values(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> Project(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> Join(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> Cluster(const sql::QueryPtr& q, std::vector<sql::ExprPtr> conjuncts, const Scope* outer);
  Result<Part> Joined(Part left, Part right, const std::vector<sql::ExprPtr>& conjuncts, sql::JoinKind kind,
                      const Scope* outer);
  Result<Part> Grouping(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> SetOp(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> Sort(const sql::QueryPtr& q, const Scope* outer);
  Result<Part> Limit(const sql::QueryPtr& q, const Scope* outer);
  Result<std::vector<Scalar>> Expressions(const std::vector<sql::ExprPtr>& list, const Scope& scope);
  Status Operands(const sql::Expr& e, Scalar* scalar);
  Part Arranged(Part part, const std::vector<sql::OutputColumn>& columns);
  void NoteUsed(const sql::QueryPtr& query);

  const Schema& schema_;
  std::vector<std::string> tables_;
  std::set<sql::ColumnId> used_;  // columns that something reads; scans leave out the others
};

}  // namespace tacit::interpret
