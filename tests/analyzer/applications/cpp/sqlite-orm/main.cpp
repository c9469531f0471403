#include <sqlite_orm/sqlite_orm.h>

#include <cstdint>
#include <memory>
#include <optional>

struct User {
  std::int64_t id;
  std::string name;
  std::string login;
  std::optional<std::string> mail;
  std::unique_ptr<int> age;
  bool active;
  std::string role;
};
struct Membership {
  std::int64_t user;
  std::string club;
  std::optional<std::int64_t> sponsor;
  double fee;
};
struct Club {
  std::string name;
  std::optional<std::string> region;
  std::optional<std::string> district;
};
class Secret {
 public:
  int id() const { return id_; }
  void setId(int id) { id_ = id; }
  const std::optional<std::string>& note() const { return note_; }
  void setNote(std::optional<std::string> note) { note_ = note; }

 private:
  int id_ = 0;
  std::optional<std::string> note_;
};
struct Scratch {
  int a;
};

namespace other {
// Of the same name, but not the library's.
template <class M>
int make_column(std::string name, M member);
template <class... Cs>
int make_table(std::string name, Cs... parts);
}  // namespace other

inline auto MakeStorage(const std::string& path, const std::string& unknown) {
  using namespace sqlite_orm;
  return make_storage(
      path, make_index("memberships_of_club", &Membership::club),
      make_unique_index("one_fee", indexed_column(&Membership::user).desc(), &Membership::fee),
      make_unique_index("one_sponsor", &Membership::sponsor, where(c(&Membership::fee) != 0)),
      make_table("users", make_column("id", &User::id, primary_key().autoincrement()),
                 make_column("name", &User::name, check(length(&User::name) >= 2)),
                 make_column("login", &User::login, unique(), collate_nocase()),
                 make_column("mail", &User::mail), make_column("age", &User::age),
                 make_column("active", &User::active, default_value(true)),
                 make_column("role", &User::role, null()),
                 check(in(&User::role, std::vector<std::string>{"guest", "admin"})),
                 // Compared without regard to case: no more than that can be said.
                 check(c(&User::login) != "root"),
                 // Not known here.
                 check(random_of(&User::name) >= 1)),
      make_table("clubs", make_column("name", &Club::name, primary_key()),
                 make_column("region", &Club::region), make_column("district", &Club::district),
                 unique(&Club::region, &Club::district)),
      make_table("memberships", make_column("user_id", &Membership::user),
                 make_column("club", &Membership::club), make_column("sponsor_id", &Membership::sponsor),
                 make_column("fee", &Membership::fee), primary_key(&Membership::user, &Membership::club),
                 foreign_key(&Membership::user).references(&User::id).on_update.cascade().on_delete.cascade(),
                 foreign_key(&Membership::sponsor).references(&User::id).on_delete.set_null(),
                 foreign_key(&Membership::club).references(&Club::name),
                 check(c(&Membership::fee) >= 0 && c(&Membership::fee) < 1000)),
      make_table("secrets", make_column("id", &Secret::id, &Secret::setId, primary_key()),
                 make_column("note", &Secret::setNote, &Secret::note)),
      // A key that may be NULL is no more than unique.
      make_table("regions", make_column("region", &Club::region, primary_key())),
      make_table(unknown, make_column("a", &Scratch::a, unique())));
}

int Count() { return other::make_table("counts", other::make_column("a", &Scratch::a)); }
