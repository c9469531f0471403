// Models to the tables that Django's migrate makes for them.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "analyzer/django/model.h"
#include "tacit/schema.h"

namespace tacit::analyze::django {

using FindModel = std::function<const Model*(std::string_view label)>;

// A key of a model's Meta: unique_together or a UniqueConstraint.
struct Key {
  std::vector<std::string> columns;
  std::vector<std::string> expressions;  // of the columns; empty: plain columns
  std::optional<Condition> condition;
  bool nulls_equal = false;
  bool deferred = false;
  std::string name;
  Evidence place;
};

// A CheckConstraint; `formula` may be opaque.
struct CheckRule {
  std::string sql;  // empty where it has no form
  std::vector<std::string> columns;
  std::string name;
  Evidence place;
};

[[nodiscard]] std::vector<Key> KeysOf(const Model& model);
[[nodiscard]] std::vector<CheckRule> ChecksOf(const Model& model);

// Tables of managed models, with those of many to many fields.
[[nodiscard]] Schema BuildSchema(std::span<const Model* const> models, const FindModel& find);

// The column of the target that a relation holds; {null, null} where the target is not known.
[[nodiscard]] std::pair<const Model*, const Field*> TargetOf(const Field& field, const FindModel& find);

}  // namespace tacit::analyze::django
