// PostgreSQL's csvlog: 23 to 26 fields a record.
#include <map>
#include <optional>

#include "src/workload/csv.h"
#include "src/workload/formats.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

constexpr std::size_t kSession = 5;
constexpr std::size_t kSeverity = 11;
constexpr std::size_t kMessage = 13;
constexpr std::size_t kDetail = 14;
constexpr std::size_t kLeastFields = 23;

}  // namespace

void ReadPostgresqlCsvLog(std::string_view text, Gatherer* out) {
  CsvReader reader(text);
  std::map<std::string, Event> waiting;  // by session, for the time that may be logged after the statement
  const auto emit = [out](Event& event) {
    if (!event.sql.empty()) out->Add(std::move(event));
    event = Event();
  };
  for (std::vector<std::string> fields; reader.Next(&fields);) {
    if (fields.size() == 1 && Trim(fields[0]).empty()) continue;
    if (fields.size() < kLeastFields) {
      out->Unread(reader.line(), "expected " + std::to_string(kLeastFields) + " fields or more, found " +
                                     std::to_string(fields.size()));
      continue;
    }
    if (fields[kSeverity] == "ERROR") out->Skip("ERROR");
    Event event;
    if (fields[kSeverity] != "LOG" || !ReadPostgresqlMessage(fields[kMessage], &event)) continue;
    Event& before = waiting[fields[kSession]];
    if (event.sql.empty()) {
      before.ms += event.ms;
      continue;
    }
    emit(before);
    event.line = reader.line();
    std::string_view detail = fields[kDetail];
    if (Take("parameters: ", &detail) || Take("Parameters: ", &detail)) {
      if (std::optional<Binds> binds = ReadPostgresqlBinds(detail)) event.binds = *std::move(binds);
    }
    before = std::move(event);
  }
  for (auto& [session, event] : waiting) emit(event);
}

}  // namespace tacit::workload
