#include "optimizer/rewrite/answers.h"

#include <utility>

#include "optimizer/rules/rule.h"
#include "src/base/content_hash.h"
#include "src/base/file.h"
#include "src/base/status_macros.h"
#include "src/sql/identity.h"

namespace tacit::rewrite {
namespace {

void Add(const std::vector<int>& numbers, base::ContentHash* hash) {
  hash->Add(numbers.size());
  for (const int number : numbers) hash->Add(static_cast<std::uint64_t>(number));
}

// The members are taken apart by name: one that is added must be added here before this compiles.
void Add(const algebra::Fact& fact, base::ContentHash* hash) {
  const auto& [kind, table, columns, ref_table, ref_columns, predicate, condition, constraint_id] = fact;
  hash->Add(static_cast<std::uint64_t>(kind));
  hash->Add(table);
  Add(columns, hash);
  hash->Add(ref_table);
  Add(ref_columns, hash);
  hash->Add(sql::Identity(predicate));
  hash->Add(sql::Identity(condition));
  hash->Add(constraint_id);
}

void Add(const RewriteOptions& options, base::ContentHash* hash) {
  // Margin, floor and timing choose among measured rewrites, after the answer; guards stand beside it.
  const auto& [dialect, trust, depth, max_candidates, margin, floor_ms, prove, timing, guards] = options;
  hash->Add(static_cast<std::uint64_t>(dialect));
  hash->Add(static_cast<std::uint64_t>(trust));
  hash->Add(static_cast<std::uint64_t>(depth));
  hash->Add(static_cast<std::uint64_t>(max_candidates));
  const auto& [unused_dialect, unused_trust, budget_ms, seed, refute, record] = prove;
  hash->Add(static_cast<std::uint64_t>(budget_ms));
  hash->Add(seed);
  hash->Add(std::uint64_t{refute});
  hash->Add(std::uint64_t{record});
}

}  // namespace

std::string EnvironmentOf(const Schema& schema, const algebra::Facts& facts, const RewriteOptions& options,
                          std::string_view build) {
  base::ContentHash hash;
  hash.Add(build);
  Catalogue bare;
  bare.schema = schema;
  hash.Add(FormatCatalogue(bare));
  for (const algebra::Fact& fact : facts.all()) Add(fact, &hash);
  Add(options, &hash);
  for (const rules::Rule& rule : rules::AllRules()) hash.Add(rule.name);
  return hash.Hex();
}

Asked::Asked(const sql::QueryPtr& query, bool measured)
    : statement(query), lifting(query), to_measure(measured) {
  template_key = (to_measure ? "measured template " : "template ") + sql::Identity(lifting.Lift(query));
}

std::string Asked::StatementKey() const {
  return (to_measure ? "measured statement " : "statement ") + sql::Identity(statement);
}

const Answer* Answers::Find(std::string_view key) const {
  const auto found = answers_.find(key);
  return found == answers_.end() ? nullptr : &found->second;
}

Status Answers::Load(const std::string& path) {
  TACIT_ASSIGN_OR_RETURN(const ProofFile file, ReadProofs(path));
  const ProofSection* section = file.Find(environment_);
  if (section == nullptr) return Status::Ok();
  std::map<std::string, Answer, std::less<>> read;
  for (const auto& [key, text] : section->answers) {
    std::optional<Answer> answer = AnswerFromJson(text);
    if (!answer) {
      return Status::Corruption(path + ": section " + environment_ +
                                ": expected an answer, found other text; delete the file: it holds nothing "
                                "that is not found again");
    }
    read.emplace(key, std::move(*answer));
  }
  // What was found in this run is no older.
  answers_.merge(read);
  return Status::Ok();
}

Status Answers::Save(const std::string& path) const {
  if (!added_) return Status::Ok();
  TACIT_ASSIGN_OR_RETURN(ProofFile file, ReadProofs(path));
  ProofSection ours;
  if (const ProofSection* before = file.Find(environment_)) ours = *before;
  ours.environment = environment_;
  for (const auto& [key, answer] : answers_) {
    if (ours.answers.contains(key)) continue;
    if (std::optional<std::string> text = AnswerAsJson(answer)) ours.answers.emplace(key, std::move(*text));
  }
  std::erase_if(file.sections, [&](const ProofSection& s) { return s.environment == environment_; });
  file.sections.insert(file.sections.begin(), std::move(ours));
  if (file.sections.size() > kMaxProofSections) file.sections.resize(kMaxProofSections);
  return base::WriteFileAtomically(path, PackProofs(file));
}

}  // namespace tacit::rewrite
