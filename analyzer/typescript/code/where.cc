#include "analyzer/typescript/code/where.h"

#include <algorithm>
#include <map>

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;
using Op = WhereTerm::Op;

// Operators of Sequelize ([Op.gt]), Prisma (gt), MikroORM ($gt) and TypeORM (MoreThan).
std::optional<Op> OperatorOf(std::string_view name) {
  static const std::map<std::string_view, Op> kOperators = {{"[Op.eq]", Op::kEqual},
                                                            {"[Op.is]", Op::kEqual},
                                                            {"[Op.ne]", Op::kNotEqual},
                                                            {"[Op.not]", Op::kNotEqual},
                                                            {"[Op.lt]", Op::kLess},
                                                            {"[Op.lte]", Op::kLessEqual},
                                                            {"[Op.gt]", Op::kGreater},
                                                            {"[Op.gte]", Op::kGreaterEqual},
                                                            {"[Op.in]", Op::kIn},
                                                            {"[Op.notIn]", Op::kNotIn},
                                                            {"[Op.like]", Op::kLike},
                                                            {"[Op.iLike]", Op::kILike},
                                                            {"equals", Op::kEqual},
                                                            {"not", Op::kNotEqual},
                                                            {"lt", Op::kLess},
                                                            {"lte", Op::kLessEqual},
                                                            {"gt", Op::kGreater},
                                                            {"gte", Op::kGreaterEqual},
                                                            {"in", Op::kIn},
                                                            {"notIn", Op::kNotIn},
                                                            {"$eq", Op::kEqual},
                                                            {"$ne", Op::kNotEqual},
                                                            {"$lt", Op::kLess},
                                                            {"$lte", Op::kLessEqual},
                                                            {"$gt", Op::kGreater},
                                                            {"$gte", Op::kGreaterEqual},
                                                            {"$in", Op::kIn},
                                                            {"$nin", Op::kNotIn},
                                                            {"Equal", Op::kEqual},
                                                            {"Not", Op::kNotEqual},
                                                            {"LessThan", Op::kLess},
                                                            {"LessThanOrEqual", Op::kLessEqual},
                                                            {"MoreThan", Op::kGreater},
                                                            {"MoreThanOrEqual", Op::kGreaterEqual},
                                                            {"In", Op::kIn},
                                                            {"Like", Op::kLike},
                                                            {"ILike", Op::kILike}};
  const auto found = kOperators.find(name);
  return found == kOperators.end() ? std::nullopt : std::optional(found->second);
}

class Reader {
 public:
  Reader(Evaluator& evaluator, const Model& model, const Place& place)
      : evaluator_(evaluator), model_(model), place_(place) {}

  bool Conjunction(const Node& node) {
    if (!node.Is("object")) return false;
    for (const Node* part : node.children) {
      if (part->Is("spread_element")) {
        if (!Spread(*part)) return false;
      } else if (part->Is("shorthand_property_identifier")) {
        if (!Pair(std::string(part->text), *part)) return false;
      } else if (part->Is("pair")) {
        const Node* key = part->Field("key");
        const Node* value = part->Field("value");
        const auto name = key == nullptr ? std::nullopt : LiteralText(*key);
        if (!name || value == nullptr || !Pair(*name, *value)) return false;
      } else {
        return false;
      }
    }
    return true;
  }

  Where terms;

 private:
  // ...where, ...{ a, b }: an object that is written out somewhere.
  bool Spread(const Node& part) {
    if (part.children.empty()) return false;
    const Value value = evaluator_.Eval(*part.children[0], place_.scope);
    const auto* object = value.AsObject();
    if (object == nullptr || object->open) return false;
    return std::all_of(object->properties.begin(), object->properties.end(),
                       [&](const Property& one) { return FromValue(one.key, one.value, part); });
  }

  bool Pair(const std::string& name, const Node& value) {
    const Field* field = model_.Find(name);
    if (field == nullptr) {
      // Prisma's composite key: { userId_teamId: { userId, teamId } }
      return model_.orm == Orm::kPrisma && value.Is("object") && name.find('_') != std::string::npos &&
             Conjunction(value);
    }
    if (field->property != name) return false;
    return FromValue(name, evaluator_.Eval(value, place_.scope), value);
  }

  bool FromValue(const std::string& name, const Value& value, const Node& node) {
    const Field* field = model_.Find(name);
    if (field == nullptr) return false;
    if (value.Is<Undefined>()) return model_.orm != Orm::kSequelize;  // no condition
    if (const Object* object = value.AsObject()) {
      return !object->open && !object->properties.empty() &&
             std::all_of(object->properties.begin(), object->properties.end(), [&](const Property& one) {
               const auto op = OperatorOf(one.key);
               return op && Add(*field, *op, one.value, node);
             });
    }
    if (const Chain* chain = value.AsChain();
        chain != nullptr && !chain->links.empty() && chain->last().called) {
      const Link& link = chain->last();
      if (link.name == "IsNull") return Add(*field, Op::kEqual, {Null{}}, node);
      if (chain->package == "typeorm") return link.arguments.size() == 1 && FromOperator(*field, link, node);
    }
    return Add(*field, value.AsArray() != nullptr ? Op::kIn : Op::kEqual, value, node);
  }

  // TypeORM's MoreThan(5), Not(IsNull()).
  bool FromOperator(const Field& field, const Link& link, const Node& node) {
    const auto op = OperatorOf(link.name);
    if (!op) return false;
    const Chain* inner = link.arguments[0].AsChain();
    if (inner == nullptr || inner->package != "typeorm") return Add(field, *op, link.arguments[0], node);
    return inner->last().name == "IsNull" && *op == Op::kNotEqual &&
           Add(field, Op::kNotEqual, {Null{}}, node);
  }

  bool Add(const Field& field, Op op, const Value& value, const Node& node) {
    WhereTerm term;
    term.field = &field;
    term.may_be_absent = MayBeAbsent(node);
    term.op = op;
    term.node = &node;
    if (value.Is<Null>()) {
      if (op != Op::kEqual && op != Op::kNotEqual) return false;
      term.op = op == Op::kEqual ? Op::kIsNull : Op::kIsNotNull;
    } else if (op == Op::kIn || op == Op::kNotIn) {
      const auto list = ScalarList(value);
      const bool known = value.AsArray() != nullptr && !value.AsArray()->open;
      if (known && list && list->empty()) return false;
      if (known && list) term.list = *list;
    } else if (const auto scalar = value.ToSql()) {
      term.literal = *scalar;
    } else if (value.AsObject() != nullptr || value.AsArray() != nullptr || value.Is<Regex>() ||
               value.Is<Function>()) {
      return false;
    } else if (const Chain* chain = value.AsChain()) {
      // sequelize.literal(...), sql`...`: not a value.
      const std::string path = LowerCase(chain->Path());
      for (const char* word : {"literal", "fn", "col", "raw", "sql"}) {
        if (path.ends_with(word)) return false;
      }
    }
    // Sequelize takes a list for IN.
    const bool listed =
        node.text.ends_with("Ids") || node.text == "ids" || node.text.find(".map(") != std::string_view::npos;
    if (term.op == Op::kEqual && !term.literal && model_.orm == Orm::kSequelize && listed) term.op = Op::kIn;
    terms.push_back(std::move(term));
    return true;
  }

  Evaluator& evaluator_;
  const Model& model_;
  const Place& place_;
};

}  // namespace

std::optional<Where> ReadWhere(Evaluator& evaluator, const Node& node, const Model& model,
                               const Place& place) {
  Reader reader(evaluator, model, place);
  if (node.Is("object")) {
    if (!reader.Conjunction(node)) return std::nullopt;
    return std::move(reader.terms);
  }
  return std::nullopt;
}

bool MayBeAbsent(const Node& value) {
  const auto none = [](const Node* node) {
    return node != nullptr && (node->text == "null" || node->text == "undefined");
  };
  const auto may = [&](const Node* node) { return node != nullptr && (none(node) || MayBeAbsent(*node)); };
  if (value.Is("parenthesized_expression") || value.Is("as_expression") || value.Is("await_expression"))
    return !value.children.empty() && may(value.children[0]);
  if (value.Is("ternary_expression"))
    return may(value.Field("consequence")) || may(value.Field("alternative"));
  if (value.Is("binary_expression")) {
    if (value.op == "&&") return true;
    return (value.op == "||" || value.op == "??") && may(value.Field("right"));
  }
  if (value.Is("member_expression") || value.Is("call_expression"))
    return value.text.find("?.") != std::string_view::npos && value.text.find("=>") == std::string_view::npos;
  return false;
}

bool IsBareCondition(const Node& object, const Model& model) {
  if (model.orm == Orm::kMikroOrm) return true;
  if (model.orm != Orm::kTypeorm || !object.Is("object") || object.children.empty()) return false;
  return std::all_of(object.children.begin(), object.children.end(), [&](const Node* part) {
    const Node* key = part->Is("pair") ? part->Field("key") : part;
    const auto name = key == nullptr ? std::nullopt : LiteralText(*key);
    const std::string shown = name.value_or(std::string(part->text));
    const Field* field = model.Find(shown);
    return field != nullptr && field->property == shown;
  });
}

const Node* MemberNode(const Node& object, std::string_view key) {
  if (!object.Is("object")) return nullptr;
  for (const Node* part : object.children) {
    if (part->Is("shorthand_property_identifier") && part->text == key) return part;
    const Node* name = part->Field("key");
    if (part->Is("pair") && name != nullptr && LiteralText(*name) == key) return part->Field("value");
  }
  return nullptr;
}

}  // namespace tacit::analyze::typescript
