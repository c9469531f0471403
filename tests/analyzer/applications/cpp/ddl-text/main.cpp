#include "soci.h"

#define NAME_LENGTH "80"
constexpr const char* kTable = "people";

void Create(soci::session& sql, const std::string& unknown) {
  sql << "CREATE TABLE IF NOT EXISTS " << kTable << " (id integer PRIMARY KEY, name varchar(" NAME_LENGTH
      ") NOT NULL, mail text, age integer CHECK (age >= 0))";
  sql << "CREATE UNIQUE INDEX people_mail ON people (mail)";
  sql << std::string("CREATE TABLE pets (owner_id integer REFERENCES people (id), name text)");
  // Comes and goes with a migration.
  sql << "CREATE TABLE people_backup (id integer NOT NULL)";
  sql << "DROP TABLE people_backup";
  // A name that only the run knows.
  sql << "CREATE TABLE " << unknown << " (id integer NOT NULL)";
}

// Words that only look like one.
const char* Help() { return "create a table of your own"; }
