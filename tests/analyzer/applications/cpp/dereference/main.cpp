#include <Wt/Dbo/Dbo.h>

#include <string>

namespace dbo = Wt::Dbo;

class Person {
 public:
  const std::string& name() const { return name_; }
  template <class Action>
  void persist(Action& a) {
    dbo::field(a, name_, "name");
  }

 private:
  std::string name_;
};

// As applications wrap the library's pointers.
template <class C>
class Handle {
 public:
  Handle(dbo::ptr<C> held) : held_(held) {}
  const C* operator->() const { return held_.operator->(); }
  explicit operator bool() const { return static_cast<bool>(held_); }

 private:
  dbo::ptr<C> held_;
};

class Account {
 public:
  Handle<Person> owner() const { return owner_; }
  dbo::ptr<Person> keeper() const { return keeper_; }
  dbo::ptr<Person> deputy() const { return deputy_; }
  dbo::ptr<Person> witness() const { return witness_; }
  dbo::ptr<Person> founder() const { return founder_; }
  const std::string& FounderName() const { return founder_->name(); }
  template <class Action>
  void persist(Action& a) {
    dbo::belongsTo(a, owner_, "owner");
    dbo::belongsTo(a, keeper_, "keeper");
    dbo::belongsTo(a, deputy_, "deputy");
    dbo::belongsTo(a, witness_, "witness");
    dbo::belongsTo(a, founder_, "founder");
    dbo::belongsTo(a, bank_, "bank", dbo::NotNull);
  }

 private:
  dbo::ptr<Person> owner_;
  dbo::ptr<Person> keeper_;
  dbo::ptr<Person> deputy_;
  dbo::ptr<Person> witness_;
  dbo::ptr<Person> founder_;
  dbo::ptr<Person> bank_;
};

void Map(dbo::Session& session) {
  session.mapClass<Person>("person");
  session.mapClass<Account>("account");
}

std::string OwnerName(const dbo::ptr<Account>& account) { return account->owner()->name(); }

std::string KeeperName(const dbo::ptr<Account>& account) {
  const auto keeper = account->keeper();
  return keeper->name();
}

// Asked after, if elsewhere: it may be missing.
bool HasDeputy(const dbo::ptr<Account>& account) { return static_cast<bool>(account->deputy()); }
std::string DeputyName(const dbo::ptr<Account>& account) { return account->deputy()->name(); }

std::string WitnessName(const dbo::ptr<Account>& account) {
  if (const auto witness = account->witness()) return witness->name();
  return account->witness()->name();
}

// Compared with another: no question whether it is there.
bool KeptBy(const dbo::ptr<Account>& account, const dbo::ptr<Person>& person) {
  return account->keeper() == person;
}
