#include <Wt/Dbo/Dbo.h>

#include <memory>
#include <stdexcept>

#include "soci.h"

namespace dbo = Wt::Dbo;

class Token;

class User {
 public:
  dbo::collection<dbo::ptr<Token>> tokens;
  dbo::collection<dbo::ptr<Token>> old_tokens;
  template <class Action>
  void persist(Action& a) {
    dbo::hasMany(a, tokens, dbo::ManyToOne, "user");
    dbo::hasMany(a, old_tokens, dbo::ManyToOne, "former");
  }
};

class Token {
 public:
  explicit Token(const std::string& given) : value(given) {}
  dbo::ptr<User> user;
  dbo::ptr<User> former;
  std::string value;
  template <class Action>
  void persist(Action& a) {
    dbo::belongsTo(a, user, "user");
    dbo::belongsTo(a, former, "former");
    dbo::field(a, value, "value");
  }
};

constexpr int kMaxVotes = 3;

void Map(dbo::Session& session, soci::session& sql) {
  session.mapClass<User>("user");
  session.mapClass<Token>("token");
  sql << "CREATE TABLE votes (voter integer, poll integer)";
  sql << "CREATE TABLE notes (writer integer)";
}

void AddToken(User& user, const std::string& value) {
  if (user.tokens.size() >= 50) return;
  auto token = std::make_unique<Token>(value);
}

void Vote(soci::session& sql, int voter, int poll) {
  int votes = 0;
  sql << "SELECT COUNT(*) FROM votes WHERE voter = :v", soci::use(voter), soci::into(votes);
  if (votes >= kMaxVotes) throw std::runtime_error("too many");
  sql << "INSERT INTO votes (voter, poll) VALUES (:v, :p)", soci::use(voter), soci::use(poll);
}

// At least one must be there already: no bound, and nothing unique.
void Write(soci::session& sql, int writer) {
  int notes = 0;
  sql << "SELECT COUNT(*) FROM notes WHERE writer = :w", soci::use(writer), soci::into(notes);
  if (notes == 0) throw std::runtime_error("none to add to");
  sql << "INSERT INTO notes (writer) VALUES (:w)", soci::use(writer);
}
