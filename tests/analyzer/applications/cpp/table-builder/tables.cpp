#include "schema.h"

namespace {

#define MAX_LABEL 40
constexpr int kNameLength = 200 + 55;
const char* Suffix() { return "_index"; }

struct ServerTable : schema::Table {
  static constexpr const char* NAME = "servers";
  static constexpr const char* kId = "server_id";

  explicit ServerTable() : Table(NAME) {
    schema::Column id(kId, schema::DataType::Integer);
    id.addConstraint(schema::Constraint::NotNull);
    setColumns({id});
    setPrimaryKey(schema::PrimaryKey(std::vector<std::string>{kId}));
  }
};

struct UserTable : schema::Table {
  static constexpr const char* NAME = "users";

  UserTable(const ServerTable& servers, bool strict) : Table(std::string(NAME)) {
    schema::Column server("server_id", schema::DataType::Integer);
    schema::Column name("name", schema::DataType(schema::DataType::VarChar, kNameLength), {schema::Constraint::NotNull});
    schema::Column label("label", schema::DataType(schema::DataType::VarChar, MAX_LABEL));
    schema::Column mail("mail", schema::DataType::Text, {schema::Constraint::Unique});
    // Only sometimes: nothing may be claimed.
    if (strict) {
      label.addConstraint(schema::Constraint::NotNull);
    }
    // Never given to the table.
    schema::Column ghost("ghost", schema::DataType::Integer, {schema::Constraint::NotNull});
    setColumns({server, name, label, mail});
    setPrimaryKey(schema::PrimaryKey({"server_id", "name"}));
    addForeignKey(schema::ForeignKey(servers, {server}));
    addIndex(schema::Index(std::string(NAME) + Suffix(), {"server_id", "label"}, schema::Index::UNIQUE));
    addIndex(schema::Index("plain", {"mail"}));
  }
};

}  // namespace

int main() {
  ServerTable servers;
  UserTable users(servers, true);
}
