#include "src/estimator/net/pack_network.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

#include "src/base/reader.h"
#include "src/base/section_file.h"

namespace tacit::estimator {
namespace {

// A run of Network::weights that is kept in so many bits.
struct Run {
  std::size_t begin = 0;
  std::size_t count = 0;
  bool wide = false;  // 16 bits, else 8
};

std::vector<Run> RunsOf(const Shape& shape) {
  const Layout layout(shape);
  const std::size_t hidden = shape.hidden();
  std::vector<Run> runs;
  runs.push_back({layout.input.offset, layout.input.size(), false});
  runs.push_back({layout.input_bias, hidden, true});
  for (const Layout::Block& block : layout.blocks) {
    runs.push_back({block.a.offset, block.a.size(), false});
    runs.push_back({block.a_bias, hidden, true});
    runs.push_back({block.b.offset, block.b.size(), false});
    runs.push_back({block.b_bias, hidden, true});
  }
  runs.push_back({layout.output.offset, layout.output.size(), false});
  runs.push_back({layout.output_bias, shape.groups() * shape.width, true});
  for (std::size_t i = 0; i < shape.columns(); ++i) {
    runs.push_back({layout.embedding[i], (std::size_t{shape.bins[i]} + 1) * shape.width, false});
  }
  for (std::size_t i = 0; i < shape.columns(); ++i) runs.push_back({layout.bias[i], shape.bins[i], true});
  return runs;
}

std::size_t BytesOf(const Run& run) {
  const std::size_t scales = (run.count + kQuantum - 1) / kQuantum;
  return scales * sizeof(float) + run.count * (run.wide ? 2 : 1);
}

std::size_t HeaderBytes(const Shape& shape) {
  return 4 * sizeof(std::uint32_t) + shape.bins.size() * sizeof(std::uint32_t);
}

void PackQuantum(const float* weights, std::size_t count, bool wide, std::string& out) {
  const float most = wide ? 32767.0F : 127.0F;
  float greatest = 0;
  for (std::size_t i = 0; i < count; ++i) greatest = std::max(greatest, std::abs(weights[i]));
  const float scale = greatest / most;
  base::PutInteger(out, std::bit_cast<std::uint32_t>(scale));
  for (std::size_t i = 0; i < count; ++i) {
    const long level = scale > 0 ? std::lround(weights[i] / scale) : 0;
    if (wide) {
      base::PutInteger(out, static_cast<std::uint16_t>(level));
    } else {
      base::PutInteger(out, static_cast<std::uint8_t>(level));
    }
  }
}

Status UnpackRun(base::Reader& reader, const Run& run, float* weights) {
  for (std::size_t at = 0; at < run.count; at += kQuantum) {
    const auto scale = std::bit_cast<float>(reader.Integer<std::uint32_t>().value_or(0));
    if (!std::isfinite(scale)) return Status::Corruption("expected scales that are finite");
    const std::size_t end = std::min(run.count, at + kQuantum);
    for (std::size_t i = at; i < end; ++i) {
      const int level = run.wide ? static_cast<std::int16_t>(reader.Integer<std::uint16_t>().value_or(0))
                                 : static_cast<std::int8_t>(reader.Integer<std::uint8_t>().value_or(0));
      weights[i] = static_cast<float>(level) * scale;
    }
  }
  return Status::Ok();
}

}  // namespace

std::size_t PackedNetworkBytes(const Shape& shape) {
  std::size_t bytes = HeaderBytes(shape);
  for (const Run& run : RunsOf(shape)) bytes += BytesOf(run);
  return bytes;
}

std::string PackNetwork(const Network& network) {
  const Shape& shape = network.shape;
  std::string out;
  out.reserve(PackedNetworkBytes(shape));
  base::PutInteger(out, static_cast<std::uint32_t>(shape.columns()));
  base::PutInteger(out, shape.width);
  base::PutInteger(out, shape.group);
  base::PutInteger(out, shape.blocks);
  for (const std::uint32_t bins : shape.bins) base::PutInteger(out, bins);
  for (const Run& run : RunsOf(shape)) {
    for (std::size_t at = 0; at < run.count; at += kQuantum) {
      PackQuantum(network.weights.data() + run.begin + at, std::min(kQuantum, run.count - at), run.wide, out);
    }
  }
  return out;
}

Result<Network> UnpackNetwork(std::string_view bytes) {
  base::Reader reader(bytes);
  Network network;
  const std::uint32_t columns = reader.Integer<std::uint32_t>().value_or(0);
  network.shape.width = reader.Integer<std::uint32_t>().value_or(0);
  network.shape.group = reader.Integer<std::uint32_t>().value_or(0);
  network.shape.blocks = reader.Integer<std::uint32_t>().value_or(0);
  if (columns > reader.remaining() / sizeof(std::uint32_t)) {
    return Status::Corruption("expected the bins of " + std::to_string(columns) + " columns, found " +
                              std::to_string(reader.remaining()) + " bytes");
  }
  for (std::uint32_t i = 0; i < columns; ++i) network.shape.bins.push_back(*reader.Integer<std::uint32_t>());
  if (const Status status = CheckShape(network.shape); !status.ok())
    return Status::Corruption(status.message());
  // As the bytes must be as many, the weights take no more than four times them.
  const std::size_t expected = PackedNetworkBytes(network.shape);
  if (bytes.size() != expected) {
    return Status::Corruption("expected " + std::to_string(expected) + " bytes, found " +
                              std::to_string(bytes.size()));
  }
  network.weights.resize(Layout(network.shape).size);
  for (const Run& run : RunsOf(network.shape)) {
    if (Status status = UnpackRun(reader, run, network.weights.data() + run.begin); !status.ok())
      return status;
  }
  return network;
}

}  // namespace tacit::estimator
