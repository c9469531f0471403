// Attributes that callbacks write after the validators have looked at them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/rails/hierarchy.h"
#include "analyzer/rails/reader.h"

namespace tacit::analyze::rails {

// How a value that was validated is changed before it is stored. What is kept of it, every write to it keeps.
struct LaterWrite {
  std::string file;
  int line = 0;
  bool keeps_value = true;    // only a missing one is filled in
  bool keeps_letters = true;  // nothing but upper and lower case changes
  bool keeps_content = true;  // letters, and white space around them, which may go
};

class LaterWrites {
 public:
  // Both must outlive it; the reader must have run.
  LaterWrites(const Reader& reader, const Hierarchy& hierarchy) : reader_(reader), hierarchy_(hierarchy) {}

  // By a callback of the class, its ancestors or its heirs; null where there is none.
  const LaterWrite* Of(const std::string& attribute, const std::string& model);

 private:
  using ByAttribute = std::map<std::string, LaterWrite, std::less<>>;
  void AddCallbacks(const std::string& declarer, const std::string& model, ByAttribute& writes) const;

  const Reader& reader_;
  const Hierarchy& hierarchy_;
  std::map<std::string, ByAttribute> by_model_;
};

}  // namespace tacit::analyze::rails
