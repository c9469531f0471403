// Codes of the texts of an automaton.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/encoder/domain/automaton.h"
#include "src/encoder/domain/group_plan.h"
#include "src/encoder/domain/value_code.h"

namespace tacit::encoder {

// A text is a path through the automaton; each group's number is written in the group's bits. Why no code
// begins another: two texts that are the same before some group have that group at the same place, with the
// same ways; there their numbers differ, or, where one of them ends, lie in parts that do not overlap. The
// order of the parts is the order of the texts, an end before all characters.
class TextCode final : public ValueCode {
 public:
  enum class Holds { kText, kBlob };

  // The automaton is trimmed.
  [[nodiscard]] static ValueCodePtr Make(Automaton automaton, std::string description,
                                         Holds holds = Holds::kText);

  [[nodiscard]] bool Append(const Value& value, BitWriter& out) const override;
  [[nodiscard]] bool AppendText(std::string_view text, BitWriter& out) const override;
  [[nodiscard]] std::optional<Value> Read(BitReader& in) const override;
  [[nodiscard]] std::string ToText(const Value& value) const override;

 private:
  TextCode(Automaton automaton, GroupPlan plan, std::string description, Holds holds);
  [[nodiscard]] std::optional<std::string> ReadText(BitReader& in) const;

  Automaton automaton_;
  GroupPlan plan_;
  Holds holds_;
};

}  // namespace tacit::encoder
