#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "optimizer/decide/decide.h"
#include "optimizer/decide/hypotheses.h"
#include "src/base/status_macros.h"
#include "tacit/prove_batch.h"

namespace tacit {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

// Schemas that come inline are kept as long as they keep coming.
constexpr std::size_t kMaxInlineDeciders = 32;

struct Line {
  std::string_view text;
  int number = 0;  // from 1
};

// Lines that are not blank.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool Next(Line* line) {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      line->text = rest_.substr(0, end);
      line->number = ++number_;
      rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
      if (line->text.find_first_not_of(" \t\r") != std::string_view::npos) return true;
    }
    return false;
  }

 private:
  std::string_view rest_;
  int number_ = 0;
};

std::string Place(std::string_view name, int line) { return std::string(name) + ":" + std::to_string(line); }

// The member's text; empty where it is absent or null. An error names the member that is no text.
Result<std::string> TextMember(const json& object, const char* member, const std::string& place) {
  const auto found = object.find(member);
  if (found == object.end() || found->is_null()) return std::string();
  if (!found->is_string()) {
    return Status::InvalidArgument(place + ": expected text in \"" + member + "\", found " +
                                   found->dump().substr(0, 40));
  }
  return found->get<std::string>();
}

Result<json> ParseObject(const Line& line, const std::string& place) {
  json object = json::parse(line.text, nullptr, false);
  if (!object.is_object()) {
    return Status::InvalidArgument(place + ": expected a JSON object, found " +
                                   std::string(line.text.substr(0, 40)));
  }
  return object;
}

struct StoredSchema {
  std::string ddl;
  json constraints;
  std::string place;
};

struct PairLine {
  std::string id;
  std::string left;
  std::string right;
  decide::Decider* decider = nullptr;
};

class Batch {
 public:
  explicit Batch(const ProveOptions& options) : options_(options) {}

  Status ReadSchemas(std::string_view text, std::string_view name) {
    Lines lines(text);
    for (Line line; lines.Next(&line);) {
      const std::string place = Place(name, line.number);
      TACIT_ASSIGN_OR_RETURN(json object, ParseObject(line, place));
      TACIT_ASSIGN_OR_RETURN(std::string id, TextMember(object, "schema_id", place));
      TACIT_ASSIGN_OR_RETURN(std::string ddl, TextMember(object, "ddl", place));
      if (id.empty()) return Status::InvalidArgument(place + ": expected a schema_id, found none");
      schemas_[id] = {std::move(ddl), object.value("app_constraints", json()), place};
    }
    return Status::Ok();
  }

  // `pair->id` is set wherever the line has one, also where the rest of it is an error.
  Status ReadPair(const Line& line, std::string_view name, PairLine* pair) {
    const std::string place = Place(name, line.number);
    TACIT_ASSIGN_OR_RETURN(const json object, ParseObject(line, place));
    if (object.contains("id") && !object["id"].is_string()) {
      pair->id = object["id"].dump();
    } else {
      pair->id = object.value("id", "");
    }
    TACIT_ASSIGN_OR_RETURN(pair->left, TextMember(object, "sql1", place));
    TACIT_ASSIGN_OR_RETURN(pair->right, TextMember(object, "sql2", place));
    if (pair->left.empty() || pair->right.empty()) {
      return Status::InvalidArgument(place + ": expected sql1 and sql2, found " +
                                     (pair->left.empty() && pair->right.empty() ? "neither" : "one of them"));
    }
    TACIT_ASSIGN_OR_RETURN(const std::string ddl, TextMember(object, "schema", place));
    TACIT_ASSIGN_OR_RETURN(const std::string schema_id, TextMember(object, "schema_id", place));
    TACIT_ASSIGN_OR_RETURN(pair->decider,
                           DeciderFor(ddl, schema_id, object.value("constraints", json()), place));
    return Status::Ok();
  }

 private:
  // Pairs of one schema and equal constraints share one.
  Result<decide::Decider*> DeciderFor(const std::string& ddl, const std::string& schema_id,
                                      const json& constraints, const std::string& place) {
    const std::string given = constraints.is_array() && !constraints.empty() ? constraints.dump() : "";
    const std::string key = (schema_id.empty() ? "ddl " + ddl : "id " + schema_id) + "\n" + given;
    const auto found = deciders_.find(key);
    if (found != deciders_.end()) return found->second.get();
    if (deciders_.size() >= kMaxInlineDeciders) deciders_.clear();

    const StoredSchema* stored = nullptr;
    if (!schema_id.empty()) {
      const auto known = schemas_.find(schema_id);
      if (known == schemas_.end() && ddl.empty()) {
        return Status::InvalidArgument(place + ": expected the schema_id of a known schema, found \"" +
                                       schema_id + "\"; name its file with --schemas");
      }
      if (known != schemas_.end()) stored = &known->second;
    }
    TACIT_ASSIGN_OR_RETURN(
        const Catalogue plain,
        CatalogueFromDdl(stored != nullptr ? stored->ddl : ddl, stored != nullptr ? stored->place : place));
    std::vector<Constraint> given_constraints =
        decide::ReadHypotheses(constraints, plain.schema, Trust::kDeclared);
    if (stored != nullptr) {
      for (Constraint& c : decide::ReadHypotheses(stored->constraints, plain.schema, Trust::kDeclared)) {
        c.id = "app_" + c.id;
        given_constraints.push_back(std::move(c));
      }
    }
    const Catalogue catalogue = MergeCatalogue(Application{}, plain.schema, std::move(given_constraints));
    TACIT_ASSIGN_OR_RETURN(auto decider, decide::Decider::Make(catalogue, options_));
    return deciders_.emplace(key, std::move(decider)).first->second.get();
  }

  ProveOptions options_;
  std::map<std::string, StoredSchema, std::less<>> schemas_;
  std::map<std::string, std::unique_ptr<decide::Decider>> deciders_;
};

std::int64_t CountLines(std::string_view text) {
  std::int64_t count = 0;
  Lines lines(text);
  for (Line line; lines.Next(&line);) ++count;
  return count;
}

void Count(const Verdict& verdict, BatchCounts* counts) {
  ++counts->pairs;
  switch (verdict.kind()) {
    case Verdict::Kind::kProved: ++counts->proved; return;
    case Verdict::Kind::kRefuted: ++counts->refuted; return;
    case Verdict::Kind::kUnknown: ++counts->unknown; return;
  }
}

}  // namespace

Result<BatchCounts> ProveBatch(const BatchInput& input, const BatchOptions& options) {
  Batch batch(options.prove);
  TACIT_RETURN_IF_ERROR(batch.ReadSchemas(input.schemas, input.schemas_name));
  const std::int64_t total = CountLines(input.pairs);
  BatchCounts counts;
  Lines lines(input.pairs);
  for (Line line; lines.Next(&line);) {
    PairLine pair;
    std::optional<Verdict> verdict;
    double ms = 0;
    if (const Status read = batch.ReadPair(line, input.pairs_name, &pair); !read.ok()) {
      if (read.code() == StatusCode::kInternal) return read;
      verdict = Verdict::Unknown("parse: " + read.message());
    } else {
      const Clock::time_point begin = Clock::now();
      TACIT_ASSIGN_OR_RETURN(verdict, pair.decider->Decide(pair.left, pair.right));
      ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    }
    Count(*verdict, &counts);
    TACIT_RETURN_IF_ERROR(options.write(VerdictAsJson(pair.id, *verdict, ms) + "\n", *verdict));
    if (options.progress) options.progress(counts.pairs, total);
  }
  return counts;
}

}  // namespace tacit
