#include "analyzer/typescript/evaluate/modules.h"

#include <algorithm>
#include <charconv>

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr int kMaxExtends = 5;
constexpr std::string_view kEndings[] = {"",     ".ts",       ".tsx",       ".js",       ".jsx",      ".mjs",
                                         ".cjs", "/index.ts", "/index.tsx", "/index.js", "/index.mjs"};

void AppendUtf8(std::uint32_t code, std::string& text) {
  const auto byte = [&text](std::uint32_t value) { text += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) return byte(0xC0U | code >> 6U), byte(0x80U | (code & 0x3FU));
  if (code < 0x10000) {
    return byte(0xE0U | code >> 12U), byte(0x80U | (code >> 6U & 0x3FU)), byte(0x80U | (code & 0x3FU));
  }
  byte(0xF0U | (code >> 18U & 7U));
  byte(0x80U | (code >> 12U & 0x3FU));
  byte(0x80U | (code >> 6U & 0x3FU));
  byte(0x80U | (code & 0x3FU));
}

void AppendEscape(std::string_view escape, std::string& text) {
  if (escape.size() < 2) return;
  const char kind = escape[1];
  static constexpr std::string_view kNames = "ntrbfv0";
  static constexpr std::string_view kValues("\n\t\r\b\f\v\0", 7);
  if (const std::size_t at = kNames.find(kind); at != std::string_view::npos) {
    text += kValues[at];
  } else if (kind == 'u' || kind == 'x') {
    const std::size_t begin = escape.size() > 2 && escape[2] == '{' ? 3 : 2;
    std::uint32_t code = 0;
    std::from_chars(escape.data() + std::min(begin, escape.size()), escape.data() + escape.size(), code, 16);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    AppendUtf8(surrogate || code > 0x10FFFF ? 0xFFFD : code, text);
  } else if (kind != '\n' && kind != '\r') {
    text += escape.substr(1);
  }
}

// Names that a pattern binds, each with the member that it takes; "" where that is not known.
void AddPattern(const Node& pattern, const Node& declarator, Module& module) {
  for (const Node* part : pattern.children) {
    if (part->Is("shorthand_property_identifier_pattern")) {
      module.declarations[std::string(part->text)] = {&declarator, std::string(part->text)};
    } else if (part->Is("pair_pattern")) {
      const Node* key = part->Field("key");
      const Node* value = part->Field("value");
      if (key != nullptr && value != nullptr && value->Is("identifier"))
        module.declarations[std::string(value->text)] = {&declarator, std::string(key->text)};
    }
  }
}

// `require("x")`: its specifier.
std::optional<std::string> Required(const Node* value) {
  if (value == nullptr || !value->Is("call_expression")) return std::nullopt;
  const Node* callee = value->Field("function");
  const Node* arguments = value->Field("arguments");
  if (callee == nullptr || callee->text != "require" || arguments == nullptr ||
      arguments->children.size() != 1) {
    return std::nullopt;
  }
  return LiteralText(*arguments->children[0]);
}

class ModuleReader {
 public:
  explicit ModuleReader(Module& module) : module_(module) {}

  void Run() {
    for (const Node* statement : module_.tree->root().children) Read(*statement, false);
  }

 private:
  void Read(const Node& node, bool exported) {
    if (node.Is("import_statement")) return ReadImport(node);
    if (node.Is("export_statement")) return ReadExport(node);
    if (node.Is("ambient_declaration") || node.Is("internal_module")) return;
    if (node.Is("expression_statement") && !node.children.empty()) return ReadExpression(*node.children[0]);
    if (node.Is("lexical_declaration") || node.Is("variable_declaration")) {
      for (const Node* declarator : node.children) ReadDeclarator(*declarator, exported);
      return;
    }
    const Node* name = node.Field("name");
    if (name != nullptr) Declare(std::string(name->text), node, exported);
  }

  void Declare(const std::string& name, const Node& node, bool exported) {
    // An interface or a type may share its name with a class or a constant, which says more.
    const bool is_type = node.Is("interface_declaration") || node.Is("type_alias_declaration");
    if (!is_type || !module_.declarations.contains(name)) module_.declarations[name] = {&node, ""};
    if (exported) module_.exports[name] = name;
  }

  void ReadDeclarator(const Node& declarator, bool exported) {
    const Node* name = declarator.Field("name");
    if (name == nullptr) return;
    if (auto specifier = Required(declarator.Field("value"))) {
      if (name->Is("identifier")) module_.imports[std::string(name->text)] = {*specifier, "*"};
      for (const Node* part : name->children) {
        if (part->Is("shorthand_property_identifier_pattern"))
          module_.imports[std::string(part->text)] = {*specifier, std::string(part->text)};
      }
      return;
    }
    if (name->Is("object_pattern")) return AddPattern(*name, declarator, module_);
    if (name->Is("identifier")) Declare(std::string(name->text), declarator, exported);
  }

  void ReadImport(const Node& node) {
    const Node* source = node.Field("source");
    auto specifier = source == nullptr ? std::nullopt : LiteralText(*source);
    if (!specifier) return;
    for (const Node* clause : node.children) {
      if (!clause->Is("import_clause")) continue;
      for (const Node* part : clause->children) {
        if (part->Is("identifier")) {
          module_.imports[std::string(part->text)] = {*specifier, "default"};
        } else if (part->Is("namespace_import") && !part->children.empty()) {
          module_.imports[std::string(part->children[0]->text)] = {*specifier, "*"};
        } else if (part->Is("named_imports")) {
          ReadNames(*part, *specifier);
        }
      }
    }
  }

  void ReadNames(const Node& names, const std::string& specifier) {
    for (const Node* one : names.children) {
      const Node* name = one->Field("name");
      const Node* alias = one->Field("alias");
      if (name == nullptr) continue;
      module_.imports[std::string((alias == nullptr ? name : alias)->text)] = {specifier,
                                                                               std::string(name->text)};
    }
  }

  void ReadExport(const Node& node) {
    const Node* source = node.Field("source");
    const auto specifier = source == nullptr ? std::nullopt : LiteralText(*source);
    const bool is_default = DefaultOf(node);
    bool clause_seen = false;
    for (const Node* part : node.children) {
      if (part->Is("export_clause")) {
        clause_seen = true;
        for (const Node* one : part->children) ReadExported(*one, specifier);
      } else if (part->Is("namespace_export") && specifier && !part->children.empty()) {
        clause_seen = true;
        module_.reexports[std::string(part->children[0]->text)] = {*specifier, "*"};
      }
    }
    if (specifier && !clause_seen) module_.stars.push_back(*specifier);
    if (const Node* declaration = node.Field("declaration")) {
      for (const Node* part : node.children) {
        if (part->Is("decorator")) module_.decorators[declaration].push_back(part);
      }
      Read(*declaration, !is_default);
      const Node* name = declaration->Field("name");
      if (is_default && name != nullptr) module_.exports["default"] = std::string(name->text);
      if (is_default && name == nullptr) module_.default_value = declaration;
    } else if (const Node* value = node.Field("value")) {
      module_.default_value = value;
    }
  }

  // "export default" before what is exported.
  static bool DefaultOf(const Node& node) {
    const std::size_t at = node.text.find("export");
    std::string_view rest = at == std::string_view::npos ? node.text : node.text.substr(at + 6);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    if (rest.starts_with("default")) return true;
    // Decorators stand before: what counts is the word in front of the declaration.
    const Node* declaration = node.Field("declaration");
    if (declaration == nullptr || declaration->text.data() < node.text.data()) return false;
    std::string_view before =
        node.text.substr(0, static_cast<std::size_t>(declaration->text.data() - node.text.data()));
    before = before.substr(0, before.find_last_not_of(" \t\r\n") + 1);
    return before.ends_with("default");
  }

  void ReadExported(const Node& one, const std::optional<std::string>& specifier) {
    const Node* name = one.Field("name");
    const Node* alias = one.Field("alias");
    if (name == nullptr) return;
    const std::string shown((alias == nullptr ? name : alias)->text);
    if (specifier) {
      module_.reexports[shown] = {*specifier, std::string(name->text)};
    } else {
      module_.exports[shown] = std::string(name->text);
    }
  }

  // CommonJS: module.exports = ..., exports.x = ...
  void ReadExpression(const Node& node) {
    if (!node.Is("assignment_expression")) return;
    const Node* left = node.Field("left");
    const Node* right = node.Field("right");
    if (left == nullptr || right == nullptr) return;
    if (left->text == "module.exports" || left->text == "exports.default") module_.default_value = right;
  }

  Module& module_;
};

// Mappers and validators are known by what they mean, even where their sources are in the same repository.
bool IsModelled(std::string_view specifier) {
  static constexpr std::string_view kLibraries[] = {
      "sequelize",   "sequelize-typescript", "typeorm",         "zod",           "knex",
      "drizzle-orm", "@mikro-orm",           "class-validator", "@prisma/client"};
  return std::any_of(std::begin(kLibraries), std::end(kLibraries), [&](std::string_view name) {
    return specifier == name || (specifier.starts_with(name) && specifier[name.size()] == '/');
  });
}

std::unique_ptr<Module> ParseModule(const SourceTree& tree, const std::string& path) {
  auto text = tree.Read(path);
  if (!text.ok()) return nullptr;
  auto module = std::make_unique<Module>();
  module->path = path;
  const bool plain = path.ends_with(".ts") || path.ends_with(".mts") || path.ends_with(".cts");
  module->tree =
      syntax::Tree::Parse(std::move(*text), plain ? syntax::Language::kTypescript : syntax::Language::kTsx);
  ModuleReader(*module).Run();
  return module;
}

// A member of an object node by its key; null where there is none.
const Node* MemberOf(const Node* object, std::string_view key) {
  if (object == nullptr || !object->Is("object")) return nullptr;
  for (const Node* pair : object->children) {
    const Node* name = pair->Field("key");
    if (name != nullptr && LiteralText(*name) == key) return pair->Field("value");
  }
  return nullptr;
}

// JSON with comments is an expression of TypeScript.
std::unique_ptr<const syntax::Tree> ParseJson(const SourceTree& tree, const std::string& path) {
  auto text = tree.Read(path);
  if (!text.ok()) return nullptr;
  return syntax::Tree::Parse("(" + *text + "\n)", syntax::Language::kTypescript);
}

const Node* RootObject(const syntax::Tree& tree) {
  const Node* node = &tree.root();
  while (!node->Is("object") && !node->children.empty()) node = node->children[0];
  return node->Is("object") ? node : nullptr;
}

std::string Joined(const std::string& folder, std::string_view path) {
  return Normalized(folder.empty() ? std::string(path) : folder + "/" + std::string(path));
}

}  // namespace

std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

std::string Normalized(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  std::string joined;
  for (std::string_view part : parts) joined += (joined.empty() ? "" : "/") + std::string(part);
  return joined;
}

std::optional<std::string> LiteralText(const syntax::Node& node) {
  if (node.Is("property_identifier") || node.Is("identifier")) return std::string(node.text);
  if (!node.Is("string") && !node.Is("template_string")) return std::nullopt;
  std::string text;
  for (const Node* part : node.children) {
    if (part->Is("string_fragment")) {
      text += part->text;
    } else if (part->Is("escape_sequence")) {
      AppendEscape(part->text, text);
    } else {
      return std::nullopt;
    }
  }
  return text;
}

Modules::Modules(const SourceTree& tree) : tree_(tree) {
  for (const SourceEntry& file : tree.files()) {
    const std::string name =
        file.path.substr(FolderOf(file.path).empty() ? 0 : FolderOf(file.path).size() + 1);
    if (name == "tsconfig.json") ReadConfiguration(file.path, FolderOf(file.path), 0);
    if (name == "package.json") ReadPackage(file.path);
  }
  std::sort(aliases_.begin(), aliases_.end(), [](const Alias& a, const Alias& b) {
    return a.folder.size() != b.folder.size() ? a.folder.size() > b.folder.size()
                                              : a.pattern.size() > b.pattern.size();
  });
}

void Modules::ReadConfiguration(const std::string& path, const std::string& folder, int depth) {
  const auto parsed = ParseJson(tree_, path);
  const Node* root = parsed == nullptr ? nullptr : RootObject(*parsed);
  if (root == nullptr) return;
  const Node* extends = MemberOf(root, "extends");
  const auto base_file = extends == nullptr ? std::nullopt : LiteralText(*extends);
  if (base_file && base_file->starts_with(".") && depth < kMaxExtends) {
    const std::string base = Joined(FolderOf(path), *base_file);
    ReadConfiguration(base.ends_with(".json") ? base : base + ".json", folder, depth + 1);
  }
  const Node* options = MemberOf(root, "compilerOptions");
  const Node* base_url = MemberOf(options, "baseUrl");
  const auto base_text = base_url == nullptr ? std::nullopt : LiteralText(*base_url);
  const std::string base = Joined(FolderOf(path), base_text.value_or("."));
  if (base_text) aliases_.push_back({folder, "*", {Joined(base, "*")}});
  const Node* paths = MemberOf(options, "paths");
  if (paths == nullptr) return;
  for (const Node* pair : paths->children) {
    const Node* key = pair->Field("key");
    const Node* value = pair->Field("value");
    const auto pattern = key == nullptr ? std::nullopt : LiteralText(*key);
    if (!pattern || value == nullptr) continue;
    Alias alias{folder, *pattern, {}};
    for (const Node* target : value->children) {
      if (auto text = LiteralText(*target)) alias.targets.push_back(Joined(base, *text));
    }
    aliases_.push_back(std::move(alias));
  }
}

void Modules::ReadPackage(const std::string& path) {
  const auto parsed = ParseJson(tree_, path);
  const Node* root = parsed == nullptr ? nullptr : RootObject(*parsed);
  const Node* name = MemberOf(root, "name");
  if (name == nullptr) return;
  if (auto text = LiteralText(*name); text && !text->empty()) packages_.emplace(*text, FolderOf(path));
}

std::optional<std::string> Modules::FindFile(const std::string& path) const {
  for (std::string_view ending : kEndings) {
    const std::string candidate = path + std::string(ending);
    if (tree_.Has(candidate)) return candidate;
  }
  // A module that is compiled is named by what it becomes: "./x.js" is x.ts.
  for (std::string_view compiled : {".js", ".jsx", ".mjs"}) {
    if (!path.ends_with(compiled)) continue;
    const std::string stem = path.substr(0, path.size() - compiled.size());
    for (std::string_view source : {".ts", ".tsx"}) {
      if (tree_.Has(stem + std::string(source))) return stem + std::string(source);
    }
  }
  return std::nullopt;
}

std::optional<std::string> Modules::ResolvePath(std::string_view specifier, const std::string& from) const {
  if (IsModelled(specifier)) return std::nullopt;
  if (specifier.starts_with(".")) return FindFile(Joined(FolderOf(from), specifier));
  for (const Alias& alias : aliases_) {
    if (!alias.folder.empty() && !from.starts_with(alias.folder + "/")) continue;
    const std::size_t star = alias.pattern.find('*');
    std::string_view middle;
    if (star == std::string::npos) {
      if (alias.pattern != specifier) continue;
    } else {
      const std::string_view before = std::string_view(alias.pattern).substr(0, star);
      const std::string_view after = std::string_view(alias.pattern).substr(star + 1);
      if (specifier.size() < before.size() + after.size() || !specifier.starts_with(before) ||
          !specifier.ends_with(after)) {
        continue;
      }
      middle = specifier.substr(before.size(), specifier.size() - before.size() - after.size());
    }
    for (std::string target : alias.targets) {
      if (const std::size_t at = target.find('*'); at != std::string::npos) target.replace(at, 1, middle);
      if (auto found = FindFile(target)) return found;
    }
  }
  for (std::string_view name = specifier; !name.empty();
       name = name.substr(
           0, std::max<std::size_t>(name.rfind('/'), 0) == std::string_view::npos ? 0 : name.rfind('/'))) {
    const auto package = packages_.find(std::string(name));
    if (package == packages_.end()) continue;
    const std::string rest(specifier.substr(name.size()));
    for (const std::string& inner : {package->second + "/src" + rest, package->second + rest}) {
      if (auto found = FindFile(Normalized(inner))) return found;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

void Modules::Parse(const std::vector<std::string>& paths) {
  std::vector<std::string> wanted;
  for (const std::string& path : paths) {
    if (modules_.try_emplace(path, nullptr).second) wanted.push_back(path);
  }
  wanted = tree_.WithinMemory(std::move(wanted), diagnostics_);
  std::vector<std::unique_ptr<Module>> parsed(wanted.size());
  ForEachInParallel(wanted.size(), [&](std::size_t i) { parsed[i] = ParseModule(tree_, wanted[i]); });
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (parsed[i] != nullptr && parsed[i]->tree->error_line()) {
      diagnostics_.push_back({wanted[i], *parsed[i]->tree->error_line(),
                              "syntax error: expected TypeScript; what stands here was passed over, the rest "
                              "was read"});
    }
    modules_[wanted[i]] = std::move(parsed[i]);
  }
}

const Module* Modules::Load(const std::string& path) {
  if (!modules_.contains(path)) Parse({path});
  return modules_[path].get();
}

const Module* Modules::Resolve(std::string_view specifier, const Module& from) {
  const auto path = ResolvePath(specifier, from.path);
  return path ? Load(*path) : nullptr;
}

}  // namespace tacit::analyze::typescript
