#include "soci.h"

#include <stdexcept>

void Create(soci::session& sql) {
  sql << "CREATE TABLE settings (server integer, name text, value text)";
  sql << "CREATE TABLE users (id integer PRIMARY KEY, mail text, city text)";
  sql << "CREATE TABLE visits (user_id integer, day integer)";
}

void Set(soci::session& sql, int server, const std::string& name, const std::string& value) {
  int found = 0;
  sql << "SELECT 1 FROM settings WHERE server = :server AND name = :name", soci::use(server), soci::use(name),
      soci::into(found);
  if (found) {
    sql << "UPDATE settings SET value = :value WHERE server = :server AND name = :name", soci::use(value),
        soci::use(server), soci::use(name);
  } else {
    sql << "INSERT INTO settings (server, name, value) VALUES (:server, :name, :value)", soci::use(server),
        soci::use(name), soci::use(value);
  }
}

bool MailIsTaken(soci::session& sql, const std::string& mail) {
  int found = 0;
  sql << "SELECT 1 FROM users WHERE mail = :mail", soci::use(mail), soci::into(found);
  return found != 0;
}

void Register(soci::session& sql, const std::string& mail) {
  const bool taken = MailIsTaken(sql, mail);
  if (taken) throw std::runtime_error("somebody has that address");
  sql << "INSERT INTO users (mail) VALUES (:mail)", soci::use(mail);
}

// Looked for, and made whatever was found.
void Visit(soci::session& sql, int user, int day) {
  int found = 0;
  sql << "SELECT 1 FROM visits WHERE user_id = :user", soci::use(user), soci::into(found);
  sql << "INSERT INTO visits (user_id, day) VALUES (:user, :day)", soci::use(user), soci::use(day);
}

// The look-up is handed on, and the table's name is what the base was given.
class Store {
 public:
  Store(soci::session& sql, const std::string& name) : sql_(sql), name_(name) {}

 protected:
  soci::session& sql_;
  std::string name_;
};

struct Tag {
  std::string label;
};

class Tags : public Store {
 public:
  explicit Tags(soci::session& sql) : Store(sql, "tags") {
    sql_ << "CREATE TABLE tags (label text, uses integer)";
  }
  bool Has(const Tag& tag) { return Has(tag.label); }
  bool Has(const std::string& label) {
    int found = 0;
    sql_ << "SELECT 1 FROM " << name_ << " WHERE label = :label", soci::use(label), soci::into(found);
    return found != 0;
  }
  void Add(const Tag& tag) {
    sql_ << "INSERT INTO " << name_ << " (label) VALUES (:label)", soci::use(tag.label);
  }
};

void AddOnce(Tags& tags, const Tag& tag) {
  if (!tags.Has(tag)) tags.Add(tag);
}

// Whose name changes: which table it is, is not known.
class Movable : public Store {
 public:
  explicit Movable(soci::session& sql) : Store(sql, "visits") {}
  void Move(const std::string& other) { place_ = other; }
  void Add(int user) {
    int found = 0;
    sql_ << "SELECT 1 FROM " << place_ << " WHERE user_id = :user", soci::use(user), soci::into(found);
    if (!found) sql_ << "INSERT INTO " << place_ << " (user_id) VALUES (:user)", soci::use(user);
  }

 private:
  std::string place_ = "visits";
};
