// The file of a model: its parts as sections, each checked against the others on opening.
#include <array>
#include <bit>
#include <cmath>

#include "src/base/reader.h"
#include "src/base/section_file.h"
#include "src/base/status_macros.h"
#include "src/estimator/model/state.h"
#include "src/estimator/net/pack_network.h"

namespace tacit::estimator {
namespace {

constexpr std::array<std::string_view, 5> kSections = {"properties", "columns", "bins", "network", "rows"};
enum Section : std::size_t { kProperties, kColumns, kBins, kNetwork, kRows };

constexpr base::SectionFormat kFormat = {.magic = "TACITMDL",
                                         .version = 1,
                                         .alignment = 64,
                                         .what = "a model",
                                         .remedy = "train the model again",
                                         .names = kSections};

std::string PackProperties(const ModelParts& parts) {
  std::string out;
  base::PutInteger(out, static_cast<std::uint64_t>(parts.rows));
  base::PutInteger(out, std::bit_cast<std::uint64_t>(parts.bits_per_row));
  for (const float deviation : parts.errors.deviations()) {
    base::PutInteger(out, std::bit_cast<std::uint32_t>(deviation));
  }
  base::PutInteger(out, std::bit_cast<std::uint32_t>(parts.errors.stretch()));
  const std::string kind = parts.network ? parts.network->kind : std::string();
  base::PutInteger(out, static_cast<std::uint32_t>(kind.size()));
  return out + kind;
}

std::string PackColumns(const ModelParts& parts) {
  std::string out;
  base::PutInteger(out, static_cast<std::uint32_t>(parts.columns.size()));
  for (const ColumnValues& column : parts.columns) out += PackValues(column);
  return out;
}

std::string PackBins(const ModelParts& parts) {
  std::string out;
  if (!parts.network) return out;
  const ModelNetwork& network = *parts.network;
  base::PutInteger(out, static_cast<std::uint32_t>(network.order.size()));
  for (std::size_t i = 0; i < network.order.size(); ++i) {
    base::PutInteger(out, network.order[i]);
    const std::span<const std::uint32_t> begins = network.bins[i].begins();
    const bool atoms = begins.size() == parts.columns[network.order[i]].atoms().size();
    base::PutInteger(out, atoms ? 0 : static_cast<std::uint32_t>(begins.size()));
    if (atoms) continue;
    for (const std::uint32_t begin : begins) base::PutInteger(out, begin);
  }
  return out;
}

class Opening {
 public:
  Opening(std::vector<std::string_view> sections, std::string_view name)
      : sections_(std::move(sections)), name_(name) {}

  Result<ModelParts> Open() {
    TACIT_RETURN_IF_ERROR(ReadProperties());
    TACIT_RETURN_IF_ERROR(ReadColumns());
    TACIT_RETURN_IF_ERROR(ReadNetwork());
    Result<KeptRows> rows = KeptRows::Unpack(sections_[kRows], parts_.columns);
    if (!rows.ok()) return In(kRows, rows.status());
    parts_.kept = std::move(*rows);
    if (parts_.kept.rows() > parts_.rows) {
      return Wrong(kRows, std::to_string(parts_.rows) + " rows at most", std::to_string(parts_.kept.rows()));
    }
    parts_.network_bytes = static_cast<std::int64_t>(sections_[kNetwork].size() + sections_[kBins].size());
    parts_.rows_bytes = static_cast<std::int64_t>(sections_[kRows].size());
    return std::move(parts_);
  }

 private:
  [[nodiscard]] Status Wrong(Section section, std::string_view expected, std::string_view found) const {
    return base::WrongSection(kFormat, name_, kSections[section], expected, found);
  }
  // The message of a part that knows neither file nor section.
  [[nodiscard]] Status In(Section section, const Status& status) const {
    if (status.code() != StatusCode::kCorruption) return status;
    return Status::Corruption(std::string(name_) + ": " + std::string(kSections[section]) + ": " +
                              status.message() + "; " + std::string(kFormat.remedy));
  }

  Status ReadProperties() {
    base::Reader reader(sections_[kProperties]);
    const auto rows = reader.Integer<std::uint64_t>();
    const auto bits = reader.Integer<std::uint64_t>();
    std::array<float, EstimateErrors::kBuckets> deviations{};
    for (float& deviation : deviations) {
      deviation = std::bit_cast<float>(reader.Integer<std::uint32_t>().value_or(0));
      if (!(deviation >= 0 && deviation < 1e6F))
        return Wrong(kProperties, "deviations from 0 to 1000000", "others");
    }
    const auto stretch = std::bit_cast<float>(reader.Integer<std::uint32_t>().value_or(0));
    if (!(stretch >= 0 && stretch < 1e6F))
      return Wrong(kProperties, "a stretch from 0 to 1000000", "another");
    const auto kind = reader.Text();
    if (!kind || kind->size() > 32 || reader.remaining() != 0) {
      return Wrong(kProperties, "a network's kind at the end",
                   std::to_string(sections_[kProperties].size()) + " bytes");
    }
    if (*rows > std::uint64_t{1} << 62U)
      return Wrong(kProperties, "fewer than 2^62 rows", std::to_string(*rows));
    parts_.rows = static_cast<std::int64_t>(*rows);
    parts_.bits_per_row = std::bit_cast<double>(*bits);
    if (!std::isfinite(parts_.bits_per_row)) return Wrong(kProperties, "a finite number of bits", "another");
    parts_.errors = EstimateErrors(deviations, stretch);
    kind_ = *kind;
    return Status::Ok();
  }

  Status ReadColumns() {
    std::string_view bytes = sections_[kColumns];
    base::Reader reader(bytes);
    const auto count = reader.Integer<std::uint32_t>();
    if (!count) return Wrong(kColumns, "a number of columns", "the end");
    bytes.remove_prefix(sizeof(std::uint32_t));
    for (std::uint32_t i = 0; i < *count; ++i) {
      Result<ColumnValues> column = UnpackValues(bytes);
      if (!column.ok()) return In(kColumns, column.status());
      if (column->value_rows() > parts_.rows || column->null_rows() != parts_.rows - column->value_rows()) {
        return Wrong(
            kColumns, std::to_string(parts_.rows) + " rows in column " + std::to_string(i),
            std::to_string(column->value_rows()) + " and " + std::to_string(column->null_rows()) + " NULLs");
      }
      parts_.columns.push_back(std::move(*column));
    }
    if (!bytes.empty()) return Wrong(kColumns, "no more bytes", std::to_string(bytes.size()));
    return Status::Ok();
  }

  Status ReadNetwork() {
    if (sections_[kNetwork].empty()) {
      return sections_[kBins].empty() ? Status::Ok() : Wrong(kBins, "none without a network", "some");
    }
    Result<Network> network = UnpackNetwork(sections_[kNetwork]);
    if (!network.ok()) return In(kNetwork, network.status());
    base::Reader reader(sections_[kBins]);
    const auto count = reader.Integer<std::uint32_t>();
    if (!count || *count != network->shape.columns()) {
      return Wrong(kBins, std::to_string(network->shape.columns()) + " columns",
                   count ? std::to_string(*count) : "the end");
    }
    std::vector<std::uint32_t> order;
    std::vector<ColumnBins> bins;
    std::vector<bool> taken(parts_.columns.size());
    for (std::uint32_t i = 0; i < *count; ++i) {
      const auto column = reader.Integer<std::uint32_t>();
      if (!column || *column >= taken.size() || taken[*column]) {
        return Wrong(kBins, "each of the table's columns once at most",
                     column ? std::to_string(*column) : "the end");
      }
      taken[*column] = true;
      Result<ColumnBins> read = ReadBins(reader, parts_.columns[*column]);
      if (!read.ok()) return read.status();
      if (read->count() != network->shape.bins[i]) {
        return Wrong(kBins, std::to_string(network->shape.bins[i]) + " bins", std::to_string(read->count()));
      }
      order.push_back(*column);
      bins.push_back(std::move(*read));
    }
    if (reader.remaining() != 0) return Wrong(kBins, "no more bytes", std::to_string(reader.remaining()));
    parts_.network.emplace(ModelNetwork{kind_.empty() ? "made" : std::string(kind_), std::move(order),
                                        std::move(bins), ServedNetwork(std::move(*network))});
    return Status::Ok();
  }

  Result<ColumnBins> ReadBins(base::Reader& reader, const ColumnValues& values) {
    const auto atoms = static_cast<std::uint32_t>(values.atoms().size());
    const auto count = reader.Integer<std::uint32_t>();
    if (!count) return Wrong(kBins, "a number of bins", "the end");
    const std::uint32_t bins = *count == 0 ? atoms : *count;
    if (bins > atoms) return Wrong(kBins, "at most " + std::to_string(atoms) + " bins", std::to_string(bins));
    std::vector<std::uint32_t> begins;
    for (std::uint32_t i = 0; i < bins; ++i) {
      const std::uint32_t begin = *count == 0 ? i : reader.Integer<std::uint32_t>().value_or(atoms);
      if (begin >= atoms || (i == 0 ? begin != 0 : begin <= begins.back())) {
        return Wrong(kBins, "begins of bins that rise from 0 to below " + std::to_string(atoms),
                     std::to_string(begin));
      }
      begins.push_back(begin);
    }
    return ColumnBins(values, std::move(begins));
  }

  std::vector<std::string_view> sections_;
  std::string_view name_;
  std::string_view kind_;
  ModelParts parts_;
};

}  // namespace

std::string PackModel(const ModelParts& parts, const Network* network) {
  const std::array<std::string, 5> sections = {PackProperties(parts), PackColumns(parts), PackBins(parts),
                                               network != nullptr ? PackNetwork(*network) : std::string(),
                                               parts.kept.Pack()};
  return base::PackSections(kFormat, sections);
}

Result<ModelParts> UnpackModel(std::string_view bytes, std::string_view name) {
  Result<std::vector<std::string_view>> sections = base::UnpackSections(kFormat, bytes, name);
  if (!sections.ok()) return sections.status();
  return Opening(std::move(*sections), name).Open();
}

}  // namespace tacit::estimator
