#include "analyzer/rails/condition.h"

#include "analyzer/rails/predicate.h"

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxConditionDepth = 40;

using Sql = std::optional<std::string>;

// One `where`'s arguments.
Sql WhereToSql(const syntax::Node& arguments, bool negated, const ModelView& view, Reader& reader,
               const ruby::FramePtr& frame) {
  if (arguments.children.empty()) return std::nullopt;
  const syntax::Node& first = *arguments.children.front();
  if (!first.Is("pair") && !first.Is("hash")) {
    const ruby::Value text = reader.Eval(first, frame);
    const auto* sql = text.As<std::string>();
    if (sql == nullptr || negated || arguments.children.size() != 1) return std::nullopt;
    if (sql->find_first_of("?:;.\"`") != std::string::npos || sql->find("elect") != std::string::npos)
      return std::nullopt;
    return "(" + ruby::OneLine(*sql) + ")";
  }
  std::string all;
  const auto& pairs = first.Is("hash") ? first.children : arguments.children;
  if (negated && pairs.size() != 1) return std::nullopt;
  for (const syntax::Node* pair : pairs) {
    const syntax::Node* key = pair->Field("key");
    const syntax::Node* value_node = pair->Field("value");
    if (key == nullptr || value_node == nullptr) return std::nullopt;
    const std::string column = view.ColumnOf(reader.Eval(*key, frame).Name().value_or(""));
    if (column.empty()) return std::nullopt;
    const ruby::Value value = reader.Eval(*value_node, frame);
    std::vector<ruby::Value> items = {value};
    if (const auto* array = value.As<ruby::Array>()) items = array->items;
    std::string values;
    bool null = false;
    for (const ruby::Value& item : items) {
      std::optional<tacit::Value> sql = item.ToSql();
      if (const EnumMap* map = view.FindEnum(column)) {
        for (const auto& [name, stored] : map->values) {
          if (item.Name() == name) sql = stored;
        }
      }
      auto quoted = sql ? QuoteValue(*sql) : std::nullopt;
      if (!quoted) return std::nullopt;
      null |= *quoted == "NULL";
      if (*quoted != "NULL") values += (values.empty() ? "" : ", ") + *quoted;
    }
    const std::string name = QuoteName(column);
    if (null && !values.empty()) return std::nullopt;
    std::string term = name + (negated ? " IS NOT NULL" : " IS NULL");
    if (!null && items.size() == 1) term = name + (negated ? " <> " : " = ") + values;
    if (!null && items.size() != 1) term = name + (negated ? " NOT IN (" : " IN (") + values + ")";
    all += (all.empty() ? "" : " AND ") + term;
  }
  return all;
}

Sql ChainToSql(const syntax::Node& node, const ModelView& view, Reader& reader, const ruby::FramePtr& frame,
               int depth) {
  if (depth > kMaxConditionDepth) return std::nullopt;
  if (node.Is("block_body") || node.Is("body_statement")) {
    return node.children.size() == 1 ? ChainToSql(*node.children.front(), view, reader, frame, depth + 1)
                                     : std::nullopt;
  }
  const syntax::Node* method = node.Is("identifier") ? &node : node.Field("method");
  const syntax::Node* receiver = node.Field("receiver");
  const syntax::Node* arguments = node.Field("arguments");
  if (method == nullptr) return std::nullopt;
  std::string before;
  bool negated = false;
  if (method->text == "not" && receiver != nullptr && receiver->Field("method") != nullptr &&
      receiver->Field("method")->text == "where" && receiver->Field("arguments") == nullptr) {
    negated = true;
    receiver = receiver->Field("receiver");
  }
  if (receiver != nullptr) {
    auto inner = ChainToSql(*receiver, view, reader, frame, depth + 1);
    if (!inner) return std::nullopt;
    before = *inner + " AND ";
  }
  if ((method->text == "where" || negated) && arguments != nullptr) {
    auto own = WhereToSql(*arguments, negated, view, reader, frame);
    return own ? Sql(before + *own) : std::nullopt;
  }
  const ruby::Value* scope = arguments == nullptr ? view.FindScope(std::string(method->text)) : nullptr;
  if (scope == nullptr) return std::nullopt;
  auto own = RelationToSql(*scope, view, reader, depth + 1);
  return own ? Sql(before + *own) : std::nullopt;
}

}  // namespace

std::optional<std::string> GateToSql(const Gate& gate, const ModelView& view, Reader& reader) {
  Predicate predicate(view, reader);
  if (const auto* proc = gate.test.As<ruby::Proc>()) return predicate.OfProc(*proc, !gate.negated);
  if (const auto* symbol = gate.test.As<ruby::Symbol>())
    return predicate.OfMethod(symbol->name, !gate.negated);
  return std::nullopt;
}

std::optional<std::string> RelationToSql(const ruby::Value& relation, const ModelView& view, Reader& reader,
                                         int depth) {
  const auto* proc = relation.As<ruby::Proc>();
  if (proc == nullptr) return std::nullopt;
  const syntax::Node* body = proc->node->Field("body");
  if (proc->node->Is("lambda") && body != nullptr) body = body->Field("body");
  return body == nullptr ? std::nullopt : ChainToSql(*body, view, reader, proc->frame, depth);
}

}  // namespace tacit::analyze::rails
