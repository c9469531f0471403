// z.object({ name: z.string().min(1).max(64), role: z.enum(["admin", "member"]) })
#include "analyzer/typescript/patterns/zod.h"

#include <algorithm>

namespace tacit::analyze::typescript {

const PatternDoc kZodDoc = {
    .name = "zod",
    .summary = "a schema of zod, where what it lets through is written into a model",
    .code =
        "const Input = z.object({ name: z.string().max(64) });\n\nconst input = Input.parse(body);\nawait "
        "prisma.user.create({ data: input });",
    .states = "char_length(users.name) <= 64",
    .soundness = "D: what does not come in through the schema passes it by",
    .caveat = "a schema whose outcome is written into no model, or changed before, states nothing"};

namespace {

constexpr int kMaxSchemaDepth = 20;

bool IsZod(const Chain& chain) {
  return (chain.package == "zod" || chain.package.starts_with("zod/") ||
          chain.package == "@hono/zod-openapi") &&
         !chain.links.empty();
}

std::optional<std::vector<tacit::Value>> ValuesOf(const Link& link) {
  if (link.arguments.empty()) return std::nullopt;
  if (const Object* members = link.arguments[0].AsObject(); members != nullptr && !members->open) {
    Array values;
    for (const Property& member : members->properties) values.items.push_back(member.value);
    return ScalarList(MakeArray(std::move(values)));
  }
  return ScalarList(link.arguments[0]);
}

std::optional<Object> Members(const Value& schema, int depth) {
  const Chain* chain = schema.AsChain();
  if (chain == nullptr || !IsZod(*chain) || depth > kMaxSchemaDepth) return std::nullopt;
  std::optional<Object> members;
  for (const Link& link : chain->links) {
    const Value* first = link.arguments.empty() ? nullptr : &link.arguments[0];
    const Object* given = first == nullptr ? nullptr : first->AsObject();
    if (link.name == "object" || link.name == "strictObject" || link.name == "looseObject") {
      if (given == nullptr) return std::nullopt;
      members = *given;
    } else if (members && (link.name == "extend" || link.name == "safeExtend" || link.name == "augment") &&
               given != nullptr) {
      for (const Property& one : given->properties) members->Set(one.key, one.value, one.line);
    } else if (members && link.name == "merge" && first != nullptr) {
      const auto other = Members(*first, depth + 1);
      if (!other) return std::nullopt;
      for (const Property& one : other->properties) members->Set(one.key, one.value, one.line);
    } else if (members && (link.name == "pick" || link.name == "omit") && given != nullptr) {
      std::erase_if(members->properties, [&](const Property& one) {
        return (given->Find(one.key) != nullptr) == (link.name == "omit");
      });
    } else if (link.name == "transform" || link.name == "pipe" || link.name == "preprocess") {
      return std::nullopt;
    }
  }
  return members;
}

}  // namespace

std::optional<Object> ZodMembers(const Value& schema) { return Members(schema, 0); }

std::vector<Rule> ZodRules(const Value& member, const std::string& property, const std::string& file) {
  std::vector<Rule> rules;
  const Chain* chain = member.AsChain();
  if (chain == nullptr || !IsZod(*chain)) return rules;
  LengthDetail length;
  RangeDetail range;
  bool text = false;
  bool number = false;
  const auto add = [&](ConstraintKind kind, ConstraintDetail detail) {
    Rule rule;
    rule.kind = kind;
    rule.properties = {property};
    rule.detail = std::move(detail);
    rule.soundness = Soundness::kD;
    rule.evidence = {file, member.line, std::string(kZodDoc.name)};
    rules.push_back(std::move(rule));
  };
  for (const Link& link : chain->links) {
    const Value* first = link.arguments.empty() ? nullptr : &link.arguments[0];
    const auto bound = first == nullptr ? std::nullopt : first->Integer();
    const auto exact = first == nullptr || !first->Is<double>() ? std::nullopt : first->ToSql();
    if (link.name == "transform" || link.name == "pipe" || link.name == "preprocess" ||
        link.name == "array" || link.name == "union" || link.name == "or") {
      return {};  // what is written is another value
    }
    text = text || link.name == "string" || link.name == "email" || link.name == "url";
    number = number || link.name == "number" || link.name == "int" || link.name == "bigint";
    if (link.name == "enum" || link.name == "nativeEnum") {
      if (auto values = ValuesOf(link); values && !values->empty())
        add(ConstraintKind::kOneOf, ValuesDetail{std::move(*values)});
    } else if (text && (link.name == "min" || link.name == "max" || link.name == "length") && bound) {
      if (link.name != "max") length.min = bound;
      if (link.name != "min") length.max = bound;
    } else if (text && link.name == "nonempty") {
      length.min = 1;
    } else if (text && link.name == "regex" && first != nullptr && first->Is<Regex>()) {
      const Regex& regex = *first->As<Regex>();
      if (regex.flags.find_first_of("ims") == std::string::npos)
        add(ConstraintKind::kFormat, FormatDetail{regex.source, "ecmascript"});
    } else if (number && (link.name == "min" || link.name == "gte") && exact) {
      range.min = *exact;
    } else if (number && (link.name == "max" || link.name == "lte") && exact) {
      range.max = *exact;
    } else if (number && (link.name == "positive" || link.name == "nonnegative")) {
      range.min = tacit::Value(std::int64_t{0});
      range.min_exclusive = link.name == "positive";
    }
  }
  if (length.min == 0) length.min.reset();
  if (length.min || length.max) add(ConstraintKind::kLength, length);
  if (range.min || range.max) add(ConstraintKind::kRange, range);
  return rules;
}

}  // namespace tacit::analyze::typescript
