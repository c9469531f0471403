#include <cstdio>

#include "tacit/catalogue.h"
#include "tacit/index.h"
#include "tacit/prover.h"

// A unique key makes DISTINCT superfluous; without it, two equal rows tell the queries apart.
int main() {
  const char* left = "SELECT DISTINCT code FROM t";
  const char* right = "SELECT code FROM t";
  const tacit::ProveOptions options;
  for (const bool unique : {true, false}) {
    const auto catalogue = tacit::CatalogueFromDdl(
        unique ? "CREATE TABLE t (code integer NOT NULL UNIQUE);" : "CREATE TABLE t (code integer NOT NULL);",
        "ddl");
    if (!catalogue.ok()) return std::puts(catalogue.status().message().c_str()), 1;
    const auto verdict = tacit::Prove(*catalogue, left, right, options);
    if (!verdict.ok()) return std::puts(verdict.status().message().c_str()), 1;
    std::printf("%s: %s\n", unique ? "unique" : "not unique",
                std::string(tacit::Name(verdict->kind())).c_str());
    if (verdict->proved() != unique) return 1;
  }
  return tacit::MakeIndex("btree").ok() ? 0 : 1;
}
