#include "analyzer/rails/constraints.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/facts/identity.h"
#include "analyzer/rails/condition.h"
#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

constexpr std::int64_t kMaxListedRange = 256;

// Makes constraints of one model's rules and associations, on its own table or an heir's.
class Maker {
 public:
  Maker(const ModelView& view, Facts& facts) : view_(view), facts_(facts) {}

  void AddAssociation(const Association& association) {
    const std::vector<std::string> columns = view_.KeyColumns(association);
    if (columns.empty()) return;
    When when = facts_.WhenOf(association.declared, view_);
    Constraint key = BeginConstraint(ConstraintKind::kForeignKey, view_, columns, association.declared);
    ForeignKeyDetail detail;
    if (association.polymorphic) {
      detail.type_column = columns.back();
    } else {
      auto target = view_.TargetOf(association);
      if (!target || target->columns.size() != columns.size()) return;
      detail.ref_table = target->table;
      detail.ref_columns = target->columns;
      AddSharedKey(columns, *target, when);
    }
    key.detail = detail;
    const bool required = association.required;
    const std::string id = Identity(key, when.ToCondition());
    facts_.Add(std::move(key), when, required ? Soundness::kB : Soundness::kC);
    if (required) AddDerivedNotNull(columns, association.declared, id, when);
  }

  // The key of a polymorphic reference may be read as a plain one too; that holds for rows of its type only.
  void AddSharedKey(const std::vector<std::string>& columns, const ModelView::Target& target,
                    When& when) const {
    std::string current = view_.name();
    for (int depth = 0; !current.empty() && depth < 20;
         ++depth, current = facts_.reader().Superclass(current)) {
      const Model* model = facts_.reader().FindModel(current);
      if (model == nullptr) continue;
      for (const Association& other : model->associations) {
        const auto keys = other.polymorphic ? view_.KeyColumns(other) : std::vector<std::string>();
        if (keys.size() != 2 || columns.size() != 1 || keys[0] != columns[0]) continue;
        when.sql.push_back(QuoteName(keys[1]) + " = " + *QuoteValue(Value(target.polymorphic_name)));
        return;
      }
    }
  }

  void AddDerivedNotNull(const std::vector<std::string>& columns, const Declared& declared,
                         const std::string& from, const When& when) {
    for (const std::string& column : columns) {
      Constraint not_null = BeginConstraint(ConstraintKind::kNotNull, view_, {column}, declared);
      not_null.nulls = NullPolicy::kRejected;
      not_null.derived_from = from;
      facts_.Add(std::move(not_null), when, Soundness::kB);
    }
  }

  // A hint, and the candidates that follow from it.
  void AddRemark(const Remark& remark) {
    std::vector<std::string> columns;
    for (const std::string& attribute : remark.attributes) {
      const std::vector<std::string> own = view_.ColumnsOf(attribute);
      if (own.empty()) return;
      columns.insert(columns.end(), own.begin(), own.end());
    }
    const Hint hint = facts_.AddHint(remark.kind, view_.table().name, columns, remark.text, remark.declared);
    const When when = facts_.WhenOf(remark.declared, view_);
    for (const ConstraintKind kind : remark.suggests) {
      if (kind == ConstraintKind::kForeignKey) {  // to the table itself
        if (columns.size() != view_.table().primary_key.size()) continue;
        const ForeignKeyDetail own{view_.table().name, view_.table().primary_key, std::nullopt};
        facts_.AddInferred(Follows(hint, kind, own, NullPolicy::kAllowed), when);
        continue;
      }
      const bool unique = kind == ConstraintKind::kUnique;
      facts_.AddInferred(Follows(hint, kind, unique ? ConstraintDetail(UniqueDetail{}) : ConstraintDetail{},
                                 unique ? NullPolicy::kAllowed : NullPolicy::kRejected),
                         when);
    }
  }

  void AddRule(const Rule& rule) {
    When when = facts_.WhenOf(rule.declared, view_);
    if (rule.kind == ConstraintKind::kNotNull) return AddNotNull(rule, when);
    if (rule.kind == ConstraintKind::kUnique) return AddUnique(rule, when);
    const std::string column = view_.ColumnOf(rule.attribute);
    if (column.empty()) return;
    Constraint constraint = BeginConstraint(rule.kind, view_, {column}, rule.declared);
    constraint.detail = rule.detail;
    constraint.nulls = rule.nulls;
    Soundness best = rule.racy ? Soundness::kC : Soundness::kB;
    std::string unfit;
    if (rule.kind == ConstraintKind::kCheck) {
      const std::string other = view_.ColumnOf(rule.other_attribute);
      if (other.empty() || !view_.WhyNotPlain(rule.other_attribute).empty()) return;
      constraint.columns.push_back(other);
      constraint.detail = CheckDetail{QuoteName(column) + " " + std::get<CheckDetail>(rule.detail).sql + " " +
                                      QuoteName(other)};
    } else {
      unfit = FitToColumn(rule, *view_.FindColumn(column), constraint, best);
    }
    std::string why = rule.unknown;
    if (why.empty()) why = facts_.WhyNotPlain(rule.attribute, view_);
    if (why.empty()) why = view_.WhyTransformed(rule.attribute);
    if (why.empty()) why = unfit;
    if (!why.empty()) {
      when.opaque.push_back(why);
      best = Soundness::kD;
    }
    AddLaterWrite(rule, when);
    facts_.Add(std::move(constraint), when, best);
  }

  void AddLaterWrite(const Rule& rule, When& when) {
    if (std::string why = facts_.WhyWrittenLater(rule, view_); !why.empty()) when.opaque.push_back(why);
  }

  // Turns the rule's detail into what the column holds; says why where that cannot be.
  std::string FitToColumn(const Rule& rule, const Column& column, Constraint& constraint,
                          Soundness& best) const {
    const TypeClass type = ClassOfType(column.type);
    const bool number = type == TypeClass::kInteger || type == TypeClass::kNumber;
    const std::string of_type = " of a column of type " + column.type;
    switch (rule.kind) {
      case ConstraintKind::kLength: return type == TypeClass::kText ? "" : "the length of the text" + of_type;
      case ConstraintKind::kFormat: return type == TypeClass::kText ? "" : "the text" + of_type;
      case ConstraintKind::kRange: {
        auto& range = std::get<RangeDetail>(constraint.detail);
        const bool listed = rule.about_loaded;  // from an inclusion in a range
        if (!number) {
          if (listed) {
            constraint.kind = ConstraintKind::kOneOf;
            constraint.detail = ValuesDetail{};
          }
          return "the number" + of_type;
        }
        if (listed && type == TypeClass::kInteger) ListRange(range, constraint);
        if (!listed && !range.integer &&
            (LosesParts(column, range.min, range.min_exclusive) ||
             LosesParts(column, range.max, range.max_exclusive))) {
          best = Soundness::kC;
        }
        return "";
      }
      case ConstraintKind::kOneOf:
      case ConstraintKind::kNoneOf: return FitValues(rule, type, column, constraint);
      default: return "";
    }
  }

  // Whether a value within the bound may be rounded out of it: 0.5 is above zero, and an integer column
  // stores 0.
  static bool LosesParts(const Column& column, const std::optional<Value>& bound, bool exclusive) {
    const bool exact = column.type.starts_with("double") || column.type.starts_with("real") ||
                       column.type.starts_with("float") || column.type == "numeric";
    return bound && !exact && (exclusive || std::holds_alternative<double>(*bound));
  }

  static void ListRange(const RangeDetail& range, Constraint& constraint) {
    const auto* min = range.min ? std::get_if<std::int64_t>(&*range.min) : nullptr;
    const auto* max = range.max ? std::get_if<std::int64_t>(&*range.max) : nullptr;
    if (min == nullptr || max == nullptr || *max - *min >= kMaxListedRange) return;
    ValuesDetail values;
    for (std::int64_t i = *min; i < *max + (range.max_exclusive ? 0 : 1); ++i) values.values.emplace_back(i);
    constraint.kind = ConstraintKind::kOneOf;
    constraint.detail = std::move(values);
  }

  std::string FitValues(const Rule& rule, TypeClass type, const Column& column,
                        Constraint& constraint) const {
    auto& values = std::get<ValuesDetail>(constraint.detail).values;
    const bool from_enum = !rule.about_loaded;
    const EnumMap* map = from_enum ? nullptr : view_.FindEnum(rule.attribute);
    for (Value& value : values) {
      if (map != nullptr) {  // validators see an enum's names, the column holds what they stand for
        const auto* text = std::get_if<std::string>(&value);
        auto entry = std::find_if(map->values.begin(), map->values.end(),
                                  [text](const auto& e) { return text != nullptr && e.first == *text; });
        if (entry == map->values.end()) return "a value that the enum does not have";
        value = entry->second;
      }
      const auto* integer = std::get_if<std::int64_t>(&value);
      if ((from_enum || map != nullptr) && type == TypeClass::kText && integer != nullptr) {
        value = Value(std::to_string(*integer));
      }
      const bool fits = (type == TypeClass::kText && std::holds_alternative<std::string>(value)) ||
                        (type == TypeClass::kInteger && std::holds_alternative<std::int64_t>(value)) ||
                        (type == TypeClass::kBoolean && std::holds_alternative<bool>(value)) ||
                        (type == TypeClass::kNumber && !std::holds_alternative<std::string>(value)) ||
                        (type == TypeClass::kOther && from_enum);
      if (!fits) return "values that a column of type " + column.type + " does not hold as they are written";
    }
    return "";
  }

  void AddNotNull(const Rule& rule, const When& base) {
    const std::vector<std::string> columns = view_.ColumnsOf(rule.attribute);
    if (columns.empty()) return;
    const bool enforced = std::none_of(columns.begin(), columns.end(), [&](const std::string& column) {
      return view_.FindColumn(column)->nullable;
    });
    if (rule.meant_only && !enforced) return;
    When when = base;
    Soundness best = Soundness::kB;
    const bool is_column = !view_.ColumnOf(rule.attribute).empty();
    if (std::string why = is_column ? facts_.WhyNotPlain(rule.attribute, view_) : ""; !why.empty()) {
      when.opaque.push_back(why);
      best = Soundness::kD;
    }
    AddLaterWrite(rule, when);
    Declared declared = rule.declared;
    if (!is_column) CallIt(declared, kPresenceOfAssociation);
    Constraint constraint = BeginConstraint(ConstraintKind::kNotNull, view_, columns, declared);
    constraint.nulls = rule.nulls;
    const std::string id = Identity(constraint, when.ToCondition());
    facts_.Add(constraint, when, best);
    if (columns.size() > 1) AddDerivedNotNull(columns, declared, id, when);
  }

  void AddUnique(const Rule& rule, const When& base) {
    std::vector<std::string> columns = view_.ColumnsOf(rule.attribute);
    if (columns.empty()) return;
    When when = base;
    Soundness best = Soundness::kC;
    std::string why = facts_.WhyNotPlain(rule.attribute, view_);
    if (why.empty()) why = view_.WhyTransformed(rule.attribute);
    for (const std::string& attribute : rule.scope) {
      const std::vector<std::string> more = view_.ColumnsOf(attribute);
      if (more.empty()) return;  // a key without it would be too strong
      if (why.empty() && !view_.ColumnOf(attribute).empty()) why = view_.WhyTransformed(attribute);
      for (const std::string& column : more) {
        if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
      }
    }
    if (rule.where) {
      if (auto sql = RelationToSql(rule.where->test, view_, facts_.reader())) {
        when.sql.push_back(*sql);
      } else {
        when.opaque.push_back(rule.where->text);
      }
    }
    if (why.empty()) why = facts_.WhyWrittenLater(rule, view_);
    if (!why.empty()) {
      when.opaque.push_back(why);
      best = Soundness::kD;
    }
    Constraint constraint =
        BeginConstraint(ConstraintKind::kUnique, view_, std::move(columns), rule.declared);
    constraint.detail = rule.detail;
    constraint.nulls = rule.nulls;
    facts_.Add(std::move(constraint), when, best);
  }

  const ModelView& view_;
  Facts& facts_;
};

// What a concrete parent on another table declares holds for this table's rows as well.
std::vector<const Model*> Declaring(const ModelView& view, const Facts& facts) {
  const Reader& reader = facts.reader();
  std::vector<const Model*> models;
  std::string current = view.name();
  for (int depth = 0; depth < 20; ++depth) {
    models.push_back(reader.FindModel(current));
    const std::string& parent = reader.Superclass(current);
    if (!facts.hierarchy().IsConcrete(parent) || reader.TableOf(parent) == view.table().name) break;
    current = parent;
  }
  return models;
}

}  // namespace

void MakeFacts(Facts& facts) {
  Reader& reader = facts.reader();
  for (const auto& [name, model] : reader.models()) {
    reader.Restart();
    auto table_name = reader.IsAbstract(name) ? std::nullopt : reader.TableOf(name);
    const Table* table = table_name ? facts.schema().Find(*table_name) : nullptr;
    if (table == nullptr) continue;
    const ModelView view(reader, facts.schema(), name, *table);
    Maker maker(view, facts);
    for (const Model* declares : Declaring(view, facts)) {
      for (const Association& association : declares->associations) maker.AddAssociation(association);
      for (const Rule& rule : declares->rules) maker.AddRule(rule);
      for (const Remark& remark : declares->remarks) maker.AddRemark(remark);
      for (const Pattern* pattern : Registry()) {
        if (pattern->derive != nullptr) pattern->derive(view, *declares, facts);
      }
    }
  }
}

}  // namespace tacit::analyze::rails
