#include <array>

#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

std::span<const Pattern> Registry() {
  static const std::array kPatterns = {
      Pattern{"presence",
              "validates presence: NOT NULL; of an association, of its columns",
              {"validates_presence_of"},
              {"presence"},
              Presence},
      Pattern{"uniqueness",
              "validates uniqueness with scope, conditions, case_sensitive",
              {"validates_uniqueness_of"},
              {"uniqueness"},
              Uniqueness},
      Pattern{"length",
              "validates length: minimum, maximum, is, in",
              {"validates_length_of", "validates_size_of"},
              {"length", "size"},
              Length},
      Pattern{"inclusion",
              "validates inclusion in a list or range",
              {"validates_inclusion_of"},
              {"inclusion"},
              Inclusion},
      Pattern{"exclusion",
              "validates exclusion from a list",
              {"validates_exclusion_of"},
              {"exclusion"},
              Exclusion},
      Pattern{"format",
              "validates format with or without a regular expression",
              {"validates_format_of"},
              {"format"},
              Format},
      Pattern{"numericality",
              "validates numericality: bounds, only_integer",
              {"validates_numericality_of"},
              {"numericality"},
              Numericality},
      Pattern{"comparison",
              "validates comparison with a number or with another column",
              {"validates_comparison_of"},
              {"comparison"},
              Comparison},
      Pattern{"belongs-to",
              "belongs_to: foreign key; NOT NULL where it is required",
              {"belongs_to", "belongs_to_required"},
              {},
              BelongsTo},
      Pattern{"other-side",
              "has_one, has_many, has_and_belongs_to_many: names that rules may use",
              {"has_one", "has_many", "has_and_belongs_to_many"},
              {},
              OtherSide},
      Pattern{"enum", "enum in every syntax: the values that the column holds", {"enum"}, {}, EnumMacro},
      Pattern{"secure-password",
              "has_secure_password: its digest column is NOT NULL",
              {"has_secure_password"},
              {},
              SecurePassword},
      Pattern{"state-machine",
              "aasm and state_machine: the states that the column holds",
              {"aasm", "state_machine"},
              {},
              StateMachine},
      Pattern{"alias-attribute",
              "alias_attribute: another name of a column",
              {"alias_attribute"},
              {},
              AttributeAlias},
      Pattern{"accessor",
              "attr_accessor and the like: what hides a column from validators",
              {"attr_accessor", "attr_reader", "cattr_accessor"},
              {},
              Accessor},
      Pattern{"transformed",
              "serialize, store, encrypts, uploads: the column holds another form of the value",
              {"serialize", "store", "typed_store", "encrypts", "attr_encrypted", "mount_uploader",
               "mount_uploaders", "monetize", "composed_of", "attribute"},
              {},
              Transformed},
      Pattern{"named-scope", "scope: conditions that a rule may name", {"scope"}, {}, NamedScope},
  };
  return kPatterns;
}

namespace {

const Pattern* FindIn(std::vector<std::string_view> Pattern::* names, std::string_view wanted) {
  for (const Pattern& pattern : Registry()) {
    for (std::string_view name : pattern.*names) {
      if (name == wanted) return &pattern;
    }
  }
  return nullptr;
}

}  // namespace

const Pattern* PatternOfCall(std::string_view call) { return FindIn(&Pattern::calls, call); }
const Pattern* PatternOfValidator(std::string_view key) { return FindIn(&Pattern::validators, key); }

}  // namespace tacit::analyze::rails
