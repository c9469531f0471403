#include "analyzer/ruby/inflector.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace tacit::analyze::ruby {

namespace {

bool IsUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool IsLower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
char Upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string LowerAll(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), Lower);
  return text;
}

std::string CamelizePart(std::string_view part, const std::vector<std::string>& acronyms) {
  std::string out;
  std::size_t begin = 0;
  while (begin <= part.size()) {
    std::size_t end = std::min(part.find('_', begin), part.size());
    std::string word(part.substr(begin, end - begin));
    auto acronym = std::find_if(acronyms.begin(), acronyms.end(),
                                [&](const std::string& a) { return LowerAll(a) == LowerAll(word); });
    if (acronym != acronyms.end()) word = *acronym;
    if (!word.empty()) word[0] = Upper(word[0]);
    out += word;
    begin = end + 1;
  }
  return out;
}

// \1 -> $1, and the anchors that ECMAScript lacks.
std::string ToEcma(std::string text) {
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"\\A", "^"}, {"\\z", "$"}, {"\\Z", "$"}}) {
    for (std::size_t at; (at = text.find(from)) != std::string::npos;) text.replace(at, from.size(), to);
  }
  return text;
}

std::string ToEcmaReplacement(std::string text) {
  for (char& c : text) {
    if (c == '\\') c = '$';
  }
  return text;
}

std::string CamelizeWith(std::string_view name, const std::vector<std::string>& acronyms) {
  std::string out;
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (begin > 0) out += "::";
    out += CamelizePart(name.substr(begin, end - begin), acronyms);
    begin = end + 1;
  }
  return out;
}

}  // namespace

std::string Underscore(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == ':') {
      if (i + 1 < name.size() && name[i + 1] == ':') {
        out += '/';
        ++i;
      }
      continue;
    }
    if (c == '-') {
      out += '_';
      continue;
    }
    const bool after_small = i > 0 && (IsLower(name[i - 1]) || IsDigit(name[i - 1]));
    const bool ends_capitals = i > 0 && IsUpper(name[i - 1]) && i + 1 < name.size() && IsLower(name[i + 1]);
    if (IsUpper(c) && (after_small || ends_capitals)) out += '_';
    out += Lower(c);
  }
  return out;
}

std::string Camelize(std::string_view name) { return CamelizeWith(name, {}); }

std::string Demodulize(std::string_view name) {
  const std::size_t at = name.rfind("::");
  return std::string(at == std::string_view::npos ? name : name.substr(at + 2));
}

std::vector<Inflector::Rule> Inflector::Compiled(
    std::initializer_list<std::pair<const char*, const char*>> rules) {
  std::vector<Rule> compiled;
  for (const auto& [pattern, replacement] : rules) AddRule(compiled, pattern, replacement);
  return compiled;
}

void Inflector::AddRule(std::vector<Rule>& rules, const std::string& pattern,
                        const std::string& replacement) {
  try {
    rules.push_back({std::regex(pattern, std::regex::ECMAScript | std::regex::icase), replacement});
  } catch (const std::regex_error&) {
    return;  // an application's own rule in a syntax that is not ours
  }
}

std::string Inflector::Apply(const std::vector<Rule>& rules, const std::string& word) const {
  if (word.empty() || Uncountable(word)) return word;
  for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
    if (!std::regex_search(word, rule->pattern)) continue;
    return std::regex_replace(word, rule->pattern, rule->replacement,
                              std::regex_constants::format_first_only);
  }
  return word;
}

Inflector::Inflector() {
  static const std::vector<Rule> kPlurals = Compiled({
      {"$", "s"},
      {"s$", "s"},
      {"^(ax|test)is$", "$1es"},
      {"(octop|vir)us$", "$1i"},
      {"(octop|vir)i$", "$1i"},
      {"(alias|status)$", "$1es"},
      {"(bu)s$", "$1ses"},
      {"(buffal|tomat)o$", "$1oes"},
      {"([ti])um$", "$1a"},
      {"([ti])a$", "$1a"},
      {"sis$", "ses"},
      {"(?:([^f])fe|([lr])f)$", "$1$2ves"},
      {"(hive)$", "$1s"},
      {"([^aeiouy]|qu)y$", "$1ies"},
      {"(x|ch|ss|sh)$", "$1es"},
      {"(matr|vert|ind)(?:ix|ex)$", "$1ices"},
      {"^(m|l)ouse$", "$1ice"},
      {"^(m|l)ice$", "$1ice"},
      {"^(ox)$", "$1en"},
      {"^(oxen)$", "$1"},
      {"(quiz)$", "$1zes"},
  });
  static const std::vector<Rule> kSingulars = Compiled({
      {"s$", ""},
      {"(ss)$", "$1"},
      {"(n)ews$", "$1ews"},
      {"([ti])a$", "$1um"},
      {"((a)naly|(b)a|(d)iagno|(p)arenthe|(p)rogno|(s)ynop|(t)he)(sis|ses)$", "$1sis"},
      {"(^analy)(sis|ses)$", "$1sis"},
      {"([^f])ves$", "$1fe"},
      {"(hive)s$", "$1"},
      {"(tive)s$", "$1"},
      {"([lr])ves$", "$1f"},
      {"([^aeiouy]|qu)ies$", "$1y"},
      {"(s)eries$", "$1eries"},
      {"(m)ovies$", "$1ovie"},
      {"(x|ch|ss|sh)es$", "$1"},
      {"^(m|l)ice$", "$1ouse"},
      {"(bus)(es)?$", "$1"},
      {"(o)es$", "$1"},
      {"(shoe)s$", "$1"},
      {"(cris|test)(is|es)$", "$1is"},
      {"^(a)x[ie]s$", "$1xis"},
      {"(octop|vir)(us|i)$", "$1us"},
      {"(alias|status)(es)?$", "$1"},
      {"^(ox)en", "$1"},
      {"(vert|ind)ices$", "$1ex"},
      {"(matr)ices$", "$1ix"},
      {"(quiz)zes$", "$1"},
      {"(database)s$", "$1"},
  });
  plurals_ = kPlurals;
  singulars_ = kSingulars;
  for (const auto& [one, many] : {std::pair<const char*, const char*>{"person", "people"},
                                  {"man", "men"},
                                  {"child", "children"},
                                  {"sex", "sexes"},
                                  {"move", "moves"},
                                  {"zombie", "zombies"}}) {
    AddIrregular(one, many);
  }
  uncountables_ = {"equipment", "information", "rice",  "money", "species",
                   "series",    "fish",        "sheep", "jeans", "police"};
}

bool Inflector::Uncountable(const std::string& word) const {
  const std::string lower = LowerAll(word);
  return std::any_of(uncountables_.begin(), uncountables_.end(), [&](const std::string& u) {
    if (!lower.ends_with(u)) return false;
    return lower.size() == u.size() ||
           std::isalnum(static_cast<unsigned char>(lower[lower.size() - u.size() - 1])) == 0;
  });
}

std::string Inflector::Pluralize(const std::string& word) const { return Remembered('p', plurals_, word); }
std::string Inflector::Singularize(const std::string& word) const {
  return Remembered('s', singulars_, word);
}

std::string Inflector::Remembered(char question, const std::vector<Rule>& rules,
                                  const std::string& word) const {
  const std::string key = question + word;
  {
    const std::lock_guard lock(memo_->mutex);
    if (const auto known = memo_->answers.find(key); known != memo_->answers.end()) return known->second;
  }
  std::string answer = Apply(rules, word);
  const std::lock_guard lock(memo_->mutex);
  return memo_->answers.emplace(key, std::move(answer)).first->second;
}

void Inflector::AddIrregular(const std::string& singular, const std::string& plural) {
  if (singular.empty() || plural.empty()) return;
  Forget();
  const bool same_initial = singular[0] == plural[0];
  for (const std::string& form : {singular, plural}) {
    // Where the initial stays, its case stays with it.
    const std::string pattern =
        same_initial ? "(" + form.substr(0, 1) + ")" + form.substr(1) + "$" : form + "$";
    AddRule(plurals_, pattern, same_initial ? "$1" + plural.substr(1) : plural);
    AddRule(singulars_, pattern, same_initial ? "$1" + singular.substr(1) : singular);
  }
}

void Inflector::AddUncountable(const std::string& word) {
  Forget();
  uncountables_.push_back(LowerAll(word));
}
void Inflector::AddAcronym(const std::string& acronym) { acronyms_.push_back(acronym); }
void Inflector::AddPluralRule(const std::string& pattern, const std::string& replacement) {
  Forget();
  AddRule(plurals_, ToEcma(pattern), ToEcmaReplacement(replacement));
}
void Inflector::AddSingularRule(const std::string& pattern, const std::string& replacement) {
  Forget();
  AddRule(singulars_, ToEcma(pattern), ToEcmaReplacement(replacement));
}

std::string Inflector::UnderscoreName(std::string_view name) const {
  std::string plain(name);
  for (const std::string& acronym : acronyms_) {
    for (std::size_t at = 0; (at = plain.find(acronym, at)) != std::string::npos; at += acronym.size()) {
      const std::size_t end = at + acronym.size();
      const bool whole = end == plain.size() || !IsLower(plain[end]);
      if (!whole) continue;
      for (std::size_t i = at + 1; i < end; ++i) plain[i] = Lower(plain[i]);
    }
  }
  return Underscore(plain);
}

std::string Inflector::CamelizeName(std::string_view name) const { return CamelizeWith(name, acronyms_); }

std::string Inflector::Tableize(std::string_view class_name) const {
  return Pluralize(UnderscoreName(Demodulize(class_name)));
}

std::string Inflector::Classify(std::string_view table_name) const {
  return CamelizeName(Singularize(std::string(table_name)));
}

}  // namespace tacit::analyze::ruby
