#include "soci.h"

#include <stdexcept>

struct User {
  int id = 0;
  std::string name, nick, motto, city;
};

void Create(soci::session& sql) {
  sql << "CREATE TABLE users (id integer PRIMARY KEY, name varchar(50), nick text, motto text, city text)";
}

void Add(soci::session& sql, const User& user) {
  if (user.name.empty() || user.nick.empty()) throw std::runtime_error("a name is needed");
  // Only a way to go: nothing is turned away.
  if (user.motto.empty()) {
    sql << "INSERT INTO users (id, name, nick, motto) VALUES (:id, :name, :nick, 'none')", soci::use(user.id),
        soci::use(user.name), soci::use(user.nick);
  } else {
    sql << "INSERT INTO users (id, name, nick) VALUES (:id, :name, :nick)", soci::use(user.id), soci::use(user.name),
        soci::use(user.nick);
  }
}

void Rename(soci::session& sql, const User& user) {
  if (user.name == "") throw std::runtime_error("a name is needed");
  sql << "UPDATE users SET name = :name WHERE id = :id", soci::use(user.name), soci::use(user.id);
}

// Past the guard: what is said of nick is true of Add alone.
void SetNick(soci::session& sql, int id, const std::string& nick) {
  sql << "UPDATE users SET nick = :nick WHERE id = :id", soci::use(nick, "nick"), soci::use(id, "id");
}

// Tested, then changed: the test says nothing any more.
void SetCity(soci::session& sql, int id, std::string city) {
  if (city.empty()) throw std::runtime_error("a city is needed");
  city.clear();
  sql << "UPDATE users SET city = :city WHERE id = :id", soci::use(city), soci::use(id);
}
