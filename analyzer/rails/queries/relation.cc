#include "analyzer/rails/queries/relation.h"

#include <algorithm>
#include <cctype>

#include "src/sql/name.h"

namespace tacit::analyze::rails::queries {

namespace {

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

enum class Family { kAny, kBoolean, kNumber, kText };

Family FamilyOf(const Column* column) {
  if (column == nullptr) return Family::kAny;
  const std::string type = Lower(column->type);
  const auto begins = [&type](std::string_view name) { return type.starts_with(name); };
  if (begins("bool")) return Family::kBoolean;
  if (begins("int") || begins("bigint") || begins("smallint") || begins("numeric") || begins("decimal") ||
      begins("double") || begins("real") || begins("float") || begins("serial") || begins("bigserial")) {
    return Family::kNumber;
  }
  return begins("varchar") || begins("text") || begins("char") ? Family::kText : Family::kAny;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// ActiveRecord casts a value to the column's type.
std::optional<std::string> TextLiteral(const std::string& text, Family family) {
  if (HasHole(text)) return std::string(1, kScalarHole);
  if (family == Family::kBoolean) {
    const bool no = text == "0" || text == "f" || text == "false" || text == "off" || text == "F";
    return no ? "FALSE" : "TRUE";
  }
  if (family == Family::kNumber) return IsNumber(text) ? std::optional(text) : std::nullopt;
  return Quoted(text);
}

void AppendList(std::string& sql, std::string_view keyword, const std::vector<std::string>& items,
                std::string_view separator) {
  if (items.empty()) return;
  sql += keyword;
  for (std::size_t i = 0; i < items.size(); ++i) sql += (i == 0 ? "" : std::string(separator)) + items[i];
}

// Reads SQL text with holes from left to right and numbers its parameters.
class ParameterWriter {
 public:
  explicit ParameterWriter(std::string_view text) : text_(text) {}

  std::optional<std::string> Run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\'') {
        if (!QuotedText()) return std::nullopt;
      } else if (c == '"' || c == '`') {
        if (!QuotedIdentifier(c)) return std::nullopt;
      } else if (c == kUnknownHole) {
        return std::nullopt;
      } else if (c == kScalarHole || c == kListHole) {
        if (!Hole(c)) return std::nullopt;
      } else {
        out_ += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        ++at_;
      }
    }
    return out_;
  }

 private:
  void Parameter() { out_ += "$" + std::to_string(++count_); }

  // A text with holes in it is one parameter, whatever they hold.
  bool QuotedText() {
    std::size_t end = at_ + 1;
    while (end < text_.size()) {
      if (text_[end] != '\'') {
        ++end;
      } else if (end + 1 < text_.size() && text_[end + 1] == '\'') {
        end += 2;
      } else {
        break;
      }
    }
    if (end >= text_.size()) return false;
    const std::string_view whole = text_.substr(at_, end + 1 - at_);
    if (HasHole(whole)) {
      Parameter();
    } else {
      out_ += whole;
    }
    at_ = end + 1;
    return true;
  }

  bool QuotedIdentifier(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (HasHole(name)) return false;
    out_ += QuotedName(name);
    at_ = end + 1;
    return true;
  }

  // A hole stands where a value stands: after an operator, a bracket, a comma, or a word that takes one.
  bool Hole(char kind) {
    std::size_t before = out_.size();
    while (before > 0 && out_[before - 1] == ' ') --before;
    if (before == 0) return false;
    const char last = out_[before - 1];
    const bool touches = before == out_.size();
    std::size_t word = before;
    while (word > 0 && IsWord(out_[word - 1])) --word;
    const std::string name = Lower(std::string_view(out_).substr(word, before - word));
    static constexpr std::string_view kTakesValue[] = {"and",  "between", "like",   "ilike", "limit", "then",
                                                       "else", "when",    "offset", "or",    "not"};
    const bool after_word =
        !touches && std::find(std::begin(kTakesValue), std::end(kTakesValue), name) != std::end(kTakesValue);
    const bool after_sign = std::string_view("=<>(,+-*/").find(last) != std::string_view::npos;
    if (kind == kListHole ? last != '(' && last != ',' : !after_word && !after_sign) return false;
    ++at_;
    if (at_ < text_.size() && (IsWord(text_[at_]) || text_[at_] == '.' || text_[at_] == '(')) return false;
    Parameter();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  int count_ = 0;
};

}  // namespace

std::string QuotedName(std::string_view name) { return sql::SqlName(name, Dialect::kPostgresql); }

std::string ColumnName(std::string_view table, std::string_view column) {
  return QuotedName(table) + "." + QuotedName(column);
}

std::optional<std::string> Literal(const Value& value, const Column* column) {
  const Family family = FamilyOf(column);
  if (value.Is<Nil>()) return "NULL";
  if (const auto* truth = value.As<bool>()) {
    if (family == Family::kNumber) return *truth ? "1" : "0";
    if (family == Family::kText) return *truth ? "'t'" : "'f'";
    return *truth ? "TRUE" : "FALSE";
  }
  if (const auto* number = value.As<std::int64_t>()) {
    const std::string digits = std::to_string(*number);
    if (family == Family::kText) return "'" + digits + "'";
    if (family == Family::kBoolean) return *number == 0 ? "FALSE" : "TRUE";
    return digits;
  }
  if (const auto* text = value.As<std::string>()) return TextLiteral(*text, family);
  if (const auto* symbol = value.As<Symbol>()) return TextLiteral(symbol->name, family);
  if (const auto* type = value.As<ClassRef>()) return Quoted(type->path);
  const bool one = value.Is<Unknown>() || value.Is<Scalar>() || value.Is<Object>() || value.Is<double>();
  return one ? std::optional(std::string(1, kScalarHole)) : std::nullopt;
}

std::optional<std::string> Literals(const Value& value, const Column* column) {
  if (value.Is<List>() || value.Is<Unknown>()) return std::string(1, kListHole);
  const Array* array = value.AsArray();
  if (array == nullptr) return Literal(value, column);
  std::string list;
  for (const Value& item : array->items) {
    const auto literal = item.Is<List>() ? std::optional(std::string(1, kListHole)) : Literal(item, column);
    if (!literal) return std::nullopt;
    list += (list.empty() ? "" : ", ") + *literal;
  }
  return list.empty() ? "NULL" : list;
}

std::optional<std::string> BindValues(const std::string& text, const std::vector<Value>& values) {
  const Hash* named = values.size() == 1 ? values[0].AsHash() : nullptr;
  std::string bound;
  std::size_t next = 0;
  const auto spell = [&](const Value& value) -> bool {
    if (const RelationPtr inner = value.AsRelation()) {
      const bool keys = inner->select.empty() && inner->table->primary_key.size() == 1;
      bound += SelectText(*inner, keys ? ColumnName(inner->table->name, inner->table->primary_key[0]) : "");
      return true;
    }
    const std::size_t last = bound.find_last_not_of(' ');
    const bool in_list = last != std::string::npos && bound[last] == '(';
    const auto list = in_list ? Literals(value, nullptr) : Literal(value, nullptr);
    if (list) bound += *list;
    return list.has_value();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool colon = text[i] == ':' && i + 1 < text.size() && (i == 0 || text[i - 1] != ':') &&
                       std::isalpha(static_cast<unsigned char>(text[i + 1])) != 0;
    if (named != nullptr && colon) {
      std::size_t end = i + 1;
      while (end < text.size() && IsWord(text[end])) ++end;
      const Value* value = Find(*named, text.substr(i + 1, end - i - 1));
      if (value == nullptr || !spell(*value)) return std::nullopt;
      i = end - 1;
    } else if (named == nullptr && text[i] == '?') {
      if (next >= values.size() || !spell(values[next++])) return std::nullopt;
    } else {
      bound += text[i];
    }
  }
  if (named == nullptr && next != values.size()) return std::nullopt;
  return bound;
}

std::string SelectText(const Relation& relation, std::string_view list) {
  const std::string table = QuotedName(relation.table->name);
  std::string sql = relation.distinct ? "SELECT DISTINCT " : "SELECT ";
  if (!list.empty()) {
    sql += list;
  } else if (relation.select.empty()) {
    sql += table + ".*";
  } else {
    AppendList(sql, "", relation.select, ", ");
  }
  sql += " FROM " + table;
  AppendList(sql, " ", relation.joins, " ");
  std::vector<std::string> conditions;
  for (const Condition& condition : relation.where) conditions.push_back("(" + condition.text + ")");
  if (relation.none) conditions.push_back("1 = 0");
  AppendList(sql, " WHERE ", conditions, " AND ");
  AppendList(sql, " GROUP BY ", relation.group, ", ");
  AppendList(sql, " HAVING ", relation.having, " AND ");
  AppendList(sql, " ORDER BY ", relation.order, ", ");
  if (relation.limit) sql += " LIMIT " + *relation.limit;
  if (relation.offset) sql += " OFFSET " + *relation.offset;
  return sql;
}

std::optional<std::string> WithParameters(std::string_view text) { return ParameterWriter(text).Run(); }

}  // namespace tacit::analyze::rails::queries
