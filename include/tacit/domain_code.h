// Codes of a column's values, made from what is known of the column instead of from a sample of it.
//
// A column that holds 40 hexadecimal digits has 16^40 values, so that 20 bytes tell which of them a value is.
// A domain code numbers the values of such a domain in their order, a group of characters at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/export.h"
#include "tacit/schema.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit {

namespace encoder {
class ValueCode;
}

// How the values of an enumeration are ordered. Those of a column of integers are, in either case, by size.
enum class EnumOrder {
  kNatural,   // texts by their bytes, integers by size
  kDeclared,  // as they are listed: what PostgreSQL does with the values of an enum type
};

struct DomainOptions {
  // The least trust that a constraint needs. What is only declared may be broken by a row, and then there is
  // no code for its value.
  Trust trust = Trust::kEnforced;
  EnumOrder enums = EnumOrder::kNatural;
};

// The longest text that a format may ask for, and the most states of its automaton: larger ones are refused.
inline constexpr std::size_t kMaxDomainStates = 4096;

// The laws, for all values a and b of the domain:
//   a < b in the column's order if and only if Encode(a) < Encode(b), both as unsigned bytes;
//   Decode(Encode(a)) == a, and no other bytes are decoded to a;
//   a value that is not of the domain is refused, never encoded.
//
// The column's order is that of numbers and of days; of texts it is that of their bytes (the collation "C"),
// whatever collation the database has. A collation that holds different texts for equal lets more texts pass
// a constraint than the domain has; those are refused.
//
// How the law is kept: a code is a string of bits of which none is the beginning of another's, in the order
// of the values; zeros follow it up to a byte. TupleCode packs several without the zeros.
//
// Immutable: any number of threads may use one, and copies share what they are made of.
class TACIT_EXPORT DomainCode {
 public:
  // The code of a column, as its type has it and its constraints narrow it. Types (PostgreSQL's names and
  // meanings, so that an "integer" has 32 bits): smallint, integer, bigint, boolean, date, timestamp without
  // time zone, uuid, text and varchar; any other type only as an enumeration, and only in declared order.
  // Texts need a one_of or a format; a length narrows what a format says. Used are constraints on this column
  // alone, without a condition, of options.trust or more, and for texts without blanks allowed. What cannot
  // be used exactly is left out, where the domain without it can still be told.
  // Errors: NotFound (no such table or column); NotSupported (nothing tells the domain exactly: says why);
  // InvalidArgument (the constraints leave no value).
  [[nodiscard]] static Result<DomainCode> ForColumn(const Schema& schema,
                                                    std::span<const Constraint> constraints,
                                                    std::string_view table, std::string_view column,
                                                    const DomainOptions& options = {});
  [[nodiscard]] static Result<DomainCode> ForColumn(const Catalogue& catalogue, std::string_view table,
                                                    std::string_view column,
                                                    const DomainOptions& options = {});

  // One of these texts, integers or booleans: ceil(log2 n) bits; one value takes none. Errors:
  // InvalidArgument (no values; a value twice; values of several types, or of another one).
  [[nodiscard]] static Result<DomainCode> Enum(std::vector<Value> values,
                                               EnumOrder order = EnumOrder::kNatural);

  // Integers from `min` to `max`, both included. Errors: InvalidArgument (min > max).
  [[nodiscard]] static Result<DomainCode> Integers(std::int64_t min, std::int64_t max);

  // false before true: one bit. As text: "f" and "t".
  [[nodiscard]] static DomainCode Boolean();

  // Texts that a regular expression describes from end to end, of a length (in characters) within bounds.
  // Every set of n characters costs about log2 n bits: exactly that for powers of two. Where a text may end
  // or go on, the end is one more character, less than all others.
  //
  // What is understood: literals, sets and ranges of ASCII, \d \h \w where the language has them so, groups,
  // |, ? * + {n} {n,m}; \A \z, and ^ $ where they are the ends of the value. A $ or \Z that stands before a
  // last line feed as well has texts with that line feed in the domain.
  //
  // Errors: NotSupported (the expression may match a part of the text, which leaves the rest open: no anchor,
  // or Ruby's ^ and $, which are ends of lines; case ignored; characters beyond ASCII: ".", negated sets,
  // Unicode classes; look-around, back references; more than kMaxDomainStates characters or states); it
  // names the place. InvalidArgument (no text matches; a damaged expression; min > max).
  [[nodiscard]] static Result<DomainCode> Format(const FormatDetail& format, const LengthDetail& length = {});

  // As the database prints them, in lower case with four hyphens: 16 bytes.
  [[nodiscard]] static DomainCode Uuid();

  // Days of the years 0001 to 9999 as "2024-02-29": 22 bits. What PostgreSQL's type has besides (infinity,
  // years before Christ) is refused.
  [[nodiscard]] static DomainCode Dates();
  // The same, from one day to another, both included. Errors: InvalidArgument (no such days; min > max).
  [[nodiscard]] static Result<DomainCode> Dates(std::string_view min, std::string_view max);

  // Moments of these years, without zone, as "2024-02-29 23:59:59.25": a fraction ends in no zero. `digits`
  // of the second are kept: 59 bits for 6, 39 bits for 0. Errors: InvalidArgument (not 0 to 6).
  [[nodiscard]] static Result<DomainCode> Timestamps(int digits = 6);
  // The same, from one moment to another, both included. Errors: InvalidArgument also for bounds that are no
  // such moments, and where min > max.
  [[nodiscard]] static Result<DomainCode> Timestamps(int digits, std::string_view min, std::string_view max);

  // Any text without a zero byte: one byte more than the text. A tuple's last resort.
  [[nodiscard]] static DomainCode AnyText();
  // Any bytes (Blob), 2% longer than they are.
  [[nodiscard]] static DomainCode AnyBytes();

  // The domain in words: "integers from 1 to 5".
  [[nodiscard]] const std::string& description() const;
  // No code has fewer bytes.
  [[nodiscard]] std::size_t min_bytes() const;
  // No code has more; nothing where values can have any length. Equal to min_bytes(): a fixed width.
  [[nodiscard]] std::optional<std::size_t> max_bytes() const;
  // The same without the padding, which is what a value adds to a tuple.
  [[nodiscard]] std::size_t min_bits() const;
  [[nodiscard]] std::optional<std::size_t> max_bits() const;

  // Integers are std::int64_t, booleans bool, bytes Blob, all others std::string. Errors: InvalidArgument
  // (not of the domain; NULL never is).
  [[nodiscard]] Result<std::string> Encode(const Value& value) const;
  // The same for a value's text as the database prints it; of bytes, the bytes.
  [[nodiscard]] Result<std::string> EncodeText(std::string_view text) const;
  // Errors: Corruption (these bytes are no value's code).
  [[nodiscard]] Result<Value> Decode(std::string_view bytes) const;
  [[nodiscard]] Result<std::string> DecodeText(std::string_view bytes) const;

 private:
  friend class TupleCode;
  explicit DomainCode(std::shared_ptr<const encoder::ValueCode> code);

  std::shared_ptr<const encoder::ValueCode> code_;
};

}  // namespace tacit
