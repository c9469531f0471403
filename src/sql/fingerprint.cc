#include "src/sql/fingerprint.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "src/sql/query_internal.h"

namespace tacit::sql {
namespace {

bool ComparesItsArguments(const Expr& e) {
  return e.kind == ExprKind::kCompare || e.kind == ExprKind::kDistinct || e.kind == ExprKind::kInList;
}

bool IsReplaceable(const ExprPtr& e) {
  return IsLiteral(e) && !IsNullLiteral(e) && e->type.kind != TypeKind::kBoolean;
}

int LastParameter(const QueryPtr& q) {
  int last = 0;
  VisitQuery(q, [&](const Query& node) {
    internal::ForEachExpr(node, [&](const ExprPtr& e) {
      Visit(e, [&](const Expr& part) { last = std::max(last, part.parameter); });
    });
  });
  return last;
}

using Digest = std::uint64_t;

// FNV-1a over the parts of a node.
class Mixer {
 public:
  void Add(Digest value) {
    for (int shift = 0; shift < 64; shift += 8) AddByte(static_cast<unsigned char>(value >> shift));
  }
  void Add(std::string_view text) {
    for (const char c : text) AddByte(static_cast<unsigned char>(c));
    AddByte(0);
  }
  [[nodiscard]] Digest digest() const { return state_; }

 private:
  void AddByte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3ULL; }
  Digest state_ = 0xcbf29ce484222325ULL;
};

// Relations by the order in which they are made. Each conjunct numbers those of its own sub-queries from the
// same number on, so that their order does not show.
using Numbers = std::map<RelId, Digest>;

Digest DigestOf(const QueryPtr& q, Numbers* numbers);

Digest DigestOfValue(const Value& value) {
  Mixer mixer;
  mixer.Add(value.index());
  if (const auto* truth = std::get_if<bool>(&value)) mixer.Add(*truth ? 1U : 0U);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) mixer.Add(static_cast<Digest>(*integer));
  if (const auto* number = std::get_if<double>(&value)) mixer.Add(std::to_string(*number));
  if (const auto* text = std::get_if<std::string>(&value)) mixer.Add(*text);
  if (const auto* blob = std::get_if<Blob>(&value)) mixer.Add(blob->bytes);
  return mixer.digest();
}

Digest DigestOf(const ExprPtr& e, const Numbers& numbers) {
  Mixer mixer;
  if (e == nullptr) return mixer.digest();
  mixer.Add(static_cast<Digest>(e->kind));
  mixer.Add(static_cast<Digest>(e->compare));
  mixer.Add((e->negated ? 2U : 0U) + (e->distinct ? 1U : 0U));
  mixer.Add(e->name);
  if (e->kind == ExprKind::kColumn) {
    const auto made = numbers.find(e->column.rel);
    mixer.Add(made == numbers.end() ? ~Digest{0} : made->second);
    mixer.Add(static_cast<Digest>(e->column.index));
  }
  if (e->kind == ExprKind::kLiteral) mixer.Add(DigestOfValue(e->literal));
  if (e->kind == ExprKind::kCast) mixer.Add(e->type.name);

  std::vector<Digest> args;
  for (const ExprPtr& arg : e->args) {
    const bool anything =
        ComparesItsArguments(*e) && (IsReplaceable(arg) || arg->kind == ExprKind::kParameter);
    args.push_back(anything ? 0 : DigestOf(arg, numbers));
  }
  if (e->kind == ExprKind::kAnd || e->kind == ExprKind::kOr) std::sort(args.begin(), args.end());
  for (const Digest arg : args) mixer.Add(arg);
  mixer.Add(DigestOf(e->filter, numbers));
  if (e->query != nullptr) {
    Numbers inside = numbers;
    mixer.Add(DigestOf(e->query, &inside));
  }
  return mixer.digest();
}

Digest DigestOf(const QueryPtr& q, Numbers* numbers) {
  Mixer mixer;
  mixer.Add(static_cast<Digest>(q->kind));
  mixer.Add(q->table);
  mixer.Add(static_cast<Digest>(q->join) * 16 + static_cast<Digest>(q->set_op) * 4 + (q->all ? 2U : 0U) +
            (q->global ? 1U : 0U));
  for (const QueryPtr& input : q->inputs) mixer.Add(DigestOf(input, numbers));
  mixer.Add(q->exprs.size());
  mixer.Add(q->rows.size());
  internal::ForEachExpr(*q, [&](const ExprPtr& e) { mixer.Add(DigestOf(e, *numbers)); });
  for (const SortKey& key : q->sort_keys) mixer.Add((key.descending ? 2U : 0U) + (key.nulls_first ? 1U : 0U));
  if (q->rel >= 0) numbers->emplace(q->rel, numbers->size());
  return mixer.digest();
}

}  // namespace

Template MakeTemplate(const QueryPtr& q) {
  Template made;
  const int parameters = LastParameter(q);
  for (int i = 1; i <= parameters; ++i) made.literals.push_back(MakeParameter(i, {}));
  const auto replace = [&](const ExprPtr& e) -> ExprPtr {
    if (!ComparesItsArguments(*e) || std::none_of(e->args.begin(), e->args.end(), IsReplaceable))
      return nullptr;
    Expr copy = *e;
    for (ExprPtr& arg : copy.args) {
      if (!IsReplaceable(arg)) continue;
      made.literals.push_back(arg);
      arg = MakeParameter(static_cast<int>(made.literals.size()), arg->type);
    }
    return std::make_shared<const Expr>(std::move(copy));
  };
  made.query = TransformExprsDeep(q, replace);
  return made;
}

std::string Fingerprint(const QueryPtr& q) {
  Numbers numbers;
  std::string hex(17, '\0');
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(DigestOf(q, &numbers)));
  hex.pop_back();
  return hex;
}

}  // namespace tacit::sql
