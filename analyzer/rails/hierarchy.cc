#include "analyzer/rails/hierarchy.h"

namespace tacit::analyze::rails {

namespace {

constexpr std::size_t kMaxHeirs = 1000;
constexpr int kMaxAncestors = 20;

}  // namespace

Hierarchy::Hierarchy(const Reader& reader) : reader_(reader) {
  for (const auto& [name, model] : reader.models()) {
    if (reader.IsAbstract(name)) continue;
    const bool heir = IsHeir(name);
    if (heir) children_[reader.Superclass(name)].push_back(name);
    if (auto table = reader.TableOf(name); table && !heir) ++roots_[*table];
  }
}

bool Hierarchy::IsConcrete(const std::string& name) const {
  return reader_.FindModel(name) != nullptr && !reader_.IsAbstract(name);
}

bool Hierarchy::IsHeir(const std::string& name) const {
  const std::string& parent = reader_.Superclass(name);
  return IsConcrete(parent) && reader_.TableOf(parent) == reader_.TableOf(name);
}

std::vector<std::string> Hierarchy::HeirsOf(const std::string& name) const {
  std::vector<std::string> heirs = {name};
  for (std::size_t i = 0; i < heirs.size() && heirs.size() < kMaxHeirs; ++i) {
    auto children = children_.find(heirs[i]);
    if (children == children_.end()) continue;
    heirs.insert(heirs.end(), children->second.begin(), children->second.end());
  }
  heirs.erase(heirs.begin());
  return heirs;
}

Value Hierarchy::TypeName(const std::string& name) const {
  const ruby::Value* full = reader_.Setting(name, "store_full_sti_class");
  return Value(full != nullptr && full->Truth() == false ? ruby::Demodulize(name) : name);
}

std::vector<Value> Hierarchy::TypeNames(const std::string& name) const {
  std::vector<Value> names = {TypeName(name)};
  for (const std::string& heir : HeirsOf(name)) names.push_back(TypeName(heir));
  return names;
}

std::string Hierarchy::InheritanceColumn(const ModelView& view) const {
  const ruby::Value* set = reader_.Setting(view.name(), "inheritance_column");
  const std::string column = set == nullptr ? "type" : set->Name().value_or("");
  return view.FindColumn(column) == nullptr ? "" : column;
}

std::string Hierarchy::BaseOf(const std::string& name) const {
  std::string base = name;
  for (int depth = 0; depth < kMaxAncestors; ++depth) {
    const std::string& parent = reader_.Superclass(base);
    if (!reader_.IsRecord(parent) || reader_.IsAbstract(parent)) break;
    base = parent;
  }
  return base;
}

int Hierarchy::WritersOf(const std::string& table) const {
  auto found = roots_.find(table);
  return found == roots_.end() ? 0 : found->second;
}

}  // namespace tacit::analyze::rails
