#include "src/interpret/interpret.h"

#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/interpret/compile.h"
#include "src/interpret/run.h"
#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

// Ways to break the ties of one query that are worth following.
constexpr std::size_t kMaxAnswers = 24;

bool HasFraction(const std::vector<Row>& rows) {
  return std::ranges::any_of(rows, [](const Row& row) {
    return std::ranges::any_of(row, [](const Value& value) { return std::holds_alternative<double>(value); });
  });
}

// Results beyond this are not matched row by row.
constexpr std::size_t kMaxMatched = 1'000;

// Each row finds a partner that agrees with it. Only decimals need it: sorting may put 0.3 and
// 0.30000000000000004 in an order that the next column does not follow. Where that is too much to find out,
// nothing is called a difference.
bool CanBeMatched(const std::vector<Row>& left, std::vector<Row> right) {
  if (left.size() > kMaxMatched) return true;
  for (const Row& row : left) {
    const auto partner = std::ranges::find_if(right, [&](const Row& other) { return Agree(row, other); });
    if (partner == right.end()) return false;
    right.erase(partner);
  }
  return true;
}

bool SameSequence(const std::vector<Row>& left, const std::vector<Row>& right) {
  return std::ranges::equal(left, right, [](const Row& a, const Row& b) { return Agree(a, b); });
}

bool SameBag(std::vector<Row> left, std::vector<Row> right) {
  if (left.size() != right.size()) return false;
  SortRows(&left);
  SortRows(&right);
  return SameSequence(left, right) || (HasFraction(left) && CanBeMatched(left, std::move(right)));
}

// No two rows that could change places.
bool IsTotal(const Relation& relation) {
  if (!relation.ordered) return false;
  for (std::size_t i = 1; i < relation.rows.size(); ++i) {
    if (relation.places[i - 1] == relation.places[i] &&
        TotalOrder(relation.rows[i - 1], relation.rows[i]) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool Differ(const Answer& left, const Answer& right) {
  if (left.stop != Stop::kNone || right.stop != Stop::kNone) return false;
  if (left.ordered && right.ordered) return !SameSequence(left.rows, right.rows);
  return !SameBag(left.rows, right.rows);
}

bool AlwaysDiffer(const Answers& left, const Answers& right) {
  return std::ranges::all_of(left, [&](const Answer& l) {
    return std::ranges::all_of(right, [&](const Answer& r) { return Differ(l, r); });
  });
}

struct Program::State {
  std::unique_ptr<Plan> plan;
  std::vector<std::string> tables;
  Dialect dialect = Dialect::kPostgresql;
};

Program::Program(std::unique_ptr<State> state) : state_(std::move(state)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

Result<Program> Program::Compile(const sql::QueryPtr& query, const Schema& schema, Dialect dialect) {
  Compiler compiler(schema);
  auto state = std::make_unique<State>();
  TACIT_ASSIGN_OR_RETURN(state->plan, compiler.Statement(query, nullptr));
  state->tables = compiler.TakeTables();
  state->dialect = dialect;
  return Program(std::move(state));
}

Answers Program::Run(const Database& database, const Deadline& deadline) const {
  std::vector<const TableRows*> tables;
  for (const std::string& name : state_->tables) {
    const auto found = database.find(name);
    tables.push_back(found == database.end() ? nullptr : &found->second);
  }
  Answers answers;
  Choices choices;
  do {
    interpret::Run run(tables, state_->dialect, &choices, deadline);
    Relation relation = run.Execute(*state_->plan, nullptr);
    if (!run.halted() && answers.size() == kMaxAnswers) {
      run.Halt(Stop::kIndeterminate, "limits cut between rows that tie in many ways");
    }
    if (run.halted()) return {{run.stop(), run.why(), {}, false}};
    const bool total = IsTotal(relation);
    answers.push_back({Stop::kNone, "", std::move(relation.rows), total});
  } while (choices.Advance());
  return answers;
}

struct Predicate::State {
  Scalar scalar;
  Dialect dialect = Dialect::kPostgresql;
};

Predicate::Predicate(std::unique_ptr<State> state) : state_(std::move(state)) {}
Predicate::Predicate(Predicate&&) noexcept = default;
Predicate& Predicate::operator=(Predicate&&) noexcept = default;
Predicate::~Predicate() = default;

Result<Predicate> Predicate::Compile(const sql::ExprPtr& predicate, const std::vector<sql::ColumnId>& layout,
                                     Dialect dialect) {
  const Schema no_tables;
  Compiler compiler(no_tables);
  auto state = std::make_unique<State>();
  TACIT_ASSIGN_OR_RETURN(state->scalar, compiler.Expression(predicate, {&layout, nullptr}));
  state->dialect = dialect;
  return Predicate(std::move(state));
}

Predicate::Truth Predicate::Evaluate(const Row& row) const {
  Choices choices;
  interpret::Run run({}, state_->dialect, &choices, {});
  const Frame frame{&row, nullptr};
  const Value value = run.Evaluate(state_->scalar, &frame);
  if (run.halted()) return Truth::kStopped;
  if (IsNull(value)) return Truth::kNull;
  const auto* truth = std::get_if<bool>(&value);
  if (truth == nullptr) return Truth::kStopped;
  return *truth ? Truth::kTrue : Truth::kFalse;
}

}  // namespace tacit::interpret
