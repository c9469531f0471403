// A stand-in for the library: the declarations that applications name.
#pragma once

#include <string>

namespace Wt::Dbo {

class SqlConnection {
 public:
  std::string textType(int size) const;
  std::string dateTimeType(int kind) const;
  std::string longLongType() const;
};

template <typename V, class Enable = void>
struct sql_value_traits {};
template <>
struct sql_value_traits<std::string> {
  static std::string type(SqlConnection* connection, int size);
};
template <>
struct sql_value_traits<int> {
  static const char* type(SqlConnection* connection, int size);
};
template <>
struct sql_value_traits<long long> {
  static std::string type(SqlConnection* connection, int size);
};

struct dbo_default_traits {
  static const char* surrogateIdField() { return "id"; }
  static const char* versionField() { return "version"; }
};
template <class C>
struct dbo_traits : public dbo_default_traits {};

template <class C>
class ptr {
 public:
  C* operator->() const;
  C& operator*() const;
  explicit operator bool() const;
  bool operator==(const ptr& other) const;
};
template <class C>
class collection {};

class ForeignKeyConstraint {
 public:
  explicit ForeignKeyConstraint(int value) : value_(value) {}
  int value() const { return value_; }

 private:
  int value_;
};
inline ForeignKeyConstraint operator|(ForeignKeyConstraint a, ForeignKeyConstraint b) {
  return ForeignKeyConstraint(a.value() | b.value());
}
const ForeignKeyConstraint NotNull(1);
const ForeignKeyConstraint OnDeleteCascade(16);
const ForeignKeyConstraint OnDeleteSetNull(32);

enum RelationType { ManyToOne, ManyToMany };

template <class A, typename V>
void id(A& action, V& value, const std::string& name = "id", int size = -1);
template <class A, typename V>
void field(A& action, V& value, const std::string& name, int size = -1);
template <class A, class C>
void belongsTo(A& action, ptr<C>& value, const std::string& name = std::string());
template <class A, class C>
void belongsTo(A& action, ptr<C>& value, const std::string& name, ForeignKeyConstraint constraint);
template <class A, class C>
void belongsTo(A& action, ptr<C>& value, ForeignKeyConstraint constraint);
template <class A, class C>
void hasMany(A& action, collection<ptr<C>>& value, RelationType type,
             const std::string& name = std::string());

class Session {
 public:
  template <class C>
  void mapClass(const char* table);
};

}  // namespace Wt::Dbo
