#include <algorithm>
#include <map>
#include <utility>

#include "optimizer/prove/lower.h"

namespace tacit::prove {
namespace {

using sql::QueryKind;
using sql::QueryPtr;

constexpr int kMaxLowerDepth = 200;

}  // namespace

Env Lowering::Extend(const Env& outer, const sql::Query& q, const Block& block) const {
  Env env = outer;
  for (std::size_t i = 0; i < q.columns.size() && i < block.outs.size(); ++i)
    env[q.columns[i].id] = block.outs[i];
  return env;
}

Bag Lowering::Query(const QueryPtr& q, const Env& outer) {
  if (!unsupported_.empty()) return {};
  if (++depth_ > kMaxLowerDepth) {
    Unsupported("nesting deeper than " + std::to_string(kMaxLowerDepth));
    return {};
  }
  Bag bag;
  switch (q->kind) {
    case QueryKind::kScan: {
      Block block;
      const VarId var = store_.FreshVar();
      block.vars.push_back({var, {q->table, -1}});
      for (const sql::OutputColumn& c : q->columns) {
        block.outs.push_back(store_.Column(var, c.id.index, ComparedAs(c.type)));
      }
      bag.push_back(std::move(block));
      break;
    }
    case QueryKind::kValues:
      for (const auto& row : q->rows) {
        Block block;
        for (const sql::ExprPtr& e : row) block.outs.push_back(Scalar(e, outer));
        bag.push_back(std::move(block));
      }
      break;
    case QueryKind::kProject:
      bag = Query(q->inputs[0], outer);
      for (Block& block : bag) {
        const Env env = Extend(outer, *q->inputs[0], block);
        std::vector<TermId> outs;
        for (const sql::ExprPtr& e : q->exprs) outs.push_back(Scalar(e, env));
        block.outs = std::move(outs);
      }
      break;
    case QueryKind::kFilter:
      bag = Query(q->inputs[0], outer);
      for (Block& block : bag) {
        const Env env = Extend(outer, *q->inputs[0], block);
        block.cond = store_.And(block.cond, Predicate(q->predicate, env).is_true);
      }
      break;
    case QueryKind::kJoin: bag = Join(*q, outer); break;
    case QueryKind::kAggregate: bag = Aggregate(*q, outer); break;
    case QueryKind::kDistinct: bag = DistinctRows(Query(q->inputs[0], outer)); break;
    case QueryKind::kSetOp: bag = SetOperation(*q, outer); break;
    case QueryKind::kSort: bag = Query(q->inputs[0], outer); break;
    case QueryKind::kLimit: bag = Limit(*q, outer); break;
  }
  --depth_;
  std::erase_if(bag, [](const Block& block) { return block.cond == kFalseFormula; });
  if (bag.size() > max_blocks_) Unsupported("more than " + std::to_string(max_blocks_) + " terms");
  return bag;
}

Bag Lowering::DistinctRows(Bag bag) {
  if (bag.empty()) return bag;
  const std::size_t columns = bag[0].outs.size();
  bag = store_.InlineSets(std::move(bag));  // a set of sets' rows is a set
  for (Block& block : bag) block = store_.Open(block);
  return {store_.RowsOf({"", store_.Close(std::move(bag))}, columns)};
}

Bag Lowering::Join(const sql::Query& q, const Env& outer) {
  const sql::Query& left_node = *q.inputs[0];
  const sql::Query& right_node = *q.inputs[1];
  const Bag lefts = Query(q.inputs[0], outer);
  Bag rights = q.lateral ? Bag{} : Query(q.inputs[1], outer);
  const auto on = [&](const Block& l, const Block& r) {
    return Predicate(q.predicate, Extend(Extend(outer, left_node, l), right_node, r)).is_true;
  };
  const auto nulls = [](std::size_t n) { return std::vector<TermId>(n, kNullTerm); };
  const auto concat = [](std::vector<TermId> a, const std::vector<TermId>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  Bag bag;
  for (const Block& l : lefts) {
    if (q.lateral) rights = Query(q.inputs[1], Extend(outer, left_node, l));
    std::vector<FormulaId> matches;
    for (const Block& r : rights) {
      Block both;
      both.vars = l.vars;
      both.vars.insert(both.vars.end(), r.vars.begin(), r.vars.end());
      both.cond = store_.And({l.cond, r.cond, on(l, r)});
      both.outs = concat(l.outs, r.outs);
      matches.push_back(store_.Exists({r.vars, store_.And(r.cond, on(l, r)), {}}));
      bag.push_back(std::move(both));
    }
    if (q.join == sql::JoinKind::kLeft || q.join == sql::JoinKind::kFull) {
      Block alone = l;
      alone.cond = store_.And(l.cond, store_.Not(store_.Or(matches)));
      alone.outs = concat(l.outs, nulls(right_node.columns.size()));
      bag.push_back(store_.Open(alone));
    }
    if (bag.size() > max_blocks_) {
      Unsupported("more than " + std::to_string(max_blocks_) + " terms");
      return {};
    }
  }
  if (q.join == sql::JoinKind::kRight || q.join == sql::JoinKind::kFull) {
    for (const Block& r : rights) {
      std::vector<FormulaId> matches;
      for (const Block& l : lefts) {
        matches.push_back(store_.Exists({l.vars, store_.And(l.cond, on(l, r)), {}}));
      }
      Block alone = r;
      alone.cond = store_.And(r.cond, store_.Not(store_.Or(matches)));
      alone.outs = concat(nulls(left_node.columns.size()), r.outs);
      bag.push_back(store_.Open(alone));
    }
  }
  for (Block& block : bag) block = store_.Open(block);
  return bag;
}

Bag Lowering::SetOperation(const sql::Query& q, const Env& outer) {
  Bag left = Query(q.inputs[0], outer);
  const Bag right = Query(q.inputs[1], outer);
  if (q.set_op == sql::SetOpKind::kUnion) {
    left.insert(left.end(), right.begin(), right.end());
    return q.all ? left : DistinctRows(std::move(left));
  }
  if (q.all) {
    Unsupported("INTERSECT ALL and EXCEPT ALL");
    return {};
  }
  Bag bag = DistinctRows(std::move(left));
  for (Block& block : bag) {
    Bag same = right;
    for (Block& r : same) r.cond = store_.And(r.cond, store_.SameAll(block.outs, r.outs));
    const FormulaId found = store_.ExistsAny(same);
    block.cond = store_.And(block.cond, q.set_op == sql::SetOpKind::kIntersect ? found : store_.Not(found));
  }
  return bag;
}

// The bag's rows, not what they return, with values from outside as parameters: how many rows there are is
// asked whatever those are, and of no row that is declared nowhere.
Bag Lowering::ForAnyOuter(Bag bag) {
  for (Block& block : bag) block.outs.clear();
  std::map<std::pair<VarId, int>, TermId> outer;
  for (TermId t : store_.FreeLeaves(store_.Fold("pick", store_.Close(bag), sql::TypeKind::kUnknown))) {
    const Term& leaf = store_.term(t);
    if (leaf.kind == TermKind::kColumn) outer[{leaf.var, leaf.ordinal}] = t;
  }
  Substitution s;
  int number = 0;
  for (const auto& [place, column] : outer) {
    std::vector<TermId>& columns = s.columns[place.first];
    columns.resize(static_cast<std::size_t>(place.second), kNullTerm);  // none of them is there
    columns.push_back(store_.Param(--number, store_.TypeOf(column)));   // the query's own are positive
  }
  if (s.empty()) return bag;
  for (Block& block : bag) block = store_.Substitute(s, block);
  return bag;
}

Bag Lowering::Limit(const sql::Query& q, const Env& outer) {
  Bag bag = Query(q.inputs[0], outer);
  const auto whole = [](const sql::ExprPtr& e, std::int64_t* n) {
    const auto* value = e->kind == sql::ExprKind::kLiteral ? std::get_if<std::int64_t>(&e->literal) : nullptr;
    if (value != nullptr) *n = *value;
    return value != nullptr;
  };
  std::int64_t skip = 0;
  std::int64_t n = 0;
  const bool skips = q.offset != nullptr && !(whole(q.offset, &skip) && skip == 0);
  if (!skips && (q.limit == nullptr || sql::IsNullLiteral(q.limit))) return bag;
  if (q.limit != nullptr && whole(q.limit, &n)) {
    if (n == 0) return {};
    if (!skips && at_most_(ForAnyOuter(bag), n)) return bag;
  }
  if (skips && whole(q.offset, &skip) && at_most_(ForAnyOuter(bag), skip)) return {};
  const auto text = [&](const sql::ExprPtr& e) -> std::string {
    std::int64_t bound = 0;
    return e == nullptr || sql::IsNullLiteral(e) ? "-" : whole(e, &bound) ? std::to_string(bound) : "";
  };
  std::string kept = "limit " + text(q.limit) + " offset " + text(skips ? q.offset : nullptr);
  if (text(q.limit).empty() || (skips && text(q.offset).empty())) {
    Unsupported("LIMIT of a number that is not known inside a query");
    return {};
  }
  if (q.inputs[0]->kind == QueryKind::kSort) {
    const sql::Query& sort = *q.inputs[0];
    for (Block& block : bag) {
      const Env env = Extend(outer, sort, block);
      for (const sql::SortKey& key : sort.sort_keys) block.outs.push_back(Scalar(key.expr, env));
    }
    for (const sql::SortKey& key : sort.sort_keys) {
      kept += key.descending ? " desc" : " asc";
      kept += key.nulls_first ? " first" : " last";
    }
  }
  return LimitedRows(std::move(bag), kept, q.columns.size());
}

// Which rows a limit keeps is left open where its order leaves it open. Two sub-queries that keep the same of
// the same rows are the same as long as each is evaluated once: one limit in a query, and not anew for each
// row around it.
Bag Lowering::LimitedRows(Bag bag, const std::string& kept, std::size_t columns) {
  if (bag.empty() || !unsupported_.empty()) return {};
  for (Block& block : bag) block = store_.Open(block);
  const BagId rows = store_.Close(std::move(bag));
  if (!store_.FreeVarsOfBag(rows).empty() || ++limits_ > 1) {
    Unsupported("LIMIT that cuts rows inside a query, more than once");
    return {};
  }
  return {store_.RowsOf({kept, rows}, columns)};
}

Bag Lowering::Aggregate(const sql::Query& q, const Env& outer) {
  const sql::Query& input = *q.inputs[0];
  Bag rows = Query(q.inputs[0], outer);
  if (q.global) {
    Block out;
    for (const sql::ExprPtr& a : q.aggregates) out.outs.push_back(FoldOf(*a, input, rows, outer));
    return {out};
  }
  Bag keys;
  for (const Block& row : rows) {
    Block key = row;
    const Env env = Extend(outer, input, row);
    key.outs.clear();
    for (const sql::ExprPtr& e : q.exprs) key.outs.push_back(Scalar(e, env));
    keys.push_back(std::move(key));
  }
  if (keys.empty()) return {};
  Bag groups = DistinctRows(keys);
  Block& group = groups[0];
  const std::vector<TermId> key = group.outs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].cond = store_.And(rows[i].cond, store_.SameAll(keys[i].outs, key));
  }
  for (const sql::ExprPtr& a : q.aggregates) group.outs.push_back(FoldOf(*a, input, rows, outer));
  return groups;
}

TermId Lowering::FoldOf(const sql::Expr& aggregate, const sql::Query& input, const Bag& rows,
                        const Env& outer) {
  const std::string& name = aggregate.name;
  const bool counts = name == "count";
  if (aggregate.args.size() > 1 || (aggregate.args.empty() && !counts)) {
    return Unsupported("aggregate " + name + " of that many arguments");
  }
  Bag body;
  for (const Block& row : rows) {
    const Env env = Extend(outer, input, row);
    Block part = row;
    part.outs.clear();
    if (aggregate.filter != nullptr)
      part.cond = store_.And(part.cond, Predicate(aggregate.filter, env).is_true);
    const TermId arg = aggregate.args.empty() ? store_.Integer(1) : Scalar(aggregate.args[0], env);
    part.cond = store_.And(part.cond, store_.NotNull(arg));
    part.outs.push_back(arg);
    if (part.cond != kFalseFormula) body.push_back(store_.Open(part));
  }
  if (aggregate.distinct) body = DistinctRows(std::move(body));
  const auto fold = [&](const std::string& kind, const Bag& over, sql::TypeKind type) {
    return store_.Fold(kind, store_.Close(over), type);
  };
  const auto count = [&] {
    Bag ones = body;
    for (Block& block : ones) block.outs = {store_.Integer(1)};
    return fold("sum0", ones, sql::TypeKind::kInteger);
  };
  const sql::TypeKind arg = aggregate.args.empty() ? sql::TypeKind::kInteger : aggregate.args[0]->type.kind;
  const sql::TypeKind type = aggregate.type.kind;
  const bool exact = arg == sql::TypeKind::kInteger || arg == sql::TypeKind::kNumeric;
  if (counts) return count();
  if (name == "sum" && exact) return store_.Ite(store_.ExistsAny(body), fold("sum0", body, type), kNullTerm);
  if (name == "avg" && exact && dialect_ == Dialect::kPostgresql) {
    const TermId ratio = store_.Apply("/numeric", {fold("sum0", body, sql::TypeKind::kNumeric), count()},
                                      sql::TypeKind::kNumeric, true);
    return store_.Ite(store_.ExistsAny(body), ratio, kNullTerm);
  }
  for (const char* known :
       {"sum", "avg", "min", "max", "bool_and", "bool_or", "every", "stddev", "stddev_pop", "stddev_samp",
        "variance", "var_pop", "var_samp", "bit_and", "bit_or"}) {
    if (name == known) return fold(name == "every" ? "bool_and" : name, body, type);
  }
  return Unsupported("aggregate " + name);
}

}  // namespace tacit::prove
