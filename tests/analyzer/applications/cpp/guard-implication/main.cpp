#include "soci.h"

#include <stdexcept>

void Create(soci::session& sql) { sql << "CREATE TABLE offers (kind integer, price integer, stock integer)"; }

void Add(soci::session& sql, int kind, int price, int stock) {
  if (kind == 2 && price <= 0) throw std::runtime_error("a sale has a price");
  // What is sold is not among what is written here.
  int sold = 0;
  if (kind == 1 && sold > 0) throw std::runtime_error("not for sale");
  sql << "INSERT INTO offers (kind, price, stock) VALUES (:kind, :price, :stock)", soci::use(kind), soci::use(price),
      soci::use(stock);
}
