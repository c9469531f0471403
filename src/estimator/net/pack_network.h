// A network's bytes in a model's file.
#pragma once

#include <string>
#include <string_view>

#include "src/estimator/net/shape.h"
#include "tacit/status.h"

namespace tacit::estimator {

// Weights are kept in 8 bits each, with a scale for every kQuantum of them; biases in 16. That changes the
// network a little: what is measured and served is the network as it is unpacked.
inline constexpr std::size_t kQuantum = 64;

[[nodiscard]] std::string PackNetwork(const Network& network);
// How many bytes that takes.
[[nodiscard]] std::size_t PackedNetworkBytes(const Shape& shape);

// Never reads outside of `bytes`. Errors: Corruption (what was expected and found, without place): a shape
// that CheckShape refuses, another number of bytes than the shape has, a scale that is not finite.
[[nodiscard]] Result<Network> UnpackNetwork(std::string_view bytes);

}  // namespace tacit::estimator
