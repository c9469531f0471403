#include "optimizer/test/domain.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "src/interpret/value_order.h"

namespace tacit::refute {
namespace {

using sql::TypeKind;

constexpr std::size_t kMaxConstants = 12;
constexpr std::size_t kMaxValues = 16;
constexpr std::size_t kMaxLiterals = 40;  // of one atom

void AddOnce(const Value& value, std::size_t limit, std::vector<Value>* list) {
  if (IsNull(value) || list->size() >= limit) return;
  const auto same = [&](const Value& other) { return interpret::TotalOrder(other, value) == 0; };
  if (std::ranges::none_of(*list, same)) list->push_back(value);
}

// The least whole number has no absolute value.
bool Within(std::int64_t n, std::int64_t bound) { return -bound < n && n < bound; }

std::string Numbered(const char* format, int n) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, n);
  return buffer;
}

// YYYY-MM-DD, n days (n below 10,000) after 2020-01-01 in a calendar of 28-day months: any distinct dates do.
std::string DayNumber(int n) {
  return Numbered("%04d-", 2020 + n / 336) + Numbered("%02d-", n / 28 % 12 + 1) +
         Numbered("%02d", n % 28 + 1);
}

std::vector<Value> PlainValues(TypeKind kind) {
  const auto text = [](const char* s) { return Value(std::string(s)); };
  switch (kind) {
    case TypeKind::kBoolean: return {true, false};
    case TypeKind::kInteger: return {std::int64_t{1}, std::int64_t{2}, std::int64_t{0}, std::int64_t{3}};
    case TypeKind::kNumeric:
    case TypeKind::kFloat: return {1.0, 2.0, 0.5, 3.0};
    case TypeKind::kDate: return {text("2020-01-01"), text("2020-01-02"), text("2021-03-04")};
    case TypeKind::kTime: return {text("00:00:00"), text("12:30:00"), text("18:00:00")};
    case TypeKind::kTimestamp:
      return {text("2020-01-01 00:00:00"), text("2020-01-02 12:30:00"), text("2021-03-04 05:06:07")};
    case TypeKind::kInterval: return {text("1 day"), text("2 days")};
    case TypeKind::kUuid:
      return {text("00000000-0000-0000-0000-000000000001"), text("00000000-0000-0000-0000-000000000002")};
    case TypeKind::kJson: return {text("{}"), text("[]")};
    case TypeKind::kBytes: return {Blob{"a"}, Blob{"b"}};
    case TypeKind::kUnknown:
    case TypeKind::kText:
    case TypeKind::kChar: return {text("a"), text("b"), text("c"), text("")};
  }
  return {};
}

// A text that a LIKE pattern matches, with `filler` for what it leaves open.
std::string MatchOf(std::string_view pattern, std::string_view filler) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      text.push_back(pattern[++i]);
    } else if (pattern[i] == '%') {
      text.append(filler);
    } else {
      text.push_back(pattern[i] == '_' ? 'x' : pattern[i]);
    }
  }
  return text;
}

void AddTextNeighbours(const std::string& text, std::vector<Value>* list) {
  if (text.find_first_of("%_") != std::string::npos) {
    AddOnce(MatchOf(text, ""), kMaxConstants, list);
    AddOnce(MatchOf(text, "x"), kMaxConstants, list);
  }
  AddOnce(text, kMaxConstants, list);
  AddOnce(text + "x", kMaxConstants, list);
  std::string other_case = text;
  for (char& c : other_case) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    } else if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  AddOnce(other_case, kMaxConstants, list);
}

// The day before or after, within the month: neighbours need not be nearest.
std::string DayBeside(const std::string& date, int step) {
  const int day = (date[8] - '0') * 10 + (date[9] - '0') + step;
  if (day < 1 || day > 28) return {};
  return date.substr(0, 8) + Numbered("%02d", day) + date.substr(10);
}

// Before the whole numbers themselves, what two of them make: x * 2 = 50 is about 25, x + 1 = 50 about 49.
std::vector<Value> WithResults(std::vector<Value> literals) {
  constexpr std::int64_t kLarge = 1LL << 30;
  std::vector<Value> results;
  for (const Value& left : literals) {
    for (const Value& right : literals) {
      const auto* a = std::get_if<std::int64_t>(&left);
      const auto* b = std::get_if<std::int64_t>(&right);
      const bool small = a != nullptr && b != nullptr && Within(*a, kLarge) && Within(*b, kLarge);
      if (!small || &left == &right) continue;
      if (*b != 0 && *a % *b == 0) results.emplace_back(*a / *b);
      results.emplace_back(*a - *b);
    }
  }
  results.insert(results.end(), literals.begin(), literals.end());
  return results;
}

}  // namespace

Value FreshValue(TypeKind kind, int n) {
  switch (kind) {
    case TypeKind::kBoolean: return n % 2 == 0;
    case TypeKind::kInteger: return static_cast<std::int64_t>(n) + 20;
    case TypeKind::kNumeric:
    case TypeKind::kFloat: return static_cast<double>(n) + 20;
    case TypeKind::kDate: return DayNumber(n + 40);
    case TypeKind::kTime: return Numbered("13:%02d:00", n % 60);
    case TypeKind::kTimestamp: return DayNumber(n + 40) + " 01:02:03";
    case TypeKind::kInterval: return Numbered("%d days", n + 20);
    case TypeKind::kUuid: return Numbered("00000000-0000-0000-0000-%012d", n + 20);
    case TypeKind::kJson: return Numbered("{\"a\": %d}", n);
    case TypeKind::kBytes: return Blob{Numbered("k%d", n)};
    case TypeKind::kUnknown:
    case TypeKind::kText:
    case TypeKind::kChar: return Numbered("k%d", n);
  }
  return {};
}

void Domain::Note(const Key& column, const Value& literal, TypeKind kind) {
  std::vector<Value>& list = columns_[column].constants;
  if (const auto* text = std::get_if<std::string>(&literal);
      text != nullptr && (sql::IsString(kind) || kind == TypeKind::kUnknown)) {
    AddTextNeighbours(*text, &list);
    return;
  }
  const bool moment = kind == TypeKind::kDate || kind == TypeKind::kTimestamp;
  if (const auto* year = std::get_if<std::int64_t>(&literal); year != nullptr && moment) {
    if (*year < 1000 || *year > 9998) return;
    for (const int y : {static_cast<int>(*year), static_cast<int>(*year) + 1}) {
      AddOnce(interpret::Typed(Numbered("%04d-06-15", y), kind), kMaxConstants, &list);
    }
    return;
  }
  const auto* fraction = std::get_if<double>(&literal);
  if (fraction != nullptr && kind == TypeKind::kInteger) {
    constexpr double kLarge = 1e15;
    if (!(std::abs(*fraction) < kLarge)) return;
    AddOnce(static_cast<std::int64_t>(std::floor(*fraction)), kMaxConstants, &list);
    AddOnce(static_cast<std::int64_t>(std::ceil(*fraction)), kMaxConstants, &list);
    return;
  }
  const Value typed = interpret::Typed(literal, kind);
  AddOnce(typed, kMaxConstants, &list);
  if (const auto* whole = std::get_if<std::int64_t>(&typed); whole != nullptr && Within(*whole, 1LL << 40)) {
    AddOnce(*whole + 1, kMaxConstants, &list);
    AddOnce(*whole - 1, kMaxConstants, &list);
  } else if (const auto* number = std::get_if<double>(&typed)) {
    // A whole number's neighbours and what lies between them.
    for (const double step : {0.5, 1.0, -1.0, -0.5}) AddOnce(*number + step, kMaxConstants, &list);
  } else if (const auto* date = std::get_if<std::string>(&typed); date != nullptr && moment) {
    for (const int step : {1, -1}) {
      if (std::string beside = DayBeside(*date, step); !beside.empty()) AddOnce(beside, kMaxConstants, &list);
    }
  }
}

// Every literal of an atom concerns every column of it.
void Domain::NoteAtom(const sql::ExprPtr& atom, const std::map<sql::RelId, std::string>& tables) {
  std::vector<Key> keys;
  for (const sql::ColumnId id : sql::ColumnsOf(atom)) {
    const auto table = tables.find(id.rel);
    if (table != tables.end() && kinds_.contains({table->second, id.index}))
      keys.push_back({table->second, id.index});
  }
  if (keys.size() > 1) together_.push_back(keys);
  std::vector<Value> literals;
  bool computes = false;
  sql::Visit(atom, [&](const sql::Expr& e) {
    computes = computes || e.kind == sql::ExprKind::kArithmetic;
    const bool literal = e.kind == sql::ExprKind::kLiteral && !IsNull(e.literal);
    if (literal && literals.size() < kMaxLiterals) literals.push_back(e.literal);
  });
  if (computes) literals = WithResults(std::move(literals));
  for (const Value& literal : literals) {
    for (const Key& key : keys) Note(key, literal, kinds_.at(key));
  }
}

// Columns that are compared with each other share their constants.
void Domain::Share() {
  for (int round = 0; round < 3; ++round) {
    for (const std::vector<Key>& keys : together_) {
      for (const Key& from : keys) {
        for (const Key& to : keys) {
          if (from == to || kinds_.at(from) != kinds_.at(to)) continue;
          const std::vector<Value> shared = columns_[from].constants;
          for (const Value& value : shared) AddOnce(value, kMaxConstants, &columns_[to].constants);
        }
      }
    }
  }
}

Domain::Domain(const World& world, const std::vector<Shape>& shapes) {
  for (const TableModel* model : world.tables()) {
    for (std::size_t i = 0; i < model->types.size(); ++i) {
      kinds_[{model->table->name, static_cast<int>(i)}] = model->types[i].kind;
    }
  }
  for (const Shape& shape : shapes) {
    std::map<sql::RelId, std::string> tables;
    for (const ShapeScan& scan : shape.scans) tables[scan.rel] = scan.table;
    for (const sql::ExprPtr& atom : shape.atoms) NoteAtom(atom, tables);
    for (const sql::ExprPtr& conjunct : shape.required) NoteAtom(conjunct, tables);
  }
  for (const TableModel* model : world.tables()) {
    for (const TableModel::Check& check : model->checks) {
      NoteAtom(check.source, {{sql::kTableRow, model->table->name}});
    }
  }
  Share();
  for (const TableModel* model : world.tables()) {
    for (int i = 0; i < static_cast<int>(model->types.size()); ++i) {
      const TypeKind kind = model->types[static_cast<std::size_t>(i)].kind;
      Column& column = columns_[{model->table->name, i}];
      const auto illegal = [&](const Value& value) { return !model->IsLegal(i, value); };
      std::erase_if(column.constants, illegal);
      column.values = column.constants;
      for (const Value& value : PlainValues(kind)) AddOnce(value, kMaxValues, &column.values);
      if (sql::IsNumber(kind)) AddOnce(interpret::Typed(std::int64_t{-1}, kind), kMaxValues, &column.values);
      std::erase_if(column.values, illegal);
    }
  }
}

const Domain::Column& Domain::At(std::string_view table, int column) const {
  static const Column none;
  const auto found = columns_.find({std::string(table), column});
  return found == columns_.end() ? none : found->second;
}

const std::vector<Value>& Domain::Constants(std::string_view table, int column) const {
  return At(table, column).constants;
}

const std::vector<Value>& Domain::Values(std::string_view table, int column) const {
  return At(table, column).values;
}

}  // namespace tacit::refute
