#include "soci.h"

#include <stdexcept>

constexpr std::size_t kMaxTitle = 40;

void Create(soci::session& sql) {
  sql << "CREATE TABLE notes (id integer PRIMARY KEY, title text, body text, label text, tail text)";
}

void Add(soci::session& sql, int id, const std::string& title, const std::string& body, const std::string& label,
         const std::string& tail) {
  if (title.size() > kMaxTitle) throw std::runtime_error("too long");
  const std::string cut = body.substr(0, 200);
  // A length that is measured but not kept to.
  if (label.size() > 10) soci::into(id);
  // From the third byte on, however many.
  const std::string rest = tail.substr(3);
  sql << "INSERT INTO notes (id, title, body, label, tail) VALUES (?, ?, ?, ?, ?)", soci::use(id), soci::use(title),
      soci::use(cut), soci::use(label), soci::use(rest);
}
