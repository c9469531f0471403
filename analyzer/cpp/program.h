// A C++ program as plain data: what the reader (analyzer/clang) makes of the syntax trees of Clang, and all
// that the patterns know of them.
//
// Parentheses, implicit conversions, copies, std::move and conversions between kinds of text are gone; what
// has no form here is kOpaque, with its operands, so that nothing that may write to a variable is lost.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tacit::analyze::cpp {

struct Place {
  int file = -1;  // in Program::files; -1: of no file
  int line = 0;   // from 1

  friend auto operator<=>(const Place&, const Place&) = default;
};

struct Type {
  enum class Kind { kOther, kVoid, kBool, kInteger, kFloating, kEnum, kRecord, kPointer, kDependent };

  Kind kind = Kind::kOther;
  std::string name;             // "int", "app::Role", "std::optional": without arguments
  std::vector<Type> arguments;  // the template arguments that are types; what a pointer or array leads to
  int bits = 0;                 // of an integer, or of an enumeration's values
  bool is_signed = false;
};

struct Expr {
  enum class Kind {
    kOpaque,      // args: its operands
    kNull,        // nullptr
    kBool,        // number
    kInt,         // number: a literal, or a constant expression that Clang computed
    kFloat,       // text
    kString,      // text: the bytes
    kEnumerator,  // text: qualified name; number: its value
    kName,        // a variable. text: name (qualified where it is not local); number: which local, -1: none
    kMember,      // text: the field; owner: its class; args[0]: the object
    kThis,        // type: the class
    kFunction,    // text: qualified name; key
    kMemberPointer,  // &owner::text; of a method, `type` is what it returns, or what a setter takes
    kCall,           // text: qualified name; key; args
    kMethod,         // text: name; owner: class; key; args[0]: the object, then the arguments
    kConstruct,      // text: class; args
    kList,           // {args...}
    kUnary,          // text: the operator; args[0]. "*" is also operator* and operator-> of a class
    kBinary,         // text: the operator, overloaded or not; args[0], args[1]
    kConditional,    // args[0] ? args[1] : args[2]
    kIndex,          // args[0][args[1]]
    kCast,           // an explicit cast to `type`; args[0]
    kLambda,         // key: of a Function; args: what it captures
    kThrow,          // args: what is thrown
    kNew,            // type; args[0]: the construction, if any
    kDefault,        // a default argument: args[0]
  };

  Kind kind = Kind::kOpaque;
  Place place;
  std::string text;
  std::string owner;
  std::string key;  // of the function that is called: Function::key
  std::int64_t number = 0;
  bool may_write = false;            // bound to a reference to non-const, or the object of a non-const method
  Type type;                         // of names, members, calls, constructions, casts; else kOther
  std::vector<Type> type_arguments;  // explicit or deduced ones of a call: mapClass<T>
  std::vector<Expr> args;
};

struct Variable {
  std::string name;
  std::int64_t id = -1;  // as Expr::number of kName; -1 for a global
  Type type;
  bool is_const = false;      // through which nothing is changed: const, or a reference to const
  bool is_reference = false;  // or a pointer
  std::vector<Expr> init;     // none or one
  Place place;
};

struct Stmt {
  enum class Kind {
    kBlock,      // body
    kDecl,       // variables
    kExpr,       // exprs[0]
    kIf,         // exprs[0]: the condition; body[0]: then; body[1]: else, if any; variables: of the condition
    kLoop,       // exprs: the condition, if any; body; `do`: body runs at least once
    kForEach,    // variables[0]; exprs[0]: the range; body
    kSwitch,     // exprs[0]; body: one kBlock, with kCase in it
    kCase,       // exprs[0]: the value; none: default. A label: what it labels follows it
    kReturn,     // exprs: what is returned, if anything
    kThrow,      // exprs[0]: what leaves the function, or ends the program
    kAssert,     // exprs[0]: must be true; gone from builds without assertions
    kTry,        // body[0]; then the handlers
    kBreak,      //
    kContinue,   //
    kUnordered,  // goto, labels, coroutines: the order of statements is not what it seems
  };

  Kind kind = Kind::kBlock;
  Place place;
  std::vector<Expr> exprs;
  std::vector<Variable> variables;
  std::vector<Stmt> body;
};

struct Function {
  std::string key;         // qualified name with the types of its parameters; of a lambda: its place
  std::string name;        // without the class
  std::string owner;       // the class, without template arguments; empty for a free function
  std::string owner_full;  // with them
  std::vector<Variable> parameters;
  Type result;
  bool is_constructor = false;
  bool is_const = false;
  bool is_lambda = false;
  struct Initializer {
    std::string member;  // empty: of a base
    std::string base;
    Expr value;
  };
  std::vector<Initializer> initializers;
  Stmt body;
  Place place;
};

struct Field {
  std::string name;
  Type type;
  std::vector<Expr> init;  // none or one
  Place place;
};

struct Record {
  std::string name;  // without template arguments
  std::string full;  // with them, where it is a specialization
  std::vector<std::string> bases;
  std::vector<Field> fields;
  Place place;
  int end_line = 0;
};

struct Enumerator {
  std::string name;
  std::int64_t value = 0;
};

struct Enum {
  std::string name;
  std::vector<Enumerator> values;
  Place place;
};

// `#pragma db not_null`: text is "not_null".
struct Pragma {
  Place place;
  std::string text;
};

// What `Wt::Dbo::sql_value_traits<type>::type` returns, asked of Clang, which alone knows what specialization
// a type has. Where one source file does not see the specialization, another may.
struct SqlType {
  std::string type;  // Show(Type)
  bool specialized = false;
  std::string
      sql;  // "{longLongType} not null", the connection's own in braces; empty: its body is not at hand
};

struct Message {
  std::string file;
  int line = 0;
  std::string text;
};

struct Program {
  std::vector<std::string> files;  // relative to the root
  std::vector<Function> functions;
  std::vector<Record> records;
  std::vector<Enum> enums;
  std::vector<Variable> globals;
  std::vector<Pragma> pragmas;
  std::vector<SqlType> sql_types;
  std::vector<Message> messages;
  std::int64_t files_read = 0;
};

// "std::optional<int>".
[[nodiscard]] inline std::string Show(const Type& type) {
  std::string shown = type.kind == Type::Kind::kPointer ? "" : type.name;
  for (std::size_t i = 0; i < type.arguments.size(); ++i) {
    if (type.kind == Type::Kind::kPointer) return Show(type.arguments[i]) + " *";
    shown += (i == 0 ? "<" : ", ") + Show(type.arguments[i]);
  }
  return type.arguments.empty() ? shown : shown + ">";
}

}  // namespace tacit::analyze::cpp
