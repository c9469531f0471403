#include <cstdio>
#include <memory>

#include "tacit/dictionary_tools.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string dictionary;
  std::string keys;
  std::string scheme = "auto";
  std::string codes = "optimal";
  std::uint64_t size = 0;
  double sample = 1;
  std::uint64_t seed = KeySampling{}.seed;
  std::uint64_t memory = 0;
  std::uint64_t threads = 0;
  std::string output;
  bool nul = false;
  bool hex = false;  // encodings are always hexadecimal: where they are meant, the flag only says so
  bool hex_keys = false;
  bool json = false;
};

std::vector<std::string> SchemeNames() {
  std::vector<std::string> names = {"auto"};
  for (const KeyScheme scheme : {KeyScheme::kSingleChar, KeyScheme::kDoubleChar, KeyScheme::k3Grams,
                                 KeyScheme::k4Grams, KeyScheme::kAlm, KeyScheme::kAlmImproved}) {
    names.emplace_back(Name(scheme));
  }
  return names;
}

KeyFormat FormatOf(const Flags& flags) {
  if (flags.nul) return KeyFormat::kNul;
  return flags.hex_keys ? KeyFormat::kHex : KeyFormat::kLines;
}

KeySampling SamplingOf(const Flags& flags) { return {FormatOf(flags), flags.sample, flags.seed}; }

std::string Number(const char* format, double value) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// What train and info tell. Where something is not known, `info` has none of it.
struct Facts {
  const KeyDictionary* dictionary = nullptr;
  std::optional<std::uint64_t> keys;
  std::optional<std::uint64_t> sample_keys;
  std::optional<double> build_s;
  std::optional<KeyMeasures> measures;

  [[nodiscard]] std::optional<double> Measured(double KeyMeasures::* member) const {
    return measures ? std::optional(*measures.*member) : std::nullopt;
  }
};

std::string AsJson(const Facts& facts) {
  const KeyDictionary& dictionary = *facts.dictionary;
  std::string text = "{";
  const auto add = [&](const char* name, const std::string& value) {
    text += std::string(text.size() == 1 ? "" : ", ") + "\"" + name + "\": " + value;
  };
  const auto add_number = [&](const char* name, const std::optional<double>& value) {
    add(name, value ? Number("%.6g", *value) : "null");
  };
  const auto add_count = [&](const char* name, const std::optional<std::uint64_t>& value) {
    add(name, value ? std::to_string(*value) : "null");
  };
  add("scheme", "\"" + std::string(Name(dictionary.scheme())) + "\"");
  add("codes", dictionary.codes() == KeyCodes::kOptimal ? "\"optimal\"" : "\"fixed\"");
  add_count("entries", dictionary.entries());
  add_count("dictionary_bytes", dictionary.dictionary_bytes());
  add_count("decoder_bytes", dictionary.decoder_bytes());
  add_count("keys", facts.keys);
  add_count("sample_keys", facts.sample_keys);
  add_number("build_s", facts.build_s);
  add_number("rate_bits", facts.Measured(&KeyMeasures::rate_bits));
  // Without keys there is what the dictionary remembers of those that it was made from.
  add_number("rate_bytes",
             facts.measures ? facts.Measured(&KeyMeasures::rate_bytes) : dictionary.trained_rate());
  add_number("encode_ns_per_char", facts.Measured(&KeyMeasures::encode_ns_per_char));
  add_number("decode_ns_per_char", facts.Measured(&KeyMeasures::decode_ns_per_char));
  return text + "}\n";
}

std::string AsText(const Facts& facts) {
  const KeyDictionary& dictionary = *facts.dictionary;
  std::string text = std::string(Name(dictionary.scheme())) +
                     (dictionary.codes() == KeyCodes::kOptimal ? "" : " with codes of one length") + ", " +
                     std::to_string(dictionary.entries()) + " entries; tables of " +
                     std::to_string(dictionary.dictionary_bytes()) + " bytes to encode, " +
                     std::to_string(dictionary.decoder_bytes()) + " to decode\n";
  if (facts.build_s) text += "trained in " + Number("%.2f", *facts.build_s) + " s\n";
  if (!facts.measures)
    return text + "rate on its sample: " + Number("%.3f", dictionary.trained_rate()) + "\n";
  text += "on " + std::to_string(*facts.sample_keys) + " of " + std::to_string(*facts.keys) + " keys: rate " +
          Number("%.3f", facts.measures->rate_bytes) + " in bytes, " +
          Number("%.3f", facts.measures->rate_bits) + " in bits; " +
          Number("%.2f", facts.measures->encode_ns_per_char) + " ns per byte to encode, " +
          Number("%.2f", facts.measures->decode_ns_per_char) + " to decode\n";
  return text;
}

int RunTrain(const Flags& flags) {
  Progress progress;
  TrainFileOptions options;
  options.scheme = KeySchemeFromName(flags.scheme);
  options.max_entries = flags.size;
  options.codes = flags.codes == "fixed" ? KeyCodes::kFixedLength : KeyCodes::kOptimal;
  options.sampling = SamplingOf(flags);
  options.memory = flags.memory;
  options.progress = [&](std::uint64_t bytes, std::uint64_t total) {
    progress.ShowRate("reading", bytes, total);
    if (bytes == total) progress.Show("training");
  };
  Result<TrainedFile> trained = TrainFromFile(flags.keys, options);
  if (!trained.ok()) return Fail(trained.status());
  if (Status status = SaveDictionary(trained->dictionary, flags.output); !status.ok()) return Fail(status);
  const Facts facts{&trained->dictionary, trained->keys, trained->sample_keys, trained->build_s,
                    trained->measures};
  std::string text = flags.json ? AsJson(facts) : "";
  if (!flags.json) {
    for (const KeyCandidate& tried : trained->candidates) {
      text += "tried " + std::string(Name(tried.scheme)) + ", " + std::to_string(tried.entries) +
              " entries: rate " + Number("%.3f", tried.rate) + ", " + std::to_string(tried.dictionary_bytes) +
              " bytes\n";
    }
    text += AsText(facts);
  }
  const Status status = WriteOutput("", text);
  return status.ok() ? kDone : Fail(status);
}

int RunInfo(const Flags& flags) {
  const Result<KeyDictionary> dictionary = LoadDictionary(flags.dictionary);
  if (!dictionary.ok()) return Fail(dictionary.status());
  Facts facts{.dictionary = &*dictionary};
  if (!flags.keys.empty()) {
    Progress progress;
    const auto show = [&](std::uint64_t bytes, std::uint64_t total) {
      progress.ShowRate("reading", bytes, total);
    };
    Result<FileMeasures> measured = MeasureFile(*dictionary, flags.keys, SamplingOf(flags), show);
    if (!measured.ok()) return Fail(measured.status());
    facts.keys = measured->keys;
    facts.sample_keys = measured->sample_keys;
    facts.measures = measured->measures;
  }
  const Status status = WriteOutput("", flags.json ? AsJson(facts) : AsText(facts));
  return status.ok() ? kDone : Fail(status);
}

int RunConvert(const Flags& flags, const char* doing, decltype(EncodeFile)* convert) {
  const Result<KeyDictionary> dictionary = LoadDictionary(flags.dictionary);
  if (!dictionary.ok()) return Fail(dictionary.status());
  Result<Output> output = Output::To(flags.output);
  if (!output.ok()) return Fail(output.status());
  Progress progress;
  ConvertOptions options;
  options.format = FormatOf(flags);
  options.threads = static_cast<unsigned>(flags.threads);
  options.progress = [&](std::uint64_t bytes, std::uint64_t total) {
    progress.ShowRate(doing, bytes, total);
  };
  const Result<std::uint64_t> keys =
      convert(*dictionary, flags.keys, options, [&](std::string_view text) { return output->Write(text); });
  if (!keys.ok()) return Fail(keys.status());
  const Status status = output->Finish();
  return status.ok() ? kDone : Fail(status);
}

void AddFormat(Subcommand& command, Flags* flags, const char* hex_names) {
  const Flag nul = command.Switch("-0,--nul", &flags->nul, "Keys end with a NUL, not with a newline");
  command.Switch(hex_names, &flags->hex_keys, "Keys are hexadecimal digits, one a line").Excludes(nul);
}

void AddSampling(Subcommand& command, Flags* flags) {
  command.Number("--sample", &flags->sample, "The share of the keys to draw; at most 16 MiB").Share();
  command.Number("--seed", &flags->seed, "Which keys are drawn");
}

void AddTrain(SubcommandGroup& group) {
  auto flags = std::make_shared<Flags>();
  Subcommand command =
      group.Add("train", "Make a dictionary from a sample of keys", [flags] { return RunTrain(*flags); });
  command.Text("KEYS", &flags->keys, "Keys, one a line; - for standard input").Required();
  command.Text("-o", &flags->output, "Write the dictionary here").Required();
  command.Text("--scheme", &flags->scheme, "auto: the best rate within --memory").OneOf(SchemeNames());
  command.Number("--size", &flags->size, "The most entries; 0: 16384, or what auto chooses")
      .Between(0, static_cast<std::int64_t>(kMaxDictionaryEntries));
  AddSampling(command, flags.get());
  command.Number("--memory", &flags->memory, "The most bytes of tables; 0: any, with auto 1 MiB");
  command.Text("--codes", &flags->codes, "Codes of least mean length, or all of one")
      .OneOf({"optimal", "fixed"});
  AddFormat(command, flags.get(), "--hex,--hex-keys");
  command.Switch("--json", &flags->json, "Write JSON");
}

void AddInfo(SubcommandGroup& group) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = group.Add("info", "What a dictionary is, and what it makes of keys",
                                 [flags] { return RunInfo(*flags); });
  command.Text("DICTIONARY", &flags->dictionary, "What train wrote").Required();
  command.Text("--keys", &flags->keys, "Measure it on these keys");
  AddSampling(command, flags.get());
  AddFormat(command, flags.get(), "--hex,--hex-keys");
  command.Switch("--json", &flags->json, "Write JSON");
}

// Encode and decode have the same flags: they are each other's inverse with the same ones.
void AddConvert(SubcommandGroup& group, const char* name, const char* about, const char* input,
                const char* doing, decltype(EncodeFile)* convert) {
  auto flags = std::make_shared<Flags>();
  flags->keys = "-";
  Subcommand command =
      group.Add(name, about, [flags, doing, convert] { return RunConvert(*flags, doing, convert); });
  command.Text("DICTIONARY", &flags->dictionary, "What train wrote").Required();
  command.Text("KEYS", &flags->keys, input);
  command.Text("-o", &flags->output, "Write here");
  command.Switch("--hex", &flags->hex, "Encoded keys are hexadecimal digits, one a line (they always are)");
  AddFormat(command, flags.get(), "--hex-keys");
  command.Number("--threads", &flags->threads, "How many threads work; 0: one for each processor")
      .Between(0, 1024);
}

}  // namespace

void AddDict(CommandLine& line) {
  SubcommandGroup group = line.AddGroup("dict", "Make keys shorter and keep their order, by a dictionary");
  AddTrain(group);
  AddConvert(group, "encode", "Write the encoding of each key", "Keys, one a line; - for standard input",
             "encoding", &EncodeFile);
  AddConvert(group, "decode", "Write the key of each encoding", "Encoded keys; - for standard input",
             "decoding", &DecodeFile);
  AddInfo(group);
}

}  // namespace tacit::tool
