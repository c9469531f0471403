// Runs schema.rb and migrations against a schema.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/ruby/interpreter.h"
#include "analyzer/schema/statements.h"
#include "analyzer/syntax/tree.h"
#include "tacit/analyzer.h"

namespace tacit::analyze::schema {

class Folder : public ruby::Interpreter {
 public:
  // All must outlive the folder.
  Folder(Schema& schema, const ruby::Inflector& inflector, std::vector<Diagnostic>& diagnostics)
      : statements_(schema, inflector), diagnostics_(diagnostics) {}

  // `path` is what diagnostics name.
  void RunSchemaFile(const syntax::Tree& tree, const std::string& path);
  void RunMigration(const syntax::Tree& tree, const std::string& path);

 protected:
  std::optional<ruby::Value> OnCall(ruby::Call& call, const ruby::FramePtr& frame) override;
  ruby::Value OnConstant(std::string_view path, const ruby::FramePtr& frame) override;
  bool OnUnknownCondition(const syntax::Node& condition, const syntax::Node* consequence) override;

 private:
  struct Class {  // of the file being run
    std::map<std::string, const syntax::Node*, std::less<>> methods;
    std::map<std::string, const syntax::Node*, std::less<>> constants;
  };

  void Collect(const syntax::Node& node, Class& into);
  void RunClass(const syntax::Node& node, const std::string& version);
  void Diagnose(const syntax::Node& node, const std::string& message);

  std::optional<ruby::Value> OnQuestion(const ruby::Call& call);
  std::optional<ruby::Value> OnModel(const ruby::Call& call, const std::string& model);
  std::optional<ruby::Value> OnBlockCall(ruby::Call& call);
  bool OnTableStatement(const ruby::Call& call);
  bool OnColumnStatement(const ruby::Call& call);
  bool OnKeyStatement(const ruby::Call& call);
  void CreateTable(const ruby::Call& call);
  void CreateJoinTable(const ruby::Call& call);
  void RunTableBlock(const ruby::Call& call, const std::string& table);
  std::optional<ruby::Value> OnDefinition(ruby::Call& call, const std::string& table);
  void Execute(const ruby::Call& call);

  Statements statements_;
  std::vector<Diagnostic>& diagnostics_;
  std::string path_;
  Class class_;
};

}  // namespace tacit::analyze::schema
