#include "analyzer/front_ends.h"

#include <array>

#include "analyzer/cpp/front_end.h"
#include "analyzer/django/front_end.h"
#include "analyzer/rails/front_end.h"
#include "analyzer/typescript/front_end.h"

namespace tacit::analyze {

std::span<const FrontEnd> FrontEnds() {
  static const std::array kFrontEnds = {rails::kFrontEnd, django::kFrontEnd, typescript::kFrontEnd,
                                        cpp::kFrontEnd};
  return kFrontEnds;
}

}  // namespace tacit::analyze
