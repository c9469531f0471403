#include <algorithm>
#include <map>

#include "src/report/json_parts.h"
#include "tacit/report.h"

namespace tacit {
namespace {

using report::Json;

// One row a kind: how many constraints the code states, the schema states, and at which trust they stand.
Json CountsByKind(const Catalogue& catalogue) {
  struct Counts {
    int code = 0, schema = 0, enforced = 0, verified = 0, declared = 0;
  };
  std::map<ConstraintKind, Counts> by_kind;
  for (const Constraint& c : catalogue.constraints) {
    Counts& counts = by_kind[c.kind];
    (c.source == Source::kCode ? counts.code : counts.schema) += 1;
    (c.trust == Trust::kEnforced   ? counts.enforced
     : c.trust == Trust::kVerified ? counts.verified
                                   : counts.declared) += 1;
  }
  Json list = Json::array();
  for (const auto& [kind, c] : by_kind) {
    list.push_back({{"kind", Name(kind)},
                    {"total", c.code + c.schema},
                    {"code", c.code},
                    {"schema", c.schema},
                    {"enforced", c.enforced},
                    {"verified", c.verified},
                    {"declared", c.declared}});
  }
  return list;
}

Json TimesAsJson(const StudyTimes& times) {
  Json json = {{"original_ms", times.original}, {"constraints_ms", times.installed}};
  if (times.rewrite) json["rewrite_ms"] = *times.rewrite;
  if (times.both) json["both_ms"] = *times.both;
  return json;
}

Json QueryAsJson(const Study& study, const StudiedQuery& studied) {
  Json json = {{"sql", studied.query.sql},
               {"file", studied.query.file},
               {"line", studied.query.file_line},
               {"note", studied.query.note}};
  if (studied.times) {
    json["times"] = TimesAsJson(*studied.times);
    if (studied.BestMs() > 0) json["gain"] = studied.times->original / studied.BestMs();
    json["gained"] = study.Gains(studied.times->original, studied.BestMs());
    if (studied.times->rewrite && studied.times->both) {
      const double best = std::min(*studied.times->rewrite, *studied.times->both);
      if (best > 0) json["rewrite_gain"] = studied.times->original / best;
      json["rewrite_gained"] = study.Gains(studied.times->original, best);
    }
  }
  if (!studied.error.empty()) json["error"] = studied.error;
  json["on_enforced"] = report::ToJson(study.catalogue, studied.enforced);
  json["on_installed"] = report::ToJson(study.install.after, studied.installed);
  return json;
}

Json TotalsAsJson(const Study& study) {
  int unsupported = 0, candidates = 0, proved_enforced = 0, proved_installed = 0, failed = 0;
  int gained = 0, by_rewrite = 0, by_constraints = 0, by_both = 0, double_speed = 0;
  const auto gains = [&study](double before, std::optional<double> after) {
    return after && study.Gains(before, *after);
  };
  for (const StudiedQuery& q : study.queries) {
    unsupported += q.installed.unsupported.empty() ? 0 : 1;
    candidates += q.installed.counts.enumerated > 0 ? 1 : 0;
    proved_enforced += q.enforced.counts.proved > 0 ? 1 : 0;
    proved_installed += q.installed.counts.proved > 0 ? 1 : 0;
    failed += q.times ? 0 : 1;
    if (!q.times) continue;
    by_rewrite += gains(q.times->original, q.times->rewrite) ? 1 : 0;
    by_constraints += gains(q.times->original, q.times->installed) ? 1 : 0;
    by_both += gains(q.times->original, q.times->both) ? 1 : 0;
    const bool gained_any = study.Gains(q.times->original, q.BestMs());
    gained += gained_any ? 1 : 0;
    double_speed += gained_any && q.times->original >= 2 * q.BestMs() ? 1 : 0;
  }
  const int total = static_cast<int>(study.queries.size());
  return {{"queries", total},
          {"unsupported", unsupported},
          {"not_run", failed},
          {"with_candidates", candidates},
          {"proved_on_enforced", proved_enforced},
          {"proved_on_installed", proved_installed},
          {"gained", gained},
          {"not_gained", total - gained},
          {"gained_by_rewrite_alone", by_rewrite},
          {"gained_by_constraints_alone", by_constraints},
          {"gained_by_both", by_both},
          {"twice_as_fast", double_speed}};
}

}  // namespace

std::string StudyAsJson(const Study& study) {
  const Application& application = study.catalogue.application;
  Json json = {{"tacit_study", 1},
               {"application",
                {{"root", application.root},
                 {"framework", application.framework},
                 {"files", application.files},
                 {"tables", study.catalogue.schema.tables.size()}}},
               {"margin", study.margin},
               {"floor_ms", study.floor_ms},
               {"totals", TotalsAsJson(study)},
               {"constraints_by_kind", CountsByKind(study.catalogue)}};
  json["checked"] = Json::array();
  for (const CheckedConstraint& checked : study.checked) {
    json["checked"].push_back(report::ToJson(study.catalogue, checked));
  }
  json["install"] = {{"steps", study.install.steps.size()},
                     {"skipped", study.install.skipped},
                     {"script", study.install.script}};
  json["queries"] = Json::array();
  for (const StudiedQuery& query : study.queries) json["queries"].push_back(QueryAsJson(study, query));
  json["steps"] = Json::array();
  for (const StudyStep& step : study.steps) {
    json["steps"].push_back({{"name", step.name}, {"seconds", step.seconds}});
  }
  return report::Dump(json);
}

}  // namespace tacit
