// What is known already, by template.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "optimizer/algebra/facts.h"
#include "optimizer/rewrite/answer.h"
#include "optimizer/rewrite/lift.h"
#include "optimizer/rewrite/proof_file.h"
#include "tacit/rewriter.h"
#include "tacit/schema.h"

namespace tacit::rewrite {

// Everything that an answer depends on beside its statement, as 32 hexadecimal digits: the schema, the facts
// at the trust asked for, dialect, options, the rules' names, and `build` (base::BuildId).
[[nodiscard]] std::string EnvironmentOf(const Schema& schema, const algebra::Facts& facts,
                                        const RewriteOptions& options, std::string_view build);

// A statement that is looked for.
struct Asked {
  Asked(const sql::QueryPtr& query, bool measured);

  sql::QueryPtr statement;
  Lifting lifting;
  std::string
      template_key;  // two statements have the same one only where they are one but for lifted literals
  // Of this statement alone, literals and all.
  [[nodiscard]] std::string StatementKey() const;

  bool to_measure;  // more rewrites are wanted then
};

// The answers of one environment. Keys are compared as a whole, not by their hashes. Thread safety: one
// thread.
class Answers {
 public:
  explicit Answers(std::string environment) : environment_(std::move(environment)) {}

  // Null where none is known. The pointer lives until the next Add or Load.
  [[nodiscard]] const Answer* Find(std::string_view key) const;
  void Add(const std::string& key, Answer answer) {
    answers_.insert_or_assign(key, std::move(answer));
    added_ = true;
  }

  // See Rewriter. Where nothing was added, nothing is written.
  [[nodiscard]] Status Load(const std::string& path);
  [[nodiscard]] Status Save(const std::string& path) const;

 private:
  std::string environment_;
  std::map<std::string, Answer, std::less<>> answers_;
  bool added_ = false;
};

}  // namespace tacit::rewrite
