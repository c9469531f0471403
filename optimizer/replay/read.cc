#include "optimizer/replay/read.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace tacit::replay {
namespace {

using Json = nlohmann::json;

constexpr int kMaxNesting = 1'000;  // of nodes
constexpr int kMaxJsonDepth = 64;
constexpr std::size_t kMaxNodes = 2'000'000;

constexpr std::array<std::string_view, 10> kTypes = {"other", "integer", "numeric", "float",     "text",
                                                     "char",  "boolean", "date",    "timestamp", "time"};

// Thrown inside this file only.
struct Malformed {
  std::string why;
};

[[noreturn]] void Fail(std::string why) { throw Malformed{std::move(why)}; }

class Reader {
 public:
  // Names of rows are moved up by `offset`: another text's mean other rows.
  explicit Reader(Nodes& nodes, Var offset = 0) : nodes_(nodes), offset_(offset) {}

  void ReadNodes(const Json& list) {
    if (!list.is_array() || list.size() > kMaxNodes) Fail("'nodes' is no list of nodes");
    for (const Json& node : list) {
      try {
        entries_.push_back(ReadNode(node));
      } catch (const Malformed& error) {
        Fail("node " + std::to_string(entries_.size()) + ": " + error.why);
      }
    }
  }

  Ref At(const Json& index) {
    const Entry& entry = EntryAt(index);
    if (entry.is_block) Fail("a block where a term or a formula is expected");
    return entry.ref;
  }
  const Open& BlockAt(const Json& index) {
    const Entry& entry = EntryAt(index);
    if (!entry.is_block) Fail("a term or a formula where a block is expected");
    return entry.block;
  }
  std::vector<Open> Blocks(const Json& list) {
    std::vector<Open> blocks;
    for (const Json& index : List(list)) blocks.push_back(BlockAt(index));
    return blocks;
  }
  std::vector<Ref> Refs(const Json& list, std::size_t from = 0) {
    std::vector<Ref> refs;
    for (std::size_t i = from; i < List(list).size(); ++i) refs.push_back(At(list[i]));
    return refs;
  }

  static const Json& List(const Json& value) {
    if (!value.is_array()) Fail("a value where a list is expected");
    return value;
  }
  static std::int64_t Number(const Json& value) {
    if (!value.is_number_integer()) Fail("no whole number where one is expected");
    return value.get<std::int64_t>();
  }
  Var Name(const Json& value) const {
    const std::int64_t n = Number(value);
    if (n < 1 || n > 500'000'000) Fail("no name of a row");
    return static_cast<Var>(n) + offset_;
  }
  static std::string Text(const Json& value) {
    if (!value.is_string()) Fail("no text where one is expected");
    return value.get<std::string>();
  }
  static Type TypeOf(const Json& value) {
    const std::string name = Text(value);
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
      if (kTypes[i] == name) return static_cast<Type>(i);
    }
    Fail("no type '" + name + "'");
  }

 private:
  struct Entry {
    bool is_block = false;
    Ref ref = -1;
    int depth = 0;
    Open block;
  };

  const Entry& EntryAt(const Json& index) {
    const std::int64_t at = Number(index);
    if (at < 0 || static_cast<std::size_t>(at) >= entries_.size()) Fail("a node that does not come before");
    deepest_ = std::max(deepest_, entries_[static_cast<std::size_t>(at)].depth);
    return entries_[static_cast<std::size_t>(at)];
  }

  static bool IsFormula(Op op) { return op >= Op::kFalse && op <= Op::kExists; }
  std::vector<Ref> Terms(const Json& list, std::size_t from) {
    std::vector<Ref> refs = Refs(list, from);
    for (const Ref r : refs) {
      if (nodes_[r].op >= Op::kFalse) Fail("no term where one is expected");
    }
    return refs;
  }
  Ref Formula(const Json& index) {
    const Ref r = At(index);
    if (!IsFormula(nodes_[r].op)) Fail("no formula where one is expected");
    return r;
  }

  Entry ReadNode(const Json& node) {
    deepest_ = 0;
    if (!node.is_array() || node.empty()) Fail("no list that begins with a kind");
    const std::string kind = Text(node[0]);
    Entry entry;
    if (kind == "block") {
      entry.is_block = true;
      Need(node, 3);
      for (const Json& row : List(node[1])) {
        if (List(row).size() != 2) Fail("no pair of a name and a source");
        entry.block.rows.push_back({Name(row[0]), At(row[1])});
        if (nodes_[entry.block.rows.back().source].op != Op::kSource) Fail("no source where one is expected");
      }
      entry.block.cond = Formula(node[2]);
      entry.block.outs = Terms(node, 3);
    } else {
      entry.ref = ReadRef(kind, node);
    }
    entry.depth = deepest_ + 1;
    if (entry.depth > kMaxNesting) Fail("nesting deeper than " + std::to_string(kMaxNesting));
    return entry;
  }

  static void Need(const Json& node, std::size_t size) {
    if (node.size() < size) Fail("fewer than " + std::to_string(size) + " members");
  }

  Ref ReadRef(const std::string& kind, const Json& node) {
    if (kind == "null") return nodes_.null();
    if (kind == "true") return nodes_.yes();
    if (kind == "false") return nodes_.no();
    if (kind == "bag") return BagOf(node);
    Need(node, 2);
    if (kind == "and" || kind == "or") {
      std::vector<Ref> args;
      for (std::size_t i = 1; i < node.size(); ++i) args.push_back(Formula(node[i]));
      return kind == "and" ? nodes_.And(std::move(args)) : nodes_.Or(std::move(args));
    }
    if (kind == "not") return nodes_.Not(Formula(node[1]));
    if (kind == "exists") return nodes_.Make({Op::kExists, Type::kOther, {}, {}, {BagAt(node[1])}});
    if (kind == "source") {
      return node.size() == 2 ? nodes_.Source(Text(node[1])) : nodes_.Source(Text(node[1]), BagAt(node[2]));
    }
    Need(node, 3);
    if (kind == "eq" || kind == "less") {
      const Op op = kind == "eq" ? Op::kEqual : Op::kLess;
      return nodes_.Make({op, Type::kOther, {}, {}, Terms({node[1], node[2]}, 0)});
    }
    if (kind == "param") return nodes_.Make({Op::kParam, TypeOf(node[2]), {}, {Number(node[1])}, {}});
    Need(node, 4);
    if (kind == "const") return Constant(node);
    if (kind == "col") {
      const std::int64_t ordinal = Number(node[2]);
      if (ordinal < 0 || ordinal > 100'000) Fail("no column number");
      return nodes_.Column(Name(node[1]), static_cast<int>(ordinal), TypeOf(node[3]));
    }
    if (kind == "if") {
      const std::vector<Ref> branches = Terms({node[2], node[3]}, 0);
      return nodes_.If(Formula(node[1]), branches[0], branches[1]);
    }
    if (kind == "fold") return Fold(node);
    if (kind == "apply") {
      Node made{Op::kApply, TypeOf(node[1]), Text(node[2]), {Number(node[3]) == 1 ? 1 : 0}, Terms(node, 4)};
      return nodes_.Make(std::move(made));
    }
    if (kind != "linear") Fail("no kind '" + kind + "'");
    Node made{Op::kLinear, TypeOf(node[1]), {}, {}, Terms(node, 3)};
    for (const Json& factor : List(node[2])) made.numbers.push_back(Number(factor));
    if (made.numbers.size() != made.args.size() + 1) Fail("another count of factors than of summands");
    return nodes_.Make(std::move(made));
  }

  Ref BagOf(const Json& node) {
    std::vector<Open> blocks;
    for (std::size_t i = 1; i < node.size(); ++i) blocks.push_back(BlockAt(node[i]));
    for (const Open& block : blocks) {
      if (block.outs.size() != blocks[0].outs.size()) Fail("blocks of several widths in one bag");
    }
    return nodes_.Bag(blocks);
  }

  Ref BagAt(const Json& index) {
    const Ref r = At(index);
    if (nodes_[r].op != Op::kBag) Fail("no bag where one is expected");
    return r;
  }

  Ref Fold(const Json& node) {
    const Ref bag = BagAt(node[3]);
    for (const Ref block : nodes_[bag].args) {
      if (nodes_[block].args.size() != static_cast<std::size_t>(nodes_[block].numbers[0]) + 2)
        Fail("a fold of more or less than one column");
    }
    return nodes_.Fold(Text(node[2]), bag, TypeOf(node[1]));
  }

  // Written in one way only, so that constants are equal where their texts are.
  Ref Constant(const Json& node) {
    const Type type = TypeOf(node[1]);
    const std::string kind = Text(node[2]);
    const std::string text = Text(node[3]);
    if (type == Type::kInteger && kind != "i") Fail("no whole number '" + text + "'");
    if (kind == "i") {
      if (type != Type::kInteger || text.size() > 20 ||
          text != std::to_string(std::strtoll(text.c_str(), nullptr, 10)))
        Fail("no whole number '" + text + "'");
    } else if (kind == "b") {
      if (type != Type::kBoolean || (text != "true" && text != "false"))
        Fail("no truth value '" + text + "'");
    } else if (kind != "s" && kind != "d" && kind != "x") {
      Fail("no kind of constant '" + kind + "'");
    }
    return nodes_.Make({Op::kConst, type, kind + text, {}, {}});
  }

  Nodes& nodes_;
  Var offset_;
  std::vector<Entry> entries_;
  int deepest_ = 0;
};

const Json& Member(const Json& object, const char* name) {
  const auto it = object.is_object() ? object.find(name) : object.end();
  if (!object.is_object() || it == object.end()) Fail("no member '" + std::string(name) + "'");
  return *it;
}
const Json* Optional(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

class ProofReader {
 public:
  ProofReader(Reader& reader, Nodes& nodes) : reader_(reader), nodes_(nodes) {}

  Proof Read(const Json& json) {
    Proof proof;
    for (const Json& fact : Reader::List(Member(json, "facts"))) proof.facts.push_back(ReadFact(fact));
    for (const Json& claim : Reader::List(Member(json, "claims"))) {
      try {
        proof.claims.push_back(ReadClaim(claim));
      } catch (const Malformed& error) {
        Fail("claim " + std::to_string(proof.claims.size()) + ": " + error.why);
      }
    }
    const Json& end = Member(json, "conclusion");
    proof.conclusion.left = ReadSide(Member(end, "left"));
    proof.conclusion.right = ReadSide(Member(end, "right"));
    for (const Json& bound : Reader::List(Member(end, "bounds"))) {
      proof.conclusion.bounds.push_back({reader_.Blocks(Member(bound, "rows")),
                                         Reader::Number(Member(bound, "count")),
                                         Claim_(Member(bound, "normal")), Claim_(Member(bound, "claim"))});
    }
    proof.conclusion.match = Claim_(Member(end, "match"));
    proof.conclusion.total = Claim_(Member(end, "total"));
    proof.conclusion.any_of_ties = Member(end, "any_of_ties") == true;
    for (const Json& claim : Reader::List(Member(end, "present")))
      proof.conclusion.present.push_back(Claim_(claim));
    return proof;
  }

 private:
  static int Claim_(const Json& value) {
    const std::int64_t n = Reader::Number(value);
    if (n < -1 || n > 10'000'000) Fail("no number of a claim");
    return static_cast<int>(n);
  }

  static std::vector<int> Columns(const Json& list) {
    std::vector<int> columns;
    for (const Json& column : Reader::List(list)) {
      const std::int64_t n = Reader::Number(column);
      if (n < 0 || n > 100'000) Fail("no column number");
      columns.push_back(static_cast<int>(n));
    }
    return columns;
  }

  Fact ReadFact(const Json& json) {
    Fact fact;
    const std::string kind = Reader::Text(Member(json, "kind"));
    fact.table = Reader::Text(Member(json, "table"));
    fact.columns = Columns(Member(json, "columns"));
    fact.holds = nodes_.yes();
    if (const Json* holds = Optional(json, "holds")) {
      fact.row = reader_.Name(Member(json, "row"));
      fact.holds = reader_.At(*holds);
      nodes_.Close({{{fact.row, nodes_.Source(fact.table)}}, fact.holds, {}});  // sees that it is well typed
    }
    if (kind == "not-null" && fact.columns.size() == 1) {
      fact.kind = Fact::Kind::kNotNull;
    } else if (kind == "check" && fact.row > 0) {
      fact.kind = Fact::Kind::kCheck;
    } else if (kind == "key" && !fact.columns.empty()) {
      fact.kind = Fact::Kind::kKey;
    } else if (kind == "foreign-key") {
      fact.kind = Fact::Kind::kForeignKey;
      fact.ref_table = Reader::Text(Member(json, "ref_table"));
      fact.ref_columns = Columns(Member(json, "ref_columns"));
      if (fact.columns.empty() || fact.columns.size() != fact.ref_columns.size())
        Fail("a foreign key without its key");
    } else {
      Fail("no fact of kind '" + kind + "'");
    }
    return fact;
  }

  Hints ReadHints(const Json& list) {
    Hints hints;
    for (const Json& json : Reader::List(list)) {
      if (Reader::List(json).empty()) Fail("an empty hint");
      Hint hint;
      hint.kind = Reader::Text(json[0]);
      const bool of_node = hint.kind == "open" || hint.kind == "instance" || hint.kind == "truth" ||
                           hint.kind == "fold" || hint.kind == "only" || hint.kind == "quotient";
      const bool of_nodes = hint.kind == "congruent";
      for (std::size_t i = 1; i < json.size(); ++i) {
        const std::int64_t n =
            (i == 1 && of_node) || of_nodes ? reader_.At(json[i]) : Reader::Number(json[i]);
        if (n < -1 || n > 1'000'000'000) Fail("a number out of range in a hint");
        hint.of.push_back(n);
      }
      hints.push_back(std::move(hint));
    }
    return hints;
  }

  Unique ReadUnique(const Json& json) {
    Unique unique;
    for (const Json& pair : Reader::List(Member(json, "copies"))) {
      if (Reader::List(pair).size() != 2) Fail("no pair of names");
      unique.copies[reader_.Name(pair[0])] = reader_.Name(pair[1]);
    }
    for (const Json& step : Reader::List(Member(json, "steps"))) {
      if (Reader::List(step).size() != 3) Fail("no row, key and hints");
      unique.steps.push_back({reader_.Name(step[0]), Claim_(step[1]), ReadHints(step[2])});
    }
    return unique;
  }

  Cell ReadCell(const Json& json) {
    Cell cell;
    for (const Json& held : Reader::List(Member(json, "held"))) cell.held.push_back(held == true);
    if (const Json* hints = Optional(json, "impossible")) {
      cell.impossible = true;
      cell.hints = ReadHints(*hints);
      return cell;
    }
    for (const Json& pair : Reader::List(Member(json, "pairs"))) {
      if (Reader::List(pair).size() != 3) Fail("no two blocks and hints");
      cell.pairs.push_back({static_cast<std::size_t>(Reader::Number(pair[0])),
                            static_cast<std::size_t>(Reader::Number(pair[1])), ReadHints(pair[2])});
    }
    return cell;
  }

  Claim ReadClaim(const Json& json) {
    Claim claim;
    claim.law = Reader::Text(Member(json, "law"));
    claim.given.cond = nodes_.yes();
    claim.link = nodes_.yes();
    if (const Json* given = Optional(json, "given")) {
      const Open& block = reader_.BlockAt(*given);
      claim.given = {block.rows, block.cond};
    }
    if (const Json* by = Optional(json, "by")) {
      for (const Json& one : Reader::List(*by)) claim.by.push_back(Claim_(one));
    }
    if (const Json* blocks = Optional(json, "left")) claim.left = reader_.Blocks(*blocks);
    if (const Json* blocks = Optional(json, "right")) claim.right = reader_.Blocks(*blocks);
    if (const Json* terms = Optional(json, "terms")) {
      const std::vector<Ref> pair = reader_.Refs(*terms);
      if (pair.size() != 2) Fail("no pair of terms");
      claim.left_term = pair[0];
      claim.right_term = pair[1];
    }
    if (const Json* link = Optional(json, "link")) claim.link = reader_.At(*link);
    if (const Json* list = Optional(json, "hints")) {
      for (const Json& hints : Reader::List(*list)) claim.hints.push_back(ReadHints(hints));
    }
    if (const Json* list = Optional(json, "unique")) {
      for (const Json& unique : Reader::List(*list)) claim.unique.push_back(ReadUnique(unique));
    }
    if (const Json* list = Optional(json, "cells")) {
      for (const Json& cell : Reader::List(*list)) claim.cells.push_back(ReadCell(cell));
    }
    if (const Json* seeds = Optional(json, "seeds")) claim.seeds = reader_.Refs(*seeds);
    if (const Json* row = Optional(json, "row")) claim.row = reader_.Name(*row);
    if (const Json* count = Optional(json, "count")) claim.count = Reader::Number(*count);
    Complete(claim);
    return claim;
  }

  // What every law may take for granted.
  void Complete(const Claim& claim) const {
    const bool of_terms = claim.law == "fold" || claim.law == "summands" || claim.law == "extremes" ||
                          claim.law == "fixed" || claim.law == "terms";
    if (of_terms && claim.left_term < 0) Fail("a law of terms without terms");
    if (!of_terms && claim.law != "chain" && claim.left_term >= 0) Fail("terms in a law of bags");
    for (const std::vector<Open>* side : {&claim.left, &claim.right}) {
      for (const Open& block : *side) {
        for (std::size_t i = 0; i < block.rows.size(); ++i) {
          for (std::size_t j = 0; j < i; ++j) {
            if (block.rows[i].var == block.rows[j].var) Fail("two rows of one name");
          }
        }
      }
    }
  }

  Side ReadSide(const Json& json) {
    Side side;
    side.lowered = reader_.Blocks(Member(json, "lowered"));
    const std::int64_t columns = Reader::Number(Member(json, "columns"));
    if (columns < 0 || columns > 100'000) Fail("no number of columns");
    side.columns = static_cast<std::size_t>(columns);
    for (const Json& key : Reader::List(Member(json, "keys"))) {
      if (Reader::List(key).size() != 2) Fail("no direction and place of NULLs");
      side.keys.push_back({key[0] == true, key[1] == true});
    }
    side.limit = Reader::Text(Member(json, "limit"));
    side.offset = Reader::Text(Member(json, "offset"));
    side.normal = Claim_(Member(json, "normal"));
    for (const Json& drop : Reader::List(Member(json, "drops"))) {
      if (Reader::List(drop).size() != 3) Fail("no drop, place and claim");
      side.drops.push_back(
          {Reader::Text(drop[0]), static_cast<std::size_t>(Reader::Number(drop[1])), Claim_(drop[2])});
    }
    return side;
  }

  Reader& reader_;
  Nodes& nodes_;
};

Nodes::Tables ReadTables(const Json& json) {
  if (!json.is_object()) Fail("'tables' is no object");
  Nodes::Tables tables;
  for (const auto& [name, types] : json.items()) {
    for (const Json& type : Reader::List(types)) tables[name].push_back(Reader::TypeOf(type));
  }
  return tables;
}

}  // namespace

bool TooDeep(std::string_view json) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text && c == '\\') ++i;
    if (c == '"') in_text = !in_text;
    if (!in_text && (c == '[' || c == '{') && ++depth > kMaxJsonDepth) return true;
    if (!in_text && (c == ']' || c == '}')) --depth;
  }
  return false;
}

Result<Loaded> ReadProof(std::string_view text) {
  if (TooDeep(text)) return Status::InvalidArgument("proof: JSON that is nested too deep");
  try {
    const Json json = Json::parse(text);
    Loaded loaded;
    const std::int64_t version = Reader::Number(Member(json, "version"));
    if (version > kVersion) {
      return Status::NotSupported("proof: expected version " + std::to_string(kVersion) + ", found " +
                                  std::to_string(version) + ": replay it with a newer tacit");
    }
    if (version < 1) Fail("no version " + std::to_string(version));
    if (json.contains("identical")) {
      loaded.identical = true;
      return loaded;
    }
    loaded.nodes =
        std::make_unique<Nodes>(ReadTables(Member(json, "tables")), Member(json, "text_is_distinct") == true);
    Reader reader(*loaded.nodes);
    reader.ReadNodes(Member(json, "nodes"));
    loaded.proof = ProofReader(reader, *loaded.nodes).Read(json);
    return loaded;
  } catch (const Malformed& error) {
    return Status::InvalidArgument("proof: " + error.why);
  } catch (const TooLarge&) {
    return Status::InvalidArgument("proof: larger or deeper than any proof is");
  } catch (const Json::exception& error) {
    return Status::InvalidArgument("proof: no JSON: " + std::string(error.what()));
  }
}

Result<std::vector<Open>> ReadBlocks(std::string_view text, Nodes& nodes) {
  try {
    const Json json = Json::parse(text);
    Reader reader(nodes, nodes.Fresh());
    reader.ReadNodes(Member(json, "nodes"));
    return reader.Blocks(Member(json, "blocks"));
  } catch (const Malformed& error) {
    return Status::InvalidArgument("blocks: " + error.why);
  } catch (const TooLarge&) {
    return Status::InvalidArgument("blocks: larger or deeper than any proof's are");
  } catch (const Json::exception& error) {
    return Status::InvalidArgument("blocks: no JSON: " + std::string(error.what()));
  }
}

}  // namespace tacit::replay
