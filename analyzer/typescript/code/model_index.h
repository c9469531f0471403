// Which model a piece of code is about.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

// Where code stands: what `this` and names may mean there.
struct Place {
  ScopePtr scope;
  const syntax::Node* in_class = nullptr;
};

class ModelIndex {
 public:
  // Both must outlive it.
  ModelIndex(Evaluator& evaluator, const std::vector<Model>& models);

  // The model on whose rows a method of `receiver` works: User, User.scope("x"), this (in a static method),
  // this.userRepository, getRepository(User), prisma.user, db.users, models.User. Null where it is none, or
  // not known.
  const Model* OfReceiver(const syntax::Node& receiver, const Place& place);
  // The model that an expression names: User, models.User.
  const Model* Named(const syntax::Node& node, const Place& place);
  // The model that a type is about: User, Repository<User>.
  const Model* OfType(const syntax::Node& type, const Module& module);
  // The model that is this class.
  const Model* OfClass(const syntax::Node* class_node) const;

 private:
  const Model* OfValue(const Value& value) const;
  const Model* OfMember(const syntax::Node& class_node, std::string_view name, const Module& module);

  // A local that holds a repository, where every one of its name in the module does.
  const Model* OfLocal(std::string_view name, const Place& place);

  Evaluator& evaluator_;
  // By module and name: what locals and members are declared with.
  std::map<const Module*, std::multimap<std::string, const syntax::Node*, std::less<>>> locals_;
  int depth_ = 0;
  std::map<const syntax::Node*, const Model*> by_class_;
  std::map<std::string, const Model*, std::less<>> by_name_;    // unique names only
  std::map<std::string, const Model*, std::less<>> by_client_;  // prisma.user
};

}  // namespace tacit::analyze::typescript
