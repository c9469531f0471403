#include "analyzer/cpp/ddl_text.h"

#include <algorithm>
#include <set>

#include "analyzer/cpp/declared.h"
#include "src/sql/ddl.h"
#include "src/sql/split.h"
#include "src/sql/token.h"

namespace tacit::analyze::cpp {

namespace {

constexpr std::string_view kPattern = "ddl-text";

struct DdlText {
  std::string text;
  Evidence evidence;
  std::string table;
  enum class Kind { kCreate, kIndex, kAlter, kGone, kOther } kind = Kind::kOther;
};

class Words {
 public:
  explicit Words(std::string_view text) : text_(text), tokens_(sql::Tokenize(text)) {}

  bool Accept(std::string_view keyword) {
    if (next_ >= tokens_.size() || !sql::IsKeyword(text_, tokens_[next_], keyword)) return false;
    ++next_;
    return true;
  }
  bool SkipTo(std::string_view keyword) {
    while (next_ < tokens_.size()) {
      if (Accept(keyword)) return true;
      ++next_;
    }
    return false;
  }
  std::string Name() {
    (void)(Accept("if") && (Accept("not"), Accept("exists")));
    std::string name;
    while (next_ < tokens_.size()) {
      name = sql::NameOf(text_, tokens_[next_++]);
      if (next_ >= tokens_.size() || !sql::IsSymbol(text_, tokens_[next_], '.')) break;
      ++next_;
    }
    return name;
  }

 private:
  std::string_view text_;
  std::vector<sql::Token> tokens_;
  std::size_t next_ = 0;
};

void Classify(DdlText& ddl) {
  Words words(ddl.text);
  if (words.Accept("create")) {
    if (words.Accept("temporary") || words.Accept("temp") || words.Accept("virtual")) return;
    if (words.Accept("table")) {
      ddl.kind = DdlText::Kind::kCreate;
      ddl.table = words.Name();
    } else if (words.Accept("index") || (words.Accept("unique") && words.Accept("index"))) {
      if (!words.SkipTo("on")) return;
      ddl.kind = DdlText::Kind::kIndex;
      ddl.table = words.Name();
    }
  } else if (words.Accept("drop") && words.Accept("table")) {
    ddl.kind = DdlText::Kind::kGone;
    ddl.table = words.Name();
  } else if (words.Accept("alter") && words.Accept("table")) {
    ddl.table = words.Name();
    ddl.kind = words.Accept("add")      ? DdlText::Kind::kAlter
               : words.Accept("rename") ? DdlText::Kind::kGone
                                        : DdlText::Kind::kOther;
  }
}

class DdlTextReader {
 public:
  explicit DdlTextReader(Facts& facts) : facts_(facts) {}

  void Add(std::string text, Evidence evidence) {
    DdlText ddl;
    ddl.text = std::move(text);
    ddl.evidence = std::move(evidence);
    Classify(ddl);
    if (ddl.kind != DdlText::Kind::kOther) texts_.push_back(std::move(ddl));
  }

  [[nodiscard]] bool creates() const {
    return std::any_of(texts_.begin(), texts_.end(),
                       [](const DdlText& ddl) { return ddl.kind == DdlText::Kind::kCreate; });
  }

  void Run() {
    std::set<std::string> gone;
    for (const DdlText& ddl : texts_) {
      if (ddl.kind == DdlText::Kind::kGone) gone.insert(ddl.table);
    }
    for (const DdlText& ddl : texts_) {
      if (ddl.kind == DdlText::Kind::kCreate && !gone.contains(ddl.table)) Create(ddl);
    }
    // A reference may name a table that is made further down: read together, they find each other.
    if (Result<sql::ParsedDdl> all = sql::ParseDdl(together_); all.ok()) {
      for (Table& table : all->schema.tables) {
        if (Table* known = facts_.schema().Find(table.name); known != nullptr) *known = std::move(table);
      }
    }
    for (const auto& [table, evidence] : created_) State(facts_.schema(), table, {}, evidence);
    for (const DdlText& ddl : texts_) {
      // A table that is known from elsewhere has its columns already; a text that alters it is a migration's.
      const bool made_here = std::any_of(created_.begin(), created_.end(),
                                         [&](const auto& made) { return made.first == ddl.table; });
      if (ddl.kind == DdlText::Kind::kIndex || (ddl.kind == DdlText::Kind::kAlter && made_here)) Extend(ddl);
    }
  }

 private:
  void Create(const DdlText& ddl) {
    if (facts_.schema().Find(ddl.table) != nullptr) return;
    Result<sql::ParsedDdl> parsed = sql::ParseDdl(ddl.text);
    if (!parsed.ok() || parsed->schema.tables.size() != 1) {
      facts_.findings().diagnostics.push_back(
          {ddl.evidence.file, ddl.evidence.line,
           "expected CREATE TABLE as a database reads it, found " +
               (parsed.ok() ? std::string("several tables") : parsed.status().message()) + "; passed over"});
      return;
    }
    Table table = std::move(parsed->schema.tables[0]);
    created_.emplace_back(table.name, ddl.evidence);
    together_ += ddl.text + ";\n";
    facts_.schema().tables.push_back(std::move(table));
  }

  // An index or a constraint that another statement adds.
  void Extend(const DdlText& ddl) {
    Table* table = facts_.schema().Find(ddl.table);
    if (table == nullptr) return;
    const Schema& before = facts_.schema();
    Result<sql::ParsedDdl> parsed =
        sql::ParseDdl(sql::PrintDdl(before, Dialect::kPostgresql) + "\n" + ddl.text + ";");
    if (!parsed.ok()) return;
    const Table* after = parsed->schema.Find(ddl.table);
    if (after == nullptr) return;
    State(parsed->schema, ddl.table, ConstraintsOfSchema(before), ddl.evidence);
    for (const UniqueKey& key : after->uniques) {
      const bool known =
          std::any_of(table->uniques.begin(), table->uniques.end(), [&](const UniqueKey& other) {
            return other.columns == key.columns && other.where == key.where &&
                   other.expressions == key.expressions;
          });
      if (!known) table->uniques.push_back(key);
    }
    for (const tacit::Index& index : after->indexes) {
      const bool known = std::any_of(table->indexes.begin(), table->indexes.end(),
                                     [&](const tacit::Index& other) { return other.name == index.name; });
      if (!known) table->indexes.push_back(index);
    }
    if (after->columns.size() > table->columns.size()) table->columns = after->columns;
    if (after->foreign_keys.size() > table->foreign_keys.size()) table->foreign_keys = after->foreign_keys;
    if (after->checks.size() > table->checks.size()) table->checks = after->checks;
  }

  void State(const Schema& schema, const std::string& name, const std::vector<Constraint>& known,
             const Evidence& evidence) {
    StateTable(facts_, schema, name, known, [&](const Constraint&) { return evidence; });
  }

  Facts& facts_;
  std::vector<DdlText> texts_;
  std::vector<std::pair<std::string, Evidence>> created_;  // tables, and the texts that make them
  std::string together_;                                   // those texts
};

}  // namespace

void ReadDdlTexts(Facts& facts, const std::vector<Statement>& statements, const SourceTree& tree) {
  DdlTextReader reader(facts);
  for (const Statement& statement : statements) {
    if (statement.sql.kind != SqlText::Kind::kDdl || !statement.sql.parameters.empty() ||
        statement.sql.numbered.find(kHole) != std::string::npos) {
      continue;
    }
    for (const sql::Statement& part : sql::SplitStatements(statement.sql.numbered)) {
      reader.Add(part.text, facts.EvidenceAt(statement.place, kPattern));
    }
  }
  if (!reader.creates() && facts.schema().tables.empty()) {
    for (const SourceEntry& file : tree.files()) {
      if (!file.path.ends_with(".sql")) continue;
      const Result<std::string> text = tree.Read(file.path);
      if (!text.ok()) continue;
      for (const sql::Statement& part : sql::SplitStatements(*text)) {
        reader.Add(part.text, {file.path, part.line, std::string(kPattern)});
      }
    }
  }
  reader.Run();
}

}  // namespace tacit::analyze::cpp
