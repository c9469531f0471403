#include "analyzer/rails/written_types.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

bool IsWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "Post" of `_type: 'Post'`, `_type == "Post"`, `_type => 'Post'`, from behind the column's name; empty:
// none.
std::string LiteralBehind(std::string_view text) {
  const std::size_t sign = text.find_first_not_of("'\": =>");
  if (sign == std::string_view::npos || sign == 0 || sign > 8) return "";
  const char quote = text[sign - 1];
  const bool relates = text.substr(0, sign).find_first_of(":=") != std::string_view::npos;
  if ((quote != '\'' && quote != '"') || !relates || text[sign] < 'A' || text[sign] > 'Z') return "";
  std::size_t end = sign;
  while (end < text.size() && (IsWordPart(text[end]) || text[end] == ':')) ++end;
  return end < text.size() && text[end] == quote ? std::string(text.substr(sign, end - sign)) : "";
}

void Collect(std::string_view text, std::map<std::string, std::set<std::string>>& written) {
  for (auto& [column, names] : written) {
    for (std::size_t at = text.find(column); at != std::string_view::npos; at = text.find(column, at + 1)) {
      if (at > 0 && IsWordPart(text[at - 1])) continue;
      const std::size_t end = at + column.size();
      if (end < text.size() && IsWordPart(text[end])) continue;
      if (std::string name = LiteralBehind(text.substr(end)); !name.empty()) names.insert(std::move(name));
    }
  }
}

bool IsTypeList(const Constraint& constraint) {
  return constraint.kind == ConstraintKind::kOneOf && constraint.derived_from &&
         std::any_of(constraint.evidence.begin(), constraint.evidence.end(), [](const Evidence& evidence) {
           return evidence.pattern == kBelongsToPolymorphic.doc.name;
         });
}

}  // namespace

void AddWrittenTypes(const Project& project, std::vector<Constraint>& constraints) {
  std::map<std::string, std::set<std::string>> written;  // by column
  for (const Constraint& constraint : constraints) {
    if (IsTypeList(constraint)) written.try_emplace(constraint.columns.front());
  }
  if (written.empty()) return;
  for (const SourceFile& file : project.code) Collect(file.tree->root().text, written);
  for (Constraint& constraint : constraints) {
    if (!IsTypeList(constraint)) continue;
    auto& values = std::get<ValuesDetail>(constraint.detail).values;
    for (const std::string& name : written[constraint.columns.front()]) {
      if (std::find(values.begin(), values.end(), Value(name)) == values.end()) values.emplace_back(name);
    }
  }
}

}  // namespace tacit::analyze::rails
