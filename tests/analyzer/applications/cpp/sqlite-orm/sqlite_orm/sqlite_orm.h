// A stand-in for the library: the declarations that applications name.
#pragma once

#include <string>
#include <tuple>
#include <vector>

namespace sqlite_orm {
namespace internal {

template <class... Cs>
struct primary_key_t {
  primary_key_t autoincrement() const;
};
template <class... Cs>
struct unique_t {};
template <class T>
struct default_t {};
template <class T>
struct check_t {};
template <class T>
struct where_t {};
struct collate_t {};
struct null_t {};
struct not_null_t {};
template <class... Cs>
struct foreign_key_t;
template <class... Cs>
struct on_action {
  foreign_key_t<Cs...> cascade() const;
  foreign_key_t<Cs...> set_null() const;
  foreign_key_t<Cs...> restrict_() const;
};
template <class... Cs>
struct foreign_key_t {
  template <class... Rs>
  foreign_key_t references(Rs... members) const;
  on_action<Cs...> on_delete;
  on_action<Cs...> on_update;
};
template <class M>
struct indexed_column_t {
  indexed_column_t collate(std::string name) const;
  indexed_column_t desc() const;
};
template <class T>
struct expression_t {};
template <class L, class R>
struct condition_t {};

template <class M>
struct object_of;
template <class T, class F>
struct object_of<F T::*> {
  using type = T;
};
template <class M, class... Op>
struct column_t {
  using object_type = typename object_of<M>::type;
};
template <class... Cs>
struct index_t {};
template <class T, class... Cs>
struct table_t {};
template <class... Ts>
struct storage_t {};

template <class L, class R>
condition_t<expression_t<L>, R> operator>=(expression_t<L>, R);
template <class L, class R>
condition_t<expression_t<L>, R> operator<=(expression_t<L>, R);
template <class L, class R>
condition_t<expression_t<L>, R> operator<(expression_t<L>, R);
template <class L, class R>
condition_t<expression_t<L>, R> operator!=(expression_t<L>, R);
template <class A, class B, class C, class D>
condition_t<condition_t<A, B>, condition_t<C, D>> operator&&(condition_t<A, B>, condition_t<C, D>);

}  // namespace internal

inline internal::primary_key_t<> primary_key() { return {}; }
template <class... Cs>
internal::primary_key_t<Cs...> primary_key(Cs... members);
inline internal::unique_t<> unique() { return {}; }
template <class... Cs>
internal::unique_t<Cs...> unique(Cs... members);
template <class T>
internal::default_t<T> default_value(T value);
template <class T>
internal::check_t<T> check(T condition);
template <class T>
internal::where_t<T> where(T condition);
inline internal::null_t null() { return {}; }
inline internal::not_null_t not_null() { return {}; }
inline internal::collate_t collate_nocase() { return {}; }
template <class... Cs>
internal::foreign_key_t<Cs...> foreign_key(Cs... members);
template <class M>
internal::indexed_column_t<M> indexed_column(M member);
template <class T>
internal::expression_t<T> c(T value);
template <class T>
internal::expression_t<T> length(T value);
template <class T>
internal::expression_t<T> random_of(T value);
template <class T, class V>
internal::condition_t<T, std::vector<V>> in(T value, std::vector<V> values);

template <class M, class... Op>
internal::column_t<M, Op...> make_column(std::string name, M member, Op... constraints);
template <class... Cs, class T = typename std::tuple_element_t<0, std::tuple<Cs...>>::object_type>
internal::table_t<T, Cs...> make_table(std::string name, Cs... parts);
template <class... Cs>
internal::index_t<Cs...> make_index(std::string name, Cs... members);
template <class... Cs>
internal::index_t<Cs...> make_unique_index(std::string name, Cs... members);
template <class... Ts>
internal::storage_t<Ts...> make_storage(std::string path, Ts... tables);

}  // namespace sqlite_orm
