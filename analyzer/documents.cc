// What the analyzer found, and what it knows, as files for people.
#include <map>

#include "tacit/analyzer.h"

namespace tacit {

std::string FormatQueries(const std::vector<FoundQuery>& queries) {
  std::string text;
  for (const FoundQuery& query : queries) {
    text += "-- " + query.file + ":" + std::to_string(query.line) +
            (query.note.empty() ? "" : " " + query.note) + "\n" + query.sql + ";\n\n";
  }
  return text;
}

namespace {

std::string TitleOf(const std::string& framework) {
  static const std::map<std::string_view, std::string_view> kTitles = {
      {"rails", "Rails"}, {"django", "Django"}, {"typescript", "TypeScript"}, {"cpp", "C++"}};
  const auto title = kTitles.find(framework);
  return std::string(title == kTitles.end() ? framework : title->second);
}

std::string LanguageOf(const std::string& framework) {
  static const std::map<std::string_view, std::string_view> kLanguages = {{"rails", "ruby"},
                                                                          {"django", "python"}};
  const auto language = kLanguages.find(framework);
  return std::string(language == kLanguages.end() ? framework : language->second);
}

std::string Section(const PatternInfo& pattern) {
  std::string text = "### " + pattern.name + "\n\n" + pattern.summary + "\n\n```" +
                     LanguageOf(pattern.framework) + "\n" + pattern.code +
                     "\n```\n\n- states: " + pattern.states + "\n- soundness: " + pattern.soundness + "\n";
  if (!pattern.caveat.empty()) text += "- caveat: " + pattern.caveat + "\n";
  return text + "\n";
}

}  // namespace

std::string PatternsAsMarkdown() {
  const std::vector<PatternInfo> patterns = Patterns();
  std::string text =
      "# Patterns\n\nEvery form of source code that `tacit analyze` reads facts from, made by `tacit "
      "patterns` from the "
      "registry.\nThe soundness classes: A, the database enforces it; B, every validated write keeps it; C, "
      "it is "
      "conditional or racy;\nD, a hint. Nothing below A may change a query's answer unless it is checked and "
      "installed.\n\n";
  std::string framework;
  for (const PatternInfo& pattern : patterns) {
    if (pattern.framework != framework) text += "## " + TitleOf(framework = pattern.framework) + "\n\n";
    text += Section(pattern);
  }
  text.pop_back();
  return text;
}

}  // namespace tacit
