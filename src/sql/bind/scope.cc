#include "src/sql/bind/scope.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

namespace tacit::sql::bind {
namespace {

constexpr int kNone = -1;
constexpr int kSeveral = -2;

std::string Quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

Status Ambiguous(std::string_view name) {
  return Status::InvalidArgument("bind: column reference " + Quoted(name) + " is ambiguous; qualify it");
}

// The position of the only item whose name passes `matches`.
template <typename Items, typename Matches>
int FindOnly(const Items& items, const Matches& matches) {
  int found = kNone;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!matches(items[i])) continue;
    if (found != kNone) return kSeveral;
    found = static_cast<int>(i);
  }
  return found;
}

// Exactly first, then without regard to case.
template <typename Items, typename NameOfItem>
int FindByName(const Items& items, std::string_view name, const NameOfItem& name_of) {
  const int exact = FindOnly(items, [&](const auto& item) { return name_of(item) == name; });
  if (exact != kNone) return exact;
  return FindOnly(items, [&](const auto& item) { return EqualIgnoringCase(name_of(item), name); });
}

int FindTable(const std::vector<RangeTable>& tables, std::string_view alias) {
  return FindByName(tables, alias, [](const RangeTable& table) -> const std::string& { return table.alias; });
}

const FromItem& Nothing() {
  static const FromItem nothing;
  return nothing;
}

}  // namespace

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

int FindColumn(const std::vector<NamedColumn>& columns, std::string_view name) {
  return FindByName(columns, name,
                    [](const NamedColumn& column) -> const std::string& { return column.name; });
}

Result<ExprPtr> ResolveColumn(const Scope& scope, std::string_view name) {
  for (const Scope* at = &scope; at != nullptr; at = at->outer) {
    const FromItem& from = at->from != nullptr ? *at->from : Nothing();
    const int found = FindColumn(from.visible, name);
    if (found == kSeveral) return Ambiguous(name);
    if (found >= 0) return from.visible[static_cast<std::size_t>(found)].expr;
    if (at->fallback != nullptr) {
      const int output = FindColumn(*at->fallback, name);
      if (output >= 0) return (*at->fallback)[static_cast<std::size_t>(output)].expr;
    }
    if (FindTable(from.tables, name) != kNone) {
      return Status::NotSupported("unsupported: whole-row reference " + Quoted(name));
    }
  }
  return Status::InvalidArgument("bind: column " + Quoted(name) + " does not exist");
}

Result<const RangeTable*> ResolveTable(const Scope& scope, std::string_view alias) {
  for (const Scope* at = &scope; at != nullptr; at = at->outer) {
    if (at->from == nullptr) continue;
    const int found = FindTable(at->from->tables, alias);
    if (found == kSeveral) {
      return Status::InvalidArgument("bind: table reference " + Quoted(alias) + " is ambiguous");
    }
    if (found >= 0) return &at->from->tables[static_cast<std::size_t>(found)];
  }
  return Status::InvalidArgument("bind: missing FROM-clause entry for table " + Quoted(alias));
}

Result<ExprPtr> ResolveColumn(const Scope& scope, std::string_view table, std::string_view name) {
  Result<const RangeTable*> range = ResolveTable(scope, table);
  if (!range.ok()) return range.status();
  const std::vector<NamedColumn>& columns = (*range)->columns;
  const int found = FindColumn(columns, name);
  const std::string full = std::string(table) + "." + std::string(name);
  if (found == kSeveral) return Ambiguous(full);
  if (found == kNone) return Status::InvalidArgument("bind: column " + full + " does not exist");
  return columns[static_cast<std::size_t>(found)].expr;
}

const Cte* FindCte(const Cte* ctes, std::string_view name) {
  for (const Cte* cte = ctes; cte != nullptr; cte = cte->next) {
    if (cte->name == name) return cte;
  }
  return nullptr;
}

Result<FromItem> SideBySide(FromItem left, FromItem right) {
  for (const RangeTable& table : right.tables) {
    const auto same = [&](const RangeTable& other) {
      return !table.alias.empty() && other.alias == table.alias;
    };
    if (std::any_of(left.tables.begin(), left.tables.end(), same)) {
      return Status::InvalidArgument("bind: table name " + Quoted(table.alias) + " specified more than once");
    }
  }
  std::move(right.tables.begin(), right.tables.end(), std::back_inserter(left.tables));
  std::move(right.visible.begin(), right.visible.end(), std::back_inserter(left.visible));
  return left;
}

}  // namespace tacit::sql::bind
