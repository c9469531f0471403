// indexes, validate and hooks of a model's options; and hooks of every mapper.
#include <algorithm>

#include "analyzer/typescript/patterns/guard.h"
#include "analyzer/typescript/patterns/sequelize.h"

namespace tacit::analyze::typescript {

const PatternDoc kModelHookDoc = {
    .name = "model-hook",
    .summary = "a hook or a validator of the row that refuses rows, or brings a column into a normal form",
    .code =
        "@BeforeSave\nstatic check(model: Page) {\n  if (model.parentId === model.id) throw new "
        "Error(\"loop\");\n"
        "}",
    .states = "NOT (parentId = id)",
    .soundness = "B where it runs before every write of an instance; C where before inserts or updates alone",
    .caveat =
        "bulk writes and queries run no hooks; what the hook decides by anything but the row's columns, "
        "and everything behind it, states nothing"};

namespace {

// { deletedAt: null } and { state: "open" } as SQL over columns; nothing for what else there is.
std::optional<std::string> SimpleWhere(const Value& where, const Model& model) {
  const Object* object = where.AsObject();
  if (object == nullptr || object->open || object->properties.empty()) return std::nullopt;
  std::string sql;
  for (const Property& part : object->properties) {
    const Field* field = model.Find(part.key);
    if (field == nullptr) return std::nullopt;
    const std::string column = Quoted(field->column);
    std::string condition;
    const auto scalar = part.value.ToSql();
    const Value* negated = part.value.Get("[Op.ne]");
    if (negated == nullptr) negated = part.value.Get("[Op.not]");
    if (part.value.Is<Null>()) {
      condition = column + " IS NULL";
    } else if (scalar) {
      condition = column + " = " + QuotedValue(*scalar);
    } else if (negated != nullptr && negated->Is<Null>()) {
      condition = column + " IS NOT NULL";
    } else {
      return std::nullopt;
    }
    sql += (sql.empty() ? "" : " AND ") + condition;
  }
  return sql;
}

void ReadIndexes(const Value& indexes, Model& model, const std::string& pattern) {
  const Array* array = indexes.AsArray();
  if (array == nullptr) return;
  for (const Value& index : array->items) {
    const Value* fields = index.Get("fields");
    const auto names = fields == nullptr ? std::nullopt : TextList(*fields);
    if (!names || names->empty()) continue;
    const Value* unique = index.Get("unique");
    const Value* type = index.Get("type");
    const bool is_unique = (unique != nullptr && unique->IsTrue()) ||
                           (type != nullptr && LowerCase(type->Text().value_or("")) == "unique");
    const Value* where = index.Get("where");
    const auto condition = where == nullptr ? std::nullopt : SimpleWhere(*where, model);
    if (where != nullptr && !condition) continue;
    if (!is_unique) {
      model.indexes.push_back({"", *names, false, condition});
      continue;
    }
    Rule rule;
    rule.kind = ConstraintKind::kUnique;
    rule.properties = *names;
    rule.detail = UniqueDetail{};
    rule.in_schema = true;
    rule.soundness = Soundness::kC;
    if (condition) rule.condition = Condition{*condition, false};
    rule.evidence = {model.file, index.line, pattern};
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

std::optional<Condition> WhenHookRuns(std::string_view hook) {
  const std::string name = LowerCase(hook);
  if (name == "beforecreate" || name == "beforeinsert" || name == "prepersist")
    return Condition{"only when the row is made", true};
  if (name == "beforeupdate" || name == "preupdate") return Condition{"only when the row is changed", true};
  return std::nullopt;
}

bool RunsBeforeWrite(std::string_view hook) {
  const std::string name = LowerCase(hook);
  return name == "beforesave" || name == "beforecreate" || name == "beforeupdate" ||
         name == "beforevalidate" || name == "beforeinsert" || name == "aftervalidate";
}

void ReadHook(Evaluator& evaluator, const Function& function, bool row_is_this,
              std::optional<Condition> condition, Model& model) {
  for (GuardClaim& claim : ReadGuard(evaluator, model, function, {"", row_is_this})) {
    Rule rule;
    rule.kind = claim.kind;
    rule.properties = std::move(claim.properties);
    rule.detail = std::move(claim.detail);
    rule.nulls = claim.nulls;
    rule.condition = condition;
    rule.evidence = {function.scope->module->path, claim.line, std::string(kModelHookDoc.name)};
    model.rules.push_back(std::move(rule));
  }
}

void ReadSequelizeOptions(Evaluator& evaluator, const Value& options, Model& model,
                          const std::string& pattern) {
  if (const Value* indexes = options.Get("indexes")) ReadIndexes(*indexes, model, pattern);
  const Value* validate = options.Get("validate");
  for (const Property& one : validate != nullptr && validate->AsObject() != nullptr
                                 ? validate->AsObject()->properties
                                 : std::vector<Property>()) {
    if (const auto* function = one.value.As<Function>())
      ReadHook(evaluator, *function, true, std::nullopt, model);
  }
  const Value* hooks = options.Get("hooks");
  for (const Property& one : hooks != nullptr && hooks->AsObject() != nullptr ? hooks->AsObject()->properties
                                                                              : std::vector<Property>()) {
    const auto* function = one.value.As<Function>();
    if (function != nullptr && RunsBeforeWrite(one.key))
      ReadHook(evaluator, *function, false, WhenHookRuns(one.key), model);
  }
}

}  // namespace tacit::analyze::typescript
