// Methods of relations that build them up.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"
#include "analyzer/rails/queries/finders.h"

namespace tacit::analyze::rails::queries {

namespace {

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

Value Wrap(Relation relation) { return {std::make_shared<const Relation>(std::move(relation))}; }

std::string KeyOf(const Relation& relation, const World& world) {
  const std::string key = world.PrimaryKey(relation.model);
  return key.empty() ? "" : ColumnName(relation.table->name, key);
}

std::optional<std::string> Amount(const Value& value) {
  if (const auto* number = value.As<std::int64_t>()) return std::to_string(*number);
  if (value.Is<Scalar>() || value.Is<Unknown>()) return std::string(1, kScalarHole);
  return std::nullopt;
}

std::optional<std::vector<std::string>> Reversed(const std::vector<std::string>& orders) {
  std::vector<std::string> reversed;
  for (const std::string& order : orders) {
    if (order.find('(') != std::string::npos) return std::nullopt;
    for (std::size_t at = 0; at <= order.size();) {
      const std::size_t end = std::min(order.find(',', at), order.size());
      std::string part = order.substr(at, end - at);
      part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
      const std::string upper = Upper(part);
      if (upper.ends_with(" DESC")) {
        part = part.substr(0, part.size() - 5) + " ASC";
      } else {
        part = (upper.ends_with(" ASC") ? part.substr(0, part.size() - 4) : part) + " DESC";
      }
      reversed.push_back(part);
      at = end + 1;
    }
  }
  return reversed;
}

std::string Negated(const Condition& condition) {
  static const std::pair<std::string, std::string> kOpposites[] = {
      {" = ", " <> "}, {" IN (", " NOT IN ("}, {" IS NULL", " IS NOT NULL"}, {" BETWEEN ", " NOT BETWEEN "}};
  const std::size_t at = condition.text.find(' ');
  for (const auto& [is, is_not] : kOpposites) {
    if (condition.column.empty() || at == std::string::npos || condition.text.compare(at, is.size(), is) != 0)
      continue;
    if (condition.text.find(" OR ") != std::string::npos) break;
    return condition.text.substr(0, at) + is_not + condition.text.substr(at + is.size());
  }
  return "NOT (" + condition.text + ")";
}

bool AllNameColumns(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return NamesColumns(text); });
}

std::optional<Value> Evaluator::Build(const RelationPtr& relation, Call& call) {
  Relation next = *relation;
  const std::string& name = call.name;
  const bool chained = call.receiver->Is<WhereChain>();
  if (chained && (name == "missing" || name == "associated")) {
    for (const Value& arg : call.args) {
      const auto which = Name(arg);
      const AssociationInfo* info = which ? world_.FindAssociation(next.model, *which) : nullptr;
      std::string far;
      if (info == nullptr || !JoinSteps(next, next.table->name, *info, name == "missing", &far))
        return std::nullopt;
      const std::string key = world_.PrimaryKey(info->target);
      if (key.empty()) return std::nullopt;
      next.where.push_back({ColumnName(far, key) + (name == "missing" ? " IS NULL" : " IS NOT NULL"), ""});
    }
    return Wrap(std::move(next));
  }
  if (chained && name != "not") return std::nullopt;
  if (name == "where" || name == "rewhere" || name == "not") {
    if (name == "where" && call.args.empty()) return Value{WhereChain{relation}};
    auto conditions = Conditions(next, call.args);
    if (!conditions) return std::nullopt;
    const Hash* hash = call.args[0].AsHash();
    if (hash != nullptr) {
      for (const auto& [key, value] : hash->entries)
        next.references = next.references || value.AsHash() != nullptr;
    }
    if (name == "not") {
      std::string all;
      for (const Condition& condition : *conditions) {
        all += (all.empty() ? "" : " AND ") + ("(" + condition.text + ")");
      }
      if (conditions->size() == 1) all = Negated(conditions->front());
      if (conditions->size() > 1) all = "NOT (" + all + ")";
      if (!all.empty()) next.where.push_back({all, ""});
      return Wrap(std::move(next));
    }
    for (Condition& condition : *conditions) {
      if (name == "rewhere" && !condition.column.empty()) {
        std::erase_if(next.where, [&](const Condition& c) { return c.column == condition.column; });
      }
      next.where.push_back(std::move(condition));
    }
    return Wrap(std::move(next));
  }
  if (ruby::IsOneOf(name, {"all", "readonly", "lock", "scoped", "extending", "strict_loading", "create_with",
                           "spawn", "unloaded", "load_async", "default_scoped", "annotate", "optimizer_hints",
                           "with_deleted"})) {
    if (name == "with_deleted") return std::nullopt;
    return Value{relation};
  }
  if (name == "none") {
    next.none = true;
    return Wrap(std::move(next));
  }
  if (name == "unscoped") {
    const RelationPtr bare = Bare(next.model);
    if (!call.HasBlock()) return Value{bare};
    const Value self = {ClassRef{next.model, bare}};
    return RunBlock(call.block, {}, &self);
  }
  if (name == "or" || name == "and" || name == "merge") {
    if (call.args.size() != 1) return std::nullopt;
    RelationPtr other = call.args[0].AsRelation();
    if (const auto* type = call.args[0].As<ClassRef>())
      other = type->scope != nullptr ? type->scope : All(type->path);
    if (other == nullptr) return std::nullopt;
    if (name == "merge") return Merge(next, *other) ? std::optional(Wrap(std::move(next))) : std::nullopt;
    if (name == "and") {
      next.where.insert(next.where.end(), other->where.begin(), other->where.end());
      return Wrap(std::move(next));
    }
    if (next.joins != other->joins || other->limit || next.limit) return std::nullopt;
    // Conditions of both stay outside of the OR.
    std::vector<Condition> common;
    std::string left;
    std::string right;
    const auto has = [](const std::vector<Condition>& list, const Condition& c) {
      return std::any_of(list.begin(), list.end(),
                         [&c](const Condition& other_one) { return other_one.text == c.text; });
    };
    for (const Condition& condition : next.where) {
      if (has(other->where, condition)) {
        common.push_back(condition);
      } else {
        left += (left.empty() ? "(" : " AND (") + condition.text + ")";
      }
    }
    for (const Condition& condition : other->where) {
      if (!has(common, condition)) right += (right.empty() ? "(" : " AND (") + condition.text + ")";
    }
    if (!left.empty() && !right.empty()) common.push_back({"(" + left + ") OR (" + right + ")", ""});
    next.where = common;
    return Wrap(std::move(next));
  }
  if (name == "order" || name == "reorder") {
    auto orders = Orders(next, call.args);
    if (!orders || !AllNameColumns(*orders)) return std::nullopt;
    if (name == "reorder") next.order.clear();
    for (const std::string& order :
         *orders) {  // text that names another table's columns joins what is included
      const std::size_t dot = order.find('.');
      const bool other = dot != std::string::npos && !order.starts_with(next.table->name + ".");
      next.references = next.references || (other && order.find('(') == std::string::npos);
    }
    next.order.insert(next.order.end(), orders->begin(), orders->end());
    return Wrap(std::move(next));
  }
  if (name == "reverse_order") {
    auto reversed = Reversed(next.order);
    const std::string key = KeyOf(next, world_);
    if (!reversed || (next.order.empty() && key.empty())) return std::nullopt;
    next.order = next.order.empty() ? std::vector<std::string>{key + " DESC"} : *reversed;
    return Wrap(std::move(next));
  }
  if (name == "limit" || name == "offset") {
    if (call.args.size() != 1) return std::nullopt;
    auto& place = name == "limit" ? next.limit : next.offset;
    place = std::nullopt;
    if (call.args[0].Is<Nil>()) return Wrap(std::move(next));
    place = Amount(call.args[0]);
    return place ? std::optional(Wrap(std::move(next))) : std::nullopt;
  }
  if (name == "distinct" ||
      (name == "uniq" && !call.HasBlock() && call.args.empty() && !next.select.empty())) {
    next.distinct = call.args.empty() || Truth(call.args[0]) != false;
    return Wrap(std::move(next));
  }
  if (name == "select" || name == "reselect") {
    if (call.HasBlock()) return std::nullopt;
    auto columns = Columns(next, call.args);
    if (!columns || columns->empty() || !AllNameColumns(*columns)) return std::nullopt;
    if (name == "reselect") next.select.clear();
    next.select.insert(next.select.end(), columns->begin(), columns->end());
    return Wrap(std::move(next));
  }
  if (name == "group") {
    auto columns = Columns(next, call.args);
    if (!columns || !AllNameColumns(*columns)) return std::nullopt;
    next.group.insert(next.group.end(), columns->begin(), columns->end());
    return Wrap(std::move(next));
  }
  if (name == "having") {
    auto conditions = Conditions(next, call.args);
    if (!conditions) return std::nullopt;
    for (const Condition& condition : *conditions) next.having.push_back("(" + condition.text + ")");
    return Wrap(std::move(next));
  }
  if (ruby::IsOneOf(name, {"joins", "left_joins", "left_outer_joins"})) {
    if (!AddJoins(next, call.args, name != "joins")) return std::nullopt;
    return Wrap(std::move(next));
  }
  if (ruby::IsOneOf(name, {"includes", "preload", "eager_load"})) {
    auto includes = Includes(call.args);
    if (!includes) return std::nullopt;
    auto& into = name == "includes" ? next.includes : name == "preload" ? next.preload : next.eager;
    into.insert(into.end(), includes->begin(), includes->end());
    return Wrap(std::move(next));
  }
  if (name == "references") {
    next.references = true;
    return Wrap(std::move(next));
  }
  if (name == "unscope" || name == "except") {
    for (const Value& arg : call.args) {
      const auto what = Name(arg);
      if (what == "order") {
        next.order.clear();
      } else if (what == "where") {
        next.where.clear();
      } else if (what == "limit") {
        next.limit.reset();
      } else if (what == "offset") {
        next.offset.reset();
      } else if (what == "select") {
        next.select.clear();
      } else if (what == "includes") {
        next.includes.clear();
      } else if (const Hash* hash = arg.AsHash(); hash != nullptr && Find(*hash, "where") != nullptr) {
        const Value& columns = *Find(*hash, "where");
        const std::vector<Value> list =
            columns.AsArray() != nullptr ? columns.AsArray()->items : std::vector<Value>{columns};
        for (const Value& item : list) {
          const auto column = Name(item);
          if (!column) return std::nullopt;
          std::erase_if(next.where, [&](const Condition& c) { return c.column == *column; });
        }
      } else {
        return std::nullopt;
      }
    }
    return Wrap(std::move(next));
  }
  if (name == "page" || name == "paginate") {  // a page of a pagination library
    next.limit = std::string(1, kScalarHole);
    next.offset = std::string(1, kScalarHole);
    return Wrap(std::move(next));
  }
  if (name == "per" && next.limit) return Value{relation};
  return std::nullopt;
}

}  // namespace tacit::analyze::rails::queries
