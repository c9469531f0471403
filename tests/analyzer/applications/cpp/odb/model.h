#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <odb/core.hxx>
#include <string>
#include <vector>

#pragma db value
struct Address {
  std::string street_;
  odb::nullable<std::string> zip_;
};

#pragma db value
struct Slot {
  int row;
  int seat_;
};

#pragma db value(std::string) type("VARCHAR(200)")

namespace shop {

class Customer;
enum class State { open, closed };

#pragma db object table("vendors")
class Vendor {
 public:
#pragma db id type("VARCHAR(64)")
  std::string name;
};

// A key of two columns.
#pragma db object
class Desk {
 public:
#pragma db id
  Slot slot_;
};

#pragma db object pointer(std::shared_ptr) optimistic
class Customer {
 public:
#pragma db id auto
  unsigned long id_;
#pragma db unique type("VARCHAR(64)")
  std::string mail_;
#pragma db null
  std::string m_nick;
  odb::nullable<int> age_;
  std::unique_ptr<std::string> note_;
#pragma db transient
  int cache_;
  Address home_;
#pragma db column("work_")
  odb::nullable<Address> office_;
  std::shared_ptr<Vendor> vendor_;
#pragma db not_null column("main") on_delete(cascade)
  Vendor* main_vendor_;
  odb::lazy_shared_ptr<Desk> desk_;
  std::vector<std::string> tags_;
  std::map<int, Address> addresses_;
#pragma db value_not_null unordered table("customer_vendors") id_column("customer")
  std::vector<std::shared_ptr<Vendor>> all_;
#pragma db inverse(friend_)
  std::vector<std::shared_ptr<Customer>> others_;
  std::shared_ptr<Customer> friend_;
  State state_;
#pragma db options("CHECK(level > 0)") default(1)
  short level_;
#pragma db type("BYTEA")
  std::vector<char> photo_;
#pragma db mysql : type("INT UNSIGNED")
  int plain_;
#pragma db version
  unsigned long version_;

#pragma db index("two") unique members(age_, home_.zip_)
#pragma db index member(note_)
};

#pragma db object abstract
class Base {
 public:
#pragma db id auto
  int id;
  std::string made_by;
};
#pragma db object
class Derived : public Base {
 public:
  int more;
};

#pragma db object polymorphic
class Root {
 public:
  virtual ~Root() = default;
#pragma db id auto
  int id;
  std::string root_name;
};
#pragma db object
class Leaf : public Root {
 public:
  std::string leaf_name;
};

// Named from afar.
class Distant {
 public:
  int id;
  std::string text_;
};
#pragma db object(Distant)
#pragma db member(Distant::id) id
#pragma db member(Distant::text_) null column("words")
#pragma db index(Distant::"distant_words") unique member(text_)

}  // namespace shop

// Kept in no table: no pragma says so, or it is a view's.
struct Stray {
  std::string name;
};
#pragma omp parallel for
#pragma db view
struct Overview {
  std::string name;
};
