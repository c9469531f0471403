#include "src/sql/respell_element.h"

#include <utility>

namespace tacit::sql {
namespace {

// Reads one element of a table's body or of ALTER TABLE ... ADD.
class ElementReader {
 public:
  ElementReader(const Pieces& element, std::string table) : in_(element), table_(std::move(table)) {}

  // The element for a PostgreSQL table body; empty where it became an index or says nothing.
  Pieces Read() {
    if (in_.empty()) return {};
    if (TakeOneOf({"fulltext", "spatial"})) return {};
    if (At("constraint")) CopyConstraintName();
    if (AtIndex()) {
      ReadIndex();
      return {};
    }
    if (At("unique")) return ReadUnique();
    if (At("primary") || At("foreign")) return ReadKeyConstraint();
    if (At("check")) {
      CopyCheck();
      return std::move(out_);
    }
    return ReadColumn();
  }

  // A CREATE INDEX statement where the element was KEY or INDEX; else empty.
  [[nodiscard]] const Pieces& index() const { return index_; }

 private:
  [[nodiscard]] bool More() const { return at_ < in_.size(); }
  [[nodiscard]] bool At(std::string_view text) const { return More() && Is(in_[at_], text); }
  [[nodiscard]] bool Ahead(std::size_t by, std::string_view text) const {
    return at_ + by < in_.size() && Is(in_[at_ + by], text);
  }
  [[nodiscard]] bool AtConstraintKind() const {
    return More() && IsOneOf(in_[at_], {"primary", "unique", "foreign", "check"});
  }
  bool Take(std::string_view text) {
    const bool at = At(text);
    if (at) ++at_;
    return at;
  }
  bool TakeOneOf(std::initializer_list<std::string_view> texts) {
    const bool at = More() && IsOneOf(in_[at_], texts);
    if (at) ++at_;
    return at;
  }
  void Skip() {
    if (More()) ++at_;
  }
  void Copy() {
    if (More()) out_.push_back(in_[at_++]);
  }
  void CopyGroup() {
    if (!At("(")) return;
    for (const std::size_t end = AfterGroup(in_, at_); at_ < end;) Copy();
  }
  void SkipGroup() {
    if (At("(")) at_ = AfterGroup(in_, at_);
  }

  // KEY and INDEX begin an index unless they name a column: "key varchar(10)" against "KEY k (a)".
  [[nodiscard]] bool AtIndex() const {
    if (!At("key") && !At("index")) return false;
    for (std::size_t i = at_ + 1; i < in_.size() && i <= at_ + 4; ++i) {
      if (Is(in_[i], "(")) return i + 1 < in_.size() && in_[i + 1].kind != TokenKind::kNumber;
    }
    return false;
  }

  // KEY [name] [USING method] (columns)
  void ReadIndex() {
    Skip();
    Append(&index_, "CREATE INDEX");
    if (!At("(") && !At("using")) {
      index_.push_back(in_[at_]);
      Skip();
    }
    if (Take("using")) Skip();
    Append(&index_, "ON " + table_);
    for (Piece& piece : ColumnList()) index_.push_back(std::move(piece));
  }

  // UNIQUE [KEY | INDEX] [name] [USING method] (columns)
  Pieces ReadUnique() {
    Skip();
    (void)TakeOneOf({"key", "index"});
    if (!At("(") && !At("using") && out_.empty() && More()) {
      Append(&out_, "CONSTRAINT");
      Copy();
    } else if (!At("(") && !At("using")) {
      Skip();
    }
    if (Take("using")) Skip();
    Append(&out_, "UNIQUE");
    for (Piece& piece : ColumnList()) out_.push_back(std::move(piece));
    return std::move(out_);
  }

  // PRIMARY KEY [USING method] (columns), FOREIGN KEY [name] (columns) REFERENCES ...
  Pieces ReadKeyConstraint() {
    const bool foreign = At("foreign");
    Copy();
    Copy();
    if (Take("using")) Skip();
    if (foreign && !At("(")) Skip();
    for (Piece& piece : ColumnList()) out_.push_back(std::move(piece));
    while (foreign && More()) Copy();
    return std::move(out_);
  }

  // (a, b(20) DESC, (expression)): without prefix lengths and order, which no constraint can have. A key over
  // a prefix is also one over the whole column.
  Pieces ColumnList() {
    if (!At("(")) return {};
    const std::size_t end = AfterGroup(in_, at_);
    const std::vector<Pieces> columns = SplitAtCommas(Range(in_, at_ + 1, end - 1));
    at_ = end;
    Pieces list;
    for (const Pieces& column : columns) {
      Append(&list, list.empty() ? "(" : ",");
      if (column.empty()) continue;
      if (Is(column.front(), "(")) {
        for (const Piece& piece : Range(column, 0, AfterGroup(column, 0))) list.push_back(piece);
      } else {
        list.push_back(AsName(column.front()));
      }
    }
    Append(&list, ")");
    return list;
  }

  void CopyConstraintName() {
    named_at_ = out_.size();
    Copy();
    if (!AtConstraintKind()) Copy();
    named_end_ = out_.size();
  }

  // MySQL's NOT ENFORCED makes a check, with its name, say nothing.
  void CopyCheck() {
    const std::size_t begin = named_end_ == out_.size() ? named_at_ : out_.size();
    Copy();
    CopyGroup();
    if (At("not") && Ahead(1, "enforced")) {
      at_ += 2;
      out_.resize(begin);
    } else {
      (void)Take("enforced");
    }
  }

  Pieces ReadColumn() {
    if (!More()) return std::move(out_);
    ReadColumnName();
    ReadType();
    while (More()) ReadAttribute();
    return std::move(out_);
  }

  // Whatever stands up to a blank: dialects reserve different words, and dumps lose quotes.
  void ReadColumnName() {
    Piece name = AsName(in_[at_++]);
    while (More() && name.kind == TokenKind::kSymbol && !in_[at_].blank_before) {
      name.text = QuoteWith(Unquoted(name.text) + in_[at_++].text, '"');
    }
    out_.push_back(std::move(name));
  }

  [[nodiscard]] bool AtTypeWord() const {
    return More() && in_[at_].kind == TokenKind::kWord &&
           !IsOneOf(in_[at_], {"not", "null", "default", "primary", "unique", "check", "collate", "comment",
                               "key", "references", "auto_increment", "autoincrement", "generated", "as",
                               "constraint", "on", "charset"}) &&
           !(At("character") && Ahead(1, "set"));
  }

  void ReadType() {
    std::vector<std::string> words;
    while (AtTypeWord()) words.push_back(ToLower(in_[at_++].text));
    if (words.empty()) {  // SQLite's column of any type
      Append(&out_, "\"any\"");
      return;
    }
    const std::string& base = words.front();
    if (base == "unsigned" || words.back() == "unsigned" || words.back() == "zerofill" ||
        IsFixedWidth(base)) {
      Append(&out_, PlainNumber(words));
      SkipGroup();
    } else {
      Append(&out_, TypeName(words));
      CopyGroup();
    }
    while (TakeOneOf({"unsigned", "zerofill", "signed", "binary"})) {
    }
    if (At("with") || At("without")) {  // time zone
      for (int i = 0; i < 3; ++i) Copy();
    }
  }

  // PostgreSQL's grammar takes these of two and more words; SQLite takes any words as a type.
  static std::string TypeName(const std::vector<std::string>& words) {
    std::string name;
    for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
    const bool known = words.size() == 1 || words.back() == "varying" || words.front() == "national";
    return known ? name : QuoteWith(name, '"');
  }

  // Types whose number in parentheses is a display width that PostgreSQL's grammar refuses.
  static bool IsFixedWidth(const std::string& base) {
    for (const std::string_view name :
         {"int", "integer", "smallint", "bigint", "real", "double", "boolean"}) {
      if (base == name) return true;
    }
    return false;
  }

  // "int unsigned", "unsigned big int", "double precision": one name that PostgreSQL's grammar takes.
  static std::string PlainNumber(const std::vector<std::string>& words) {
    std::string name;
    for (const std::string& word : words) {
      if (word == "unsigned" || word == "signed" || word == "zerofill") continue;
      if (word == "big") return "bigint";
      if (word == "double") return "double precision";
      if (name.empty()) name = word;
    }
    return name.empty() ? "integer" : name;
  }

  void ReadAttribute() {
    if (TakeOneOf(
            {"auto_increment", "autoincrement", "visible", "invisible", "virtual", "stored", "binary"})) {
      return;
    }
    if (TakeOneOf({"comment", "charset", "column_format", "storage", "collate"})) return Skip();
    if (At("character") && Ahead(1, "set")) {
      at_ += 3;
    } else if (At("on") && (Ahead(1, "update") || Ahead(1, "conflict"))) {
      at_ += 3;
      SkipGroup();
    } else if (Take("unique")) {
      Append(&out_, "UNIQUE");
      (void)Take("key");
    } else if (At("primary") && Ahead(1, "key")) {
      Copy();
      Copy();
      (void)TakeOneOf({"asc", "desc"});
    } else if (Take("key")) {
      Append(&out_, "PRIMARY KEY");
    } else if (At("default")) {
      CopyDefault();
    } else if (At("generated") || At("as")) {
      CopyGenerated();
    } else if (At("references")) {
      CopyReferences();
    } else if (At("check")) {
      CopyCheck();
    } else if (At("constraint")) {
      CopyConstraintName();
    } else {
      Copy();
      CopyGroup();
    }
  }

  // DEFAULT "text" is a string where double quotes quote strings; _utf8'text' has a charset before it.
  void CopyDefault() {
    Copy();
    if (More() && in_[at_].kind == TokenKind::kQuotedName) {
      Append(&out_, QuoteWith(Unquoted(in_[at_].text), '\''));
      return Skip();
    }
    if (More() && in_[at_].text.front() == '_' && at_ + 1 < in_.size() &&
        in_[at_ + 1].kind == TokenKind::kString) {
      Skip();
    }
    Copy();
    CopyGroup();
  }

  void CopyGenerated() {
    while (More() && !At("(")) Skip();
    Append(&out_, "GENERATED ALWAYS AS");
    CopyGroup();
    Append(&out_, "STORED");
  }

  void CopyReferences() {
    Copy();
    Copy();
    CopyGroup();
    while (At("on") && (Ahead(1, "delete") || Ahead(1, "update"))) {
      Copy();
      Copy();
      if (At("set") || At("no")) Copy();
      Copy();
    }
  }

  Pieces in_;
  std::string table_;
  std::size_t at_ = 0;
  std::size_t named_at_ = 0;  // the last CONSTRAINT name in out_: where it begins and ends
  std::size_t named_end_ = 0;
  Pieces out_;
  Pieces index_;
};

}  // namespace

RespelledElement RespellElement(const Pieces& element, const std::string& table) {
  ElementReader reader(element, table);
  Pieces clause = reader.Read();
  return {std::move(clause), reader.index()};
}

}  // namespace tacit::sql
