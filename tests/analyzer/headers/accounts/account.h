// A library's header: it lies outside the applications that map its classes.
#pragma once

#include <Wt/Dbo/Dbo.h>

#include <string>

namespace accounts {

enum class State { Open, Closed };

template <class Owner>
class Account {
 public:
  template <class Action>
  void persist(Action& a) {
    Wt::Dbo::belongsTo(a, owner_, "owner", Wt::Dbo::OnDeleteCascade);
    Wt::Dbo::field(a, mail_, "mail", 256);
    Wt::Dbo::field(a, state_, "state");
  }

 private:
  Wt::Dbo::ptr<Owner> owner_;
  std::string mail_;
  State state_ = State::Open;
};

// As a library would be: mapped by those who want it.
template <class Owner>
class Invoice {
 public:
  template <class Action>
  void persist(Action& a) {
    Wt::Dbo::field(a, number_, "number", 20);
  }

 private:
  std::string number_;
};

}  // namespace accounts
