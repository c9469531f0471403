// PostgreSQL's server log, as it writes it to stderr: a prefix of any form, a severity, a message; further
// lines of a message begin with a tab.
#include <array>
#include <map>
#include <optional>

#include "src/workload/formats.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

constexpr std::array<std::string_view, 14> kSeverities = {
    "LOG:  ",    "DETAIL:  ", "STATEMENT:  ", "ERROR:  ", "FATAL:  ", "PANIC:  ",    "WARNING:  ",
    "NOTICE:  ", "HINT:  ",   "CONTEXT:  ",   "QUERY:  ", "INFO:  ",  "LOCATION:  ", "DEBUG:  "};

struct Message {
  int line = 0;
  std::string_view severity;  // "LOG", "DETAIL", ...
  std::string session;        // what of the prefix tells sessions apart: its number in brackets, or nothing
  std::string text;
};

// The first number in brackets: "2022-01-01 [4711] user@db" is session 4711.
std::string SessionOf(std::string_view prefix) {
  for (std::size_t open = prefix.find('['); open != std::string_view::npos;
       open = prefix.find('[', open + 1)) {
    const std::size_t end = prefix.find_first_not_of("0123456789", open + 1);
    if (end != std::string_view::npos && end > open + 1)
      return std::string(prefix.substr(open + 1, end - open - 1));
  }
  return {};
}

std::optional<Message> ReadFirstLine(std::string_view line, int number) {
  std::size_t first = std::string_view::npos;
  std::string_view severity;
  for (const std::string_view candidate : kSeverities) {
    const std::size_t at = line.find(candidate);
    if (at >= first || (at > 0 && !IsBlank(line[at - 1]) && line[at - 1] != ':' && line[at - 1] != ']'))
      continue;
    first = at;
    severity = candidate;
  }
  if (first == std::string_view::npos) return std::nullopt;
  return Message{number, severity.substr(0, severity.find(':')), SessionOf(line.substr(0, first)),
                 std::string(line.substr(first + severity.size()))};
}

class LogReader {
 public:
  explicit LogReader(Gatherer* out) : out_(out) {}

  void Read(std::string_view text) {
    Lines lines(text);
    for (std::string_view line; lines.Next(&line);) {
      if (line.size() > kMaxLineBytes) {
        EndMessage();
        out_->Unread(lines.number(), "a line of more than a megabyte");
      } else if (message_ && (line.starts_with('\t') || line.starts_with("#011"))) {
        if (message_->text.size() + line.size() <= kMaxLineBytes)
          message_->text += "\n" + std::string(line.substr(1));
      } else {
        EndMessage();
        message_ = ReadFirstLine(line, lines.number());
      }
    }
    EndMessage();
    for (auto& [session, event] : waiting_) Emit(event);
  }

 private:
  void EndMessage() {
    if (!message_) return;
    const Message message = *std::move(message_);
    message_.reset();
    Event& waiting = waiting_[message.session];
    if (message.severity == "DETAIL") {
      std::string_view detail = message.text;
      const bool parameters = Take("parameters: ", &detail) || Take("Parameters: ", &detail);
      if (parameters && !waiting.sql.empty()) {
        if (std::optional<Binds> binds = ReadPostgresqlBinds(detail)) waiting.binds = *std::move(binds);
      }
      return;
    }
    if (message.severity == "STATEMENT") return out_->Skip("ERROR");
    if (message.severity != "LOG") return;
    Event event;
    if (!ReadPostgresqlMessage(message.text, &event)) return;
    if (event.sql.empty()) {
      waiting.ms += event.ms;  // the time of what was logged before
      return;
    }
    Emit(waiting);
    event.line = message.line;
    waiting = std::move(event);
  }

  // A statement waits for its parameters and its time.
  void Emit(Event& event) {
    if (!event.sql.empty()) out_->Add(std::move(event));
    event = Event();
  }

  Gatherer* out_;
  std::optional<Message> message_;
  std::map<std::string, Event> waiting_;  // by session
};

}  // namespace

bool ReadPostgresqlMessage(std::string_view message, Event* event) {
  if (Take("duration: ", &message)) {
    const std::size_t end = message.find(" ms");
    if (end == std::string_view::npos) return false;
    const std::optional<double> ms = NumberOf<double>(message.substr(0, end));
    if (!ms) return false;
    event->ms = *ms;
    message = Trim(message.substr(end + 3));
    if (message.empty()) return true;
  }
  if (!Take("statement: ", &message)) {
    // "execute <unnamed>: ", "execute S_1/C_2: ", "execute fetch from ...: "; what was parsed or bound is
    // executed later.
    if (!Take("execute ", &message)) return false;
    const std::size_t colon = message.find(": ");
    if (colon == std::string_view::npos) return false;
    message.remove_prefix(colon + 2);
  }
  event->sql = Trim(message);
  return !event->sql.empty();
}

void ReadPostgresqlLog(std::string_view text, Gatherer* out) { LogReader(out).Read(text); }

}  // namespace tacit::workload
