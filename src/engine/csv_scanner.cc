#include "src/engine/csv_scanner.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "src/base/status_macros.h"

namespace tacit::engine {

CsvScanner::CsvScanner(NextBlock next_block, char separator)
    : next_block_(std::move(next_block)), separator_(separator) {
  for (const char c : {separator, '"', '\r', '\n'}) special_[static_cast<unsigned char>(c)] = true;
}

Status CsvScanner::Wrong(std::int64_t line, const std::string& what) {
  return Status::InvalidArgument(std::to_string(line) + ": " + what);
}

Result<bool> CsvScanner::Next() {
  bytes_.clear();
  places_.assign(1, {});
  state_ = State::kFieldBegin;
  record_line_ = line_;
  begun_ = false;
  while (!done_) {
    if (block_.empty()) {
      TACIT_ASSIGN_OR_RETURN(block_, next_block_());
      if (block_.empty()) {
        done_ = true;
        if (!begun_) return false;
        TACIT_RETURN_IF_ERROR(EndFile());
        EndRecord();
        return true;
      }
    }
    begun_ = true;
    TACIT_ASSIGN_OR_RETURN(const bool ended, Scan());
    if (ended) {
      EndRecord();
      return true;
    }
  }
  return false;
}

Status CsvScanner::EndFile() {
  if (state_ == State::kQuoted)
    return Wrong(quote_line_, "expected a quote that closes this one, found the end of the file");
  return Status::Ok();
}

void CsvScanner::EndRecord() {
  fields_.resize(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::size_t end = i + 1 < places_.size() ? places_[i + 1].begin : bytes_.size();
    fields_[i] = {std::string_view(bytes_).substr(places_[i].begin, end - places_[i].begin),
                  places_[i].quoted};
  }
}

Result<bool> CsvScanner::Scan() {
  while (!block_.empty()) {
    Result<bool> ended = false;
    switch (state_) {
      case State::kFieldBegin: ended = ScanBegin(); break;
      case State::kPlain: ended = ScanPlain(); break;
      case State::kQuoted: ended = ScanQuoted(); break;
      case State::kAfterQuote: ended = ScanAfterQuote(); break;
      case State::kAfterReturn: ended = ScanAfterReturn(); break;
    }
    if (!ended.ok() || *ended) return ended;
  }
  return false;
}

Result<bool> CsvScanner::ScanBegin() {
  if (block_.front() != '"') {
    state_ = State::kPlain;
    return ScanPlain();
  }
  block_.remove_prefix(1);
  places_.back().quoted = true;
  quote_line_ = line_;
  state_ = State::kQuoted;
  return false;
}

Result<bool> CsvScanner::ScanPlain() {
  const char* at = block_.data();
  const char* const end = at + block_.size();
  while (at != end && !special_[static_cast<unsigned char>(*at)]) ++at;
  TACIT_RETURN_IF_ERROR(Take(static_cast<std::size_t>(at - block_.data())));
  if (block_.empty()) return false;
  if (block_.front() == '"')
    return Wrong(line_, "expected a quote around a whole field, found one inside a field");
  return EndField();
}

Result<bool> CsvScanner::ScanQuoted() {
  const auto* quote = static_cast<const char*>(std::memchr(block_.data(), '"', block_.size()));
  const std::size_t size = quote == nullptr ? block_.size() : static_cast<std::size_t>(quote - block_.data());
  line_ += std::count(block_.begin(), block_.begin() + static_cast<std::ptrdiff_t>(size), '\n');
  TACIT_RETURN_IF_ERROR(Take(size));
  if (quote == nullptr) return false;
  block_.remove_prefix(1);
  state_ = State::kAfterQuote;
  return false;
}

Result<bool> CsvScanner::ScanAfterQuote() {
  if (block_.front() == '"') {
    state_ = State::kQuoted;
    TACIT_RETURN_IF_ERROR(Take(1));
    return false;
  }
  if (!special_[static_cast<unsigned char>(block_.front())])
    return Wrong(line_, "expected a separator or the end of the line after a closing quote, found more text");
  return EndField();
}

Result<bool> CsvScanner::ScanAfterReturn() {
  if (block_.front() != '\n')
    return Wrong(line_,
                 "expected a line feed after a carriage return, found another byte: convert the line ends");
  return EndField();
}

Result<bool> CsvScanner::EndField() {
  const char end = block_.front();
  block_.remove_prefix(1);
  if (end == '\r') {
    state_ = State::kAfterReturn;
    return false;
  }
  if (end == '\n') {
    ++line_;
    return true;
  }
  if (places_.size() == limits_.fields) {
    return Wrong(record_line_, "expected " + std::to_string(limits_.fields) + " fields at most, found more");
  }
  places_.push_back({bytes_.size(), false});
  state_ = State::kFieldBegin;
  return false;
}

Status CsvScanner::Take(std::size_t size) {
  if (size > limits_.field_bytes - (bytes_.size() - places_.back().begin)) {
    return Wrong(places_.back().quoted ? quote_line_ : line_,
                 "expected a field of " + std::to_string(limits_.field_bytes) +
                     " bytes at most, found a longer one (is a quote not closed?)");
  }
  if (size > limits_.record_bytes - bytes_.size()) {
    return Wrong(record_line_, "expected a record of " + std::to_string(limits_.record_bytes) +
                                   " bytes at most, found a longer one");
  }
  bytes_.append(block_, 0, size);
  block_.remove_prefix(size);
  return Status::Ok();
}

}  // namespace tacit::engine
