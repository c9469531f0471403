#include <kainjow/mustache.hpp>

#include "src/report/document.h"
#include "src/report/page_template.h"
#include "tacit/report.h"

namespace tacit {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using report::Json;

std::string Text(const Json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

// An object's plain members, under their own names.
data Plain(const Json& object) {
  data view{data::type::object};
  for (const auto& [name, value] : object.items()) {
    if (value.is_primitive()) view.set(name, Text(object, name.c_str()));
  }
  return view;
}

data ConstraintView(const Json& constraint) {
  data view = Plain(constraint);
  if (!constraint.contains("statement")) view.set("statement", Text(constraint, "id"));
  return view;
}

void SetTimes(const Json& query, data* view) {
  const Json times = query.value("times", Json::object());
  const auto set = [&](const char* name, const char* member) {
    view->set(name, times.contains(member) ? report::Number(times[member].get<double>()) + " ms"
                                           : std::string("-"));
  };
  set("original", "original_ms");
  set("rewrite", "rewrite_ms");
  set("constraints", "constraints_ms");
  set("both", "both_ms");
  view->set("gain_text",
            query.contains("gain") ? report::Number(query.at("gain").get<double>()) : std::string("-"));
}

data BestView(const Json& query) {
  data view = Plain(query);
  SetTimes(query, &view);
  view.set("gain_text", report::Number(query.value("rewrite_gain", 1.0)));
  const Json& rewrite = query.at("on_installed").at("rewrites").at(0);
  view.set("after", Text(rewrite, "sql"));
  view.set("prove", report::Number(rewrite.value("prove_ms", 0.0)) + " ms");
  std::string rules;
  for (const Json& rule : rewrite.at("rules")) rules += (rules.empty() ? "" : ", ") + rule.get<std::string>();
  view.set("rules", rules);
  data because{data::type::list};
  for (const Json& constraint : rewrite.at("constraints_used")) because << ConstraintView(constraint);
  view.set("because", because);
  return view;
}

data QueryView(const Json& query) {
  data view = Plain(query);
  SetTimes(query, &view);
  const std::string unsupported = Text(query.at("on_installed"), "unsupported");
  const std::string error = Text(query, "error");
  if (!unsupported.empty() || !error.empty()) {
    view.set("why", unsupported.empty() ? error : unsupported);
  } else {
    view.set("why", data{data::type::bool_false});
  }
  return view;
}

data PageView(const Json& study) {
  data view = Plain(study.at("application"));
  view.set("totals", Plain(study.at("totals")));
  view.set("margin_percent", report::Percent(study.value("margin", 0.0)));
  view.set("floor", report::Number(study.value("floor_ms", 0.0)));
  view.set("install_steps", Text(study.at("install"), "steps"));
  view.set("install_script", Text(study.at("install"), "script"));
  data best{data::type::list}, kinds{data::type::list}, violated{data::type::list}, queries{data::type::list},
      steps{data::type::list};
  for (const Json* query : report::BestRewrites(study, 10)) best << BestView(*query);
  for (const Json& kind : study.at("constraints_by_kind")) kinds << Plain(kind);
  for (const Json& checked : study.at("checked")) {
    if (Text(checked, "result") == "violated") violated << ConstraintView(checked);
  }
  for (const Json& query : study.at("queries")) queries << QueryView(query);
  for (const Json& step : study.at("steps")) {
    data row{data::type::object};
    row.set("name", Text(step, "name"));
    row.set("seconds", report::Number(step.value("seconds", 0.0)));
    steps << row;
  }
  view.set("best", best);
  view.set("kinds", kinds);
  view.set("violated", violated);
  view.set("queries", queries);
  view.set("steps", steps);
  return view;
}

}  // namespace

Result<std::string> StudyPageFromJson(std::string_view json, std::string_view name) {
  Result<Json> study = report::ParseStudy(json, name);
  if (!study.ok()) return study.status();
  try {
    mustache page{std::string(report::PageTemplate())};
    if (!page.is_valid()) return Status::Internal("the page's template: " + page.error_message());
    return page.render(PageView(*study));
  } catch (const Json::exception&) {
    return Status::InvalidArgument(std::string(name) +
                                   ": a member of the study is missing or has another type");
  }
}

}  // namespace tacit
