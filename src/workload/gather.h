// From what a log says to queries that are counted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "src/workload/binds.h"
#include "src/workload/tags.h"
#include "tacit/workload.h"

namespace tacit::workload {

// Something that was sent to the database.
struct Event {
  std::string sql;  // one statement or several
  Binds binds;      // of its parameters; empty where the log names none
  std::int64_t calls = 1;
  double ms = 0;  // of all calls
  int line = 0;   // in the workload
  Origin origin;  // from beside the statement; comments in it may say more
};

class Gatherer {
 public:
  void Add(Event event);
  void Skip(const std::string& kind) { ++skipped_[kind]; }
  void Unread(int line, std::string cause);

  [[nodiscard]] Workload Take(WorkloadFormat format);

 private:
  void AddStatement(std::string_view statement, const Event& event, int line);

  Workload workload_;
  std::map<std::string, std::int64_t> skipped_;
  std::map<std::string, std::size_t> known_;  // shape and place: position in queries
};

}  // namespace tacit::workload
