#include "src/report/page_template.h"

namespace tacit::report {

std::string_view PageTemplate() {
  return R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tacit: {{root}}</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --good: #2a7d4f; --bad: #b3392f; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 2rem 0 .4rem; }
p.lead { font-size: 1.15rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: var(--soft); padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; margin: .3rem 0; border-left: 3px solid var(--line); }
pre.before { border-left-color: var(--bad); } pre.after { border-left-color: var(--good); }
.place { color: #777; font-size: .9rem; } .gain { color: var(--good); font-weight: 600; }
details { margin: .5rem 0; } summary { cursor: pointer; }
</style>
</head>
<body>
<h1>What the code of {{root}} guarantees, and what that makes faster</h1>
<p class="lead">{{totals.queries}} queries: <span class="gain">{{totals.gained}} gained</span>,
{{totals.not_gained}} did not; {{totals.twice_as_fast}} are at least twice as fast. {{totals.proved_on_enforced}} have a proved
rewrite on what the database enforces today, {{totals.proved_on_installed}} once the constraints that the code declares are installed.</p>
<p>{{files}} files, {{tables}} tables. Every rewrite here is proved to return the same rows on every database that satisfies the
constraints named beside it, and was measured. Gains below {{margin_percent}} % or {{floor}} ms count as noise.</p>

<h2>The best rewrites</h2>
{{#best}}
<h3><span class="gain">{{gain_text}}x</span> {{note}} <span class="place">{{file}}:{{line}}</span></h3>
<pre class="before">{{sql}}</pre>
<pre class="after">{{after}}</pre>
<table><tr><th class="n">before</th><th class="n">rewrite alone</th><th class="n">constraints alone</th><th class="n">both</th><th class="n">proof</th><th>rules</th></tr>
<tr><td class="n">{{original}}</td><td class="n">{{rewrite}}</td><td class="n">{{constraints}}</td><td class="n">{{both}}</td><td class="n">{{prove}}</td><td>{{rules}}</td></tr></table>
<p>Because</p><ul>{{#because}}<li>{{statement}} <span class="place">{{place}}</span></li>{{/because}}{{^because}}<li>it holds on every database</li>{{/because}}</ul>
{{/best}}
{{^best}}<p>No query gained from a proved rewrite.</p>{{/best}}

<h2>Constraints</h2>
<table><tr><th>kind</th><th class="n">total</th><th class="n">code</th><th class="n">schema</th><th class="n">enforced</th><th class="n">verified</th><th class="n">declared</th></tr>
{{#kinds}}<tr><td>{{kind}}</td><td class="n">{{total}}</td><td class="n">{{code}}</td><td class="n">{{schema}}</td><td class="n">{{enforced}}</td><td class="n">{{verified}}</td><td class="n">{{declared}}</td></tr>
{{/kinds}}</table>
<p><em>Enforced</em>: the database sees to it. <em>Verified</em>: declared by the code, and no row of the data breaks it.
<em>Declared</em>: the code says so, and the data breaks it or it has no form that could be checked.</p>

<h2>Violated on the data</h2>
{{#violated}}<details><summary>{{violations}} rows: {{statement}} <span class="place">{{place}}</span></summary><pre>{{query}}</pre></details>
{{/violated}}
{{^violated}}<p>No declared constraint is violated.</p>{{/violated}}

<h2>Installing what holds</h2>
<p>{{install_steps}} constraints were installed in a copy of the database by this script.</p>
<details><summary>The script</summary><pre>{{install_script}}</pre></details>

<h2>Every query</h2>
<table><tr><th>query</th><th class="n">before</th><th class="n">rewrite alone</th><th class="n">constraints alone</th><th class="n">both</th><th class="n">gain</th></tr>
{{#queries}}<tr><td>{{note}} <span class="place">{{file}}:{{line}}</span>{{#why}}<br><span class="place">{{why}}</span>{{/why}}</td><td class="n">{{original}}</td><td class="n">{{rewrite}}</td><td class="n">{{constraints}}</td><td class="n">{{both}}</td><td class="n">{{gain_text}}</td></tr>
{{/queries}}</table>

<h2>Time</h2>
<table>{{#steps}}<tr><td>{{name}}</td><td class="n">{{seconds}} s</td></tr>
{{/steps}}</table>
</body>
</html>
)html";
}

}  // namespace tacit::report
