// Associations as joins, as reads and as eager loads.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

constexpr int kMaxThrough = 6;  // associations through associations
constexpr int kMaxPreload = 5;  // levels of what is loaded with rows

using Kind = AssociationInfo::Kind;

std::string Equals(const std::string& alias, const std::string& column, const std::string& value) {
  return ColumnName(alias, column) + " = " + value;
}

void AddJoin(Relation& relation, const std::string& text) {
  if (std::find(relation.joins.begin(), relation.joins.end(), text) == relation.joins.end())
    relation.joins.push_back(text);
}

// Whether a table stands in the relation under its own name.
bool Has(const Relation& relation, const std::string& alias) {
  if (relation.table->name == alias) return true;
  const std::string quoted = QuotedName(alias);
  return std::any_of(relation.joins.begin(), relation.joins.end(), [&quoted](const std::string& join) {
    return join.find("JOIN " + quoted + " ") != std::string::npos;
  });
}

}  // namespace

RelationPtr Evaluator::Bare(const std::string& model) const {
  Relation relation;
  relation.model = model;
  relation.table = world_.TableOf(model);
  if (relation.table == nullptr) return nullptr;
  const std::string type = world_.TypeCondition(model, relation.table->name);
  if (!type.empty()) relation.where.push_back({type, "type"});
  return std::make_shared<const Relation>(std::move(relation));
}

// With the default scopes; null where one of them is not known.
RelationPtr Evaluator::All(const std::string& model) {
  if (auto known = memory_.all.find(model); known != memory_.all.end()) return known->second;
  if (auto known = all_.find(model); known != all_.end()) return known->second;
  const std::size_t asked = path_->asked();
  RelationPtr relation = Bare(model);
  all_[model] = relation;  // a default scope may ask for the class
  for (const Value& scope : world_.DefaultScopes(model)) {
    if (relation != nullptr) relation = ApplyScope(relation, scope, {});
  }
  (path_->asked() == asked ? memory_.all : all_)[model] = relation;
  return relation;
}

RelationPtr Evaluator::ApplyScope(const RelationPtr& relation, const Value& scope,
                                  const std::vector<Value>& args) {
  if (scope.Is<Nil>()) return relation;
  if (!scope.Is<Proc>()) return nullptr;
  const Value self = {ClassRef{relation->model, relation}};
  std::string key = CanonicalText(scope) + CanonicalText(self);
  for (const Value& arg : args) key += CanonicalText(arg);
  const Value made = Summarised(key, key, [&] {
    Value value = RunBlock(scope, args, &self);
    if (flow_ == Flow::kReturn || flow_ == Flow::kNext) flow_ = Flow::kNone;
    return value;
  });
  if (flow_ != Flow::kNone) {
    flow_ = Flow::kNone;
    return nullptr;
  }
  if (made.Is<Nil>()) return relation;
  if (made.As<bool>() != nullptr) return relation;
  if (const auto* type = made.As<ClassRef>()) return type->scope != nullptr ? type->scope : All(type->path);
  return made.AsRelation();
}

const std::optional<std::vector<Step>>& Evaluator::Steps(const AssociationInfo& info) {
  if (auto known = memory_.steps.find(&info); known != memory_.steps.end()) return known->second;
  return memory_.steps[&info] = MakeSteps(info, 0);
}

std::optional<std::vector<Step>> Evaluator::MakeSteps(const AssociationInfo& info, int depth) {
  if (depth > kMaxThrough) return std::nullopt;
  if (!info.through.empty()) {
    const AssociationInfo* through = world_.FindAssociation(info.owner, info.through);
    if (through == nullptr || through->target.empty()) return std::nullopt;
    auto steps = MakeSteps(*through, depth + 1);
    if (!steps) return std::nullopt;
    const AssociationInfo* source = nullptr;
    for (const std::string& name : {info.source, Singular(info.name), info.name}) {
      if (source == nullptr && !name.empty()) source = world_.FindAssociation(steps->back().model, name);
    }
    if (source == nullptr) return std::nullopt;
    if (source->target.empty()) {  // polymorphic: of the rows of one class
      const std::string target = world_.Resolve(info.source_type, {info.owner});
      const Table* table = world_.TableOf(target);
      if (table == nullptr) return std::nullopt;
      steps->push_back({source->foreign_key,
                        table->name,
                        world_.PrimaryKey(target),
                        target,
                        source->type_column,
                        world_.PolymorphicName(target),
                        true,
                        {}});
    } else {
      auto rest = MakeSteps(*source, depth + 1);
      if (!rest) return std::nullopt;
      steps->insert(steps->end(), rest->begin(), rest->end());
    }
    if (!info.scope.Is<Nil>()) steps->back().scopes.push_back(info.scope);
    return steps;
  }
  const Table* target = world_.TableOf(info.target);
  if (target == nullptr) return std::nullopt;
  Step step;
  step.far = target->name;
  step.model = info.target;
  if (!info.scope.Is<Nil>()) step.scopes.push_back(info.scope);
  const std::string own_key = info.primary_key.empty() ? world_.PrimaryKey(info.owner) : info.primary_key;
  if (info.kind == Kind::kBelongsTo) {
    step.near_column = info.foreign_key;
    step.far_column = info.primary_key.empty() ? world_.PrimaryKey(info.target) : info.primary_key;
    return step.far_column.empty() ? std::nullopt : std::optional(std::vector<Step>{step});
  }
  if (own_key.empty()) return std::nullopt;
  if (info.kind == Kind::kManyToMany) {
    const Step first = {own_key, info.join_table, info.foreign_key, "", "", "", false, {}};
    step.near_column = info.target_key;
    step.far_column = world_.PrimaryKey(info.target);
    return step.far_column.empty() ? std::nullopt : std::optional(std::vector<Step>{first, step});
  }
  step.near_column = own_key;
  step.far_column = info.foreign_key;
  step.type_column = info.type_column;
  if (!info.type_column.empty()) step.type_name = world_.PolymorphicName(info.owner);
  return std::vector<Step>{step};
}

// The rows of a step's far table that its scopes let through.
RelationPtr Evaluator::FarRows(const Step& step) {
  if (step.model.empty()) {
    Relation rows;
    rows.table = world_.schema().Find(step.far);
    return rows.table == nullptr ? nullptr : std::make_shared<const Relation>(std::move(rows));
  }
  RelationPtr rows = All(step.model);
  for (const Value& scope : step.scopes) {
    if (rows != nullptr) rows = ApplyScope(rows, scope, {});
  }
  return rows;
}

bool Evaluator::JoinSteps(Relation& relation, const std::string& near, const AssociationInfo& info,
                          bool outer, std::string* far_alias) {
  const auto& steps = Steps(info);
  if (!steps) return false;
  std::string near_alias = near;
  for (const Step& step : *steps) {
    const RelationPtr rows = FarRows(step);
    if (rows == nullptr || rows->limit) return false;
    const std::string keyword = outer ? "LEFT OUTER JOIN " : "INNER JOIN ";
    const auto spell = [&](const std::string& alias) -> std::optional<std::string> {
      std::string text = QuotedName(step.far);
      if (alias != step.far) text += " " + QuotedName(alias);
      text += " ON " + ColumnName(alias, step.far_column) + " = " + ColumnName(near_alias, step.near_column);
      if (!step.type_column.empty()) {
        const std::string& holder = step.type_is_near ? near_alias : alias;
        text += " AND " + Equals(holder, step.type_column, *Literal(Value{step.type_name}, nullptr));
      }
      const std::string own_type = step.model.empty() ? "" : world_.TypeCondition(step.model, step.far);
      for (const Condition& condition : rows->where) {
        if (alias == step.far) {
          text += " AND (" + condition.text + ")";
        } else if (condition.text == own_type) {
          text += " AND " + world_.TypeCondition(step.model, alias);
        } else {
          return std::nullopt;  // text that names the table
        }
      }
      return text;
    };
    auto text = spell(step.far);
    std::string alias = step.far;
    // A join that is there already serves this one too, be it an inner one for an outer one.
    const bool there =
        text && std::any_of(relation.joins.begin(), relation.joins.end(), [&](const std::string& join) {
          return join == "INNER JOIN " + *text || join == keyword + *text;
        });
    if (!there && Has(relation, step.far)) {
      const std::string plural = info.IsCollection() ? info.name : Plural(info.name);
      alias = plural + "_" + near_alias;
      if (step.model.empty()) alias += "_join";
      text = spell(alias);
      if (!text) return false;
    }
    if (!text) return false;
    if (!there) queries::AddJoin(relation, keyword + *text);
    for (const std::string& join : rows->joins) queries::AddJoin(relation, join);
    near_alias = alias;
  }
  *far_alias = near_alias;
  return true;
}

RelationPtr Evaluator::Read(const AssociationInfo& info, bool many) {
  const auto& steps = Steps(info);
  if (!steps) return nullptr;
  const Step& last = steps->back();
  const RelationPtr rows = FarRows(last);
  if (rows == nullptr || last.model.empty()) return nullptr;
  Relation relation = *rows;
  for (std::size_t i = steps->size() - 1; i > 0; --i) {
    const Step& step = (*steps)[i];
    const Step& before = (*steps)[i - 1];
    if (Has(relation, before.far)) return nullptr;  // it would need another name
    std::string join = "INNER JOIN " + QuotedName(before.far) + " ON " +
                       ColumnName(step.far, step.far_column) + " = " +
                       ColumnName(before.far, step.near_column);
    queries::AddJoin(relation, join);
    if (!step.type_column.empty()) {
      relation.where.push_back({Equals(step.type_is_near ? before.far : step.far, step.type_column,
                                       *Literal(Value{step.type_name}, nullptr)),
                                ""});
    }
    const RelationPtr between = FarRows(before);
    if (between == nullptr || between->limit || !between->joins.empty()) return nullptr;
    for (const Condition& condition : between->where) relation.where.push_back({condition.text, ""});
  }
  const Step& first = steps->front();
  const std::string key = ColumnName(first.far, first.far_column);
  relation.where.push_back(
      {many ? key + " IN (" + kListHole + ")" : key + " = " + kScalarHole, first.far_column});
  if (!first.type_column.empty()) {
    if (first.type_is_near) return nullptr;
    relation.where.push_back(
        {Equals(first.far, first.type_column, *Literal(Value{first.type_name}, nullptr)), ""});
  }
  if (!info.IsCollection() && !many) relation.limit = "1";
  relation.through = info.owner + "." + info.name;
  return std::make_shared<const Relation>(std::move(relation));
}

std::optional<std::vector<Include>> Evaluator::Includes(const std::vector<Value>& args) {
  std::vector<Include> includes;
  for (const Value& arg : args) {
    if (const auto name = Name(arg)) {
      includes.push_back({*name, {}});
    } else if (const Array* list = arg.AsArray()) {
      auto inner = Includes(list->items);
      if (!inner) return std::nullopt;
      includes.insert(includes.end(), inner->begin(), inner->end());
    } else if (const Hash* hash = arg.AsHash()) {
      for (const auto& [key, value] : hash->entries) {
        const auto outer = Name(key);
        auto nested = Includes({value});
        if (!outer || !nested) return std::nullopt;
        includes.push_back({*outer, std::move(*nested)});
      }
    } else if (!arg.Is<Nil>()) {
      return std::nullopt;
    }
  }
  return includes;
}

// One query for each association that is loaded apart, for all rows at once.
void Evaluator::Preload(const std::string& model, const std::vector<Include>& includes, const Call& call,
                        const FramePtr& frame, int depth) {
  for (const Include& include : includes) {
    const AssociationInfo* info = world_.FindAssociation(model, include.association);
    if (info == nullptr || depth > kMaxPreload) continue;
    if (!info->through.empty()) {  // the rows between, then those behind them
      const AssociationInfo* through = world_.FindAssociation(info->owner, info->through);
      const auto& steps = Steps(*info);
      if (through == nullptr || !steps) continue;
      Include source{info->source.empty() ? info->name : info->source, include.nested};
      if (world_.FindAssociation(through->target, source.association) == nullptr)
        source.association = Singular(source.association);
      Preload(model, {{info->through, {source}}}, call, frame, depth + 1);
      continue;
    }
    if (info->kind == Kind::kManyToMany) {
      Send("SELECT " + QuotedName(info->join_table) + ".* FROM " + QuotedName(info->join_table) + " WHERE " +
               ColumnName(info->join_table, info->foreign_key) + " IN (" + kListHole + ")",
           call, frame, "preload " + info->name);
      const RelationPtr rows = All(info->target);
      const RelationPtr scoped = rows == nullptr ? nullptr : ApplyScope(rows, info->scope, {});
      if (scoped != nullptr) {
        Relation far = *scoped;
        far.where.push_back(
            {ColumnName(far.table->name, world_.PrimaryKey(info->target)) + " IN (" + kListHole + ")", ""});
        Send(SelectText(far), call, frame, "preload " + info->name);
      }
    } else if (const RelationPtr rows = Read(*info, true)) {
      Send(SelectText(*rows), call, frame, "preload " + info->name);
      Preload(rows->model, rows->includes, call, frame, depth + 1);
    }
    if (!info->target.empty()) Preload(info->target, include.nested, call, frame, depth + 1);
  }
}

bool Evaluator::JoinIncludes(Relation& relation, const std::string& model, const std::string& alias,
                             const std::vector<Include>& includes,
                             std::vector<std::pair<std::string, std::string>>& tables, bool* collection) {
  for (const Include& include : includes) {
    const AssociationInfo* info = world_.FindAssociation(model, include.association);
    std::string far;
    if (info == nullptr || info->target.empty()) return false;
    const auto& steps = Steps(*info);
    // A join that is there already serves the eager load too.
    if (!JoinSteps(relation, alias, *info, true, &far)) return false;
    *collection = *collection || info->IsCollection();
    tables.emplace_back(far, info->target);
    if (steps->back().model.empty()) return false;
    if (!JoinIncludes(relation, steps->back().model, far, include.nested, tables, collection)) return false;
  }
  return true;
}

std::optional<Relation> Evaluator::Joined(const Relation& relation, std::string* list, bool* collection) {
  const bool any = !relation.eager.empty() || (relation.references && !relation.includes.empty());
  if (!any) return relation;
  Relation joined = relation;
  std::vector<Include> includes = relation.eager;
  includes.insert(includes.end(), relation.includes.begin(), relation.includes.end());
  joined.eager.clear();
  joined.includes.clear();
  std::vector<std::pair<std::string, std::string>> tables = {{relation.table->name, relation.model}};
  if (!JoinIncludes(joined, relation.model, relation.table->name, includes, tables, collection))
    return std::nullopt;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const Table* table = world_.TableOf(tables[t].second);
    if (table == nullptr) return std::nullopt;
    for (std::size_t c = 0; c < table->columns.size(); ++c) {
      *list += (list->empty() ? "" : ", ") + ColumnName(tables[t].first, table->columns[c].name) + " AS t" +
               std::to_string(t) + "_r" + std::to_string(c);
    }
  }
  return joined;
}

void Evaluator::Send(const std::string& sql, const std::string* file, int line, std::string note) {
  auto text = WithParameters(sql);
  if (text && file != nullptr) sent_.insert({std::move(*text), *file, line, std::move(note)});
}

}  // namespace tacit::analyze::rails::queries
