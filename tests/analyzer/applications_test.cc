// Each folder of applications/FRAMEWORK/ and migrations/ is a small application with the facts expected of
// it, in expected.txt; whatever is not listed there must not be found. A folder without expectation fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "src/base/file.h"
#include "src/sql/bind.h"
#include "src/sql/ddl.h"
#include "src/sql/print.h"
#include "tacit/analyzer.h"

namespace tacit {
namespace {

namespace fs = std::filesystem;

std::string Show(const Value& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
  return "NULL";
}

std::string Join(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ", ") + part;
  return joined;
}

struct DetailText {
  std::string operator()(const std::monostate&) const { return ""; }
  std::string operator()(const LengthDetail& d) const {
    return " [" + (d.min ? std::to_string(*d.min) : "") + ".." + (d.max ? std::to_string(*d.max) : "") + "]";
  }
  std::string operator()(const RangeDetail& d) const {
    return std::string(d.min_exclusive ? " (" : " [") + (d.min ? Show(*d.min) : "") + ".." +
           (d.max ? Show(*d.max) : "") + (d.max_exclusive ? ")" : "]") + (d.integer ? " whole" : "");
  }
  std::string operator()(const ValuesDetail& d) const {
    std::vector<std::string> values;
    for (const Value& value : d.values) values.push_back(Show(value));
    return " {" + Join(values) + "}";
  }
  std::string operator()(const FormatDetail& d) const { return " /" + d.regex + "/"; }
  std::string operator()(const UniqueDetail& d) const {
    return std::string(d.case_sensitive ? "" : " any-case") + (d.nulls_equal ? " nulls-equal" : "");
  }
  std::string operator()(const ForeignKeyDetail& d) const {
    return " -> " + (d.type_column ? "by " + *d.type_column : d.ref_table + "(" + Join(d.ref_columns) + ")");
  }
  std::string operator()(const CheckDetail& d) const { return " " + d.sql; }
};

std::string Show(const Constraint& c) {
  std::string line = c.table + "(" + Join(c.columns) + ") " + std::string(Name(c.kind));
  line += std::visit(DetailText{}, c.detail) + " nulls=" + std::string(Name(c.nulls));
  line += " " + std::string(Name(c.soundness));
  if (c.derived_from) line += " derived";
  if (c.condition) line += (c.condition->opaque ? " opaque: " : " if: ") + c.condition->text;
  for (const Evidence& e : c.evidence) line += " @" + e.file + ":" + std::to_string(e.line) + ":" + e.pattern;
  for (const Bypass& b : c.bypasses) line += " past:" + b.file + ":" + std::to_string(b.line);
  return line + "\n";
}

std::string Show(const Hint& hint) {
  std::string line = "hint " + hint.table + "(" + Join(hint.columns) + ") " + std::string(Name(hint.kind));
  if (!hint.text.empty()) line += " " + hint.text;
  for (const Evidence& e : hint.evidence)
    line += " @" + e.file + ":" + std::to_string(e.line) + ":" + e.pattern;
  return line + "\n";
}

std::string Facts(const Analysis& analysis, bool with_queries) {
  std::string text;
  for (const Constraint& constraint : analysis.catalogue.constraints) {
    if (constraint.source == Source::kCode) text += Show(constraint);
  }
  for (const Hint& hint : analysis.catalogue.hints) text += Show(hint);
  for (const FoundQuery& query : analysis.queries) {
    if (!with_queries) break;
    text +=
        "query " + query.sql + " @" + query.file + ":" + std::to_string(query.line) + " " + query.note + "\n";
  }
  for (const Diagnostic& d : analysis.diagnostics) {
    text += "diagnostic " + d.file + ":" + std::to_string(d.line) + ": " + d.message + "\n";
  }
  return text;
}

std::string SchemaText(const Analysis& analysis) {
  std::string text = sql::PrintDdl(analysis.catalogue.schema, Dialect::kPostgresql);
  for (const Diagnostic& d : analysis.diagnostics) {
    text += "-- diagnostic " + d.file + ":" + std::to_string(d.line) + ": " + d.message + "\n";
  }
  return text;
}

fs::path Data(const std::string& folder) { return fs::path(TACIT_TEST_DATA) / "analyzer" / folder; }

#ifdef TACIT_WITH_CLANG
constexpr bool kReadsCpp = true;
#else
constexpr bool kReadsCpp = false;
#endif

std::vector<std::string> Folders(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(Data(folder)))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// "rails/presence", ... Without the reader of C++, those of C++ are not run; their folders must be there.
std::vector<std::string> Applications() {
  std::vector<std::string> names;
  for (const std::string& framework : Folders("applications")) {
    if (framework == "cpp" && !kReadsCpp) continue;
    for (const std::string& name : Folders("applications/" + framework))
      names.push_back(framework + "/" + name);
  }
  return names;
}

// In Rails every association sends queries, which would hide what is tested: they are expected of the
// applications that are there for them, "rails/queries-finders".
bool IsAboutQueries(const std::string& application) {
  return !application.starts_with("rails/") || application.find("/queries") != std::string::npos;
}

AnalyzeOptions OptionsFor(const std::string& application) {
  return {.framework = *FrameworkFromName(application.substr(0, application.find('/'))),
          .queries = IsAboutQueries(application)};
}

void Compare(const fs::path& folder, const std::string& found) {
  Result<std::string> expected = base::ReadFile((folder / "expected.txt").string());
  ASSERT_TRUE(expected.ok()) << expected.status().message() << "\nfound:\n" << found;
  EXPECT_EQ(found, *expected);
}

class ApplicationTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ApplicationTest, StatesExactlyWhatIsExpected) {
  const fs::path folder = Data("applications") / GetParam();
  Result<Analysis> analysis = Analyze(folder.string(), OptionsFor(GetParam()));
  ASSERT_TRUE(analysis.ok()) << analysis.status().message();
  Compare(folder, Facts(*analysis, IsAboutQueries(GetParam())));
}

class MigrationTest : public ::testing::TestWithParam<std::string> {};

TEST_P(MigrationTest, FoldsToExactlyTheExpectedSchema) {
  const fs::path folder = Data("migrations") / GetParam();
  Result<Analysis> analysis = Analyze(folder.string(), {});
  ASSERT_TRUE(analysis.ok()) << analysis.status().message();
  Compare(folder, SchemaText(*analysis));
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '/'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, ApplicationTest, ::testing::ValuesIn(Applications()), TestName);
INSTANTIATE_TEST_SUITE_P(All, MigrationTest, ::testing::ValuesIn(Folders("migrations")), TestName);

TEST(Patterns, EachHasAnApplicationOfItsNameAndAPage) {
  const std::vector<std::string> folders = Applications();
  const std::set<std::string> known(folders.begin(), folders.end());
  std::set<std::string> seen;
  for (const PatternInfo& pattern : Patterns()) {
    const std::string name = pattern.framework + "/" + pattern.name;
    EXPECT_TRUE(known.contains(name) || fs::exists(Data("applications") / name / "expected.txt"))
        << "tests/analyzer/applications/" << name;
    EXPECT_TRUE(seen.insert(name).second) << name << " a second time";
    EXPECT_FALSE(pattern.summary.empty() || pattern.code.empty() || pattern.states.empty()) << name;
    EXPECT_THAT(pattern.soundness.substr(0, 1), ::testing::AnyOf("A", "B", "C", "D")) << name;
  }
}

TEST(Patterns, AreInTheDocumentation) {
  Result<std::string> page = base::ReadFile((fs::path(TACIT_TEST_DATA) / "../docs/patterns.md").string());
  ASSERT_TRUE(page.ok()) << page.status().message();
  const std::string expected = PatternsAsMarkdown();
  const auto [found, wanted] = std::mismatch(page->begin(), page->end(), expected.begin(), expected.end());
  EXPECT_TRUE(found == page->end() && wanted == expected.end())
      << "docs/patterns.md differs from line " << 1 + std::count(page->begin(), found, '\n')
      << " on; make it anew: tacit patterns -o docs/patterns.md";
}

// SQL that the source has as a text is given as it stands there, whatever its tables are.
bool IsWrittenAsText(const FoundQuery& query) { return query.note.starts_with("SQL text"); }

// What is made from calls is SQL over the application's own schema, and in the printer's spelling.
TEST(Queries, BindToTheSchemaAndPrintAsTheyAre) {
  int count = 0;
  for (const std::string& name : Applications()) {
    AnalyzeOptions options = OptionsFor(name);
    options.queries = true;
    Result<Analysis> analysis = Analyze((Data("applications") / name).string(), options);
    ASSERT_TRUE(analysis.ok()) << analysis.status().message();
    const Schema& schema = analysis->catalogue.schema;
    for (const FoundQuery& query : analysis->queries) {
      if (IsWrittenAsText(query)) continue;
      Result<sql::QueryPtr> bound = sql::Bind(query.sql, schema, Dialect::kPostgresql);
      ASSERT_TRUE(bound.ok()) << name << ": " << query.sql << ": " << bound.status().message();
      EXPECT_EQ(sql::Print(*bound, schema, Dialect::kPostgresql), query.sql) << name;
      EXPECT_FALSE(query.file.empty() || query.line <= 0 || query.note.empty()) << name << ": " << query.sql;
      ++count;
    }
  }
  EXPECT_GT(count, 150);
}

TEST(Queries, AreFoundOnlyWhereAskedFor) {
  const std::string folder = (Data("applications") / "rails/queries-finders").string();
  EXPECT_TRUE(Analyze(folder, {.framework = Framework::kRails})->queries.empty());
}

// The same bytes every time, and a catalogue that can be read back.
TEST(Analyze, IsDeterministic) {
  for (const std::string& name : Applications()) {
    const std::string folder = (Data("applications") / name).string();
    Result<Analysis> first = Analyze(folder, OptionsFor(name));
    Result<Analysis> second = Analyze(folder, OptionsFor(name));
    ASSERT_TRUE(first.ok() && second.ok()) << name;
    const std::string json = FormatCatalogue(first->catalogue);
    EXPECT_EQ(FormatCatalogue(second->catalogue), json);
    EXPECT_EQ(FormatQueries(second->queries), FormatQueries(first->queries));
    Result<Catalogue> read = ParseCatalogue(json, name);
    ASSERT_TRUE(read.ok()) << read.status().message();
    EXPECT_EQ(FormatCatalogue(*read), json);
  }
}

TEST(Analyze, NamesAFolderThatIsNotThere) {
  Result<Analysis> analysis = Analyze("no/such/folder", {});
  ASSERT_FALSE(analysis.ok());
  EXPECT_EQ(analysis.status().code(), StatusCode::kNotFound);
  EXPECT_THAT(analysis.status().message(), ::testing::HasSubstr("no/such/folder"));
}

TEST(Analyze, SaysWhatItLookedForWhereThereIsNoApplication) {
  Result<Analysis> analysis = Analyze(Data("migrations/tables/db").string(), {});
  ASSERT_FALSE(analysis.ok());
  EXPECT_EQ(analysis.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(analysis.status().message(), ::testing::HasSubstr("app/models"));
}

TEST(Analyze, TakesTheSchemaThatTheUserNames) {
  AnalyzeOptions options;
  options.schema_file = Data("migrations/tables/db/migrate").string();
  Result<Analysis> analysis = Analyze(Data("applications/rails/presence").string(), options);
  ASSERT_TRUE(analysis.ok()) << analysis.status().message();
  EXPECT_NE(analysis->catalogue.schema.Find("pairs"), nullptr);
  options.schema_file = "no/such/schema.rb";
  EXPECT_EQ(Analyze(Data("applications/rails/presence").string(), options).status().code(),
            StatusCode::kNotFound);
}

}  // namespace
}  // namespace tacit
