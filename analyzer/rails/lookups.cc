#include "analyzer/rails/lookups.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/rails/condition.h"
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxWalkDepth = 400;
constexpr int kMaxLookupAncestors = 20;

bool IsFindOrMake(std::string_view name) {
  return ruby::IsOneOf(name, {"find_or_create_by", "find_or_create_by!", "find_or_initialize_by",
                              "first_or_create", "first_or_create!", "first_or_initialize"});
}

bool IsMake(std::string_view name) {
  return ruby::IsOneOf(name, {"create", "create!", "new", "build", "insert", "insert!"});
}

bool IsQuestion(std::string_view name) {
  return ruby::IsOneOf(name,
                       {"exists?", "any?", "none?", "empty?", "blank?", "present?", "first", "take", "nil?"});
}

// Makes rows to begin with, or to test with: it looks for whole rows so that it can be run again.
bool IsFixture(const std::string& path) {
  for (std::string_view part : {"seeds", "db/default", "db/samples", "sample/", "factories",
                                "testing_support", "spec/", "test/", "fixtures"}) {
    if (path.find(part) != std::string::npos) return true;
  }
  return false;
}

// Worth parsing: most files have nothing of this.
bool NamesALookup(std::string_view text) {
  for (std::string_view word : {"find_or_", "first_or_", "create_or_find_by", "RecordNotUnique", "exists?",
                                "find_by", ".any?", ".none?", ".first"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

// Rows of a model, asked for by equality of these columns.
struct Lookup {
  std::string model;
  const Table* table = nullptr;
  std::vector<std::string> columns;
};

class LookupFinder {
 public:
  explicit LookupFinder(Facts& facts) : facts_(facts), reader_(facts.reader()) {
    for (const auto& [name, model] : reader_.models()) {
      for (const Association& association : model.associations) {
        if (association.kind != Association::Kind::kHasMany) continue;
        auto& sides = far_sides_[association.name];
        sides.push_back(FindFarSide(association, facts).value_or(FarSide{}));
      }
    }
  }

  void Visit(const std::string& file, const syntax::Node& node, std::vector<std::string> nesting, int depth) {
    if (depth > kMaxWalkDepth) return;
    file_ = &file;
    if (node.Is("class") || node.Is("module")) {
      if (const syntax::Node* name = node.Field("name")) {
        nesting.push_back((nesting.empty() ? "" : nesting.back() + "::") + std::string(name->text));
      }
    }
    nesting_ = &nesting;
    if (node.Is("call")) OnCall(node);
    if (node.Is("binary") && (node.op == "||" || node.op == "or")) OnAlternative(node);
    if (ruby::IsOneOf(node.kind, {"if", "unless", "if_modifier", "unless_modifier"})) OnCondition(node);
    if (ruby::IsOneOf(node.kind, {"begin", "body_statement", "block_body"})) OnBody(node);
    for (const syntax::Node* child : node.children) {
      nesting_ = &nesting;
      Visit(file, *child, nesting, depth + 1);
    }
  }

 private:
  // Model.find_or_create_by(a: 1), Model.where(a: 1).first_or_create
  void OnCall(const syntax::Node& call) {
    const syntax::Node* method = call.Field("method");
    if (method == nullptr) return;
    const bool awaits = method->text == "create_or_find_by" || method->text == "create_or_find_by!";
    if (!IsFindOrMake(method->text) && !awaits) return;
    const bool by_arguments = !method->text.starts_with("first_");
    auto lookup = LookupOf(call, by_arguments);
    if (!lookup) return;
    if (awaits) {
      AddHint(HintKind::kHandlesConflict, *lookup, std::string(method->text), kRescuesDuplicate, call.line);
    } else {
      AddHint(HintKind::kCheckThenAct, *lookup, std::string(method->text), kFindBeforeCreate, call.line);
    }
  }

  // Model.find_by(a: 1) || Model.create(a: 1)
  void OnAlternative(const syntax::Node& node) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    auto lookup = left == nullptr || right == nullptr ? std::nullopt : QuestionOf(*left);
    if (lookup && Makes(*right, lookup->model, 0)) {
      AddHint(HintKind::kCheckThenAct, *lookup, "looked up, else made", kFindBeforeCreate, node.line);
    }
  }

  // Model.create(a: 1) unless Model.exists?(a: 1); errors.add(:a, "taken") if Model.exists?(a: 1)
  void OnCondition(const syntax::Node& node) {
    const syntax::Node* condition = node.Field("condition");
    auto lookup = condition == nullptr ? std::nullopt : QuestionOf(*condition);
    if (!lookup) return;
    const syntax::Node* body = node.Field(node.kind.ends_with("modifier") ? "body" : "consequence");
    const bool when_there = AsksWhetherThere(*condition) == node.kind.starts_with("if");
    if (when_there && body != nullptr && body->text.find("errors.add") != std::string_view::npos) {
      AddHint(HintKind::kCheckThenAct, *lookup, "refused if it exists", kFindBeforeCreate, node.line);
    }
    const bool makes = std::any_of(
        node.children.begin(), node.children.end(),
        [&](const syntax::Node* child) { return child != condition && Makes(*child, lookup->model, 0); });
    if (makes)
      AddHint(HintKind::kCheckThenAct, *lookup, "made unless it exists", kFindBeforeCreate, node.line);
  }

  // begin Model.create!(...) rescue ActiveRecord::RecordNotUnique; Model.find_by(a: 1) end
  void OnBody(const syntax::Node& body) {
    for (const syntax::Node* child : body.children) {
      const syntax::Node* exceptions = child->Is("rescue") ? child->Field("exceptions") : nullptr;
      if (exceptions == nullptr || exceptions->text.find("RecordNotUnique") == std::string_view::npos)
        continue;
      if (auto lookup = FirstLookup(body, 0)) {
        AddHint(HintKind::kHandlesConflict, *lookup, "rescue RecordNotUnique", kRescuesDuplicate,
                child->line);
      } else if (std::string model = FirstMade(body, 0); !model.empty()) {
        const auto table = reader_.TableOf(model);
        const Table* known = table ? facts_.schema().Find(*table) : nullptr;
        if (known == nullptr) continue;
        AddHint(HintKind::kHandlesConflict, {model, known, {}}, "rescue RecordNotUnique", kRescuesDuplicate,
                child->line);
      }
    }
  }

  std::optional<Lookup> FirstLookup(const syntax::Node& node, int depth) {
    if (depth > kMaxWalkDepth) return std::nullopt;
    const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
    if (method != nullptr &&
        (IsFindOrMake(method->text) || ruby::IsOneOf(method->text, {"find_by", "find_by!"}))) {
      if (auto lookup = LookupOf(node, !method->text.starts_with("first_"))) return lookup;
    }
    for (const syntax::Node* child : node.children) {
      if (auto lookup = FirstLookup(*child, depth + 1)) return lookup;
    }
    return std::nullopt;
  }

  // The model whose row is made somewhere inside; empty: none, or not plainly.
  std::string FirstMade(const syntax::Node& node, int depth) {
    if (depth > kMaxWalkDepth) return "";
    const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
    if (method != nullptr && IsMake(method->text) && node.Field("receiver") != nullptr) {
      if (std::string model = ModelOf(*node.Field("receiver")); !model.empty()) return model;
    }
    for (const syntax::Node* child : node.children) {
      if (std::string model = FirstMade(*child, depth + 1); !model.empty()) return model;
    }
    return "";
  }

  bool Makes(const syntax::Node& node, const std::string& model, int depth) {
    if (depth > kMaxWalkDepth) return false;
    const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
    if (method != nullptr && IsMake(method->text)) {
      const syntax::Node* receiver = node.Field("receiver");
      const std::string made = receiver != nullptr ? ModelOf(*receiver)
                               : nesting_->empty() ? ""
                                                   : nesting_->back();
      if (made == model) return true;
    }
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const syntax::Node* child) { return Makes(*child, model, depth + 1); });
  }

  // Whether the predicate is true where a row is found: not of `!exists?`, `none?`.
  static bool AsksWhetherThere(const syntax::Node& written) {
    const syntax::Node* node = &written;
    bool there = true;
    for (int depth = 0; depth < 5; ++depth) {
      if (node->Is("unary") && node->Field("operand") != nullptr) {
        there = !there;
        node = node->Field("operand");
      } else if (node->Is("parenthesized_statements") && node->children.size() == 1) {
        node = node->children.front();
      }
    }
    const syntax::Node* method = node->Field("method");
    const bool none = method != nullptr && ruby::IsOneOf(method->text, {"none?", "empty?", "blank?", "nil?"});
    return there != none;
  }

  // Of a predicate that asks whether a row is there: `!Model.where(a: 1).exists?`, `x = Model.find_by(a: 1)`.
  std::optional<Lookup> QuestionOf(const syntax::Node& written) {
    const syntax::Node* node = &written;
    for (int depth = 0; depth < 5; ++depth) {
      if (node->Is("unary") && node->Field("operand") != nullptr) {
        node = node->Field("operand");
      } else if (node->Is("parenthesized_statements") && node->children.size() == 1) {
        node = node->children.front();
      } else if (node->Is("assignment") && node->Field("right") != nullptr) {
        node = node->Field("right");
      }
    }
    const syntax::Node* method = node->Is("call") ? node->Field("method") : nullptr;
    const syntax::Node* receiver = node->Field("receiver");
    if (method == nullptr) return std::nullopt;
    if (method->text == "find_by") return LookupOf(*node, true);
    if (receiver == nullptr) return std::nullopt;
    if (!IsQuestion(method->text)) return std::nullopt;
    if (method->text == "exists?" && node->Field("arguments") != nullptr) return LookupOf(*node, true);
    const syntax::Node* inner = receiver->Is("call") ? receiver->Field("method") : nullptr;
    if (inner != nullptr && (inner->text == "find_by" || IsQuestion(inner->text)))
      return QuestionOf(*receiver);
    return node->Field("arguments") == nullptr ? LookupOf(*node, false) : std::nullopt;
  }

  // The model of a class or of a relation made of one; empty: neither.
  std::string ModelOf(const syntax::Node& node) {
    if (node.Is("constant") || node.Is("scope_resolution")) {
      const std::string name = reader_.classes().Resolve(node.text, *nesting_);
      return reader_.IsRecord(name) ? name : "";
    }
    if (node.Is("identifier")) {
      const FarSide* own = OwnSide(node.text);
      return own == nullptr ? "" : own->model;
    }
    if (node.Is("self") || node.text == "self.class")
      return nesting_->empty() || !reader_.IsRecord(nesting_->back()) ? "" : nesting_->back();
    const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
    const syntax::Node* receiver = node.Field("receiver");
    if (method == nullptr) return "";
    if (ruby::IsOneOf(method->text, {"where", "not", "unscoped", "lock", "with_deleted"})) {
      return receiver == nullptr ? "" : ModelOf(*receiver);
    }
    const FarSide* side = SideOf(method->text);
    return side == nullptr ? "" : side->model;
  }

  // Of an association of the class that the code stands in, called without a receiver.
  const FarSide* OwnSide(std::string_view name) {
    const Model* model = nesting_->empty() ? nullptr : reader_.FindModel(nesting_->back());
    if (model == nullptr) return nullptr;
    const bool own = std::any_of(
        model->associations.begin(), model->associations.end(), [&](const Association& association) {
          return association.kind == Association::Kind::kHasMany && association.name == name;
        });
    return own ? SideOf(name) : nullptr;
  }

  // The far side that every has_many of that name has; null where they differ.
  const FarSide* SideOf(std::string_view name) {
    auto sides = far_sides_.find(std::string(name));
    if (sides == far_sides_.end() || sides->second.front().table == nullptr) return nullptr;
    const FarSide& first = sides->second.front();
    const bool same = std::all_of(sides->second.begin(), sides->second.end(), [&](const FarSide& side) {
      return side.table == first.table && side.key == first.key && side.model == first.model;
    });
    return same ? &first : nullptr;
  }

  std::optional<Lookup> LookupOf(const syntax::Node& call, bool by_arguments) {
    const syntax::Node* receiver = call.Field("receiver");
    const bool of_class = receiver == nullptr && !nesting_->empty() && reader_.IsRecord(nesting_->back());
    if (receiver == nullptr && !of_class) return std::nullopt;
    Lookup lookup;
    lookup.model = of_class ? nesting_->back() : ModelOf(*receiver);
    auto table = lookup.model.empty() ? std::nullopt : reader_.TableOf(lookup.model);
    lookup.table = table ? facts_.schema().Find(*table) : nullptr;
    if (lookup.table == nullptr) return std::nullopt;
    const ModelView view(reader_, facts_.schema(), lookup.model, *lookup.table);
    if (by_arguments && !AddKeys(call, view, lookup.columns)) return std::nullopt;
    for (const syntax::Node* at = receiver; at != nullptr; at = at->Field("receiver")) {
      if (at->Is("identifier")) {
        const FarSide* side = OwnSide(at->text);
        if (side == nullptr) return std::nullopt;
        lookup.columns.insert(lookup.columns.end(), side->key.begin(), side->key.end());
        break;
      }
      const syntax::Node* method = at->Is("call") ? at->Field("method") : nullptr;
      if (method == nullptr || at->text == "self.class") break;
      if (method->text == "not" && LeavesItselfOut(*at, *lookup.table)) {
        at = at->Field("receiver");  // `where` without arguments
        if (at == nullptr) return std::nullopt;
      } else if (method->text == "where") {
        if (!AddKeys(*at, view, lookup.columns)) return std::nullopt;
      } else if (const FarSide* side = SideOf(method->text)) {
        lookup.columns.insert(lookup.columns.end(), side->key.begin(), side->key.end());
        break;
      } else if (!ruby::IsOneOf(method->text, {"unscoped", "lock", "with_deleted"})) {
        return std::nullopt;
      }
    }
    std::sort(lookup.columns.begin(), lookup.columns.end());
    lookup.columns.erase(std::unique(lookup.columns.begin(), lookup.columns.end()), lookup.columns.end());
    if (lookup.columns.empty() || lookup.columns == lookup.table->primary_key) return std::nullopt;
    return lookup;
  }

  // `where.not(id: id)`
  static bool LeavesItselfOut(const syntax::Node& call, const Table& table) {
    const syntax::Node* arguments = call.Field("arguments");
    const syntax::Node* pair =
        arguments == nullptr || arguments->children.size() != 1 ? nullptr : arguments->children.front();
    const syntax::Node* key = pair != nullptr && pair->Is("pair") ? pair->Field("key") : nullptr;
    return key != nullptr && table.primary_key.size() == 1 && key->text == table.primary_key.front();
  }

  // The columns that a hash of equalities names; false where something else is asked.
  bool AddKeys(const syntax::Node& call, const ModelView& view, std::vector<std::string>& columns) {
    const syntax::Node* arguments = call.Field("arguments");
    if (arguments == nullptr || arguments->children.empty()) return false;
    std::vector<const syntax::Node*> pairs;
    for (const syntax::Node* argument : arguments->children) {
      if (argument->Is("block_argument")) continue;
      if (argument->Is("hash")) {
        pairs.insert(pairs.end(), argument->children.begin(), argument->children.end());
      } else {
        pairs.push_back(argument);
      }
    }
    for (const syntax::Node* pair : pairs) {
      const syntax::Node* key = pair->Is("pair") ? pair->Field("key") : nullptr;
      const syntax::Node* value = pair->Field("value");
      if (key == nullptr) return false;
      // Of several values, or of none at all, there may be several rows.
      if (value != nullptr &&
          ruby::IsOneOf(value->kind, {"array", "range", "nil", "hash", "true", "false"})) {
        if (ruby::IsOneOf(value->kind, {"array", "range", "hash"})) return false;
      }
      std::string name(key->text);
      if (name.starts_with(":")) name.erase(0, 1);
      const std::vector<std::string> own = view.ColumnsOf(name);
      if (own.empty()) return false;
      columns.insert(columns.end(), own.begin(), own.end());
    }
    return true;
  }

  void AddHint(HintKind kind, const Lookup& lookup, std::string text, const Pattern& pattern, int line) {
    Declared declared;
    declared.evidence.push_back({*file_, line, std::string(pattern.doc.name)});
    const Hint hint = facts_.AddHint(kind, lookup.table->name, lookup.columns, std::move(text), declared);
    if (lookup.columns.empty()) return;
    facts_.AddInferred(Follows(hint, ConstraintKind::kUnique, UniqueDetail{}, NullPolicy::kAllowed),
                       DefaultScopeOf(lookup));
  }

  // What is looked up is looked up among the rows of the default scope.
  When DefaultScopeOf(const Lookup& lookup) const {
    When when;
    const ModelView view(reader_, facts_.schema(), lookup.model, *lookup.table);
    std::string current = lookup.model;
    for (int depth = 0; !current.empty() && depth < kMaxLookupAncestors;
         ++depth, current = reader_.Superclass(current)) {
      const Model* model = reader_.FindModel(current);
      if (model == nullptr) continue;
      for (const auto& [scope, declared] : model->default_scopes) {
        if (auto sql = RelationToSql(scope, view, reader_)) {
          when.sql.push_back(*sql);
        } else {
          when.opaque.push_back("the row is in the default scope of " + current);
        }
      }
    }
    return when;
  }

  Facts& facts_;
  Reader& reader_;
  std::map<std::string, std::vector<FarSide>> far_sides_;  // of has_many, by name
  const std::string* file_ = nullptr;
  const std::vector<std::string>* nesting_ = nullptr;
};

}  // namespace

void AddLookups(const Project& project, Facts& facts) {
  LookupFinder finder(facts);
  for (const SourceFile& file : project.code) {
    if (!IsFixture(file.path)) finder.Visit(file.path, file.tree->root(), {}, 0);
  }
  ForEachOther(project, NamesALookup, [&](const SourceFile& file) {
    if (!IsFixture(file.path)) finder.Visit(file.path, file.tree->root(), {}, 0);
  });
}

}  // namespace tacit::analyze::rails
