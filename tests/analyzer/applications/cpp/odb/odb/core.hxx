// A stand-in for the library: the declarations that applications name.
#pragma once

namespace odb {

template <typename T>
class nullable {
  T* value_ = nullptr;
};
template <typename T>
class lazy_shared_ptr {};

}  // namespace odb
