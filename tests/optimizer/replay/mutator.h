// Small changes of a certificate, for tests and the fuzzer.
#pragma once

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

namespace tacit::replay {

// One change of one value somewhere in the JSON.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  void Change(nlohmann::ordered_json& json) {
    nlohmann::ordered_json* at = &json;
    // Down to a leaf, or now and then to a list on the way.
    while (at->is_structured() && !at->empty() && !(at->is_array() && Below(12) == 0)) {
      auto it = at->begin();
      std::advance(it, static_cast<std::ptrdiff_t>(Below(at->size())));
      at = &*it;
    }
    if (at->is_array()) return ChangeList(*at);
    if (at->is_number_integer()) {
      const std::int64_t old = at->get<std::int64_t>();
      const std::int64_t steps[] = {1, -1, 2, -2, 7, -7, 1'000};
      *at = Below(8) == 0 ? -1 : old + steps[Below(7)];
    } else if (at->is_boolean()) {
      *at = !at->get<bool>();
    } else if (at->is_string()) {
      static const char* const kWords[] = {
          "same", "chain",    "sum",   "rows",   "cells",  "terms",   "fold",  "empty",   "and",     "or",
          "not",  "eq",       "less",  "exists", "true",   "false",   "null",  "integer", "numeric", "text",
          "0",    "1",        "2",     "min",    "max",    "sum0",    "pick",  "at-most", "key",     "row",
          "open", "instance", "equal", "member", "follow", "reverse", "fixed", "limit"};
      *at = kWords[Below(std::size(kWords))];
    } else {
      *at = static_cast<std::int64_t>(Below(5));
    }
  }

 private:
  std::size_t Below(std::size_t n) { return random_() % n; }
  void ChangeList(nlohmann::ordered_json& list) {
    if (list.empty()) {
      list.push_back(1);
      return;
    }
    const std::size_t at = Below(list.size());
    const std::size_t other = Below(list.size());
    switch (Below(3)) {
      case 0: list.erase(at); break;
      case 1: std::swap(list[at], list[other]); break;
      default:
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(at), nlohmann::ordered_json(list[other]));
    }
  }

  std::mt19937_64 random_;
};

}  // namespace tacit::replay
