#include "analyzer/django/queries.h"

#include <algorithm>

#include "analyzer/django/q.h"
#include "analyzer/django/typing.h"
#include "src/sql/bind.h"
#include "src/sql/print.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;
using Kind = Typed::Kind;

constexpr int kMaxChainDepth = 80;
constexpr std::size_t kMaxJoins = 6;

std::vector<const syntax::Node*> PositionalOf(const syntax::Node& call) {
  std::vector<const syntax::Node*> arguments;
  const syntax::Node* all = call.Field("arguments");
  for (const syntax::Node* argument : all == nullptr ? std::vector<const syntax::Node*>() : all->children) {
    if (!argument->Is("keyword_argument")) arguments.push_back(argument);
  }
  return arguments;
}

std::string_view ComparisonOf(std::string_view lookup) {
  if (lookup == "exact") return "=";
  if (lookup == "gt") return ">";
  if (lookup == "gte") return ">=";
  if (lookup == "lt") return "<";
  if (lookup == "lte") return "<=";
  return "";
}

// One SELECT under construction.
class Select {
 public:
  Select(const ModelTable& models, Typing& typing, const Model& model)
      : models_(models), typing_(typing), model_(model), table_(Name(model.table)) {}

  // False where the condition has no certain form.
  bool Where(const Lookup& lookup) {
    std::vector<std::string> parts;
    std::string_view rest = lookup.name;
    for (std::size_t at = rest.find("__"); at != std::string_view::npos; at = rest.find("__")) {
      parts.emplace_back(rest.substr(0, at));
      rest = rest.substr(at + 2);
    }
    parts.emplace_back(rest);
    std::string table = table_;
    const Model* model = &model_;
    const Field* field = nullptr;
    std::size_t used = 0;
    while (used < parts.size()) {
      const Field* next = model->ByAttribute(parts[used]);
      if (next == nullptr || next->column.empty()) break;
      if (field != nullptr) {
        const auto joined = Join(table, *field, lookup.excluded);
        if (!joined) return false;
        table = *joined;
      }
      field = next;
      ++used;
      if (!field->relation() || used == parts.size() || parts[used - 1] != field->name) break;
      model = models_.OfLabel(field->target);
      if (model == nullptr || !model->parents.empty()) return false;
      // owner__id is owner_id.
      const Field* key = model->ByAttribute(parts[used]);
      if (key != nullptr && key->primary_key && field->to_field.empty()) {
        ++used;
        break;
      }
    }
    if (field == nullptr || used + 1 < parts.size()) return false;
    const std::string kind = used == parts.size() ? "exact" : parts[used];
    return Condition(table + "." + Name(field->column), *field, kind, lookup);
  }

  bool OrderBy(const std::vector<std::string>& names) {
    order_.clear();
    for (std::string name : names) {
      const bool descending = name.starts_with('-');
      if (descending || name.starts_with('+')) name.erase(0, 1);
      const Field* field = model_.ByAttribute(name);
      if (field == nullptr || field->column.empty() || (field->relation() && field->name == name))
        return false;
      order_.push_back(table_ + "." + Name(field->column) + (descending ? " DESC" : ""));
    }
    return true;
  }

  [[nodiscard]] bool ordered() const { return !order_.empty(); }

  [[nodiscard]] std::string Sql(const std::string& what, bool distinct, bool with_order, int limit) const {
    std::string sql = std::string("SELECT ") + (distinct ? "DISTINCT " : "") + what + " FROM " + table_;
    for (const auto& [path, join] : joins_) sql += join;
    for (std::size_t i = 0; i < where_.size(); ++i) sql += (i == 0 ? " WHERE " : " AND ") + where_[i];
    for (std::size_t i = 0; with_order && i < order_.size(); ++i)
      sql += (i == 0 ? " ORDER BY " : ", ") + order_[i];
    if (limit > 0) sql += " LIMIT " + std::to_string(limit);
    return sql;
  }

  [[nodiscard]] std::string Columns() const {
    std::string list;
    for (const Field& field : model_.fields) {
      if (!field.column.empty()) list += (list.empty() ? "" : ", ") + table_ + "." + Name(field.column);
    }
    return list;
  }

  [[nodiscard]] std::string ColumnsNamed(const std::vector<std::string>& names) const {
    std::string list;
    for (const std::string& name : names) {
      const Field* field = model_.ByAttribute(name);
      if (field == nullptr || field->column.empty()) return "";
      list += (list.empty() ? "" : ", ") + table_ + "." + Name(field->column);
    }
    return list;
  }

 private:
  // The table that a reference leads to, joined once for each path.
  std::optional<std::string> Join(const std::string& from, const Field& field, bool excluded) {
    const Model* target = models_.OfLabel(field.target);
    const Field* key = target == nullptr        ? nullptr
                       : field.to_field.empty() ? target->PrimaryKey()
                                                : target->Find(field.to_field);
    if (key == nullptr || excluded || joins_.size() >= kMaxJoins) return std::nullopt;
    const std::string path = from + "." + field.column;
    for (const auto& [known, join] : joins_) {
      if (known == path) return aliases_[path];
    }
    const bool taken = target->table == model_.table ||
                       std::any_of(aliases_.begin(), aliases_.end(),
                                   [&](const auto& a) { return a.second == Name(target->table); });
    // The same table twice would need aliases that Django numbers.
    if (taken) return std::nullopt;
    const std::string table = Name(target->table);
    joins_.emplace_back(path, " INNER JOIN " + table + " ON " + from + "." + Name(field.column) + " = " +
                                  table + "." + Name(key->column));
    aliases_[path] = table;
    return table;
  }

  bool Condition(const std::string& column, const Field& field, const std::string& kind,
                 const Lookup& lookup) {
    const python::Value value =
        lookup.value == nullptr ? python::MakeUnknown("") : typing_.ValueOf(*lookup.value);
    const auto plain = value.ToSql();
    std::string sql;
    if (kind == "isnull" && plain && std::holds_alternative<bool>(*plain)) {
      sql = column + (std::get<bool>(*plain) ? " IS NULL" : " IS NOT NULL");
    } else if (kind == "exact" && plain && IsNull(*plain)) {
      sql = column + " IS NULL";
    } else if (kind == "in") {
      const auto items = python::Items(value);
      if (!items || items->empty()) return false;
      for (const python::Value& item : *items) {
        const auto one = item.ToSql();
        const auto literal = one ? Literal(*one) : std::nullopt;
        if (!literal) return false;
        sql += (sql.empty() ? column + " IN (" : ", ") + *literal;
      }
      sql += ")";
    } else if (!ComparisonOf(kind).empty()) {
      const auto literal = plain ? Literal(*plain) : std::nullopt;
      // F(), sub-queries and whatever else is known to be no plain value.
      if (!literal && value.Is<python::Instance>() && !IsPlainCall(value)) return false;
      if (plain && !literal) return false;
      const bool number = field.Is(FieldType::Family::kInteger) || field.Is(FieldType::Family::kNumber);
      if (literal && number && std::holds_alternative<std::string>(*plain)) return false;
      sql = column + " " + std::string(ComparisonOf(kind)) + " " +
            (literal ? *literal : "$" + std::to_string(++parameters_));
    } else {
      return false;
    }
    if (lookup.excluded) {
      // The row with NULL stays: NOT (a = 1 AND a IS NOT NULL).
      const bool guarded = field.null && kind != "isnull" && !(plain && IsNull(*plain));
      sql = "NOT (" + sql + (guarded ? " AND " + column + " IS NOT NULL" : "") + ")";
    }
    where_.push_back(std::move(sql));
    return true;
  }

  static bool IsPlainCall(const python::Value& value) {
    return !IsOneOf(CalleeName(value),
                    {"F", "Q", "Subquery", "OuterRef", "Exists", "Value", "Lower", "Upper"}) &&
           !CalleeName(value).starts_with("operator.");
  }

  const ModelTable& models_;
  Typing& typing_;
  const Model& model_;
  std::string table_;
  std::vector<std::pair<std::string, std::string>> joins_;
  std::map<std::string, std::string> aliases_;
  std::vector<std::string> where_;
  std::vector<std::string> order_;
  int parameters_ = 0;
};

class QueryFinder {
 public:
  explicit QueryFinder(Context& context) : context_(context) {}

  void Visit(const FunctionPlace& place) {
    const syntax::Node* body = place.node->Field("body");
    if (body == nullptr) return;
    Typing typing(context_.project, context_.models, place);
    place_ = &place;
    typing_ = &typing;
    ForEachStatement(*body, [&](const syntax::Node& statement) {
      const syntax::Node* over = statement.Is("for_statement") ? statement.Field("right") : nullptr;
      for (const syntax::Node* child : statement.children) {
        const bool inner = child->Is("block") || child->Is("elif_clause") || child->Is("else_clause") ||
                           child->Is("except_clause") || child->Is("finally_clause");
        if (!inner && !statement.Is("function_definition") && !statement.Is("class_definition"))
          Look(*child, child == over, 0);
      }
      typing.Learn(statement);
    });
  }

 private:
  // `sent`: all rows of the expression are read here.
  void Look(const syntax::Node& node, bool sent, int depth) {
    if (depth > kMaxChainDepth || node.Is("lambda")) return;
    if (node.Is("call")) {
      ReadText(node);
      const std::string_view name = CalledName(node);
      const bool sends =
          sent || IsOneOf(name, {"get", "first", "last", "exists", "count", "get_object_or_404"});
      if (sends) {
        const Typed typed = typing_->Of(node);
        const bool counted = typed.calls.empty() ? false : typed.calls.back() == &node;
        if (counted && typed.plain && typed.certain && typed.model != nullptr)
          AddChain(typed, sent ? "" : name, node);
      }
      const syntax::Node* arguments = node.Field("arguments");
      const bool list = IsOneOf(node.Field("function") == nullptr ? "" : node.Field("function")->text,
                                {"list", "tuple", "set", "sorted"});
      for (const syntax::Node* argument :
           arguments == nullptr ? std::vector<const syntax::Node*>() : arguments->children)
        Look(*argument, list && arguments->children.size() == 1, depth + 1);
      if (node.Field("function") != nullptr) Look(*node.Field("function"), false, depth + 1);
      return;
    }
    for (const syntax::Node* child : node.children) {
      const bool clause = node.Is("for_in_clause") && child->field == "right";
      Look(*child, clause, depth + 1);
    }
  }

  void AddChain(const Typed& typed, std::string_view end, const syntax::Node& node) {
    const Model& model = *typed.model;
    if (!model.parents.empty() || model.proxy || model.of_framework) return;
    Select select(context_.models, *typing_, model);
    for (const Lookup& lookup : typed.lookups) {
      if (!select.Where(lookup)) return;
    }
    bool distinct = false;
    bool reversed = false;
    bool order_given = false;
    bool order_known = true;
    std::vector<std::string> columns;
    for (const syntax::Node* call : typed.calls) {
      const std::string_view name = CalledName(*call);
      std::vector<std::string> texts;
      for (const syntax::Node* argument : PositionalOf(*call)) {
        const auto text = typing_->ValueOf(*argument).Text();
        if (text) texts.push_back(*text);
      }
      const bool literal = texts.size() == PositionalOf(*call).size();
      if (IsOneOf(name, {"only", "defer", "select_for_update", "get_queryset", "earliest", "latest"})) return;
      if (name == "select_related" && !IsOneOf(end, {"exists", "count"})) return;
      if (name == "distinct") distinct = literal && texts.empty() ? true : distinct;
      if (name == "distinct" && !PositionalOf(*call).empty()) return;
      if (name == "reverse") reversed = !reversed;
      if (name == "order_by") {
        order_given = true;
        order_known = literal && select.OrderBy(texts);
      }
      if (name == "values" || name == "values_list") {
        if (!literal || texts.empty()) return;
        columns = texts;
      }
    }
    if (reversed || (end == "last")) return;
    if (distinct && IsOneOf(end, {"count", "exists"})) return;
    if (!order_given) {
      const auto ordering = model.meta.find("ordering");
      const auto names = ordering == model.meta.end() ? std::nullopt : python::Texts(ordering->second);
      order_known = ordering == model.meta.end() || (names && select.OrderBy(*names));
    }
    std::string what = columns.empty() ? select.Columns() : select.ColumnsNamed(columns);
    if (what.empty()) return;
    std::string sql;
    if (end == "get" || end == "get_object_or_404") {
      sql = select.Sql(what, distinct, false, 21);
    } else if (end == "exists") {
      sql = select.Sql("1 AS a", false, false, 1);
    } else if (end == "count") {
      sql = select.Sql("COUNT(*)", false, false, 0);
    } else if (!order_known) {
      return;
    } else if (end == "first") {
      if (!select.ordered() && !select.OrderBy({"pk"})) return;
      sql = select.Sql(what, distinct, true, 1);
    } else {
      sql = select.Sql(what, distinct, true, 0);
    }
    Add(sql, node.line, "query set of " + model.name);
  }

  // cursor.execute("..."), Model.objects.raw("...")
  void ReadText(const syntax::Node& call) {
    const std::string_view name = CalledName(call);
    const auto arguments = PositionalOf(call);
    if (!IsOneOf(name, {"execute", "raw"}) || arguments.empty()) return;
    const auto text = typing_->ValueOf(*arguments[0]).Text();
    if (!text) return;
    std::string sql;
    int parameters = 0;
    for (std::size_t i = 0; i < text->size(); ++i) {
      if ((*text)[i] != '%' || arguments.size() < 2) {
        sql += (*text)[i];
      } else if (i + 1 < text->size() && (*text)[i + 1] == 's') {
        sql += "$" + std::to_string(++parameters);
        ++i;
      } else if (i + 1 < text->size() && (*text)[i + 1] == '%') {
        sql += '%';
        ++i;
      } else {
        return;
      }
    }
    Add(python::OneLine(sql), call.line, "raw SQL");
  }

  void Add(const std::string& sql, int line, std::string note) {
    const Schema& schema = context_.findings.schema;
    const Result<sql::QueryPtr> bound = sql::Bind(sql, schema, Dialect::kPostgresql);
    if (!bound.ok()) return;
    context_.findings.queries.push_back(
        {sql::Print(*bound, schema, Dialect::kPostgresql), place_->module->file, line, std::move(note)});
  }

  Context& context_;
  const FunctionPlace* place_ = nullptr;
  Typing* typing_ = nullptr;
};

}  // namespace

void FindQueries(Context& context) {
  QueryFinder finder(context);
  ForEachFunction(context.project, context.models, [&](const FunctionPlace& place) { finder.Visit(place); });
}

}  // namespace tacit::analyze::django
