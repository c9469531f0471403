#include "analyzer/typescript/project.h"

#include <algorithm>
#include <span>

namespace tacit::analyze::typescript {

namespace {

constexpr std::string_view kModelMarks[] = {"sequelize-typescript", "typeorm",  "@mikro-orm/", "drizzle-orm",
                                            "@medusajs/",           ".define(", ".init(",      "DataTypes",
                                            "EntitySchema"};
constexpr std::string_view kCodeMarks[] = {
    ".findOne",      ".findFirst", ".findUnique",        ".findAll", ".findBy",      ".findMany",
    ".findAndCount", ".count(",    ".countBy(",          ".exists(", ".exist(",      ".existsBy(",
    ".findOrCreate", ".upsert(",   "createQueryBuilder", ".query(",  "$queryRaw",    ".destroy(",
    ".create(",      ".save(",     ".insert(",           ".update(", ".bulkCreate(", ".updateMany",
    ".deleteMany",   ".findByPk(", ".getOne(",           ".find("};

// What comes with them in a query: arrays have find() too.
constexpr std::string_view kQueryWords[] = {"where",  "ByPk",    "Repository", "findBy",
                                            "SELECT", "select ", "Raw",        "prisma"};

bool IsScript(std::string_view path) {
  static constexpr std::string_view kEndings[] = {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs"};
  return !path.ends_with(".d.ts") && !path.ends_with(".min.js") &&
         std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view e) { return path.ends_with(e); });
}

// Tests, stories, and what a build leaves.
bool IsAside(std::string_view path) {
  static constexpr std::string_view kParts[] = {
      "__tests__", "__mocks__", "__fixtures__", "test",       "tests",     "e2e",     "cypress",  "dist",
      "build",     "mocks",     "fixtures",     "migrations", "migration", "seeders", "coverage", "vendor"};
  if (path.find(".test.") != std::string_view::npos || path.find(".spec.") != std::string_view::npos ||
      path.find(".stories.") != std::string_view::npos) {
    return true;
  }
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](std::string_view part) { return HasPart(path, part); });
}

bool Mentions(const std::string& text, std::span<const std::string_view> marks) {
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return text.find(mark) != std::string::npos; });
}

}  // namespace

Project LoadProject(Modules& modules) {
  std::vector<std::string> paths;
  for (const SourceEntry& file : modules.tree().files()) {
    if (IsScript(file.path) && !IsAside(file.path)) paths.push_back(file.path);
  }
  std::vector<char> model(paths.size());
  std::vector<char> code(paths.size());
  std::vector<char> snake(paths.size());
  ForEachInParallel(paths.size(), [&](std::size_t i) {
    const auto text = modules.tree().Read(paths[i]);
    if (!text.ok()) return;
    snake[i] = text->find("new SnakeNamingStrategy") != std::string::npos ? 1 : 0;
    model[i] = Mentions(*text, kModelMarks) ? 1 : 0;
    code[i] = Mentions(*text, kCodeMarks) && Mentions(*text, kQueryWords) ? 1 : 0;
  });
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (model[i] != 0 || code[i] != 0) wanted.push_back(paths[i]);
  }
  modules.Parse(wanted);
  Project project;
  project.snake_names = std::find(snake.begin(), snake.end(), 1) != snake.end();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (model[i] == 0 && code[i] == 0) continue;
    const Module* module = modules.Load(paths[i]);
    if (module == nullptr) continue;
    project.code.push_back(module);
    if (model[i] != 0) project.models.push_back(module);
  }
  return project;
}

}  // namespace tacit::analyze::typescript
