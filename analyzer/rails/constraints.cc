#include "analyzer/rails/constraints.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/facts/identity.h"
#include "analyzer/rails/columns.h"
#include "analyzer/rails/condition.h"

namespace tacit::analyze::rails {

namespace {

constexpr std::int64_t kMaxListedRange = 256;

// What is gathered about when a constraint applies.
struct When {
  std::vector<std::string> sql;
  std::vector<std::string> opaque;

  [[nodiscard]] std::optional<Condition> ToCondition() const {
    if (sql.empty() && opaque.empty()) return std::nullopt;
    Condition condition;
    condition.opaque = !opaque.empty();
    for (const auto* parts : {&sql, &opaque}) {
      for (const std::string& part : *parts) condition.text += (condition.text.empty() ? "" : " AND ") + part;
    }
    return condition;
  }
};

class Maker {
 public:
  Maker(Reader& reader, const Schema& schema) : reader_(reader), schema_(schema) {
    for (const auto& [name, model] : reader.models()) {
      if (reader.IsAbstract(name)) continue;
      const std::string parent = reader.Superclass(name);
      const bool inherits = Concrete(parent) && reader.TableOf(parent) == reader.TableOf(name);
      if (inherits) children_[parent].push_back(name);
      if (auto table = reader.TableOf(name); table && !inherits) ++roots_[*table];
    }
  }

  std::vector<Constraint> Run() {
    for (const auto& [name, model] : reader_.models()) {
      reader_.Restart();
      auto table_name = reader_.IsAbstract(name) ? std::nullopt : reader_.TableOf(name);
      const Table* table = table_name ? schema_.Find(*table_name) : nullptr;
      if (table == nullptr) continue;
      const ModelView view(reader_, schema_, name, *table);
      // What a concrete parent on another table declares holds for this table's rows as well.
      std::string current = name;
      for (int depth = 0; depth < 20; ++depth) {
        const Model& declares = *reader_.FindModel(current);
        for (const Association& association : declares.associations) AddAssociation(association, view);
        for (const Rule& rule : declares.rules) AddRule(rule, view);
        const std::string parent = reader_.Superclass(current);
        if (!Concrete(parent) || reader_.TableOf(parent) == table_name) break;
        current = parent;
      }
      AddTypes(view);
    }
    return Identified(std::move(made_));
  }

 private:
  [[nodiscard]] bool Concrete(const std::string& name) const {
    return reader_.FindModel(name) != nullptr && !reader_.IsAbstract(name);
  }

  [[nodiscard]] std::string InheritanceColumn(const ModelView& view) const {
    const ruby::Value* set = reader_.Setting(view.name(), "inheritance_column");
    const std::string column = set == nullptr ? "type" : set->Name().value_or("");
    return view.FindColumn(column) == nullptr ? "" : column;
  }

  [[nodiscard]] Value TypeName(const std::string& name) const {
    const ruby::Value* full = reader_.Setting(name, "store_full_sti_class");
    return Value(full != nullptr && full->Truth() == false ? ruby::Demodulize(name) : name);
  }

  void AddTypeNames(const std::string& name, std::vector<Value>& names) const {
    names.push_back(TypeName(name));
    auto children = children_.find(name);
    if (children == children_.end() || names.size() > 1000) return;
    for (const std::string& child : children->second) AddTypeNames(child, names);
  }

  // Descendants on the same table.
  [[nodiscard]] std::vector<std::string> HeirsOf(const std::string& name) const {
    std::vector<std::string> heirs = {name};
    for (std::size_t i = 0; i < heirs.size() && heirs.size() < 1000; ++i) {
      auto children = children_.find(heirs[i]);
      if (children != children_.end())
        heirs.insert(heirs.end(), children->second.begin(), children->second.end());
    }
    heirs.erase(heirs.begin());
    return heirs;
  }

  // Why a validator does not see what the column holds, on this class's rows or a descendant's.
  [[nodiscard]] std::string WhyNotPlain(const std::string& attribute, const ModelView& view) const {
    std::string why = view.WhyNotPlain(attribute);
    for (const std::string& heir : HeirsOf(view.name())) {
      if (!why.empty()) break;
      why = ModelView(reader_, schema_, heir, view.table()).WhyNotPlain(attribute);
      if (!why.empty()) why += " in " + heir;
    }
    return why;
  }

  // A class that shares its parent's table speaks of its own rows only.
  void AddInheritance(const ModelView& view, When& when) const {
    const std::string parent = reader_.Superclass(view.name());
    if (!Concrete(parent) || reader_.TableOf(parent) != view.table().name) return;
    const std::string column = InheritanceColumn(view);
    if (column.empty() || reader_.ClassMethodExists(view.name(), "sti_name")) {
      when.opaque.push_back("the row is a " + view.name());
      return;
    }
    std::vector<Value> names;
    AddTypeNames(view.name(), names);
    std::string list;
    for (const Value& name : names) list += (list.empty() ? "" : ", ") + *QuoteValue(name);
    when.sql.push_back(QuoteName(column) + " IN (" + list + ")");
  }

  [[nodiscard]] When WhenOf(const Declared& declared, const ModelView& view) {
    When when;
    AddInheritance(view, when);
    for (const std::string& heir : HeirsOf(view.name())) {
      if (reader_.FindModel(heir)->settings.contains("validators_cleared")) {
        when.opaque.push_back(heir + " drops its validators");
      }
    }
    for (const Gate& gate : declared.gates) {
      if (auto sql = GateToSql(gate, view, reader_)) {
        when.sql.push_back(*sql);
      } else {
        when.opaque.push_back(gate.text);
      }
    }
    return when;
  }

  Constraint Begin(ConstraintKind kind, const ModelView& view, std::vector<std::string> columns,
                   const Declared& declared) const {
    Constraint constraint;
    constraint.kind = kind;
    constraint.table = view.table().name;
    constraint.columns = std::move(columns);
    constraint.evidence = declared.evidence;
    return constraint;
  }

  // `best` is what it would be if it applied to every row.
  void Finish(Constraint constraint, const When& when, Soundness best) {
    constraint.condition = when.ToCondition();
    constraint.soundness = best;
    const bool shared = roots_[constraint.table] > 1;  // another class writes the table past this one's rules
    if (best == Soundness::kB && (constraint.condition || shared)) constraint.soundness = Soundness::kC;
    made_.push_back(std::move(constraint));
  }

  void AddAssociation(const Association& association, const ModelView& view) {
    const std::vector<std::string> columns = view.KeyColumns(association);
    if (columns.empty()) return;
    When when = WhenOf(association.declared, view);
    Constraint key = Begin(ConstraintKind::kForeignKey, view, columns, association.declared);
    ForeignKeyDetail detail;
    if (association.polymorphic) {
      detail.type_column = columns.back();
    } else {
      auto target = view.TargetOf(association);
      if (!target || target->columns.size() != columns.size()) return;
      detail.ref_table = target->table;
      detail.ref_columns = target->columns;
      AddSharedKey(columns, *target, view, when);
    }
    key.detail = detail;
    const bool required = association.required;
    const std::string id = Identity(key, when.ToCondition());
    Finish(std::move(key), when, required ? Soundness::kB : Soundness::kC);
    if (required) AddDerivedNotNull(columns, association.declared, id, when, view);
  }

  // The key of a polymorphic reference may be read as a plain one too; that holds for rows of its type only.
  void AddSharedKey(const std::vector<std::string>& columns, const ModelView::Target& target,
                    const ModelView& view, When& when) const {
    std::string current = view.name();
    for (int depth = 0; !current.empty() && depth < 20; ++depth, current = reader_.Superclass(current)) {
      const Model* model = reader_.FindModel(current);
      if (model == nullptr) continue;
      for (const Association& other : model->associations) {
        const auto keys = other.polymorphic ? view.KeyColumns(other) : std::vector<std::string>();
        if (keys.size() != 2 || columns.size() != 1 || keys[0] != columns[0]) continue;
        when.sql.push_back(QuoteName(keys[1]) + " = " + *QuoteValue(Value(target.polymorphic_name)));
        return;
      }
    }
  }

  void AddDerivedNotNull(const std::vector<std::string>& columns, const Declared& declared,
                         const std::string& from, const When& when, const ModelView& view) {
    for (const std::string& column : columns) {
      Constraint not_null = Begin(ConstraintKind::kNotNull, view, {column}, declared);
      not_null.nulls = NullPolicy::kRejected;
      not_null.derived_from = from;
      Finish(std::move(not_null), when, Soundness::kB);
    }
  }

  void AddRule(const Rule& rule, const ModelView& view) {
    When when = WhenOf(rule.declared, view);
    if (rule.kind == ConstraintKind::kNotNull) return AddNotNull(rule, when, view);
    if (rule.kind == ConstraintKind::kUnique) return AddUnique(rule, when, view);
    const std::string column = view.ColumnOf(rule.attribute);
    if (column.empty()) return;
    Constraint constraint = Begin(rule.kind, view, {column}, rule.declared);
    constraint.detail = rule.detail;
    constraint.nulls = rule.nulls;
    Soundness best = rule.racy ? Soundness::kC : Soundness::kB;
    std::string unfit;
    if (rule.kind == ConstraintKind::kCheck) {
      const std::string other = view.ColumnOf(rule.other_attribute);
      if (other.empty() || !view.WhyNotPlain(rule.other_attribute).empty()) return;
      constraint.columns.push_back(other);
      constraint.detail = CheckDetail{QuoteName(column) + " " + std::get<CheckDetail>(rule.detail).sql + " " +
                                      QuoteName(other)};
    } else {
      unfit = FitToColumn(rule, *view.FindColumn(column), view, constraint, best);
    }
    std::string why = rule.unknown;
    if (why.empty()) why = WhyNotPlain(rule.attribute, view);
    if (why.empty()) why = view.WhyTransformed(rule.attribute);
    if (why.empty()) why = unfit;
    if (!why.empty()) {
      when.opaque.push_back(why);
      best = Soundness::kD;
    }
    Finish(std::move(constraint), when, best);
  }

  // Turns the rule's detail into what the column holds; says why where that cannot be.
  std::string FitToColumn(const Rule& rule, const Column& column, const ModelView& view,
                          Constraint& constraint, Soundness& best) const {
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
      case ConstraintKind::kNoneOf: return FitValues(rule, type, column, view, constraint);
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

  std::string FitValues(const Rule& rule, TypeClass type, const Column& column, const ModelView& view,
                        Constraint& constraint) const {
    auto& values = std::get<ValuesDetail>(constraint.detail).values;
    const bool from_enum = !rule.about_loaded;
    const EnumMap* map = from_enum ? nullptr : view.FindEnum(rule.attribute);
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

  void AddNotNull(const Rule& rule, const When& base, const ModelView& view) {
    const std::vector<std::string> columns = view.ColumnsOf(rule.attribute);
    if (columns.empty()) return;
    When when = base;
    Soundness best = Soundness::kB;
    const bool is_column = !view.ColumnOf(rule.attribute).empty();
    if (std::string why = is_column ? WhyNotPlain(rule.attribute, view) : ""; !why.empty()) {
      when.opaque.push_back(why);
      best = Soundness::kD;
    }
    Constraint constraint = Begin(ConstraintKind::kNotNull, view, columns, rule.declared);
    constraint.nulls = rule.nulls;
    const std::string id = Identity(constraint, when.ToCondition());
    Finish(constraint, when, best);
    if (columns.size() > 1) AddDerivedNotNull(columns, rule.declared, id, when, view);
  }

  void AddUnique(const Rule& rule, const When& base, const ModelView& view) {
    std::vector<std::string> columns = view.ColumnsOf(rule.attribute);
    if (columns.empty()) return;
    When when = base;
    Soundness best = Soundness::kC;
    std::string why = WhyNotPlain(rule.attribute, view);
    if (why.empty()) why = view.WhyTransformed(rule.attribute);
    for (const std::string& attribute : rule.scope) {
      const std::vector<std::string> more = view.ColumnsOf(attribute);
      if (more.empty()) return;  // a key without it would be too strong
      if (why.empty() && !view.ColumnOf(attribute).empty()) why = view.WhyTransformed(attribute);
      for (const std::string& column : more) {
        if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
      }
    }
    if (rule.where) {
      if (auto sql = RelationToSql(rule.where->test, view, reader_)) {
        when.sql.push_back(*sql);
      } else {
        when.opaque.push_back(rule.where->text);
      }
    }
    if (!why.empty()) {
      when.opaque.push_back(why);
      best = Soundness::kD;
    }
    Constraint constraint = Begin(ConstraintKind::kUnique, view, std::move(columns), rule.declared);
    constraint.detail = rule.detail;
    constraint.nulls = rule.nulls;
    Finish(std::move(constraint), when, best);
  }

  // Single-table inheritance: the classes that the type column can name.
  void AddTypes(const ModelView& view) {
    const std::string parent = reader_.Superclass(view.name());
    const std::string column = InheritanceColumn(view);
    if (column.empty() || !children_.contains(view.name())) return;
    if (Concrete(parent) && reader_.TableOf(parent) == view.table().name) return;
    if (reader_.ClassMethodExists(view.name(), "sti_name") ||
        reader_.ClassMethodExists(view.name(), "find_sti_class")) {
      return;
    }
    const Module* module = reader_.classes().Find(view.name());
    if (module == nullptr || module->file == nullptr) return;
    ValuesDetail detail;
    AddTypeNames(view.name(), detail.values);
    // A row that the base class itself writes keeps the column's default.
    const auto& written = view.FindColumn(column)->default_sql;
    if (written && written->size() >= 2 && written->front() == '\'' && written->back() == '\'') {
      detail.values.emplace_back(written->substr(1, written->size() - 2));
    }
    std::sort(detail.values.begin(), detail.values.end());
    detail.values.erase(std::unique(detail.values.begin(), detail.values.end()), detail.values.end());
    Declared declared;
    declared.evidence.push_back({*module->file, module->line, "sti"});
    Constraint constraint = Begin(ConstraintKind::kOneOf, view, {column}, declared);
    constraint.detail = std::move(detail);
    Finish(std::move(constraint), {}, Soundness::kC);
  }

  Reader& reader_;
  const Schema& schema_;
  std::map<std::string, std::vector<std::string>> children_;  // concrete, on the same table
  std::map<std::string, int> roots_;                          // hierarchies of a table
  std::vector<Constraint> made_;
};

}  // namespace

std::vector<Constraint> MakeConstraints(Reader& reader, const Schema& schema) {
  return Maker(reader, schema).Run();
}

}  // namespace tacit::analyze::rails
