// Claims written by hand, for the tests of the laws.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "optimizer/replay/check.h"
#include "optimizer/replay/read.h"

namespace tacit::replay {

using Json = nlohmann::json;

// A proof that is written by hand. Nodes are named by what N gives back; rows have the numbers that one
// likes.
class Hand {
 public:
  int N(Json node) {
    nodes_.push_back(std::move(node));
    return static_cast<int>(nodes_.size()) - 1;
  }
  int Table(const char* name) { return N({"source", name}); }
  // book: id integer (key), pages integer, price numeric, writer integer. author: id integer (key).
  int Id(int row) { return N({"col", row, 0, "integer"}); }
  int Pages(int row) { return N({"col", row, 1, "integer"}); }
  int Price(int row) { return N({"col", row, 2, "numeric"}); }
  int Int(int n) { return N({"const", "integer", "i", std::to_string(n)}); }
  int Yes() { return N({"true"}); }
  int Eq(int a, int b) { return N({"eq", a, b}); }
  int Less(int a, int b) { return N({"less", a, b}); }
  int Null() { return N({"null"}); }
  int NotNull(int t) { return N({"not", Eq(Null(), t)}); }
  int And(int a, int b) { return N({"and", a, b}); }
  int Block(const Json& rows, int cond, const std::vector<int>& outs) {
    Json node = {"block", rows, cond};
    for (const int out : outs) node.push_back(out);
    return N(node);
  }
  int Bag(const std::vector<int>& blocks) {
    Json node = {"bag"};
    for (const int block : blocks) node.push_back(block);
    return N(node);
  }
  int Books(int row, int cond, const std::vector<int>& outs) {
    return Block(Rows({{row, Table("book")}}), cond, outs);
  }
  static Json Rows(const std::vector<std::pair<int, int>>& rows) {
    Json list = Json::array();
    for (const auto& [row, source] : rows) list.push_back(Json::array({row, source}));
    return list;
  }
  int Fact(Json fact) {
    facts_.push_back(std::move(fact));
    return static_cast<int>(facts_.size()) - 1;
  }
  int Key(const char* table = "book") { return Fact({{"kind", "key"}, {"table", table}, {"columns", {0}}}); }
  int Claim(Json claim) {
    claims_.push_back(std::move(claim));
    return static_cast<int>(claims_.size()) - 1;
  }

  // What is wrong with the claims; empty where they hold.
  [[nodiscard]] std::string Error() const {
    Json side = {{"lowered", Json::array()},
                 {"columns", 0},
                 {"keys", Json::array()},
                 {"limit", ""},
                 {"offset", ""},
                 {"normal", -1},
                 {"drops", Json::array()}};
    const Json end = {{"left", side}, {"right", side}, {"bounds", Json::array()}, {"present", Json::array()},
                      {"total", -1},  {"match", -1},   {"any_of_ties", false}};
    const Json proof = {{"version", 1},
                        {"text_is_distinct", true},
                        {"tables",
                         {{"book", {"integer", "integer", "numeric", "integer"}},
                          {"author", {"integer"}},
                          {"node", {"integer", "integer"}}}},
                        {"nodes", nodes_},
                        {"facts", facts_},
                        {"claims", claims_},
                        {"conclusion", end}};
    auto loaded = ReadProof(proof.dump());
    if (!loaded.ok()) return "read: " + loaded.status().message();
    return CheckClaims(*loaded->nodes, loaded->proof).value_or("");
  }

 private:
  Json nodes_ = Json::array();
  Json facts_ = Json::array();
  Json claims_ = Json::array();
};

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Pairs of lists as JSON needs them: one element stays a list.
inline Json List(const std::vector<int>& of) { return of; }
inline Json HintLists(const std::vector<Json>& hints) {
  Json list = Json::array();
  for (const Json& hint : hints) list.push_back(hint);
  return list;
}
inline const Json kNoUnique = {{"copies", Json::array()}, {"steps", Json::array()}};
inline Json Copies(int row, int copy, int key) {
  return {{"copies", Json::array({Json::array({row, copy})})},
          {"steps", Json::array({Json::array({row, key, Json::array()})})}};
}

}  // namespace tacit::replay
