// What the application's classes are, as far as queries need it: methods, tables, associations, scopes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/rails/class_table.h"
#include "analyzer/rails/queries/value.h"
#include "analyzer/rails/reader.h"
#include "tacit/schema.h"

namespace tacit::analyze::rails::queries {

struct AssociationInfo {
  enum class Kind { kBelongsTo, kHasOne, kHasMany, kManyToMany };
  Kind kind = Kind::kBelongsTo;
  std::string name;
  std::string owner;        // the class that declares it
  std::string target;       // class; empty: polymorphic
  std::string foreign_key;  // of a many-to-many one: in the join table, to the owner
  std::string primary_key;  // the column that the key refers to; empty: the table's own
  std::string type_column;  // polymorphic: beside the key
  std::string through;
  std::string source;
  std::string source_type;
  std::string join_table;
  std::string target_key;  // of a many-to-many one: in the join table, to the target
  std::string dependent;
  Value scope;  // nil, or a Proc
  std::string file;
  int line = 0;

  [[nodiscard]] bool IsCollection() const { return kind == Kind::kHasMany || kind == Kind::kManyToMany; }
};

// A method's code and the class or module that it is written in.
struct Method {
  const Code* code = nullptr;
  std::string owner;
};

// Immutable once made; may be read by any number of threads. The reader, the schema and the class tables must
// outlive it.
class World {
 public:
  // `others`: classes that are no models (controllers, jobs).
  World(const Reader& reader, const Schema& schema, const ClassTable& others);

  [[nodiscard]] const Reader& reader() const { return reader_; }
  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] const ClassTable& others() const { return others_; }
  [[nodiscard]] const ruby::Inflector& inflector() const { return reader_.inflector(); }

  // Of the database; null where the class is no model, or its table is not known.
  [[nodiscard]] const Table* TableOf(const std::string& model) const;
  [[nodiscard]] bool IsModel(const std::string& path) const { return TableOf(path) != nullptr; }
  // The single column of its primary key; empty where it has none or several.
  [[nodiscard]] std::string PrimaryKey(const std::string& model) const;
  // "ALIAS.type IN ('A', 'B')" for a class below another one with the same table; empty elsewhere.
  [[nodiscard]] std::string TypeCondition(const std::string& model, const std::string& alias) const;
  // What a polymorphic type column holds for the class: its topmost class with the table.
  [[nodiscard]] std::string PolymorphicName(const std::string& model) const;
  // The class itself, or one below or above it.
  [[nodiscard]] bool Descends(const std::string& path, const std::string& ancestor) const;

  [[nodiscard]] const AssociationInfo* FindAssociation(const std::string& model, std::string_view name) const;
  [[nodiscard]] const std::vector<AssociationInfo>& AssociationsOf(const std::string& model) const;
  // A named scope's lambda, or the conditions that an enum's value makes.
  [[nodiscard]] std::optional<Value> FindScope(const std::string& model, const std::string& name) const;
  [[nodiscard]] std::vector<Value> DefaultScopes(const std::string& model) const;
  // attribute -> value of `enum`; nothing where it is none.
  [[nodiscard]] const EnumMap* FindEnum(const std::string& model, const std::string& attribute) const;
  // The column that an attribute is kept in, aliases seen through; null where there is none.
  [[nodiscard]] const Column* FindColumn(const std::string& model, const std::string& attribute) const;
  // `delegate :a, to: :b`: "b" for "a"; empty where there is none.
  [[nodiscard]] std::string DelegateOf(const std::string& model, const std::string& method) const;

  [[nodiscard]] Method InstanceMethod(const std::string& path, const std::string& name) const;
  [[nodiscard]] Method ClassMethod(const std::string& path, const std::string& name) const;
  // The next method of that name behind the one in `owner`, for `super`.
  [[nodiscard]] Method SuperMethod(const std::string& path, const std::string& owner, const std::string& name,
                                   bool of_class) const;
  // Of a helper module, where the name is unique among them.
  [[nodiscard]] Method HelperMethod(const std::string& name) const;
  // The class or module that a constant's path means; empty where there is none.
  [[nodiscard]] std::string Resolve(std::string_view path, const std::vector<std::string>& nesting) const;
  // The right-hand side of a constant, looked for as Ruby does; null where there is none or several.
  [[nodiscard]] const Code* Constant(std::string_view path, const std::vector<std::string>& nesting) const;
  [[nodiscard]] std::string Superclass(const std::string& path) const;
  // The class, the modules that it includes and its ancestors, in the order in which methods are looked for.
  [[nodiscard]] const std::vector<std::string>& Ancestors(const std::string& path) const;

 private:
  // Everything of a class that is asked for by name, with what it inherits.
  struct Names {
    std::unordered_map<std::string_view, Method> instance;
    std::unordered_map<std::string_view, Method> singleton;
    std::unordered_map<std::string_view, const AssociationInfo*> associations;
    std::unordered_map<std::string, const ruby::Value*> scopes;
    std::unordered_map<std::string, std::string> delegates;
    std::unordered_map<std::string, const Column*> columns;
  };

  void AddNames(const std::string& path);
  void AddModelNames(const std::string& up, const Table* table, Names& names);
  [[nodiscard]] const Names& NamesOf(const std::string& path) const;
  void AddTypeTests();
  void AddModules(const ClassTable& classes);
  void AddAncestors(const std::string& path, std::vector<std::string>& ancestors, int depth) const;
  void AddAssociations(const Model& model);
  [[nodiscard]] std::optional<AssociationInfo> ReadAssociation(const Model& model,
                                                               const ClassCall& call) const;
  [[nodiscard]] bool ReadKeys(const ClassCall& call, AssociationInfo& info) const;
  [[nodiscard]] const Model* ModelOf(const std::string& path) const { return reader_.FindModel(path); }
  [[nodiscard]] std::vector<const Module*> Bodies(const std::string& path) const;

  const Reader& reader_;
  const Schema& schema_;
  const ClassTable& others_;
  std::unordered_map<std::string, const Table*> tables_;
  std::unordered_map<std::string, Names> names_;
  std::map<std::string, std::vector<std::string>> includes_;  // by class or module, last first
  std::unordered_map<std::string, std::vector<std::string>> ancestors_;
  std::map<std::string, std::vector<AssociationInfo>> associations_;
  struct TypeTest {
    std::string column;
    std::vector<std::string> classes;
  };
  std::map<std::string, TypeTest> type_tests_;
  std::map<std::string, Method> helpers_;
  std::set<std::string> ambiguous_helpers_;
};

}  // namespace tacit::analyze::rails::queries
