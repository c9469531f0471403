#include "analyzer/rails/bypasses.h"

#include <algorithm>
#include <map>
#include <set>

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxFolderDepth = 400;

constexpr std::string_view kWrites[] = {"update_all",
                                        "update_column",
                                        "update_columns",
                                        "update_attribute",
                                        "insert_all",
                                        "insert_all!",
                                        "upsert_all",
                                        "insert",
                                        "upsert",
                                        "increment!",
                                        "decrement!",
                                        "toggle!",
                                        "touch",
                                        "increment_counter",
                                        "decrement_counter",
                                        "update_counters",
                                        "touch_all",
                                        "insert!"};

bool IsWrite(std::string_view name) {
  return std::find(std::begin(kWrites), std::end(kWrites), name) != std::end(kWrites);
}

// Worth parsing: most files have no such call.
bool NamesABypass(std::string_view text) {
  for (std::string_view word :
       {"update_", "insert_all", "upsert", "increment", "decrement", "toggle!", "touch", "validate: false"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

class BypassFinder {
 public:
  BypassFinder(const Reader& reader, const Schema& schema) : reader_(reader) {
    for (const Table& table : schema.tables) {
      for (const Column& column : table.columns) owners_[column.name].push_back(table.name);
    }
  }

  void Visit(const std::string& file, const syntax::Node& node, std::vector<std::string> nesting, int depth,
             const syntax::Node* around = nullptr) {
    if (depth > kMaxFolderDepth) return;
    if (node.Is("method") || node.Is("singleton_method") || around == nullptr) around = &node;
    if (node.Is("class") || node.Is("module")) {
      const syntax::Node* name = node.Field("name");
      if (name != nullptr)
        nesting.push_back((nesting.empty() ? "" : nesting.back() + "::") + std::string(name->text));
    }
    const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
    if (method != nullptr && IsWrite(method->text)) AddCall(file, node, nesting);
    if (method != nullptr && SkipsValidation(node, method->text))
      AddUnvalidated(file, node, nesting, *around);
    for (const syntax::Node* child : node.children) Visit(file, *child, nesting, depth + 1, around);
  }

  [[nodiscard]] std::vector<Bypass> Of(const Constraint& constraint) const {
    std::set<std::pair<std::string, int>> places;
    for (const std::string& column : constraint.columns) {
      auto found = places_.find({constraint.table, column});
      if (found != places_.end()) places.insert(found->second.begin(), found->second.end());
    }
    std::vector<Bypass> bypasses;
    for (const auto& [file, line] : places) bypasses.push_back({file, line});
    return bypasses;
  }

 private:
  void AddCall(const std::string& file, const syntax::Node& call, const std::vector<std::string>& nesting) {
    const syntax::Node* arguments = call.Field("arguments");
    if (arguments == nullptr) return;
    std::set<std::string> columns;
    for (const syntax::Node* argument : arguments->children) AddColumns(*argument, columns, 0);
    const std::string table = TableOfReceiver(call, nesting);
    for (const std::string& column : columns) {
      auto owners = owners_.find(column);
      if (owners == owners_.end()) continue;
      const auto& tables = owners->second;
      if (!table.empty() && std::find(tables.begin(), tables.end(), table) == tables.end()) continue;
      if (table.empty() && tables.size() != 1) continue;
      places_[{table.empty() ? tables.front() : table, column}].insert({file, call.line});
    }
  }

  // record.save(validate: false), Model.import(rows, validate: false)
  static bool SkipsValidation(const syntax::Node& call, std::string_view name) {
    const syntax::Node* arguments = call.Field("arguments");
    return arguments != nullptr && ruby::IsOneOf(name, {"save", "save!", "import", "import!"}) &&
           arguments->text.find("validate: false") != std::string_view::npos;
  }

  // What the method around assigned to the record goes past its rules; every column, where nothing is seen.
  void AddUnvalidated(const std::string& file, const syntax::Node& call,
                      const std::vector<std::string>& nesting, const syntax::Node& around) {
    const syntax::Node* receiver = call.Field("receiver");
    std::set<std::string> columns;
    AddAssigned(around, receiver == nullptr ? "self" : receiver->text, columns, 0);
    const std::string table = TableOfReceiver(call, nesting);
    for (const auto& [column, tables] : owners_) {
      const bool own = std::find(tables.begin(), tables.end(), table) != tables.end();
      if (columns.empty() && own) places_[{table, column}].insert({file, call.line});
      if (!columns.contains(column)) continue;
      if (own) places_[{table, column}].insert({file, call.line});
      if (table.empty() && tables.size() == 1) places_[{tables.front(), column}].insert({file, call.line});
    }
  }

  // `record.a = 1`
  static void AddAssigned(const syntax::Node& node, std::string_view record, std::set<std::string>& columns,
                          int depth) {
    if (depth > kMaxFolderDepth) return;
    const bool assigns = node.Is("assignment") || node.Is("operator_assignment");
    const syntax::Node* left = assigns ? node.Field("left") : nullptr;
    const syntax::Node* receiver = left == nullptr ? nullptr : left->Field("receiver");
    const syntax::Node* name = left == nullptr ? nullptr : left->Field("method");
    if (receiver != nullptr && name != nullptr && receiver->text == record) columns.emplace(name->text);
    for (const syntax::Node* child : node.children) AddAssigned(*child, record, columns, depth + 1);
  }

  // Names of columns in what a write is given: symbols, keys, "column = ..." in SQL.
  static void AddColumns(const syntax::Node& node, std::set<std::string>& columns, int depth) {
    if (depth > 6) return;
    if (node.Is("simple_symbol")) columns.emplace(node.text.substr(1));
    if (node.Is("string")) {
      std::string_view text = node.text;
      text.remove_prefix(std::min<std::size_t>(1, text.size()));
      const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
      if (end != std::string_view::npos && end > 0) columns.emplace(text.substr(0, end));
    }
    if (node.Is("pair")) {
      const syntax::Node* key = node.Field("key");
      if (key != nullptr && key->Is("hash_key_symbol")) columns.emplace(key->text);
      if (key != nullptr && !key->Is("hash_key_symbol")) AddColumns(*key, columns, depth + 1);
      return;
    }
    if (!node.Is("hash") && !node.Is("array")) return;
    for (const syntax::Node* child : node.children) AddColumns(*child, columns, depth + 1);
  }

  // The table of `User.where(...).update_all`, or of the model that the call stands in; empty: not plain.
  [[nodiscard]] std::string TableOfReceiver(const syntax::Node& call,
                                            const std::vector<std::string>& nesting) const {
    const syntax::Node* root = call.Field("receiver");
    while (root != nullptr && root->Is("call") && root->Field("receiver") != nullptr)
      root = root->Field("receiver");
    std::string name;
    if (root == nullptr || root->Is("self")) {
      name = nesting.empty() ? "" : nesting.back();
    } else if (root->Is("constant") || root->Is("scope_resolution")) {
      name = reader_.classes().Resolve(root->text, nesting);
    }
    if (name.empty() || !reader_.IsRecord(name)) return "";
    return reader_.TableOf(name).value_or("");
  }

  const Reader& reader_;
  std::map<std::string, std::vector<std::string>> owners_;  // column to tables
  std::map<std::pair<std::string, std::string>, std::set<std::pair<std::string, int>>> places_;
};

}  // namespace

void AddBypasses(const Project& project, const Reader& reader, const Schema& schema,
                 std::vector<Constraint>& constraints) {
  BypassFinder finder(reader, schema);
  for (const SourceFile& file : project.code) finder.Visit(file.path, file.tree->root(), {}, 0);
  ForEachOther(project, NamesABypass,
               [&](const SourceFile& file) { finder.Visit(file.path, file.tree->root(), {}, 0); });
  for (Constraint& constraint : constraints) constraint.bypasses = finder.Of(constraint);
}

}  // namespace tacit::analyze::rails
