// One function for each format: from its text to events. None reads outside the text, whatever it holds.
#pragma once

#include <string_view>

#include "src/workload/gather.h"
#include "tacit/workload.h"

namespace tacit::workload {

void ReadRailsLog(std::string_view text, Gatherer* out);
void ReadPostgresqlLog(std::string_view text, Gatherer* out);     // stderr form
void ReadPostgresqlCsvLog(std::string_view text, Gatherer* out);  // csvlog
void ReadSqliteLog(std::string_view text, Gatherer* out);
void ReadPgStatStatements(std::string_view text, Gatherer* out);  // CSV, psql's table, or JSON

// The format of a text by its first lines; kSql where it has the sign of no other.
[[nodiscard]] WorkloadFormat DetectFormat(std::string_view text);
// Of PostgreSQL's two.
[[nodiscard]] bool IsCsvLog(std::string_view text);

// What PostgreSQL says in one message: `duration: 1.2 ms  statement: SELECT ...`, `execute <unnamed>: ...`.
// False where it is no such message. Only the time stays in an event whose sql is empty.
[[nodiscard]] bool ReadPostgresqlMessage(std::string_view message, Event* event);

}  // namespace tacit::workload
