// Columns of which the application's code shows that a NULL is meant to be there.
#pragma once

#include "analyzer/django/model.h"
#include "analyzer/django/null_tests.h"
#include "analyzer/django/project.h"

namespace tacit::analyze::django {

// Goes by names alone: a name that is tested anywhere is taken for tested everywhere.
class NullEvidence {
 public:
  explicit NullEvidence(const Project& project);

  // Something assigns None to an attribute of that name, gives or asks for None or `__isnull`, tests it, or
  // the database itself writes the NULL (SET_NULL).
  [[nodiscard]] bool MayBeNull(const Field& field) const;

 private:
  void Read(const syntax::Node& node, int depth);
  void Tested(const syntax::Node& condition);

  Paths names_;
};

}  // namespace tacit::analyze::django
