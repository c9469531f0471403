#include "analyzer/typescript/code/queries.h"

#include <algorithm>
#include <map>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/evaluate/walk.h"
#include "src/sql/bind.h"
#include "src/sql/print.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

bool IsFinder(std::string_view method) {
  static constexpr std::string_view kNames[] = {
      "findAll",         "findOne",          "findByPk",         "count",   "findMany", "findFirst",
      "findUnique",      "findBy",           "findOneBy",        "countBy", "find",     "findOneOrFail",
      "findOneByOrFail", "findFirstOrThrow", "findUniqueOrThrow"};
  return std::find(std::begin(kNames), std::end(kNames), method) != std::end(kNames);
}

bool IsParameterWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Replaces :name and ? outside of quotes. `first` is the number of the first parameter that is free.
std::string WithNumbers(std::string_view sql, int first) {
  std::map<std::string, int, std::less<>> numbers;
  std::string numbered;
  char quote = '\0';
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '?') {
      numbered += "$" + std::to_string(first++);
      continue;
    } else if (c == ':' && i + 1 < sql.size() &&
               (IsParameterWord(sql[i + 1]) || sql.substr(i + 1).starts_with("...")) &&
               (i == 0 || sql[i - 1] != ':')) {
      std::size_t begin = i + 1 + (sql[i + 1] == '.' ? 3 : 0);
      std::size_t end = begin;
      while (end < sql.size() && IsParameterWord(sql[end])) ++end;
      const std::string name(sql.substr(begin, end - begin));
      if (!numbers.contains(name)) numbers[name] = first++;
      numbered += "$" + std::to_string(numbers[name]);
      i = end - 1;
      continue;
    }
    numbered += c;
  }
  return numbered;
}

// createQueryBuilder("user").where("user.email = :email").orderBy("user.id").getMany()
class BuilderQuery {
 public:
  BuilderQuery(Evaluator& evaluator, ModelIndex& index, Place place)
      : evaluator_(evaluator), index_(index), place_(std::move(place)) {}

  std::optional<std::string> Sql(const Node& call) {
    std::vector<const Node*> calls;
    const Node* at = &call;
    while (at != nullptr && at->Is("call_expression") && calls.size() < 40) {
      calls.push_back(at);
      const Node* callee = at->Field("function");
      at = callee != nullptr && callee->Is("member_expression") ? callee->Field("object") : nullptr;
    }
    std::reverse(calls.begin(), calls.end());
    for (const Node* one : calls) {
      if (!Step(*one)) return std::nullopt;
    }
    return model_ == nullptr ? std::nullopt : Finish();
  }

 private:
  bool Step(const Node& call) {
    const Node* callee = call.Field("function");
    const Node* method =
        callee != nullptr && callee->Is("member_expression") ? callee->Field("property") : nullptr;
    const Node* arguments = call.Field("arguments");
    if (method == nullptr || arguments == nullptr) return false;
    const std::string_view name = method->text;
    const auto text = [&](std::size_t i) {
      return i < arguments->children.size() ? evaluator_.Eval(*arguments->children[i], place_.scope).Text()
                                            : std::nullopt;
    };
    if (name == "createQueryBuilder") {
      std::size_t alias_at = 0;
      model_ = index_.OfReceiver(*callee->Field("object"), place_);
      if (model_ == nullptr && !arguments->children.empty()) {
        model_ = index_.Named(*arguments->children[0], place_);
        alias_at = 1;
      }
      const auto alias = text(alias_at);
      alias_ = alias.value_or("");
      return model_ != nullptr && (alias || arguments->children.size() <= alias_at);
    }
    if (model_ == nullptr) return name == "getRepository" || name == "getCustomRepository";
    if (name == "where" || name == "andWhere" || name == "orWhere") {
      const auto condition = text(0);
      if (!condition) return false;
      if (!where_.empty()) where_ += name == "orWhere" ? " OR " : " AND ";
      where_ += name == "where" ? *condition : "(" + *condition + ")";
      return true;
    }
    if (name == "orderBy" || name == "addOrderBy") {
      const auto by = text(0);
      const auto way = text(1);
      if (!by || (arguments->children.size() > 1 && !way)) return false;
      order_ += (order_.empty() ? "" : ", ") + *by + (way ? " " + *way : "");
      return true;
    }
    if (name == "take" || name == "limit" || name == "skip" || name == "offset") {
      if (arguments->children.empty()) return false;
      const auto number = evaluator_.Eval(*arguments->children[0], place_.scope).Integer();
      (name == "take" || name == "limit" ? limit_ : offset_) = number ? std::to_string(*number) : "?";
      return true;
    }
    if (name == "withDeleted") return with_deleted_ = true;
    if (name == "getCount") return counts_ = true;
    return name == "getMany" || name == "getOne" || name == "getOneOrFail" || name == "setParameter" ||
           name == "setParameters";
  }

  // user.createdAt is user."created_at"
  [[nodiscard]] std::optional<std::string> WithColumns(const std::string& sql) const {
    std::string replaced;
    for (std::size_t i = 0; i < sql.size();) {
      const bool begins = i == 0 || (!IsParameterWord(sql[i - 1]) && sql[i - 1] != ':' && sql[i - 1] != '"' &&
                                     sql[i - 1] != '\'');
      if (!alias_.empty() && begins && sql.compare(i, alias_.size() + 1, alias_ + ".") == 0) {
        std::size_t end = i + alias_.size() + 1;
        const std::size_t from = end;
        while (end < sql.size() && IsParameterWord(sql[end])) ++end;
        const std::string property = sql.substr(from, end - from);
        const Field* field = model_->Find(property);
        if (field == nullptr) return std::nullopt;
        replaced += Quoted(alias_) + "." + Quoted(field->column);
        i = end;
      } else {
        replaced += sql[i++];
      }
    }
    return replaced;
  }

  [[nodiscard]] std::optional<std::string> Finish() const {
    const std::string prefix = alias_.empty() ? "" : Quoted(alias_) + ".";
    std::string columns;
    for (const Field& field : model_->fields) {
      const std::string column = prefix + Quoted(field.column);
      if (columns.find(column) == std::string::npos) columns += (columns.empty() ? "" : ", ") + column;
    }
    std::string where = where_;
    const Field* deleted =
        model_->deleted_at.empty() || with_deleted_ ? nullptr : model_->Find(model_->deleted_at);
    if (deleted != nullptr)
      where = (where.empty() ? "" : "(" + where + ") AND ") + prefix + Quoted(deleted->column) + " IS NULL";
    std::string sql = "SELECT " + (counts_ ? "count(*)" : columns) + " FROM " + Quoted(model_->table) +
                      (alias_.empty() ? "" : " " + Quoted(alias_));
    const auto conditions = WithColumns(where);
    const auto order = WithColumns(order_);
    if (!conditions || !order) return std::nullopt;
    if (!conditions->empty()) sql += " WHERE " + *conditions;
    if (!order->empty() && !counts_) sql += " ORDER BY " + *order;
    if (!limit_.empty()) sql += " LIMIT " + limit_;
    if (!offset_.empty()) sql += " OFFSET " + offset_;
    return WithNumbers(sql, 1);
  }

  Evaluator& evaluator_;
  ModelIndex& index_;
  const Place place_;
  const Model* model_ = nullptr;
  std::string alias_;
  std::string where_;
  std::string order_;
  std::string limit_;
  std::string offset_;
  bool with_deleted_ = false;
  bool counts_ = false;
};

class QueryCollector {
 public:
  QueryCollector(Evaluator& evaluator, ModelIndex& index, Findings& findings)
      : evaluator_(evaluator), index_(index), findings_(findings) {}

  void Read(const Module& module) {
    path_ = module.path;
    evaluator_.Restart();
    VisitCalls(
        evaluator_, module.tree->root(), evaluator_.ScopeOf(module), [](std::string_view) { return Value(); },
        [this](const CallSite& site, const ScopePtr& scope) { Visit(site, scope); });
  }

 private:
  void Visit(const CallSite& site, const ScopePtr& scope) {
    const Place place{scope, site.in_class};
    static constexpr std::string_view kRaw[] = {"query", "$queryRaw", "$queryRawUnsafe", "raw", "rawQuery"};
    static constexpr std::string_view kBuilt[] = {"getMany", "getOne", "getOneOrFail", "getCount"};
    const auto among = [&](const auto& names) {
      return std::find(std::begin(names), std::end(names), site.method) != std::end(names);
    };
    if (among(kRaw) && !site.arguments.empty()) {
      if (auto sql = RawSql(evaluator_, *site.arguments[0], scope,
                            site.node->Field("arguments") == site.arguments[0]))
        Add(*sql, site, "raw SQL");
    } else if (among(kBuilt) && site.receiver != nullptr) {
      if (auto sql = BuilderQuery(evaluator_, index_, place).Sql(*site.node))
        Add(*sql, site, "query builder");
    } else if (IsFinder(site.method) && site.receiver != nullptr) {
      const Model* model = index_.OfReceiver(*site.receiver, place);
      std::vector<const Node*> arguments = site.arguments;
      if (model == nullptr && !arguments.empty()) {
        model = index_.Named(*arguments[0], place);
        if (model != nullptr) arguments.erase(arguments.begin());
      }
      if (model == nullptr || IsScoped(*model, *site.receiver)) return;
      if (auto sql = FinderQuery(evaluator_, *model, place).Sql(site.method, arguments))
        Add(*sql, site, site.method + " " + model->name);
    }
  }

  // A scope adds conditions, columns and joins that are not looked at.
  bool IsScoped(const Model& model, const Node& receiver) {
    const std::string_view text = receiver.text;
    if (text.find("scope(") != std::string_view::npos || text.find("Scope(") != std::string_view::npos)
      return true;
    if (text.find("unscoped()") != std::string_view::npos || !model.declaration ||
        model.orm != Orm::kSequelize)
      return false;
    const auto known = scoped_.find(&model);
    if (known != scoped_.end()) return known->second;
    bool scoped = false;
    for (const ClassInfo& info : WithAncestors(evaluator_, *model.declaration))
      scoped = scoped || info.Find("DefaultScope") != nullptr;
    return scoped_[&model] = scoped;
  }

  void Add(const std::string& sql, const CallSite& site, std::string note) {
    const Result<sql::QueryPtr> bound = sql::Bind(sql, findings_.schema, Dialect::kPostgresql);
    if (!bound.ok()) return;
    findings_.queries.push_back({sql::Print(*bound, findings_.schema, Dialect::kPostgresql), path_,
                                 site.node->line, std::move(note)});
  }

  Evaluator& evaluator_;
  ModelIndex& index_;
  Findings& findings_;
  std::string path_;
  std::map<const Model*, bool> scoped_;
};

}  // namespace

void FindQueries(Evaluator& evaluator, ModelIndex& index, const std::vector<const Module*>& modules,
                 Findings& findings) {
  QueryCollector collector(evaluator, index, findings);
  for (const Module* module : modules) collector.Read(*module);
}

std::optional<std::string> RawSql(Evaluator& evaluator, const Node& node, const ScopePtr& scope,
                                  bool tagged) {
  std::string sql;
  int parameters = 0;
  if (node.Is("template_string")) {
    for (const Node* part : node.children) {
      if (!part->Is("template_substitution")) {
        sql += part->Is("escape_sequence") ? " " : std::string(part->text);
        continue;
      }
      const Value value = part->children.empty() ? Value() : evaluator.Eval(*part->children[0], scope);
      if (tagged) {
        sql += "$" + std::to_string(++parameters);
      } else if (const auto text = value.ToText()) {
        sql += *text;
      } else {
        return std::nullopt;
      }
    }
  } else {
    const auto text = evaluator.Eval(node, scope).Text();
    if (!text) return std::nullopt;
    sql = *text;
  }
  const std::size_t begin = sql.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = sql.find_last_not_of(" \t\r\n;");
  sql = sql.substr(begin, end - begin + 1);
  const std::string head = LowerCase(sql.substr(0, 6));
  if (!head.starts_with("select") && !head.starts_with("with")) return std::nullopt;
  return WithNumbers(sql, parameters + 1);
}

}  // namespace tacit::analyze::typescript
