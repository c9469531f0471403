#include "analyzer/front_ends.h"

#include <array>

#include "analyzer/rails/front_end.h"

namespace tacit::analyze {

std::span<const FrontEnd> FrontEnds() {
  static const std::array kFrontEnds = {rails::kFrontEnd};
  return kFrontEnds;
}

}  // namespace tacit::analyze
