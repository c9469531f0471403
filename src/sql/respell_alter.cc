#include "src/sql/respell_alter.h"

#include <utility>

#include "src/sql/respell_element.h"

namespace tacit::sql {
namespace {

bool IsConstraintClause(const Pieces& element) {
  return !element.empty() &&
         IsOneOf(element.front(), {"constraint", "primary", "unique", "foreign", "check"});
}

class AlterReader {
 public:
  explicit AlterReader(std::string table) : table_(std::move(table)) {}

  void Read(const Pieces& command) {
    in_ = command;
    at_ = 0;
    if (in_.empty() || IsOption()) return;
    if (Take("add")) return Add();
    if (Take("drop")) return Drop();
    if (Take("modify")) {
      SkipColumnWord();
      return Redefine(Rest());
    }
    if (Take("change")) return Change();
    if (Take("rename")) return Rename();
    if (Take("alter")) return Alter();
    Emit(Join(in_));
  }

  std::vector<std::string> statements;

 private:
  [[nodiscard]] bool At(std::size_t ahead, std::string_view text) const {
    return at_ + ahead < in_.size() && Is(in_[at_ + ahead], text);
  }
  bool Take(std::string_view text) {
    const bool at = At(0, text);
    if (at) ++at_;
    return at;
  }
  [[nodiscard]] Pieces Rest() const { return Range(in_, at_, in_.size()); }
  [[nodiscard]] std::string NameAt(std::size_t ahead) const {
    return at_ + ahead < in_.size() ? AsName(in_[at_ + ahead]).text : std::string();
  }
  void SkipColumnWord() {
    (void)Take("column");
    if (At(0, "if")) at_ += At(1, "not") ? 3U : 2U;
  }
  void Emit(const std::string& command) { statements.push_back("ALTER TABLE " + table_ + " " + command); }

  // What says nothing of the rows.
  [[nodiscard]] bool IsOption() const {
    return IsOneOf(in_.front(), {"engine", "auto_increment", "comment", "default", "charset", "character",
                                 "collate", "convert", "row_format", "algorithm", "lock", "force", "enable",
                                 "disable", "key_block_size", "checksum", "max_rows", "min_rows"}) ||
           (Is(in_.front(), "order") && At(1, "by"));
  }

  void Add() {
    if (At(0, "partition")) return Emit(Join(in_));
    SkipColumnWord();
    if (!At(0, "(")) return AddElement(Rest());
    const Pieces rest = Rest();
    for (const Pieces& element : SplitAtCommas(Range(rest, 1, AfterGroup(rest, 0) - 1))) AddElement(element);
  }

  void AddElement(const Pieces& element) {
    const RespelledElement respelled = RespellElement(WithoutPlace(element), table_);
    if (!respelled.index.empty()) statements.push_back(Join(respelled.index));
    if (!respelled.clause.empty()) Emit("ADD " + Join(respelled.clause));
  }

  // FIRST and AFTER c say where MySQL shows the column.
  static Pieces WithoutPlace(const Pieces& element) {
    const std::size_t size = element.size();
    if (size > 2 && Is(element[size - 1], "first")) return Range(element, 0, size - 1);
    if (size > 3 && Is(element[size - 2], "after")) return Range(element, 0, size - 2);
    return element;
  }

  void Drop() {
    if (At(0, "primary") && At(1, "key")) return Emit("DROP PRIMARY KEY");
    if (At(0, "foreign") && At(1, "key")) {
      at_ += 2;
      return DropConstraint();
    }
    // "DROP key" drops a column of that name.
    const bool key = (At(0, "index") || At(0, "key") || At(0, "check") || At(0, "constraint")) &&
                     at_ + 1 < in_.size() && !At(1, "cascade") && !At(1, "restrict");
    if (key) {
      ++at_;
      return DropConstraint();
    }
    if (At(0, "partition")) return Emit(Join(in_));
    SkipColumnWord();
    Emit("DROP COLUMN " + NameAt(0));
  }

  void DropConstraint() {
    if (At(0, "if")) at_ += 2;
    Emit("DROP CONSTRAINT " + NameAt(0));
  }

  void Rename() {
    if (At(0, "column") && At(2, "to")) {
      Emit("RENAME COLUMN " + NameAt(1) + " TO " + NameAt(3));
    } else if ((At(0, "index") || At(0, "key") || At(0, "constraint")) && At(2, "to")) {
      Emit("RENAME CONSTRAINT " + NameAt(1) + " TO " + NameAt(3));
    } else if (At(1, "to")) {  // SQLite
      Emit("RENAME COLUMN " + NameAt(0) + " TO " + NameAt(2));
    } else {
      if (!Take("to")) (void)Take("as");
      const std::size_t name = AfterTableName(in_, at_);
      Emit("RENAME TO " + (name <= in_.size() && name > at_ ? AsName(in_[name - 1]).text : ""));
      table_ = statements.empty() ? table_ : NameAt(name - 1 - at_);
    }
  }

  void Alter() {
    if (At(0, "index")) return;  // VISIBLE or INVISIBLE: it holds all the same
    const bool check = At(0, "check") || At(0, "constraint");
    if (check && At(2, "not") && At(3, "enforced")) return Emit("DROP CONSTRAINT " + NameAt(1));
    if (check && At(2, "enforced")) return;  // it was checked when it was made, or is not known here
    SkipColumnWord();
    Pieces command;
    Append(&command, "ALTER COLUMN");
    Append(&command, NameAt(0));
    for (const Piece& piece : Range(in_, at_ + 1, in_.size())) command.push_back(piece);
    Emit(Join(command));
  }

  void Change() {
    SkipColumnWord();
    if (at_ + 2 >= in_.size()) return Emit(Join(in_));
    const std::string from = NameAt(0);
    const std::string to = NameAt(1);
    if (from != to) Emit("RENAME COLUMN " + from + " TO " + to);
    ++at_;
    Redefine(Rest());
  }

  // MODIFY and CHANGE give the whole definition: what it does not say is no longer so, but for keys.
  void Redefine(const Pieces& element) {
    const Pieces definition = RespellElement(WithoutPlace(element), table_).clause;
    if (definition.size() < 2 || IsConstraintClause(definition)) return Emit(Join(in_));
    const std::string column = definition.front().text;
    const std::string alter = "ALTER COLUMN " + column + " ";
    std::size_t at = 1;
    Emit(alter + "TYPE " + Join(UpToAttribute(definition, &at)));
    bool not_null = false;
    std::string default_text;
    std::vector<std::string> added;
    while (at < definition.size()) {
      const Piece& word = definition[at++];
      const Pieces value = UpToAttribute(definition, &at);
      if (Is(word, "not") && at < definition.size() && Is(definition[at], "null")) {
        not_null = true;
        ++at;
      } else if (Is(word, "default")) {
        default_text = Join(value);
      } else if (Is(word, "unique")) {
        added.push_back("ADD UNIQUE (" + column + ")");
      } else if (Is(word, "primary") || Is(word, "primary key")) {
        added.push_back("ADD PRIMARY KEY (" + column + ")");
      } else if (Is(word, "check")) {
        added.push_back("ADD CHECK " + Join(value));
      }
    }
    Emit(alter + (not_null ? "SET NOT NULL" : "DROP NOT NULL"));
    Emit(alter + (default_text.empty() ? "DROP DEFAULT" : "SET DEFAULT " + default_text));
    for (const std::string& one : added) Emit(one);
  }

  static Pieces UpToAttribute(const Pieces& definition, std::size_t* at) {
    Pieces part;
    while (*at < definition.size()) {
      const Piece& piece = definition[*at];
      // DEFAULT NULL: the first word after it is its value.
      const bool value_of_default = part.empty() && *at > 0 && Is(definition[*at - 1], "default");
      if (!value_of_default &&
          IsOneOf(piece, {"not", "null", "default", "unique", "primary", "primary key", "check", "references",
                          "constraint", "generated", "generated always as"})) {
        break;
      }
      const std::size_t end = Is(piece, "(") ? AfterGroup(definition, *at) : *at + 1;
      while (*at < end) part.push_back(definition[(*at)++]);
    }
    return part;
  }

  std::string table_;
  Pieces in_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t AfterTableName(const Pieces& pieces, std::size_t begin) {
  std::size_t i = begin;
  while (i < pieces.size() && IsOneOf(pieces[i], {"if", "not", "exists", "only"})) ++i;
  ++i;
  while (i + 1 < pieces.size() && Is(pieces[i], ".")) i += 2;
  return i;
}

std::vector<std::string> RespellAlterTable(const Pieces& pieces) {
  const std::size_t commands = AfterTableName(pieces, 2);
  if (commands > pieces.size()) return {Join(pieces)};
  AlterReader reader(AsName(pieces[commands - 1]).text);
  for (const Pieces& command : SplitAtCommas(Range(pieces, commands, pieces.size()))) reader.Read(command);
  return std::move(reader.statements);
}

std::vector<std::string> RespellDropIndexOn(const Pieces& pieces) {
  for (std::size_t on = 3; on + 1 < pieces.size(); ++on) {
    if (!Is(pieces[on], "on")) continue;
    const std::size_t end = AfterTableName(pieces, on + 1);
    if (end > pieces.size()) return {};
    return {"ALTER TABLE " + AsName(pieces[end - 1]).text + " DROP CONSTRAINT " +
            AsName(pieces[on - 1]).text};
  }
  return {};
}

std::vector<std::string> RespellRenameTable(const Pieces& pieces) {
  std::vector<std::string> statements;
  for (const Pieces& pair : SplitAtCommas(Range(pieces, 2, pieces.size()))) {
    const std::size_t to = AfterTableName(pair, 0);
    const std::size_t end = AfterTableName(pair, to + 1);
    if (to >= pair.size() || !Is(pair[to], "to") || end > pair.size()) return {};
    statements.push_back("ALTER TABLE " + AsName(pair[to - 1]).text + " RENAME TO " +
                         AsName(pair[end - 1]).text);
  }
  return statements;
}

}  // namespace tacit::sql
