// Runs the class bodies of an application's models and keeps what they declare.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/rails/class_table.h"
#include "analyzer/rails/model.h"
#include "analyzer/rails/patterns/pattern.h"
#include "analyzer/ruby/inflector.h"
#include "analyzer/ruby/interpreter.h"

namespace tacit::analyze::rails {

class Reader : public ruby::Interpreter {
 public:
  // The classes must outlive the reader.
  explicit Reader(const ClassTable& classes);

  // Initializers and configuration first, then every model.
  void Run();

  [[nodiscard]] const std::map<std::string, Model>& models() const { return models_; }
  [[nodiscard]] const Model* FindModel(const std::string& name) const;
  [[nodiscard]] const ClassTable& classes() const { return classes_; }
  [[nodiscard]] const ruby::Inflector& inflector() const { return inflector_; }

  // Of the sources, or the name as written where it is somebody else's; empty: none. `class A < M.base`
  // has the class that M.base falls back on.
  [[nodiscard]] const std::string& Superclass(const std::string& name) const;
  // Whether it descends from ActiveRecord::Base, or may.
  [[nodiscard]] bool IsRecord(const std::string& name) const;
  [[nodiscard]] bool IsAbstract(const std::string& name) const;
  // The table's name; nothing where it is computed, or the class is abstract.
  [[nodiscard]] std::optional<std::string> TableOf(const std::string& name) const;
  // A setting of the class or the nearest ancestor that has it.
  [[nodiscard]] const ruby::Value* Setting(const std::string& name, const std::string& setting) const;
  // Whether a class method of that name is defined in the sources.
  [[nodiscard]] bool ClassMethodExists(const std::string& name, const std::string& method) const {
    return ClassMethod(name, method) != nullptr;
  }
  // A class method of the class: its own, of modules that it is extended by, its ancestors'; null where there
  // is none.
  [[nodiscard]] const Code* ClassMethod(const std::string& name, const std::string& method) const;
  // An instance method of the class: its own, its modules', its ancestors'; null where there is none.
  [[nodiscard]] const Code* InstanceMethod(const std::string& name, const std::string& method) const;

 protected:
  std::optional<ruby::Value> OnCall(ruby::Call& call, const ruby::FramePtr& frame) override;
  ruby::Value OnConstant(std::string_view path, const ruby::FramePtr& frame) override;
  bool OnUnknownCondition(const syntax::Node&, const syntax::Node*) override { return true; }

 private:
  struct Extra {  // something done to a class from outside of its body
    std::string call;
    ruby::Value argument;  // a module, or a block
  };

  [[nodiscard]] std::string FindSuperclass(const Module& module) const;

  // reader_boot.cc: configuration and what initializers do to classes
  void Boot();
  std::optional<ruby::Value> OnBootCall(ruby::Call& call, const ruby::FramePtr& frame);
  void OnInflection(const ruby::Call& call);

  // reader.cc: classes
  void RunClass(const std::string& name);
  void RunBodies(const std::string& name);
  std::optional<ruby::Value> OnClassCall(ruby::Call& call, const ruby::Hash& merged,
                                         const ruby::FramePtr& frame);
  std::optional<ruby::Value> OnStructureCall(ruby::Call& call, const ruby::Hash& merged,
                                             const ruby::FramePtr& frame);
  std::optional<ruby::Value> OnAttributeCall(ruby::Call& call);
  void Validates(const ruby::Call& call, const ruby::Hash& merged, const ruby::FramePtr& frame);
  void Apply(const Pattern& pattern, const ruby::Call& call, const std::string& name, ruby::Hash options,
             const ruby::FramePtr& frame, const ruby::Value& validator_class = {});
  [[nodiscard]] std::vector<Gate> Gates(const ruby::Hash& options) const;

  // reader_modules.cc: what modules do to a class, and class methods
  void Include(const ruby::Value& module);
  void IncludeNamed(const std::string& name);
  void IncludeInstance(const ruby::Instance& module);
  void RunModuleBody(const syntax::Node& body, const Code& code);
  void Extend(const ruby::Value& module);
  std::optional<ruby::Value> OnAnonymousModuleCall(ruby::Call& call);
  std::optional<ruby::Value> OnForeignCall(ruby::Call& call, const std::string& receiver);
  std::optional<ruby::Value> RunClassMethod(const Code& code, const ruby::Call& call, ruby::Value self);
  [[nodiscard]] std::optional<ruby::Value> FindConstant(const std::string& scope, const std::string& name);

  const ClassTable& classes_;
  ruby::Inflector inflector_;
  std::map<std::string, std::string> superclasses_;
  std::map<std::string, Model> models_;
  std::map<std::string, std::vector<Extra>> extras_;  // by class
  std::map<std::string, std::string> namespace_prefixes_;
  std::map<std::string, ruby::Value> constants_;  // evaluated
  std::set<std::string> evaluating_;
  std::vector<Evidence> macro_sites_;
  Model* model_ = nullptr;  // the class that is being run; null while initializers are
  std::string table_prefix_;
  std::string table_suffix_;
  bool pluralize_ = true;
  bool belongs_to_required_ = false;
};

}  // namespace tacit::analyze::rails
