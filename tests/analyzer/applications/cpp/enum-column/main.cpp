#include <Wt/Dbo/Dbo.h>

#include <type_traits>

namespace dbo = Wt::Dbo;

enum class Role { Visitor, Editor, Admin = 7 };
// Joined by |, so any sum of them is a value.
enum Rights { Read = 1, Write = 2, Share = 4 };
enum class Colour { Red, Blue };

// Kept as its name, so the numbers say nothing.
template <>
struct Wt::Dbo::sql_value_traits<Colour> {
  static std::string type(SqlConnection* connection, int size) { return connection->textType(size) + " not null"; }
};
template <typename Enum>
struct Wt::Dbo::sql_value_traits<Enum, std::enable_if_t<std::is_enum_v<Enum>>> {
  static std::string type(SqlConnection* connection, int size) { return sql_value_traits<int>::type(connection, size); }
};

class User {
 public:
  Role role = Role::Visitor;
  Rights rights = Read;
  Colour colour = Colour::Red;
  template <class Action>
  void persist(Action& a) {
    dbo::field(a, role, "role");
    dbo::field(a, rights, "rights");
    dbo::field(a, colour, "colour");
  }
};

void Map(dbo::Session& session) { session.mapClass<User>("user"); }
