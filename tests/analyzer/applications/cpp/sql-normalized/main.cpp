#include "soci.h"

void Create(soci::session& sql) { sql << "CREATE TABLE hosts (name text, title text)"; }

void Add(soci::session& sql, const std::string& name, const std::string& title) {
  sql << "INSERT INTO hosts (name, title) VALUES (LOWER(:name), TRIM(:title))", soci::use(name), soci::use(title);
}
