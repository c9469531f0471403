#include "soci.h"

#include <stdexcept>

void Create(soci::session& sql) {
  sql << "CREATE TABLE links (first_id integer, second_id integer)";
  sql << "CREATE TABLE spans (low integer, high integer)";
  sql << "CREATE TABLE pairs (a integer, b integer)";
}

void Link(soci::session& sql, int one, int other) {
  if (one == other) throw std::runtime_error("a link needs two ends");
  int first;
  int second;
  if (one < other) {
    first = one;
    second = other;
  } else {
    first = other;
    second = one;
  }
  sql << "INSERT INTO links (first_id, second_id) VALUES (:a, :b)", soci::use(first), soci::use(second);
}

void Span(soci::session& sql, int low, int high) {
  if (low > high) throw std::runtime_error("the wrong way round");
  sql << "INSERT INTO spans (low, high) VALUES (:low, :high)", soci::use(low), soci::use(high);
}

// Put in order, and then not the ones that are written.
void Pair(soci::session& sql, int one, int other) {
  int a = one;
  int b = other;
  if (one > other) {
    a = other;
  }
  sql << "INSERT INTO pairs (a, b) VALUES (:a, :b)", soci::use(a), soci::use(b);
}
