// Parameters become values that the data has: a query that finds nothing is fast whatever it does.
#include <algorithm>
#include <map>
#include <set>

#include "src/sql/bind.h"
#include "src/sql/fingerprint.h"
#include "src/sql/print.h"
#include "tacit/study.h"

namespace tacit {
namespace {

using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

constexpr std::int64_t kProbeMs = 400;     // a look for values that takes longer is given up
constexpr std::int64_t kPageRows = 25;     // what LIMIT stands for
constexpr std::size_t kPrefixLetters = 3;  // of a text that LIKE looks for

// What is compared with a parameter: a column, whose type a value has; for LIKE a pattern of it.
struct Use {
  ExprPtr column;
  bool pattern = false;
};

// x of x, lower(x), upper(x).
ExprPtr Bare(const ExprPtr& e) {
  const bool call =
      e->kind == ExprKind::kCall && e->args.size() == 1 && (e->name == "lower" || e->name == "upper");
  return call ? e->args[0] : e;
}

bool HasParameter(const ExprPtr& e) {
  bool has = false;
  sql::Visit(e, [&has](const sql::Expr& part) { has = has || part.kind == ExprKind::kParameter; });
  return has;
}

void AddUses(const sql::Expr& e, std::map<int, Use>& uses) {
  const bool compares = e.kind == ExprKind::kCompare || e.kind == ExprKind::kInList ||
                        e.kind == ExprKind::kDistinct || e.kind == ExprKind::kLike;
  if (!compares) return;
  for (const ExprPtr& arg : e.args) {
    const ExprPtr parameter = Bare(arg);
    if (parameter->kind != ExprKind::kParameter) continue;
    for (const ExprPtr& other : e.args) {
      const ExprPtr column = Bare(other);
      if (column->kind == ExprKind::kColumn)
        uses.try_emplace(parameter->parameter, Use{column, e.kind == ExprKind::kLike});
    }
  }
}

// The node under a statement's own clauses whose rows its WHERE lets through.
const sql::Query* FilterOf(const QueryPtr& q) {
  const sql::Query* node = q.get();
  while (node->kind == QueryKind::kProject || node->kind == QueryKind::kSort ||
         node->kind == QueryKind::kLimit || node->kind == QueryKind::kDistinct ||
         node->kind == QueryKind::kAggregate) {
    node = node->inputs[0].get();
  }
  return node->kind == QueryKind::kFilter ? node : nullptr;
}

class Filler {
 public:
  Filler(const Schema& schema, Connection& db, std::uint64_t seed) : schema_(schema), db_(db), seed_(seed) {}

  // Nothing where a parameter stands at a place for which no value is known.
  std::optional<QueryPtr> Fill(const QueryPtr& q) {
    values_.clear();
    std::map<int, Use> uses;
    sql::VisitQuery(q, [&](const sql::Query& node) {
      const auto add = [&uses](const ExprPtr& e) {
        if (e != nullptr) sql::Visit(e, [&uses](const sql::Expr& part) { AddUses(part, uses); });
      };
      add(node.predicate);
      for (const ExprPtr& e : node.exprs) add(e);
      if (node.kind == QueryKind::kScan) tables_of_[node.rel] = node.table;
      SetAmount(node.limit, kPageRows);
      SetAmount(node.offset, 0);
    });
    TakeFromOneRow(q);
    for (const auto& [parameter, use] : uses) {
      if (values_.contains(parameter)) continue;
      if (const auto value = MostFrequent(use.column)) values_[parameter] = Shaped(*value, use);
    }
    bool whole = true;
    const QueryPtr filled = sql::TransformExprsDeep(q, [&](const ExprPtr& e) -> ExprPtr {
      if (e->kind != ExprKind::kParameter) return nullptr;
      const auto value = values_.find(e->parameter);
      whole = whole && value != values_.end();
      return value == values_.end() ? nullptr : value->second;
    });
    return whole ? std::optional(filled) : std::nullopt;
  }

 private:
  void SetAmount(const ExprPtr& e, std::int64_t rows) {
    if (e != nullptr && e->kind == ExprKind::kParameter) values_[e->parameter] = sql::MakeInteger(rows);
  }

  static ExprPtr Shaped(const Value& value, const Use& use) {
    const auto* text = std::get_if<std::string>(&value);
    if (use.pattern) return sql::MakeText((text == nullptr ? "" : text->substr(0, kPrefixLetters)) + "%");
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr && use.column->type.kind == sql::TypeKind::kBoolean)
      return sql::MakeBool(*number != 0);
    return sql::MakeLiteral(value, use.column->type);
  }

  // The values of a row that the query would find if it left out the conditions on its parameters: then it
  // finds that row at least.
  void TakeFromOneRow(const QueryPtr& q) {
    const sql::Query* filter = FilterOf(q);
    if (filter == nullptr) return;
    std::vector<ExprPtr> kept;
    std::map<int, Use> uses;
    for (const ExprPtr& conjunct : sql::Conjuncts(filter->predicate)) {
      if (HasParameter(conjunct)) {
        AddUses(*conjunct, uses);
      } else {
        kept.push_back(conjunct);
      }
    }
    if (uses.empty()) return;
    std::vector<ExprPtr> columns;
    std::vector<std::string> names;
    for (const auto& [parameter, use] : uses) {
      columns.push_back(use.column);
      names.push_back("v" + std::to_string(parameter));
      kept.push_back(sql::MakeIsNull(use.column, true));
    }
    const QueryPtr rows = sql::MakeFilter(filter->inputs[0], sql::MakeAnd(kept));
    if (std::any_of(rows->inputs.begin(), rows->inputs.end(),
                    [](const QueryPtr& input) { return HasOpenParts(input); }))
      return;
    const QueryPtr wanted = sql::MakeProject(sql::MaxRel(q) + 1, rows, columns, names);
    constexpr std::uint64_t kSpread = 61;
    for (const std::int64_t offset : {static_cast<std::int64_t>(seed_ % kSpread), std::int64_t{0}}) {
      const QueryPtr one = sql::MakeLimit(wanted, sql::MakeInteger(1), sql::MakeInteger(offset));
      const auto row = FirstRow(sql::Print(one, schema_, db_.dialect()));
      if (!row || row->size() != uses.size()) continue;
      std::size_t i = 0;
      for (const auto& [parameter, use] : uses) values_[parameter] = Shaped((*row)[i++], use);
      return;
    }
  }

  // Parameters in joins or derived tables: those have no values yet.
  static bool HasOpenParts(const QueryPtr& q) {
    bool open = false;
    sql::VisitQuery(q, [&open](const sql::Query& node) {
      open = open || (node.predicate != nullptr && HasParameter(node.predicate));
    });
    return open;
  }

  std::optional<Value> MostFrequent(const ExprPtr& column) {
    const auto table = tables_of_.find(column->column.rel);
    const Table* known = table == tables_of_.end() ? nullptr : schema_.Find(table->second);
    if (known == nullptr) return std::nullopt;
    const std::string& name = known->columns[static_cast<std::size_t>(column->column.index)].name;
    auto found = frequent_.find({known->name, name});
    if (found == frequent_.end()) {
      const std::string quoted = '"' + name + '"';
      const auto row =
          FirstRow("SELECT " + quoted + " FROM \"" + known->name + "\" WHERE " + quoted +
                   " IS NOT NULL GROUP BY " + quoted + " ORDER BY COUNT(*) DESC, " + quoted + " LIMIT 1");
      const auto value = row ? std::optional((*row)[0]) : std::nullopt;
      found = frequent_.emplace(std::pair(known->name, name), value).first;
    }
    return found->second;
  }

  std::optional<Row> FirstRow(const std::string& text) {
    db_.SetTimeout(kProbeMs);
    Result<ResultSet> rows = db_.Run(text, 1);
    db_.SetTimeout(0);
    if (!rows.ok() || rows->rows.empty()) return std::nullopt;
    return rows->rows.front();
  }

  const Schema& schema_;
  Connection& db_;
  std::uint64_t seed_;
  std::map<int, ExprPtr> values_;  // by parameter
  std::map<sql::RelId, std::string> tables_of_;
  std::map<std::pair<std::string, std::string>, std::optional<Value>> frequent_;
};

}  // namespace

std::vector<SourcedQuery> MeasurableQueries(const std::vector<SourcedQuery>& queries, const Schema& schema,
                                            Connection& db, const MeasurableOptions& options) {
  // One of each shape; of those, the first of each place before the second of any.
  struct Candidate {
    std::size_t index;
    int turn;
    QueryPtr query;
  };
  std::vector<Candidate> candidates;
  std::set<std::string> shapes;
  std::map<std::pair<std::string, int>, int> turns;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Result<QueryPtr> bound = sql::Bind(queries[i].sql, schema, db.dialect());
    if (!bound.ok() || !shapes.insert(sql::Fingerprint(*bound)).second) continue;
    const int turn = turns[{queries[i].file, queries[i].file_line}]++;
    candidates.push_back({i, turn, std::move(*bound)});
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.turn, a.index) < std::pair(b.turn, b.index);
  });
  Filler filler(schema, db, options.seed);
  std::map<std::size_t, SourcedQuery> chosen;
  for (const Candidate& candidate : candidates) {
    if (chosen.size() >= options.at_most) break;
    const auto filled = filler.Fill(candidate.query);
    if (!filled) continue;
    SourcedQuery query = queries[candidate.index];
    query.sql = sql::Print(*filled, schema, db.dialect());
    chosen.emplace(candidate.index, std::move(query));
  }
  std::vector<SourcedQuery> measurable;
  for (auto& [index, query] : chosen) measurable.push_back(std::move(query));
  return measurable;
}

}  // namespace tacit
