// What a source of rows says, as text.
#pragma once

#include <memory>
#include <string>

#include "tacit/row_source.h"

namespace tacit {

// Fields between bars, NULL as ~, integers after i, reals after r, blobs after b; how it failed.
[[nodiscard]] inline std::string ToldRows(Result<std::unique_ptr<RowSource>> source) {
  if (!source.ok()) return "refused: " + source.status().message();
  std::string all;
  std::vector<Cell> row;
  while (true) {
    const Result<bool> more = (*source)->Next(row);
    if (!more.ok()) return all + "failed: " + more.status().message();
    if (!*more) return all;
    for (const Cell& cell : row) {
      switch (cell.kind) {
        case Cell::Kind::kNull: all += '~'; break;
        case Cell::Kind::kInteger: all += "i" + std::to_string(cell.integer); break;
        case Cell::Kind::kReal: all += "r" + std::to_string(cell.real); break;
        case Cell::Kind::kText: all += cell.bytes; break;
        case Cell::Kind::kBlob: all += "b" + std::string(cell.bytes); break;
      }
      all += '|';
    }
    all += '\n';
  }
}

}  // namespace tacit
