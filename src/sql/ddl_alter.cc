// ALTER TABLE, with what it takes away: a constraint that was dropped must not be believed.
#include <algorithm>
#include <array>
#include <utility>

#include "src/sql/ddl_reader.h"
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

}  // namespace

bool DdlReader::AlterTable(const Json& alter, const DdlSource& source) {
  Table* table = schema_.Find(TextMember(Member(alter, "relation"), "relname"));
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
    } else if (subtype == "AT_ValidateConstraint") {
      Validate(TextMember(command, "name"), table);
    } else if (subtype == "AT_DropConstraint") {
      DropConstraint(TextMember(command, "name"), table);
    } else if (subtype == "AT_DropColumn") {
      DropColumn(TextMember(command, "name"), table);
    } else if (subtype == "AT_AttachPartition") {
      continue;  // the partition's rows join the parent's, whose keys cover them
    } else if (table->ColumnOrdinal(TextMember(command, "name")) >= 0) {
      AlterColumn(subtype, command, source, &defaults_seen, table);
    } else {
      known = false;
    }
  }
  return known;
}

void DdlReader::AlterColumn(const std::string& subtype, const Json& command, const DdlSource& source,
                            std::size_t* defaults_seen, Table* table) {
  const int ordinal = table->ColumnOrdinal(TextMember(command, "name"));
  Column& column = table->columns[static_cast<std::size_t>(ordinal)];
  if (subtype == "AT_SetNotNull" || subtype == "AT_AddIdentity") {
    column.nullable = false;
  } else if (subtype == "AT_DropNotNull") {
    column.nullable = true;
  } else if (subtype == "AT_AlterColumnType") {
    column.type = TypeText(Member(Member(Member(command, "def"), "ColumnDef"), "typeName"));
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
  if (key == table->uniques.end() || TextMember(constraint, "contype") != "CONSTR_PRIMARY") return;
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
  if (name == table->name + "_pkey") table->primary_key.clear();
  const auto matches = [&](const std::string& given, const std::vector<std::string>& columns,
                           std::string_view suffix) {
    return given.empty() ? name.starts_with(DefaultName(*table, columns, suffix)) : given == name;
  };
  std::erase_if(table->uniques, [&](const UniqueKey& key) { return matches(key.name, key.columns, "key"); });
  std::erase_if(table->foreign_keys,
                [&](const ForeignKey& key) { return matches(key.name, key.columns, "fkey"); });
  // An unnamed check's columns are not known here; dropping one too many believes too little.
  std::erase_if(table->checks, [&](const Check& check) {
    return check.name.empty() ? name.find("_check") != std::string::npos : check.name == name;
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
}

}  // namespace tacit::sql
