#include <algorithm>
#include <cctype>
#include <regex>
#include <stdexcept>

#include "soci.h"

const std::string kLetters = "abc-]";

void Create(soci::session& sql) {
  sql << "CREATE TABLE items (code text, slug text, name text, pin text, note text, mark text)";
  sql << "CREATE TABLE loose (code text, slug text)";
}

bool IsWord(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

void Add(soci::session& sql, const std::string& code, const std::string& slug, const std::string& name,
         const std::string& pin, const std::string& note, const std::string& mark) {
  static const std::regex pattern("[A-Z]{3}|x");
  if (!std::regex_match(code, pattern)) throw std::invalid_argument("code");
  if (!std::regex_search(slug, std::regex("^[a-z-]+$"))) throw std::invalid_argument("slug");
  if (name.find_first_not_of(kLetters) != std::string::npos) throw std::invalid_argument("name");
  if (!std::all_of(pin.begin(), pin.end(), ::isdigit)) throw std::invalid_argument("pin");
  if (!std::all_of(mark.cbegin(), mark.cend(), [](char c) { return c == '+' || c == '^'; })) {
    throw std::invalid_argument("mark");
  }
  // Says what a note is not; a search from the second byte on.
  if (std::regex_match(note, std::regex("[0-9]*"))) throw std::invalid_argument("note");
  if (note.find_first_not_of("abc", 1) != std::string::npos) throw std::invalid_argument("note");
  sql << "INSERT INTO items (code, slug, name, pin, note, mark) VALUES (:c, :s, :n, :p, :o, :m)",
      soci::use(code), soci::use(slug), soci::use(name), soci::use(pin), soci::use(note), soci::use(mark);
}

// A pattern that only a run knows, and one without regard to case.
void AddLoose(soci::session& sql, const std::string& code, const std::string& slug,
              const std::string& pattern) {
  if (!std::regex_match(code, std::regex(pattern))) throw std::invalid_argument("code");
  if (!std::regex_match(slug, std::regex("[a-z]+", std::regex::icase))) throw std::invalid_argument("slug");
  sql << "INSERT INTO loose (code, slug) VALUES (:c, :s)", soci::use(code), soci::use(slug);
}

// Past the test of the slug.
void Rename(soci::session& sql, const std::string& slug) {
  sql << "UPDATE items SET slug = :s", soci::use(slug);
}
