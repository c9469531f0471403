// What was found out of one template: what is kept, in memory and on disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/rewriter.h"

namespace tacit::rewrite {

struct KnownRewrite {
  // Of a statement: its text. Of a template: with its lifted literals as $n, in PostgreSQL's spelling.
  std::string sql;
  std::vector<std::string> rules;
  std::vector<std::string> constraints_used;
  Certificate certificate;
  double prove_ms = 0;
  double cost = 0;
  bool any_literals = false;  // see Rewrite
};

struct Answer {
  // Of a template only: each of its statements has an answer of its own, because literals were read, or
  // because the template's text does not read as it was proved; this one says no more.
  bool reads_literals = false;
  double cost = 0;  // of the statement as it came
  RewriteCounts counts;
  double spent_ms = 0;                 // in the prover; an answer of no rewrite is worth as much
  std::vector<KnownRewrite> rewrites;  // best first; empty: nothing was found
};

// One line of JSON; none where a text is not UTF-8, which JSON cannot hold.
[[nodiscard]] std::optional<std::string> AnswerAsJson(const Answer& answer);
// Law: AnswerFromJson(*AnswerAsJson(a)) gives a again; none for any other text.
[[nodiscard]] std::optional<Answer> AnswerFromJson(std::string_view text);

}  // namespace tacit::rewrite
