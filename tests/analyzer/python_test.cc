#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "analyzer/files/source_tree.h"
#include "analyzer/python/evaluator.h"

namespace tacit::analyze::python {
namespace {

// The value of `x` in a module of this text, with nothing around it.
class Bare {
 public:
  explicit Bare(const std::string& source)
      : tree_(SourceTree::Walk((std::filesystem::path(TACIT_TEST_DATA) / "analyzer/migrations").string())) {
    program_ = std::make_unique<Program>(*tree_);
    program_->AddText("module", source);
    evaluator_ = std::make_unique<Evaluator>(*program_);
  }

  Value Of(std::string_view name) { return evaluator_->Name(name, program_->OfFile("<module>")->scope); }
  Evaluator& evaluator() { return *evaluator_; }
  const Module& module() { return *program_->OfFile("<module>"); }

 private:
  Result<SourceTree> tree_;
  std::unique_ptr<Program> program_;
  std::unique_ptr<Evaluator> evaluator_;
};

std::string Text(const Value& value) {
  if (!value.known()) return "unknown";
  const auto items = Items(value);
  if (!items) return value.Str().value_or("?");
  std::string text;
  for (const Value& item : *items) text += (text.empty() ? "" : ",") + item.Str().value_or("?");
  return text;
}

std::string Shown(const std::string& source) { return Text(Bare(source).Of("x")); }

TEST(Evaluator, KnowsLiteralsAndTheirOperators) {
  EXPECT_EQ(Shown("x = 'a' 'b' + \"c\""), "abc");
  EXPECT_EQ(Shown("x = r'\\d+'"), "\\d+");
  EXPECT_EQ(Shown("x = 2 ** 31 - 1"), "2147483647");
  EXPECT_EQ(Shown("x = 0x10 + 1_000"), "1016");
  EXPECT_EQ(Shown("x = ('a', 'b') + ('c',)"), "a,b,c");
  EXPECT_EQ(Shown("x = 'n %s' % 3"), "n 3");
  EXPECT_EQ(Shown("x = {'a': 1, 'b': 2}['b']"), "2");
  EXPECT_EQ(Shown("x = 1 if 2 < 3 else 4"), "1");
}

TEST(Evaluator, FollowsNamesAndCalls) {
  EXPECT_EQ(Shown("a, (b, c) = 1, (2, 3)\nx = c"), "3");
  EXPECT_EQ(Shown("x = [1]\nx += [2]"), "1,2");
  EXPECT_EQ(Shown("x = [n * 2 for n in (1, 2, 3) if n > 1]"), "4,6");
  EXPECT_EQ(Shown("def f(n):\n    return n + 1\nx = f(2)"), "3");
  EXPECT_EQ(Shown("class A:\n    Y = 'y'\nclass B(A):\n    pass\nx = B.Y"), "y");
}

TEST(Evaluator, AdmitsWhatItDoesNotKnow) {
  EXPECT_EQ(Shown("x = 1 / 0"), "unknown");
  EXPECT_EQ(Shown("x = 1 % 0"), "unknown");
  EXPECT_EQ(Shown("x = 9223372036854775807 + 1"), "unknown");
  EXPECT_EQ(Shown("x = input()"), "?");
  EXPECT_EQ(Shown("x = x"), "unknown");
  EXPECT_EQ(Shown("def f(n):\n    return f(n)\nx = f(1)"), "unknown");
  EXPECT_EQ(Shown("if y:\n    x = 1\nelse:\n    x = 2"), "unknown");
}

TEST(Evaluator, ReadsEnumsInOrder) {
  Bare bare("from enum import Enum\nclass Size(Enum):\n    S = 's'\n    L = 'l'\n    def f(self): pass\n");
  const auto members = bare.evaluator().EnumMembers(*bare.module().classes.at(0));
  ASSERT_TRUE(members.has_value());
  ASSERT_EQ(members->size(), 2U);
  EXPECT_EQ((*members)[0].Text(), "s");
  EXPECT_EQ((*members)[1].Text(), "l");
}

TEST(Evaluator, OrdersAncestorsNearestFirst) {
  Bare bare("class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass\nclass E(E): pass\n");
  std::string order;
  for (const Ancestor& ancestor : bare.evaluator().Mro(*bare.module().classes.at(3)))
    order += ancestor.definition == nullptr ? "?" : ancestor.definition->name;
  EXPECT_EQ(order, "DBCA");
  // A class that inherits from itself ends somewhere.
  EXPECT_LE(bare.evaluator().Mro(*bare.module().classes.at(4)).size(), 2U);
}

TEST(Evaluator, EndsOnHostileInput) {
  EXPECT_EQ(Shown("x = " + std::string(5000, '(') + "1" + std::string(5000, ')')), "unknown");
  std::string doubling = "a0 = 'xxxxxxxxxxxxxxxx'\n";
  for (int i = 1; i < 60; ++i)
    doubling +=
        "a" + std::to_string(i) + " = a" + std::to_string(i - 1) + " + a" + std::to_string(i - 1) + "\n";
  EXPECT_EQ(Shown(doubling + "x = a59"), "unknown");
}

TEST(Names, OfModules) {
  EXPECT_EQ(ModuleName("a/b/c.py"), "a.b.c");
  EXPECT_EQ(ModuleName("a/b/__init__.py"), "a.b");
  Module module;
  module.name = "a.b.c";
  EXPECT_EQ(AbsoluteName("..models", module), "a.models");
  EXPECT_EQ(AbsoluteName("django.db", module), "django.db");
}

}  // namespace
}  // namespace tacit::analyze::python
