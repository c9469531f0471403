// Files of keys encoded and decoded.
#include <algorithm>
#include <new>
#include <thread>

#include "src/base/status_macros.h"
#include "src/encoder/keys_file.h"
#include "src/encoder/ordered_blocks.h"

namespace tacit {
namespace {

using encoder::Block;
using encoder::KeyBlocks;
using encoder::RecordProblem;

void EncodeBlock(const KeyDictionary& dictionary, KeyFormat format, Block* block) {
  std::vector<std::string_view> keys;
  block->problem = encoder::SplitKeys(block->in, format, kMaxFileKeyBytes, &keys);
  std::string bytes;
  std::vector<std::size_t> ends;
  dictionary.EncodeBatch(keys, &bytes, &ends);
  block->out.reserve(2 * bytes.size() + keys.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    // Digits hold no separator.
    (void)encoder::AppendKey(std::string_view(bytes).substr(begin, end - begin), KeyFormat::kHex,
                             &block->out);
    begin = end;
  }
  block->records = keys.size();
}

// Decodes one key after another into the same room.
class BlockDecoder {
 public:
  BlockDecoder(const KeyDictionary& dictionary, KeyFormat format)
      : dictionary_(dictionary), format_(format) {}

  void Decode(Block* block) {
    std::vector<std::string_view> lines;
    block->problem =
        encoder::SplitKeys(block->in, KeyFormat::kHex, dictionary_.MaxEncodedBytes(kMaxFileKeyBytes), &lines);
    for (const std::string_view line : lines) {
      if (auto problem = Append(line, &block->out)) {
        problem->index = block->records;
        block->problem = std::move(problem);
        return;
      }
      ++block->records;
    }
  }

 private:
  std::optional<RecordProblem> Append(std::string_view encoded, std::string* out) {
    const std::size_t most = dictionary_.MaxDecodedBytes(encoded.size()) + KeyDictionary::kDecodeSlack;
    if (key_.size() < most) key_.resize(most);
    const std::optional<std::size_t> size = dictionary_.Decode(encoded, key_);
    if (size && *size > kMaxFileKeyBytes) {
      return RecordProblem{.text = "expected the encoding of a key of at most " +
                                   std::to_string(kMaxFileKeyBytes) + " bytes, found a longer one's"};
    }
    const std::string_view key(key_.data(), size.value_or(0));
    if (!size || !IsEncoding(key, encoded)) {
      return RecordProblem{.code = StatusCode::kCorruption,
                           .text = dictionary_.DecodeExactly(encoded).status().message() +
                                   "; was it encoded by this dictionary?"};
    }
    if (encoder::AppendKey(key, format_, out)) return std::nullopt;
    return RecordProblem{.text = "the key holds the separator of keys; write keys as hexadecimal digits"};
  }

  bool IsEncoding(std::string_view key, std::string_view encoded) {
    again_.resize(
        std::max(again_.size(), dictionary_.MaxEncodedBytes(key.size()) + KeyDictionary::kEncodeSlack));
    return std::string_view(again_.data(), dictionary_.Encode(key, again_)) == encoded;
  }

  const KeyDictionary& dictionary_;
  KeyFormat format_;
  std::string key_, again_;
};

// Runs `work` over the blocks of a file whose records have `format`.
Result<std::uint64_t> Convert(const std::string& path, KeyFormat format, std::size_t max_bytes,
                              const ConvertOptions& options, const KeySink& sink,
                              const std::function<void(Block*)>& work) {
  TACIT_ASSIGN_OR_RETURN(KeyBlocks blocks, KeyBlocks::Open(path, format, max_bytes));
  std::uint64_t records = 0;
  encoder::BlockSteps steps;
  steps.read = [&](std::string* in) { return blocks.Next(in); };
  steps.work = [&](Block* block) {
    try {
      work(block);
    } catch (const std::bad_alloc&) {
      block->problem = {.index = block->records,
                        .code = StatusCode::kResourceExhausted,
                        .text = "not enough memory for the keys from here on; use fewer threads"};
    }
  };
  steps.take = [&](const Block& block) -> Status {
    TACIT_RETURN_IF_ERROR(sink(block.out));
    if (block.problem) return StatusOf(*block.problem, blocks.name(), format, records);
    records += block.records;
    if (options.progress) options.progress(blocks.bytes(), blocks.total());
    return Status::Ok();
  };
  const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
  TACIT_RETURN_IF_ERROR(encoder::RunInOrder(steps, options.threads == 0 ? processors : options.threads));
  return records;
}

}  // namespace

Result<std::uint64_t> EncodeFile(const KeyDictionary& dictionary, const std::string& path,
                                 const ConvertOptions& options, const KeySink& sink) {
  return Convert(path, options.format, kMaxFileKeyBytes, options, sink,
                 [&](Block* block) { EncodeBlock(dictionary, options.format, block); });
}

Result<std::uint64_t> DecodeFile(const KeyDictionary& dictionary, const std::string& path,
                                 const ConvertOptions& options, const KeySink& sink) {
  return Convert(path, KeyFormat::kHex, dictionary.MaxEncodedBytes(kMaxFileKeyBytes), options, sink,
                 [&](Block* block) { BlockDecoder(dictionary, options.format).Decode(block); });
}

}  // namespace tacit
