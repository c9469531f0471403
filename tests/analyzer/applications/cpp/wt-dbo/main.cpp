#include <accounts/account.h>

#include "model.h"

namespace other {
// Of the same name, but not the library's.
template <class A, typename V>
void field(A& action, V& value, const std::string& name, int size = -1);
}  // namespace other

void Map(dbo::Session& session, const char* unknown) {
  session.mapClass<Country>("country");
  session.mapClass<Author>("author");
  session.mapClass<Book>("book");
  session.mapClass<Tag>("tag");
  session.mapClass<Draft>(unknown);
  session.mapClass<accounts::Account<Author>>("account");
}
