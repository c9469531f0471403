// ActiveRecord at debug level:
//   D, [2022-...]  DEBUG -- :   Issue Load (0.3ms)  SELECT ... WHERE "issues"."id" = $1  [["id", 1]]
//     ↳ app/models/issue.rb:12:in `find'
#include <array>
#include <optional>

#include "src/workload/formats.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

constexpr std::string_view kArrow = "\xE2\x86\xB3";  // ↳

// Without ESC [ ... m.
std::string WithoutColours(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1B' && i + 1 < line.size() && line[i + 1] == '[') {
      const std::size_t end = line.find_first_not_of("0123456789;", i + 2);
      if (end == std::string_view::npos) break;
      i = end;
      continue;
    }
    plain += line[i];
  }
  return plain;
}

// `Issue Load (0.3ms)  SELECT ...`
struct Head {
  std::string_view name;
  double ms = 0;
  std::string_view sql;
};

std::optional<Head> ReadHead(std::string_view line) {
  for (std::size_t open = line.find('('); open != std::string_view::npos; open = line.find('(', open + 1)) {
    const std::size_t end = line.find_first_not_of("0123456789.", open + 1);
    if (end == std::string_view::npos) return std::nullopt;
    if (!line.substr(end).starts_with("ms)")) continue;
    const std::optional<double> ms = NumberOf<double>(line.substr(open + 1, end - open - 1));
    const std::string_view rest = line.substr(end + 3);
    if (!ms || !rest.starts_with(' ')) continue;
    return Head{Trim(line.substr(0, open)), *ms, Trim(rest)};
  }
  return std::nullopt;
}

// Lines of the log that end a statement, where it runs over several lines.
bool BeginsSomethingElse(std::string_view line) {
  constexpr std::array<std::string_view, 13> kBeginnings = {
      "Started ", "Processing ", "Completed ", "Rendered ", "Rendering ", "Parameters: ", "Redirected ",
      "Filter ",  "Sent ",       "[Active",    "[Act",      "Performed ", "Enqueued "};
  const std::string_view text = Trim(line);
  if (text.empty() || text.starts_with(kArrow) || ReadHead(line)) return true;
  for (const std::string_view beginning : kBeginnings) {
    if (text.starts_with(beginning)) return true;
  }
  // "D, [2022-01-01T00:00:00.000000 #1] DEBUG -- :"
  return text.size() > 4 && text.substr(1, 3) == ", [";
}

class RailsReader {
 public:
  explicit RailsReader(Gatherer* out) : out_(out) {}

  void Read(std::string_view text) {
    Lines lines(text);
    for (std::string_view raw; lines.Next(&raw);) {
      if (raw.size() > kMaxLineBytes) {
        Flush();
        out_->Unread(lines.number(), "a line of more than a megabyte");
        continue;
      }
      ReadLine(WithoutColours(raw), lines.number());
    }
    Flush();
  }

 private:
  void ReadLine(const std::string& line, int number) {
    const std::size_t arrow = line.find(kArrow);
    if (arrow != std::string::npos) {
      if (open_) event_.origin = ReadSourceLine(std::string_view(line).substr(arrow + kArrow.size()));
      return Flush();
    }
    if (const std::optional<Head> head = ReadHead(line)) {
      Flush();
      if (head->sql.empty()) return;
      open_ = true;
      cached_ = head->name.ends_with("CACHE") || head->name.find("CACHE ") != std::string_view::npos;
      event_ = Event();
      event_.sql = head->sql;
      event_.ms = head->ms;
      event_.line = number;
      return;
    }
    if (!open_) return;
    if (BeginsSomethingElse(line) || event_.sql.size() + line.size() > kMaxLineBytes) return Flush();
    event_.sql += "\n" + line;
  }

  void Flush() {
    if (!open_) return;
    open_ = false;
    if (cached_) return out_->Skip("CACHE");
    const std::size_t list = event_.sql.rfind("  [[");
    if (list != std::string::npos) {
      if (std::optional<Binds> binds = ReadRailsBinds(std::string_view(event_.sql).substr(list))) {
        event_.binds = *std::move(binds);
        event_.sql.resize(list);
      }
    }
    out_->Add(std::move(event_));
  }

  Gatherer* out_;
  Event event_;
  bool open_ = false;
  bool cached_ = false;  // answered by Rails' own cache
};

}  // namespace

void ReadRailsLog(std::string_view text, Gatherer* out) { RailsReader(out).Read(text); }

}  // namespace tacit::workload
