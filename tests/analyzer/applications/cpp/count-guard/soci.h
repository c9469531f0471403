// A stand-in for the library: what applications name of it.
#pragma once

#include <string>

namespace soci {

enum indicator { i_ok, i_null };

struct exchange {};
template <typename T>
exchange use(T& value, const std::string& name = {});
template <typename T>
exchange use(T& value, indicator& state, const std::string& name = {});
template <typename T>
exchange into(T& value);

struct temporary {
  temporary operator,(exchange part);
  template <typename T>
  temporary& operator<<(const T& text);
};
struct session {
  template <typename T>
  temporary operator<<(const T& text);
  bool got_data() const;
};

}  // namespace soci
