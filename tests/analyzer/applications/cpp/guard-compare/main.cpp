#include "soci.h"

#include <cassert>
#include <stdexcept>

void Create(soci::session& sql) { sql << "CREATE TABLE items (amount integer, weight integer, age integer)"; }

void Add(soci::session& sql, int amount, int weight, int age) {
  if (amount < 1) throw std::runtime_error("nothing to add");
  // Gone where assertions are.
  assert(weight > 0);
  try {
    if (age < 0) throw std::runtime_error("not born");
  } catch (const std::exception&) {
    // Goes on all the same.
  }
  sql << "INSERT INTO items (amount, weight, age) VALUES (:amount, :weight, :age)", soci::use(amount),
      soci::use(weight), soci::use(age);
}
