#include "optimizer/advise/scan.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "src/sql/name.h"

namespace tacit::advise {
namespace {

// "LEFT JOIN (SELECT id AS tacit_0_0 FROM users) AS tacit_0 ON tacit_0.tacit_0_0 = posts.user_id": no name of
// the joined side can be taken for one of the table's.
std::string PartnerJoin(const Partner& partner, const std::string& table, std::size_t number,
                        const Schema& live, Dialect dialect) {
  const std::string alias = "tacit_" + std::to_string(number);
  std::string columns;
  std::string on;
  std::string there;
  for (std::size_t i = 0; i < partner.columns.size(); ++i) {
    const std::string mine = alias + "_" + std::to_string(i);
    const std::string target = sql::SqlName(partner.target_columns[i], dialect);
    columns += (i == 0 ? "" : ", ") + target + " AS " + mine;
    on += (i == 0 ? "" : " AND ") + alias + "." + mine + " = " + sql::SqlName(table, dialect) + "." +
          sql::SqlName(partner.columns[i], dialect);
    there += (i == 0 ? " WHERE " : " AND ") + target + " IS NOT NULL";
  }
  const Table* target = live.Find(partner.target);
  const bool distinct = target != nullptr && IsKey(*target, partner.target_columns);
  return " LEFT JOIN (SELECT " + std::string(distinct ? "" : "DISTINCT ") + columns + " FROM " +
         sql::SqlName(partner.target, dialect) + (distinct ? "" : there) + ") AS " + alias + " ON " + on;
}

}  // namespace

bool IsKey(const Table& table, const std::vector<std::string>& columns) {
  const std::set<std::string> wanted(columns.begin(), columns.end());
  const auto same = [&](const std::vector<std::string>& key) {
    return key.size() == columns.size() && std::set<std::string>(key.begin(), key.end()) == wanted;
  };
  return same(table.primary_key) ||
         std::any_of(table.uniques.begin(), table.uniques.end(), [&](const UniqueKey& key) {
           return !key.where && key.expressions.empty() && same(key.columns);
         });
}

std::string ScanSql(const std::string& table, const std::vector<const ViolationSql*>& members,
                    const Schema& live, Dialect dialect) {
  std::string counts;
  std::string joins;
  std::size_t number = 0;
  for (const ViolationSql* member : members) {
    std::string broken = member->filter.empty() ? "" : "(" + member->filter + ")";
    for (const Partner& partner : member->partners) {
      const std::string alias = "tacit_" + std::to_string(number);
      broken +=
          (broken.empty() ? "(" : " OR (") + partner.applies + " AND " + alias + "." + alias + "_0 IS NULL)";
      joins += PartnerJoin(partner, table, number++, live, dialect);
    }
    counts += (counts.empty() ? "" : ", ") + ("COUNT(*) FILTER (WHERE " + broken + ")");
  }
  return "SELECT " + counts + " FROM " + sql::SqlName(table, dialect) + joins;
}

std::string KeysSql(const std::string& table, const std::vector<const ViolationSql*>& members) {
  std::vector<std::string> parts;
  for (const ViolationSql* member : members) {
    for (const std::string& part : member->key->parts) {
      if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    }
  }
  std::string inner;
  std::string grouping;
  std::string sets;
  std::string counts;
  std::set<std::uint64_t> seen;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    inner += parts[i] + " AS part_" + std::to_string(i) + ", ";
    grouping += (i == 0 ? "" : ", ") + parts[i];
  }
  for (std::size_t m = 0; m < members.size(); ++m) {
    const KeyParts& key = *members[m]->key;
    // GROUPING's bits, the last part's lowest, are 0 for the parts of the set that a row is of.
    std::uint64_t bits = 0;
    std::string set;
    std::string concerned;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool inside = std::find(key.parts.begin(), key.parts.end(), parts[i]) != key.parts.end();
      bits = bits << 1U | (inside ? 0U : 1U);
      if (!inside) continue;
      set += (set.empty() ? "" : ", ") + parts[i];
      if (key.skips_nulls) concerned += " AND part_" + std::to_string(i) + " IS NOT NULL";
    }
    // A set that stands there twice would count its groups twice.
    if (seen.insert(bits).second) sets += (m == 0 ? "(" : ", (") + set + ")";
    counts += (m == 0 ? "" : ", ") + ("CAST(COALESCE(SUM(n) FILTER (WHERE which = " + std::to_string(bits) +
                                      concerned + "), 0) AS BIGINT)");
  }
  return "SELECT " + counts + " FROM (SELECT " + inner + "GROUPING(" + grouping +
         ") AS which, COUNT(*) AS n FROM " + sql::SqlName(table, Dialect::kPostgresql) +
         " GROUP BY GROUPING SETS (" + sets + ") HAVING COUNT(*) > 1) AS groups_of_rows";
}

}  // namespace tacit::advise
