#include <gtest/gtest.h>

#include "analyzer/ruby/inflector.h"
#include "analyzer/ruby/interpreter.h"
#include "analyzer/syntax/tree.h"

namespace tacit::analyze::ruby {
namespace {

// Runs Ruby with nothing around it.
class Bare : public Interpreter {
 public:
  Value Run(const std::string& source) {
    tree_ = syntax::Tree::Parse(source, syntax::Language::kRuby);
    static const std::string kFile = "test.rb";
    return Eval(tree_->root(), MakeFrame(&kFile, {}, {Nil{}}));
  }

 protected:
  std::optional<Value> OnCall(Call&, const FramePtr&) override { return std::nullopt; }
  Value OnConstant(std::string_view path, const FramePtr&) override { return {Constant{std::string(path)}}; }
  bool OnUnknownCondition(const syntax::Node&, const syntax::Node*) override { return true; }

 private:
  std::unique_ptr<const syntax::Tree> tree_;
};

std::string Shown(const std::string& source) {
  Bare bare;
  const Value value = bare.Run(source);
  if (value.HasUnknown()) return "unknown";
  auto items = Items(value);
  if (!items) return value.ToS().value_or("?");
  std::string text;
  for (const Value& item : *items) text += (text.empty() ? "" : ",") + item.ToS().value_or("?");
  return text;
}

TEST(Interpreter, KnowsLiteralsAndTheirMethods) {
  EXPECT_EQ(Shown("%w[a b].map(&:to_s) + ['c']"), "a,b,c");
  EXPECT_EQ(Shown("{a: 1, b: 2}.freeze.keys.collect(&:to_s)"), "a,b");
  EXPECT_EQ(Shown("[[:x, 1], [:y, 2]].collect(&:first)"), "x,y");
  EXPECT_EQ(Shown("(1..3).to_a - [2]"), "1,3");
  EXPECT_EQ(Shown("16.megabytes - 1"), "16777215");
  EXPECT_EQ(Shown("2 ** 31 - 1"), "2147483647");
  EXPECT_EQ(Shown("\"a#{1 + 1}\\n\""), "a2\n");
  EXPECT_EQ(Shown("x = %i[a]; x += [:b]; x"), "a,b");
  EXPECT_EQ(Shown("[1, 2, 3].select { |n| n > 1 }"), "2,3");
  EXPECT_EQ(Shown("-0x10"), "-16");
  EXPECT_EQ(Shown("0b101"), "5");
}

TEST(Interpreter, FollowsKnownConditions) {
  EXPECT_EQ(Shown("o = {}; o[:k] = 1 unless o[:k]; o.delete(:k)"), "1");
  EXPECT_EQ(Shown("case 'b' when 'a' then 1 when 'b' then 2 else 3 end"), "2");
  EXPECT_EQ(Shown("h = {a: 1}; h.reverse_merge!(a: 2, b: 3); h.values"), "1,3");
  EXPECT_EQ(Shown("a, b = [1, 2]; b"), "2");
  EXPECT_EQ(Shown("x = nil; x ||= 4"), "4");
}

TEST(Interpreter, ForgetsWhatAnUnknownConditionMayHaveChanged) {
  EXPECT_EQ(Shown("x = 1; x = 2 if something; x"), "unknown");
  EXPECT_EQ(Shown("x = 1; y = 2 if something; x"), "1");
  EXPECT_EQ(Shown("[1, something]"), "unknown");
  EXPECT_EQ(Shown("@cached ||= 1"), "unknown");
  EXPECT_EQ(Shown("true || something"), "true");
  EXPECT_EQ(Shown("something && false"), "false");
}

TEST(Interpreter, SurvivesHostileDepthAndLength) {
  EXPECT_EQ(Shown(std::string(20'000, '[') + std::string(20'000, ']')), "unknown");
  std::string sum = "1";
  for (int i = 0; i < 5'000; ++i) sum += " + 1";
  EXPECT_EQ(Shown(sum), "unknown");
  EXPECT_EQ(Shown("(0..999).each { (0..999).each { (0..999).each { |x| x } } }; 1"), "unknown");
}

TEST(Tree, SaysWhereTextDoesNotParse) {
  EXPECT_EQ(syntax::Tree::Parse("x = 1\n", syntax::Language::kRuby)->error_line(), std::nullopt);
  EXPECT_EQ(syntax::Tree::Parse("x = 1\ny = )\nz = 2\n", syntax::Language::kRuby)->error_line(), 2);
  EXPECT_TRUE(syntax::Tree::Parse(std::string("\0\xff)(", 4), syntax::Language::kRuby)->error_line());
  EXPECT_FALSE(syntax::Tree::Parse("", syntax::Language::kRuby)->error_line());
}

TEST(Inflector, FollowsRails) {
  const Inflector inflector;
  const std::pair<const char*, const char*> kWords[] = {
      {"post", "posts"},          {"person", "people"},
      {"child", "children"},      {"status", "statuses"},
      {"news", "news"},           {"equipment", "equipment"},
      {"category", "categories"}, {"day", "days"},
      {"box", "boxes"},           {"bus", "buses"},
      {"mouse", "mice"},          {"quiz", "quizzes"},
      {"index", "indices"},       {"address", "addresses"},
      {"analysis", "analyses"},   {"half", "halves"},
      {"wife", "wives"},          {"datum", "data"},
      {"series", "series"},       {"time_entry", "time_entries"},
      {"move", "moves"},          {"shoe", "shoes"},
      {"alias", "aliases"},       {"medium", "media"}};
  for (const auto& [one, many] : kWords) {
    EXPECT_EQ(inflector.Pluralize(one), many);
    EXPECT_EQ(inflector.Singularize(many), one);
    EXPECT_EQ(inflector.Pluralize(many), many);
  }
  EXPECT_EQ(inflector.Tableize("Admin::LineItem"), "line_items");
  EXPECT_EQ(Underscore("HTMLPage::LineItem2Go"), "html_page/line_item2_go");
  EXPECT_EQ(Camelize("admin/line_item"), "Admin::LineItem");
}

TEST(Inflector, TakesAnApplicationsOwnRules) {
  Inflector inflector;
  inflector.AddIrregular("cow", "kine");
  inflector.AddUncountable("staff");
  inflector.AddAcronym("API");
  inflector.AddPluralRule("^(ox)$", "\\1en");
  EXPECT_EQ(inflector.Pluralize("cow"), "kine");
  EXPECT_EQ(inflector.Pluralize("staff"), "staff");
  EXPECT_EQ(inflector.CamelizeName("api_key"), "APIKey");
  EXPECT_EQ(inflector.UnderscoreName("APIKey"), "api_key");
}

}  // namespace
}  // namespace tacit::analyze::ruby
