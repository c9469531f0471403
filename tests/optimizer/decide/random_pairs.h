// Pairs of queries made at random: forms that mean the same for some choices of their parts and not for
// others.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace tacit::testing {

inline constexpr const char* kRandomPairsDdl =
    "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b integer, k integer);"
    "CREATE TABLE u (id integer PRIMARY KEY, t_id integer REFERENCES t(id), a integer NOT NULL, c integer);"
    "CREATE TABLE w (a integer, b integer, n integer NOT NULL)";

// The same for the same number.
[[nodiscard]] std::pair<std::string, std::string> RandomPair(std::uint64_t number);

}  // namespace tacit::testing
