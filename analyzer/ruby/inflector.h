// Names as Rails derives them: class to table, association to class, plural to singular.
#pragma once

#include <initializer_list>
#include <memory>
#include <mutex>
#include <regex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tacit::analyze::ruby {

// "HTMLPage::LineItem" -> "html_page/line_item"
[[nodiscard]] std::string Underscore(std::string_view name);
// "line_item" -> "LineItem", "admin/user" -> "Admin::User"
[[nodiscard]] std::string Camelize(std::string_view name);
// "A::B" -> "B"
[[nodiscard]] std::string Demodulize(std::string_view name);

// English plurals by ActiveSupport's rules, and an application's own in front of them.
class Inflector {
 public:
  Inflector();

  [[nodiscard]] std::string Pluralize(const std::string& word) const;
  [[nodiscard]] std::string Singularize(const std::string& word) const;

  void AddIrregular(const std::string& singular, const std::string& plural);
  void AddUncountable(const std::string& word);
  // "HTML": changes what Underscore and CamelizeName make of names.
  void AddAcronym(const std::string& acronym);
  // Ruby regular expressions as ActiveSupport takes them; one that is not understood is passed over.
  void AddPluralRule(const std::string& pattern, const std::string& replacement);
  void AddSingularRule(const std::string& pattern, const std::string& replacement);

  // Underscore and Camelize with the application's acronyms.
  [[nodiscard]] std::string UnderscoreName(std::string_view name) const;
  [[nodiscard]] std::string CamelizeName(std::string_view name) const;
  // "LineItem" -> "line_items", without a module's name
  [[nodiscard]] std::string Tableize(std::string_view class_name) const;
  // "line_items" -> "LineItem"
  [[nodiscard]] std::string Classify(std::string_view table_name) const;

 private:
  struct Rule {
    std::regex pattern;
    std::string replacement;
  };
  static std::vector<Rule> Compiled(std::initializer_list<std::pair<const char*, const char*>> rules);
  static void AddRule(std::vector<Rule>& rules, const std::string& pattern, const std::string& replacement);
  [[nodiscard]] std::string Apply(const std::vector<Rule>& rules, const std::string& word) const;
  [[nodiscard]] bool Uncountable(const std::string& word) const;

  // What was answered, since a name is asked for again and again; by what was asked and the word. May be
  // shared by copies, which have the same rules; whoever gets another rule begins a new one.
  struct Memo {
    std::mutex mutex;
    std::unordered_map<std::string, std::string> answers;
  };
  [[nodiscard]] std::string Remembered(char question, const std::vector<Rule>& rules,
                                       const std::string& word) const;
  void Forget() { memo_ = std::make_shared<Memo>(); }

  std::shared_ptr<Memo> memo_ = std::make_shared<Memo>();
  std::vector<Rule> plurals_;  // the last that fits is used
  std::vector<Rule> singulars_;
  std::vector<std::string> uncountables_;
  std::vector<std::string> acronyms_;
};

}  // namespace tacit::analyze::ruby
