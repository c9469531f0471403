// ALTER TABLE, with what it takes away: a constraint that was dropped must not be believed.
#include <algorithm>
#include <array>
#include <utility>

#include "src/sql/ddl_reader.h"
#include "src/sql/name.h"
#include "src/sql/pg_parse.h"

namespace tacit::sql {
namespace {

using Json = nlohmann::json;

bool Names(const std::vector<std::string>& columns, const std::string& name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

// PostgreSQL's name for a constraint that the source leaves unnamed: table_columns_suffix.
std::string DefaultName(const Table& table, const std::vector<std::string>& columns,
                        std::string_view suffix) {
  std::string name = table.name;
  for (const std::string& column : columns) name += "_" + column;
  return name + "_" + std::string(suffix);
}

bool MentionsName(const std::string& expression, const std::string& name) {
  const std::vector<Token> tokens = Tokenize(expression);
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    const bool is_name = token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
    return is_name && NameOf(expression, token) == name;
  });
}

// "from"."a" > 0 of a table that is called `to` from now on.
std::string Requalified(const std::string& expression, const std::string& from, const std::string& to) {
  const std::vector<Token> tokens = Tokenize(expression);
  std::string text;
  std::size_t copied = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const bool name = tokens[i].kind == TokenKind::kWord || tokens[i].kind == TokenKind::kQuotedName;
    if (!name || !IsSymbol(expression, tokens[i + 1], '.') || NameOf(expression, tokens[i]) != from) continue;
    text += expression.substr(copied, tokens[i].begin - copied) + SqlName(to, Dialect::kPostgresql);
    copied = tokens[i].end;
  }
  return text + expression.substr(copied);
}

}  // namespace

std::string DdlReader::PrimaryKeyName(const Table& table) const {
  const auto named = primary_key_names_.find(table.name);
  return named == primary_key_names_.end() ? table.name + "_pkey" : named->second;
}

void DdlReader::NamePrimaryKey(const Json& constraint, const Table& table) {
  if (TextMember(constraint, "contype") != "CONSTR_PRIMARY") return;
  const std::string name = TextMember(constraint, "conname");
  const std::string index = TextMember(constraint, "indexname");
  const std::string given = name.empty() ? index : name;
  primary_key_names_[table.name] = given.empty() ? table.name + "_pkey" : given;
}

void DdlReader::DropPrimaryKey(const std::string& table) {
  if (Table* found = FindTable(table)) found->primary_key.clear();
}

void DdlReader::Doubt(const std::string& table, int line, const std::string& statement) {
  Ignore(statement);
  Table* found = FindTable(table);
  if (found == nullptr) return;
  doubts_.push_back({line, "expected an ALTER TABLE that is understood, found " + statement +
                               "; what was known of the table's constraints is not used"});
  Forget(found);
}

void DdlReader::DoubtAll(int line, const std::string& statement) {
  Ignore(statement);
  doubts_.push_back({line, "expected a change of a table that is named, found " + statement +
                               "; what was known of every table's constraints is not used"});
  for (Table& table : schema_.tables) Forget(&table);
}

void DdlReader::Forget(Table* table) const {
  table->primary_key.clear();
  table->uniques.clear();
  table->foreign_keys.clear();
  table->checks.clear();
  std::erase_if(table->indexes, [](const Index& index) { return index.unique; });
  for (Column& column : table->columns) {
    column.nullable = true;
    if (column.type.ends_with(")")) column.type.resize(column.type.find('('));
    if (types_.enums.contains(column.type)) column.type = "text";
  }
}

bool DdlReader::AlterTable(const Json& alter, const DdlSource& source) {
  Table* table = FindTable(TextMember(Member(alter, "relation"), "relname"));
  if (table == nullptr) return false;
  bool known = false;
  std::size_t defaults_seen = 0;
  for (const Json& node : Member(alter, "cmds")) {
    const Json& command = Member(node, "AlterTableCmd");
    const std::string subtype = TextMember(command, "subtype");
    const Json& definition = Member(command, "def");
    known = true;
    if (subtype == "AT_AddColumn") {
      AddColumn(Member(definition, "ColumnDef"), source, types_, table);
    } else if (subtype == "AT_AddConstraint") {
      AddTableConstraint(Member(definition, "Constraint"), source, table);
      NamePrimaryKey(Member(definition, "Constraint"), *table);
    } else if (subtype == "AT_ValidateConstraint") {
      Validate(TextMember(command, "name"), table);
    } else if (subtype == "AT_DropConstraint") {
      const std::string name = TextMember(command, "name");
      if (EqualsIgnoringCase(name, PrimaryKeyName(*table))) table->primary_key.clear();
      DropConstraint(name, table);
      std::erase_if(unvalidated_, [&](const Unvalidated& entry) {
        return entry.table == table->name && entry.key.name == name;
      });
    } else if (subtype == "AT_DropColumn") {
      DropColumn(SpelledColumn(*table, TextMember(command, "name")), table);
    } else if (subtype == "AT_AttachPartition") {
      continue;  // the partition's rows join the parent's, whose keys cover them
    } else if (table->ColumnOrdinal(SpelledColumn(*table, TextMember(command, "name"))) >= 0) {
      AlterColumn(subtype, command, source, &defaults_seen, table);
    } else {
      known = false;
    }
  }
  return known;
}

void DdlReader::AlterColumn(const std::string& subtype, const Json& command, const DdlSource& source,
                            std::size_t* defaults_seen, Table* table) {
  const int ordinal = table->ColumnOrdinal(SpelledColumn(*table, TextMember(command, "name")));
  Column& column = table->columns[static_cast<std::size_t>(ordinal)];
  if (subtype == "AT_SetNotNull" || subtype == "AT_AddIdentity") {
    column.nullable = false;
  } else if (subtype == "AT_DropNotNull") {
    column.nullable = !Names(table->primary_key, column.name);  // MySQL keeps a key's columns NOT NULL
  } else if (subtype == "AT_AlterColumnType") {
    SetColumnType(TypeText(Member(Member(Member(command, "def"), "ColumnDef"), "typeName")), types_, &column,
                  table);
  } else if (subtype == "AT_ColumnDefault") {
    column.default_sql.reset();
    if (!Member(command, "def").is_null()) column.default_sql = source.SetDefaultText((*defaults_seen)++);
  }
}

void DdlReader::AddTableConstraint(const Json& constraint, const DdlSource& source, Table* table) {
  const std::string kind = TextMember(constraint, "contype");
  const bool unvalidated = BoolMember(constraint, "skip_validation");
  if (!TextMember(constraint, "indexname").empty()) {
    PromoteIndex(constraint, table);
  } else if (unvalidated && kind == "CONSTR_FOREIGN") {
    unvalidated_.push_back({table->name, ReadForeignKey(constraint)});
  } else {
    AddConstraint(constraint, source, table);
    if (unvalidated && kind == "CONSTR_CHECK") table->checks.back().validated = false;
  }
}

// ADD PRIMARY KEY | UNIQUE USING INDEX: the index becomes the constraint's.
void DdlReader::PromoteIndex(const Json& constraint, Table* table) {
  const std::string name = TextMember(constraint, "indexname");
  const auto key = std::find_if(table->uniques.begin(), table->uniques.end(),
                                [&](const UniqueKey& unique) { return unique.name == name; });
  if (key == table->uniques.end()) return;
  if (TextMember(constraint, "contype") != "CONSTR_PRIMARY") {
    const std::string given = TextMember(constraint, "conname");
    if (!given.empty()) RenameConstraint(name, given, table);
    return;
  }
  SetPrimaryKey(key->columns, table);
  table->uniques.erase(key);
  std::erase_if(table->indexes, [&](const Index& index) { return index.name == name; });
}

void DdlReader::Validate(const std::string& constraint, Table* table) {
  for (Check& check : table->checks) {
    if (check.name == constraint) check.validated = true;
  }
  std::erase_if(unvalidated_, [&](const Unvalidated& entry) {
    if (entry.table != table->name || entry.key.name != constraint) return false;
    table->foreign_keys.push_back(entry.key);
    return true;
  });
}

void DropConstraint(const std::string& name, Table* table) {
  // MySQL names a key after its first column.
  const auto matches = [&](const std::string& given, const std::vector<std::string>& columns,
                           std::string_view suffix) {
    if (!given.empty()) return EqualsIgnoringCase(given, name);
    return name.starts_with(DefaultName(*table, columns, suffix)) ||
           (!columns.empty() &&
            (EqualsIgnoringCase(name, columns[0]) || ToLower(name).starts_with(ToLower(columns[0]) + "_2")));
  };
  std::erase_if(table->indexes, [&](const Index& index) { return EqualsIgnoringCase(index.name, name); });
  std::erase_if(table->uniques, [&](const UniqueKey& key) { return matches(key.name, key.columns, "key"); });
  std::erase_if(table->foreign_keys,
                [&](const ForeignKey& key) { return matches(key.name, key.columns, "fkey"); });
  // An unnamed check's columns are not known here; dropping one too many believes too little.
  std::erase_if(table->checks, [&](const Check& check) {
    return check.name.empty() ? ToLower(name).find("_ch") != std::string::npos
                              : EqualsIgnoringCase(check.name, name);
  });
}

void DropColumn(const std::string& name, Table* table) {
  std::erase_if(table->columns, [&](const Column& column) { return column.name == name; });
  if (Names(table->primary_key, name)) table->primary_key.clear();
  const auto mentioned = [&](const std::vector<std::string>& expressions) {
    return std::any_of(expressions.begin(), expressions.end(),
                       [&](const std::string& expression) { return MentionsName(expression, name); });
  };
  std::erase_if(table->uniques, [&](const UniqueKey& key) {
    return Names(key.columns, name) || mentioned(key.expressions) ||
           MentionsName(key.where.value_or(""), name);
  });
  std::erase_if(table->foreign_keys, [&](const ForeignKey& key) { return Names(key.columns, name); });
  std::erase_if(table->checks, [&](const Check& check) { return MentionsName(check.sql, name); });
  std::erase_if(table->indexes, [&](const Index& index) {
    return mentioned(index.columns) || MentionsName(index.where.value_or(""), name);
  });
}

void RenameConstraint(const std::string& from, const std::string& to, Table* table) {
  const auto rename = [&](auto& named) {
    for (auto& one : named) {
      if (one.name == from) one.name = to;
    }
  };
  rename(table->uniques);
  rename(table->indexes);
  rename(table->checks);
  rename(table->foreign_keys);
}

void PrepareRename(const std::string& to, Table* table) {
  const std::string from = table->name;
  for (UniqueKey& key : table->uniques) {
    if (key.name.empty()) key.name = DefaultName(*table, key.columns, "key");
    for (std::string& expression : key.expressions) expression = Requalified(expression, from, to);
    if (key.where) key.where = Requalified(*key.where, from, to);
  }
  for (ForeignKey& key : table->foreign_keys) {
    if (key.name.empty()) key.name = DefaultName(*table, key.columns, "fkey");
  }
  for (Check& check : table->checks) check.sql = Requalified(check.sql, from, to);
  for (Index& index : table->indexes) {
    for (std::string& column : index.columns) column = Requalified(column, from, to);
    if (index.where) index.where = Requalified(*index.where, from, to);
  }
}

std::string SpelledColumn(const Table& table, const std::string& name) {
  if (table.ColumnOrdinal(name) >= 0) return name;
  const auto found = std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& column) {
    return EqualsIgnoringCase(column.name, name);
  });
  return found == table.columns.end() ? name : found->name;
}

void RenameColumn(const std::string& from, const std::string& to, Table* table) {
  const auto rename = [&](std::vector<std::string>* names) {
    std::replace(names->begin(), names->end(), from, to);
  };
  for (Column& column : table->columns) {
    if (column.name == from) column.name = to;
  }
  rename(&table->primary_key);
  for (UniqueKey& key : table->uniques) rename(&key.columns);
  for (ForeignKey& key : table->foreign_keys) rename(&key.columns);
  for (Index& index : table->indexes) rename(&index.columns);
  // Texts of expressions still say the old name; without them less is believed.
  std::erase_if(table->checks, [&](const Check& check) { return MentionsName(check.sql, from); });
  std::erase_if(table->uniques, [&](const UniqueKey& key) {
    return MentionsName(key.where.value_or(""), from) ||
           std::any_of(key.expressions.begin(), key.expressions.end(),
                       [&](const std::string& expression) { return MentionsName(expression, from); });
  });
  std::erase_if(table->indexes, [&](const Index& index) {
    return MentionsName(index.where.value_or(""), from) ||
           std::any_of(index.columns.begin(), index.columns.end(),
                       [&](const std::string& column) { return MentionsName(column, from); });
  });
}

}  // namespace tacit::sql
