// Migrations written in JavaScript or TypeScript, as DDL: Sequelize's queryInterface, Knex, TypeORM's and
// MikroORM's queries.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"
#include "analyzer/typescript/schema/migrations.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kKnexMigrationDoc;

// The pieces of all migrations, in the order in which they run: by their file names. Those of packages with
// models; where there are none, of the package with the most: another package's may be for another database.
[[nodiscard]] std::vector<DdlPiece> ScriptMigrations(Evaluator& evaluator, const std::vector<Model>& models,
                                                     std::vector<Diagnostic>& diagnostics);

// Statements of queryInterface; nothing where the call is none of them.
void SequelizeStatement(Evaluator& evaluator, const std::string& method, const std::vector<Value>& arguments,
                        std::vector<std::string>& ddl);

// Calls of knex.schema.
void KnexStatement(Evaluator& evaluator, const std::string& method, const std::vector<Value>& arguments,
                   const std::string& file, int line, std::vector<DdlPiece>& ddl);

// queryRunner.createTable(new Table({...})) and its kin.
void TypeormStatement(const std::string& method, const std::vector<Value>& arguments,
                      std::vector<std::string>& ddl);

}  // namespace tacit::analyze::typescript
