// Recorder: the claims as JSON. Nodes are listed once each, before what is made of them.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "optimizer/prove/record.h"
#include "src/sql/print.h"

namespace tacit::prove {
namespace {

using algebra::Fact;
using algebra::FactId;
using algebra::FactKind;
using Json = nlohmann::ordered_json;
using sql::TypeKind;

class Writer {
 public:
  explicit Writer(Store& store) : store_(store), nodes_(Json::array()) {}

  int Term(TermId t) {
    if (const auto it = terms_.find(t); it != terms_.end()) return it->second;
    const prove::Term& node = store_.term(t);
    Json json;
    switch (node.kind) {
      case TermKind::kNull: json = {"null"}; break;
      case TermKind::kConst: json = Constant(node); break;
      case TermKind::kColumn: json = {"col", node.var, node.ordinal, TypeName(node.type)}; break;
      case TermKind::kParam: json = {"param", node.ordinal, TypeName(node.type)}; break;
      case TermKind::kApply:
        json = {"apply", TypeName(node.type), node.name, node.strict ? 1 : 0};
        for (TermId arg : node.args) json.push_back(Term(arg));
        break;
      case TermKind::kLinear:
        json = {"linear", TypeName(node.type), node.coefs};
        for (TermId arg : node.args) json.push_back(Term(arg));
        break;
      case TermKind::kIte: {
        const int cond = Formula(node.cond);
        const int then = Term(node.args[0]);
        json = {"if", cond, then, Term(node.args[1])};
        break;
      }
      case TermKind::kFold: json = {"fold", TypeName(node.type), node.name, BagOf(node.bag)}; break;
    }
    return terms_[t] = Push(std::move(json));
  }

  int Formula(FormulaId f) {
    if (const auto it = formulas_.find(f); it != formulas_.end()) return it->second;
    const prove::Formula& node = store_.formula(f);
    Json json;
    switch (node.kind) {
      case FormulaKind::kFalse: json = {"false"}; break;
      case FormulaKind::kTrue: json = {"true"}; break;
      case FormulaKind::kNot:
      case FormulaKind::kAnd:
      case FormulaKind::kOr:
        json = {node.kind == FormulaKind::kNot ? "not" : node.kind == FormulaKind::kAnd ? "and" : "or"};
        for (FormulaId arg : node.args) json.push_back(Formula(arg));
        break;
      case FormulaKind::kEq:
      case FormulaKind::kLess: {
        const int left = Term(node.left);
        json = {node.kind == FormulaKind::kEq ? "eq" : "less", left, Term(node.right)};
        break;
      }
      case FormulaKind::kExists: json = {"exists", BagOf(node.bag)}; break;
    }
    return formulas_[f] = Push(std::move(json));
  }

  // Over fresh names: a bound number means other rows in every bag.
  int BagOf(BagId bag) {
    if (const auto it = bags_.find(bag); it != bags_.end()) return it->second;
    Json json = {"bag"};
    for (const Block& block : store_.Opened(bag)) json.push_back(BlockOf(block));
    return bags_[bag] = Push(std::move(json));
  }

  int BlockOf(const Block& block) {
    Json rows = Json::array();
    for (const Decl& d : block.vars) rows.push_back({d.var, SourceOf(d.source)});
    const int cond = Formula(block.cond);
    Json json = {"block", std::move(rows), cond};
    for (TermId out : block.outs) json.push_back(Term(out));
    return Push(std::move(json));
  }

  Json BlocksOf(const Bag& bag) {
    Json list = Json::array();
    for (const Block& block : bag) list.push_back(BlockOf(block));
    return list;
  }

  [[nodiscard]] const std::set<std::string>& tables() const { return tables_; }
  Json TakeNodes() { return std::move(nodes_); }

 private:
  int Push(Json json) {
    nodes_.push_back(std::move(json));
    return static_cast<int>(nodes_.size()) - 1;
  }

  int SourceOf(const Source& source) {
    if (const auto it = sources_.find(source); it != sources_.end()) return it->second;
    Json json = {"source", source.table};
    if (source.set >= 0) {
      json.push_back(BagOf(source.set));
    } else {
      tables_.insert(source.table);
    }
    return sources_[source] = Push(std::move(json));
  }

  static Json Constant(const prove::Term& node) {
    const char* type = TypeName(node.type);
    if (const auto* b = std::get_if<bool>(&node.value)) return {"const", type, "b", *b ? "true" : "false"};
    if (const auto* i = std::get_if<std::int64_t>(&node.value))
      return {"const", type, "i", std::to_string(*i)};
    if (const auto* s = std::get_if<std::string>(&node.value)) return {"const", type, "s", *s};
    if (const auto* d = std::get_if<double>(&node.value)) {
      char text[40];
      std::snprintf(text, sizeof text, "%.17g", *d);
      return {"const", type, "d", text};
    }
    std::string hex;
    for (const char c : std::get<Blob>(node.value).bytes) {
      char text[3];
      std::snprintf(text, sizeof text, "%02x", static_cast<unsigned char>(c));
      hex += text;
    }
    return {"const", type, "x", hex};
  }

  Store& store_;
  Json nodes_;
  std::map<TermId, int> terms_;
  std::map<FormulaId, int> formulas_;
  std::map<BagId, int> bags_;
  std::map<Source, int> sources_;
  std::set<std::string> tables_;
};

// Hints name nodes by their place in the list, and facts by theirs.
class ClaimWriter {
 public:
  ClaimWriter(Writer& writer, Engine& engine) : writer_(writer), engine_(engine) {}

  Json Of(const Claim& claim) {
    Json json = {{"law", claim.law}};
    if (!claim.by.empty()) json["by"] = claim.by;
    if (!claim.given.vars.empty() || claim.given.cond != kTrueFormula)
      json["given"] = writer_.BlockOf({claim.given.vars, claim.given.cond, {}});
    if (!claim.left.empty()) json["left"] = writer_.BlocksOf(claim.left);
    if (!claim.right.empty()) json["right"] = writer_.BlocksOf(claim.right);
    if (claim.left_term >= 0) {
      const int left = writer_.Term(claim.left_term);
      json["terms"] = {left, writer_.Term(claim.right_term)};
    }
    if (claim.link != kTrueFormula) json["link"] = writer_.Formula(claim.link);
    for (const Hints& hints : claim.hints) json["hints"].push_back(Of(hints));
    for (const UniqueRows& unique : claim.unique) json["unique"].push_back(Of(unique));
    for (const Cell& cell : claim.cells) json["cells"].push_back(Of(cell));
    for (TermId seed : claim.seeds) json["seeds"].push_back(writer_.Term(seed));
    if (claim.row != 0) json["row"] = claim.row;
    if (claim.law == "at-most") json["count"] = claim.count;
    return json;
  }

  // In the order in which they were first named.
  Json Facts() {
    Json list = Json::array();
    for (std::size_t i = 0; i < facts_.size(); ++i) list.push_back(Of(engine_.facts()[facts_[i]]));
    return list;
  }

 private:
  int Place(FactId id) {
    if (id < 0) return -1;
    const auto it = std::find(facts_.begin(), facts_.end(), id);
    if (it != facts_.end()) return static_cast<int>(it - facts_.begin());
    facts_.push_back(id);
    return static_cast<int>(facts_.size()) - 1;
  }

  Json Of(const Hints& hints) {
    Json list = Json::array();
    for (const Hint& hint : hints) {
      const std::string_view kind = hint.kind;
      Json json = {hint.kind};
      for (std::size_t i = 0; i < hint.of.size(); ++i) {
        const bool formula = i == 0 && (kind == "open" || kind == "instance");
        const bool term =
            (i == 0 && (kind == "truth" || kind == "fold" || kind == "only" || kind == "quotient")) ||
            kind == "congruent";
        const bool fact = i == 0 && (kind == "follow" || kind == "row" || kind == "key");
        json.push_back(formula ? writer_.Formula(hint.of[i])
                       : term  ? writer_.Term(hint.of[i])
                       : fact  ? Place(hint.of[i])
                               : hint.of[i]);
      }
      list.push_back(std::move(json));
    }
    return list;
  }

  Json Of(const UniqueRows& unique) {
    Json copies = Json::array();
    for (const auto& [var, copy] : unique.copies) copies.push_back({var, copy});
    Json steps = Json::array();
    for (const UniqueRows::Step& step : unique.steps) {
      const int key = Place(step.key);
      Json one = Json::array();
      one.push_back(step.var);
      one.push_back(key);
      one.push_back(Of(step.hints));
      steps.push_back(std::move(one));
    }
    return {{"copies", std::move(copies)}, {"steps", std::move(steps)}};
  }

  Json Of(const Cell& cell) {
    Json json = {{"held", cell.held}};
    if (cell.impossible) {
      json["impossible"] = Of(cell.hints);
      return json;
    }
    json["pairs"] = Json::array();
    for (const Cell::Pair& pair : cell.pairs) {
      Json one = Json::array();
      one.push_back(pair.left);
      one.push_back(pair.right);
      one.push_back(Of(pair.hints));
      json["pairs"].push_back(std::move(one));
    }
    return json;
  }

  Json Of(const Fact& fact) {
    Json json;
    const auto holds = [&](const sql::ExprPtr& predicate, bool condition) {
      const VarId row = engine_.store().FreshVar();
      const Truth truth = engine_.OnRow(predicate, fact.table, row);
      json["row"] = row;
      json["holds"] = writer_.Formula(condition ? truth.is_true : engine_.store().Not(truth.is_false));
      if (const Table* table = engine_.schema().Find(fact.table))
        json["sql"] = sql::PrintPredicate(predicate, *table, engine_.dialect());
    };
    switch (fact.kind) {
      case FactKind::kNotNull: json = {{"kind", "not-null"}}; break;
      case FactKind::kKey: json = {{"kind", "key"}}; break;
      case FactKind::kCheck: json = {{"kind", "check"}}; break;
      case FactKind::kForeignKey:
        json = {{"kind", "foreign-key"}, {"ref_table", fact.ref_table}, {"ref_columns", fact.ref_columns}};
        break;
    }
    json["constraint"] = fact.constraint_id;
    json["table"] = fact.table;
    json["columns"] = fact.columns;
    if (fact.kind == FactKind::kCheck) holds(fact.predicate, false);
    if (fact.kind == FactKind::kKey && fact.condition != nullptr) holds(fact.condition, true);
    return json;
  }

  Writer& writer_;
  Engine& engine_;
  std::vector<FactId> facts_;
};

Json SideOf(const RecordedSide& side, Writer& writer) {
  Json keys = Json::array();
  for (const auto& [descending, nulls_first] : side.keys) keys.push_back({descending, nulls_first});
  Json drops = Json::array();
  for (const RecordedSide::Drop& drop : side.drops) drops.push_back({drop.what, drop.at, drop.claim});
  return {{"lowered", writer.BlocksOf(side.lowered)},
          {"columns", side.columns},
          {"keys", std::move(keys)},
          {"limit", side.limit},
          {"offset", side.offset},
          {"normal", side.normal},
          {"drops", std::move(drops)}};
}

Json TablesOf(const std::set<std::string>& names, Engine& engine) {
  Json tables = Json::object();
  for (const std::string& name : names) {
    Json types = Json::array();
    for (sql::TypeKind kind : engine.ColumnTypes(name)) types.push_back(TypeName(kind));
    tables[name] = std::move(types);
  }
  return tables;
}

}  // namespace

const char* TypeName(TypeKind kind) {
  switch (kind) {
    case TypeKind::kInteger: return "integer";
    case TypeKind::kNumeric: return "numeric";
    case TypeKind::kFloat: return "float";
    case TypeKind::kText: return "text";
    case TypeKind::kChar:
    case TypeKind::kInterval:
    case TypeKind::kJson: return "char";
    case TypeKind::kBoolean: return "boolean";
    case TypeKind::kDate: return "date";
    case TypeKind::kTimestamp: return "timestamp";
    case TypeKind::kTime: return "time";
    default: return "other";
  }
}

std::string Recorder::Write(const RecordedEnd& end) {
  Writer writer(store_);
  ClaimWriter claims(writer, engine_);
  Json list = Json::array();
  for (const Claim& claim : claims_) list.push_back(claims.Of(claim));
  Json bounds = Json::array();
  for (const RecordedBound& bound : end.bounds) {
    bounds.push_back({{"rows", writer.BlocksOf(bound.rows)},
                      {"count", bound.count},
                      {"normal", bound.normal},
                      {"claim", bound.claim}});
  }
  Json conclusion = {{"left", SideOf(end.left, writer)},
                     {"right", SideOf(end.right, writer)},
                     {"bounds", std::move(bounds)},
                     {"present", end.present},
                     {"total", end.total},
                     {"match", end.match},
                     {"any_of_ties", end.any_of_ties}};
  Json facts = claims.Facts();
  Json proof = {{"version", 1},
                {"text_is_distinct", engine_.dialect() != Dialect::kMysql},
                {"tables", TablesOf(writer.tables(), engine_)},
                {"nodes", writer.TakeNodes()},
                {"facts", std::move(facts)},
                {"claims", std::move(list)},
                {"conclusion", std::move(conclusion)}};
  return proof.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string WriteBlocks(Store& store, const Bag& bag) {
  Writer writer(store);
  Json blocks = writer.BlocksOf(bag);
  return Json({{"nodes", writer.TakeNodes()}, {"blocks", std::move(blocks)}})
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tacit::prove
