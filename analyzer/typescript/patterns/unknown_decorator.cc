#include "analyzer/typescript/patterns/unknown_decorator.h"

#include <algorithm>
#include <map>

namespace tacit::analyze::typescript {

namespace {

bool IsMapper(std::string_view package) {
  return package == "typeorm" || package.ends_with("/typeorm") || package.starts_with("@mikro-orm/") ||
         package == "sequelize-typescript";
}

// Mappers, whose decorators are read or make no column, and packages that check, convert or show values.
bool IsKnownPackage(std::string_view package) {
  static constexpr std::string_view kPrefixes[] = {
      "typeorm",      "@mikro-orm/",           "sequelize",
      "@medusajs/",   "class-validator",       "class-transformer",
      "@nestjs/",     "@nestjs-query/",        "type-graphql",
      "@nestjsx/",    "class-sanitizer",       "nestjs-",
      "@ptc-org/",    "routing-controllers",   "inversify",
      "typedi",       "reflect-metadata",      "mobx",
      "tsyringe",     "typeorm-transactional", "@foal/core",
      "@tsed/schema", "@automapper/",          "json2typescript"};
  return package.ends_with("/typeorm") ||
         std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                     [&](std::string_view one) { return package.starts_with(one); });
}

}  // namespace

void DoubtKey(const std::vector<ClassInfo>& line, Model& model) {
  for (const ClassInfo& info : line) {
    for (const ClassMember& member : info.members) {
      const bool mapped =
          std::any_of(member.decorators.begin(), member.decorators.end(),
                      [](const Decorator& one) { return one.known && IsMapper(one.package); });
      if (member.is_method || member.is_static || mapped) continue;
      for (const Decorator& decorator : member.decorators) {
        if (decorator.known && IsKnownPackage(decorator.package)) continue;
        const std::string& name = decorator.link.name;
        if (std::find(model.doubts.begin(), model.doubts.end(), name) == model.doubts.end())
          model.doubts.push_back(name);
      }
    }
  }
  if (model.doubts.empty()) return;
  for (Field& field : model.fields) {
    field.nullable = field.nullable || field.primary;
    field.primary = false;
  }
}

void SettleDoubts(const Schema& schema, std::vector<Model>& models) {
  for (Model& model : models) {
    const Table* table = model.doubts.empty() ? nullptr : schema.Find(model.table);
    if (table == nullptr || table->primary_key.empty()) continue;
    for (const std::string& column : table->primary_key) {
      for (Field& field : model.fields) field.primary = field.primary || field.column == column;
    }
    const bool complete =
        std::all_of(table->columns.begin(), table->columns.end(), [&](const Column& column) {
          return std::any_of(model.fields.begin(), model.fields.end(),
                             [&](const Field& field) { return field.column == column.name; });
        });
    if (complete) model.doubts.clear();
  }
}

std::vector<Diagnostic> UnknownDecorators(const std::vector<Model>& models) {
  std::map<std::string, std::vector<const Model*>> carriers;
  for (const Model& model : models) {
    for (const std::string& name : model.doubts) carriers[name].push_back(&model);
  }
  std::vector<Diagnostic> diagnostics;
  for (const auto& [name, classes] : carriers) {
    diagnostics.push_back({classes[0]->file, classes[0]->line,
                           "expected decorators whose effect is known, found @" + name +
                               " on properties of " + std::to_string(classes.size()) +
                               (classes.size() == 1 ? " class" : " classes") +
                               "; no primary key is taken from the model"});
  }
  return diagnostics;
}

}  // namespace tacit::analyze::typescript
