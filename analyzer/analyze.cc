#include <algorithm>
#include <tuple>

#include "analyzer/cache.h"
#include "analyzer/facts/identity.h"
#include "analyzer/facts/implied.h"
#include "analyzer/facts/sound_schema.h"
#include "analyzer/front_ends.h"
#include "src/base/status_macros.h"
#include "tacit/analyzer.h"

namespace tacit {

namespace {

using analyze::FrontEnd;

std::string Without(std::string path, char last) {
  while (path.size() > 1 && path.back() == last) path.pop_back();
  return path;
}

// Null where the build has none, or the tree is of none of the kinds.
const FrontEnd* Choose(const analyze::SourceTree& tree, Framework wanted) {
  const FrontEnd* best = nullptr;
  int most = 0;
  for (const FrontEnd& front_end : analyze::FrontEnds()) {
    if (front_end.framework == wanted) return &front_end;
    if (wanted != Framework::kAuto) continue;
    const int weight = front_end.weigh(tree);
    if (weight > most) {
      most = weight;
      best = &front_end;
    }
  }
  return best;
}

std::string WhatWasLookedFor() {
  std::string list;
  for (const FrontEnd& front_end : analyze::FrontEnds()) {
    list += (list.empty() ? "" : "; ") + std::string(front_end.looks_for);
  }
  return list;
}

void SortByPlace(std::vector<Diagnostic>& diagnostics) {
  std::sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.message) < std::tie(b.file, b.line, b.message);
  });
}

void SortByPlace(std::vector<FoundQuery>& queries) {
  const auto key = [](const FoundQuery& q) { return std::tie(q.file, q.line, q.sql, q.note); };
  std::sort(queries.begin(), queries.end(),
            [&](const FoundQuery& a, const FoundQuery& b) { return key(a) < key(b); });
  queries.erase(std::unique(queries.begin(), queries.end(),
                            [](const FoundQuery& a, const FoundQuery& b) {
                              return std::tie(a.file, a.line, a.sql) == std::tie(b.file, b.line, b.sql);
                            }),
                queries.end());
}

Result<Analysis> AnalyzeTree(const analyze::SourceTree& tree, const FrontEnd& front_end,
                             const std::string& app_dir, const AnalyzeOptions& options) {
  TACIT_ASSIGN_OR_RETURN(analyze::Findings findings, front_end.read(tree, options));
  if (findings.schema.tables.empty() && !options.schema_file.empty()) {
    return Status::InvalidArgument(
        options.schema_file +
        ": expected tables, found none; name a schema.rb, DDL, a schema.prisma or a "
        "folder of migrations with --schema");
  }
  if (findings.schema.tables.empty()) {
    findings.diagnostics.push_back(
        {app_dir, 0, "expected a schema with tables, found none; name it with --schema"});
  }
  for (Diagnostic& diagnostic : analyze::DropImpossibleParts(findings.schema, app_dir)) {
    findings.diagnostics.push_back(std::move(diagnostic));
  }
  Application application;
  application.root = app_dir;
  application.framework = front_end.name;
  application.files = findings.files;
  application.commit = tree.Commit();
  std::vector<Constraint> constraints = analyze::Identified(std::move(findings.constraints));
  analyze::AddImpliedNotNulls(constraints);
  Analysis analysis;
  analysis.catalogue =
      MergeCatalogue(std::move(application), std::move(findings.schema),
                     analyze::Identified(std::move(constraints)), analyze::Joined(std::move(findings.hints)));
  if (options.queries) analysis.queries = std::move(findings.queries);
  SortByPlace(analysis.queries);
  analysis.diagnostics = std::move(findings.diagnostics);
  analysis.diagnostics.insert(analysis.diagnostics.end(), tree.skipped().begin(), tree.skipped().end());
  SortByPlace(analysis.diagnostics);
  return analysis;
}

}  // namespace

std::optional<Framework> FrameworkFromName(std::string_view name) {
  if (name == "auto") return Framework::kAuto;
  if (name == "rails") return Framework::kRails;
  if (name == "django") return Framework::kDjango;
  if (name == "typescript") return Framework::kTypescript;
  if (name == "cpp") return Framework::kCpp;
  return std::nullopt;
}

Result<Analysis> Analyze(const std::string& app_dir, const AnalyzeOptions& options) {
  if (options.progress) options.progress("reading sources");
  TACIT_ASSIGN_OR_RETURN(const analyze::SourceTree tree, analyze::SourceTree::Walk(Without(app_dir, '/')));
  const FrontEnd* front_end = Choose(tree, options.framework);
  if (front_end == nullptr && options.framework != Framework::kAuto) {
    return Status::NotSupported(app_dir +
                                ": this build cannot read that framework; the others are in --help");
  }
  if (front_end == nullptr) {
    return Status::InvalidArgument(app_dir + ": expected an application, found none of: " +
                                   WhatWasLookedFor() + "; name its root folder");
  }
  std::optional<std::string> key;
  if (!options.cache_dir.empty()) key = analyze::CacheKey(tree, options, front_end->framework);
  const analyze::Cache cache(options.cache_dir);
  if (key) {
    if (std::optional<Analysis> found = cache.Find(*key)) {
      found->catalogue.application.root = app_dir;
      return *std::move(found);
    }
  }
  TACIT_ASSIGN_OR_RETURN(Analysis analysis, AnalyzeTree(tree, *front_end, app_dir, options));
  if (key) {
    const Status stored = cache.Store(*key, analysis);
    if (!stored.ok()) analysis.diagnostics.push_back({options.cache_dir, 0, stored.message()});
  }
  return analysis;
}

std::vector<PatternInfo> Patterns() {
  std::vector<PatternInfo> patterns;
  for (const FrontEnd& front_end : analyze::FrontEnds()) {
    for (PatternInfo& pattern : front_end.patterns()) patterns.push_back(std::move(pattern));
  }
  return patterns;
}

}  // namespace tacit
