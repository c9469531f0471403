// One attribute of a Sequelize model, as its options describe it.
#pragma once

#include <string>
#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kSequelizeValidatorDoc;

// DataTypes.STRING(64) and the like as SQL; empty where it is not known, "VIRTUAL" for what is no column.
// A text is taken for SQL as it stands.
[[nodiscard]] std::string SequelizeType(const Value& type);
// The values of DataTypes.ENUM(...).
[[nodiscard]] std::optional<std::vector<tacit::Value>> SequelizeEnum(const Value& type);

class AttributeReader {
 public:
  // `pattern` is the evidence of what is no validator.
  AttributeReader(Evaluator& evaluator, Model& model, std::string pattern)
      : evaluator_(evaluator), model_(model), pattern_(std::move(pattern)) {}

  // Options as in an attribute's definition: type, allowNull, unique, validate, ...
  void Read(const std::string& property, const Value& options, int line);
  // One validator, by its name in `validate`.
  void Validator(const std::string& property, const std::string& name, const Value& options, int line);
  // A composite key is of all attributes whose `unique` has one name.
  void FinishKeys();

  Field& FieldOf(const std::string& property, int line);
  Rule MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const;
  void SetType(const std::string& property, const Value& type, int line);
  void NotNull(const std::string& property, int line);
  void Unique(const std::string& property, const Value& unique, int line);

 private:
  void Guard(const std::string& property, const Function& function, int line);

  struct Key {
    std::string name;
    std::vector<std::string> properties;
    int line = 0;
  };
  Evaluator& evaluator_;
  Model& model_;
  const std::string pattern_;
  std::vector<Key> keys_;
  struct Deferred {
    std::string property;
    Function function;
    int line = 0;
  };
  std::vector<Deferred> guards_;  // they may look at other attributes
};

}  // namespace tacit::analyze::typescript
