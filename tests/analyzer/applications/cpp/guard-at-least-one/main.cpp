#include "soci.h"

#include <optional>
#include <stdexcept>

struct Rule {
  std::optional<int> user;
  std::optional<int> group;
  std::optional<int> room;
};

void Create(soci::session& sql) { sql << "CREATE TABLE rules (user_id integer, group_id integer, room_id integer)"; }

void Add(soci::session& sql, const Rule& rule) {
  if (!rule.user && !rule.group) throw std::runtime_error("a rule is for somebody");

  int user = 0;
  int group = 0;
  int room = 0;
  soci::indicator has_user = soci::i_null;
  soci::indicator has_group = soci::i_null;
  // Never told to be there.
  soci::indicator has_room = soci::i_null;
  if (rule.user) {
    user = rule.user.value();
    has_user = soci::i_ok;
  }
  if (rule.group) {
    group = *rule.group;
    has_group = soci::i_ok;
  }
  sql << "INSERT INTO rules (user_id, group_id, room_id) VALUES (:user, :group, :room)", soci::use(user, has_user),
      soci::use(group, has_group), soci::use(room, has_room);
}
