#pragma once

#include <Wt/Dbo/Dbo.h>

#include <optional>
#include <string>

namespace dbo = Wt::Dbo;

struct Money {
  long long cents = 0;
};
struct Unknown {};

template <>
struct Wt::Dbo::sql_value_traits<Money> {
  static std::string type(SqlConnection* connection, int size) {
    return sql_value_traits<long long>::type(connection, size);
  }
};
struct Moment {};
template <>
struct Wt::Dbo::sql_value_traits<Moment> {
  static std::string type(SqlConnection* connection, int) { return connection->dateTimeType(0); }
};

class Author;
class Tag;

class Country {
 public:
  std::string code;
  template <class Action>
  void persist(Action& a) {
    dbo::id(a, code, "code", 2);
  }
};
template <>
struct Wt::Dbo::dbo_traits<Country> : Wt::Dbo::dbo_default_traits {
  static const char* surrogateIdField() { return nullptr; }
};

class Named {
 public:
  std::string name;
  template <class Action>
  void persist(Action& a) {
    dbo::field(a, name, "name", 64);
  }
};

class Author : public Named {
 public:
  dbo::ptr<Country> country;
  std::optional<int> born;
  template <class Action>
  void persist(Action& a) {
    Named::persist(a);
    dbo::field(a, born, "born");
    dbo::belongsTo(a, country, "country", dbo::NotNull);
  }
};

class Book {
 public:
  dbo::ptr<Author> author;
  dbo::ptr<Author> editor;
  dbo::collection<dbo::ptr<Tag>> tags;
  std::string title;
  Money price;
  Moment printed;
  Unknown unknown;
  template <class Action>
  void persist(Action& a) {
    dbo::field(a, title, "title");
    dbo::field(a, price, "price");
    dbo::field(a, printed, "printed");
    dbo::field(a, unknown, "unknown");
    dbo::belongsTo(a, author, "author", dbo::NotNull | dbo::OnDeleteCascade);
    dbo::belongsTo(a, editor, ">edited_by", dbo::OnDeleteSetNull);
    dbo::hasMany(a, tags, dbo::ManyToMany, "book_tag");
  }
};

class Tag {
 public:
  dbo::collection<dbo::ptr<Book>> books;
  std::string label;
  template <class Action>
  void persist(Action& a) {
    dbo::field(a, label, "label");
    dbo::hasMany(a, books, dbo::ManyToMany, "book_tag");
  }
};

// Never mapped: no table of it exists.
class Draft {
 public:
  std::string title;
  template <class Action>
  void persist(Action& a) {
    dbo::field(a, title, "title", 10);
  }
};
