// Models through the C API: what it refuses, and how it says so.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "tacit/tacit.h"

namespace {

// A model of a hundred rows, each with its number and whether that is even.
class CModel : public testing::Test {
 protected:
  void SetUp() override {
    const std::string table = testing::TempDir() + "c_model_test.csv";
    path_ = testing::TempDir() + "c_model_test.model";
    std::ofstream out(table);
    out << "number,even\n";
    for (int i = 0; i < 100; ++i) out << i << "," << (i % 2 == 0 ? "t" : "f") << "\n";
    out.close();
    ASSERT_EQ(tacit_model_train(table.c_str(), nullptr, path_.c_str(), nullptr), TACIT_OK);
    ASSERT_EQ(tacit_model_open(path_.c_str(), &model_, nullptr), TACIT_OK);
    ASSERT_EQ(tacit_estimator_create(model_, &estimator_, nullptr), TACIT_OK);
  }
  void TearDown() override {
    tacit_estimator_free(estimator_);
    tacit_model_free(model_);
  }

  // The message of a tree's refusal.
  std::string Refused(const std::vector<tacit_condition>& tree) {
    tacit_predicate* predicate = nullptr;
    tacit_error* error = nullptr;
    EXPECT_EQ(tacit_predicate_prepare(model_, tree.data(), tree.size(), &predicate, &error),
              TACIT_INVALID_ARGUMENT);
    EXPECT_EQ(predicate, nullptr);
    const std::string message = error == nullptr ? "" : tacit_error_message(error);
    tacit_error_free(error);
    return message;
  }

  std::string path_;
  tacit_model* model_ = nullptr;
  tacit_estimator* estimator_ = nullptr;
};

TEST_F(CModel, TellsItsColumns) {
  tacit_model_properties properties = {};
  properties.struct_size = sizeof properties;
  ASSERT_EQ(tacit_model_describe(model_, &properties, nullptr), TACIT_OK);
  EXPECT_EQ(properties.rows, 100U);
  EXPECT_EQ(properties.kept_rows, 100U);
  EXPECT_EQ(properties.columns, 2U);
  EXPECT_STREQ(tacit_model_column_name(model_, 1), "even");
  EXPECT_STREQ(tacit_model_column_type(model_, 1), "boolean");
  EXPECT_EQ(tacit_model_column_name(model_, 2), nullptr);
  EXPECT_EQ(tacit_model_column_type(model_, 2), nullptr);
  properties.struct_size = 3;
  EXPECT_EQ(tacit_model_describe(model_, &properties, nullptr), TACIT_INVALID_ARGUMENT);
}

TEST_F(CModel, CountsByTreesOfEveryKind) {
  const tacit_value values[] = {{TACIT_VALUE_INTEGER, 10, 0, {nullptr, 0}},
                                {TACIT_VALUE_REAL, 0, 19.5, {nullptr, 0}}};
  const tacit_value yes = {TACIT_VALUE_BOOLEAN, 1, 0, {nullptr, 0}};
  const tacit_condition tree[] = {
      {TACIT_AND, 3, nullptr, nullptr, 0},     {TACIT_BETWEEN, 0, "number", values, 2},
      {TACIT_NOT, 1, nullptr, nullptr, 0},     {TACIT_EQUAL, 0, "even", &yes, 1},
      {TACIT_OR, 2, nullptr, nullptr, 0},      {TACIT_NOT_EQUAL, 0, "number", values, 1},
      {TACIT_IS_NULL, 0, "number", nullptr, 0}};
  tacit_predicate* predicate = nullptr;
  ASSERT_EQ(tacit_predicate_prepare(model_, tree, 7, &predicate, nullptr), TACIT_OK);
  tacit_estimate estimate = {};
  ASSERT_EQ(tacit_estimator_rows(estimator_, &predicate, 1, nullptr, &estimate, nullptr), TACIT_OK);
  EXPECT_EQ(estimate.rows, 5);
  EXPECT_EQ(estimate.low, 5);
  const char* const by[] = {"even"};
  ASSERT_EQ(tacit_estimator_distinct(estimator_, by, 1, predicate, nullptr, &estimate, nullptr), TACIT_OK);
  EXPECT_EQ(estimate.rows, 1);
  tacit_estimate_options options = TACIT_ESTIMATE_OPTIONS_INIT;
  options.max_samples = 0;
  EXPECT_EQ(tacit_estimator_rows(estimator_, &predicate, 1, &options, &estimate, nullptr),
            TACIT_INVALID_ARGUMENT);
  options = TACIT_ESTIMATE_OPTIONS_INIT;
  options.struct_size = 1;
  EXPECT_EQ(tacit_estimator_rows(estimator_, &predicate, 1, &options, &estimate, nullptr),
            TACIT_INVALID_ARGUMENT);
  tacit_predicate_free(predicate);
}

TEST_F(CModel, RefusesWhatIsNoTree) {
  EXPECT_NE(Refused({}).find("expected more nodes"), std::string::npos);
  EXPECT_NE(Refused({{TACIT_AND, 2, nullptr, nullptr, 0}, {TACIT_IS_NULL, 0, "even", nullptr, 0}})
                .find("more nodes"),
            std::string::npos);
  EXPECT_NE(Refused({{TACIT_IS_NULL, 0, "even", nullptr, 0}, {TACIT_IS_NULL, 0, "even", nullptr, 0}})
                .find("expected 1 nodes"),
            std::string::npos);
  EXPECT_NE(Refused({{99, 0, "even", nullptr, 0}}).find("no kind 99"), std::string::npos);
  EXPECT_NE(Refused({{TACIT_IS_NULL, 0, nullptr, nullptr, 0}}).find("without a column"), std::string::npos);
  EXPECT_NE(Refused({{TACIT_IS_NULL, 0, "odd", nullptr, 0}}).find("no column odd"), std::string::npos);
  EXPECT_NE(Refused({{TACIT_EQUAL, 0, "even", nullptr, 0}}).find("expected 1 values"), std::string::npos);
  const tacit_value strange = {17, 0, 0, {nullptr, 0}};
  EXPECT_NE(Refused({{TACIT_EQUAL, 0, "even", &strange, 1}}).find("no kind of value 17"), std::string::npos);
  std::vector<tacit_condition> deep(1000, tacit_condition{TACIT_NOT, 1, nullptr, nullptr, 0});
  EXPECT_NE(Refused(deep).find("levels"), std::string::npos);
}

TEST_F(CModel, OutlivesItsHandle) {
  tacit_predicate* predicate = nullptr;
  ASSERT_EQ(tacit_predicate_parse(model_, "number < 3", 10, &predicate, nullptr), TACIT_OK);
  tacit_model_free(model_);
  model_ = nullptr;
  tacit_estimate estimate = {};
  ASSERT_EQ(tacit_estimator_rows(estimator_, &predicate, 1, nullptr, &estimate, nullptr), TACIT_OK);
  EXPECT_EQ(estimate.rows, 3);
  tacit_predicate_free(predicate);
}

TEST_F(CModel, SaysWhatIsWrongWithFiles) {
  tacit_model* model = nullptr;
  tacit_error* error = nullptr;
  EXPECT_EQ(tacit_model_open("no such file", &model, &error), TACIT_NOT_FOUND);
  EXPECT_EQ(model, nullptr);
  tacit_error_free(error);
  EXPECT_EQ(tacit_model_read("TACITMDL", 8, nullptr, &model, &error), TACIT_CORRUPTION);
  EXPECT_EQ(std::string(tacit_error_message(error)).find("model: "), 0U);
  tacit_error_free(error);
  EXPECT_EQ(tacit_model_train("no such.csv", nullptr, path_.c_str(), nullptr), TACIT_NOT_FOUND);
  tacit_training_options options = TACIT_TRAINING_OPTIONS_INIT;
  options.struct_size = 0;
  EXPECT_EQ(tacit_model_train("no such.csv", &options, path_.c_str(), nullptr), TACIT_INVALID_ARGUMENT);
}

}  // namespace
