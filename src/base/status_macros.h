// Handing a failure on to the caller.
#pragma once

#include "tacit/status.h"

// Returns the Status of `expression` from the enclosing function unless it is OK.
#define TACIT_RETURN_IF_ERROR(expression)                                                        \
  do {                                                                                           \
    if (::tacit::Status tacit_status_ = (expression); !tacit_status_.ok()) return tacit_status_; \
  } while (false)

// Declares or assigns `target` from a Result, or returns its Status: TACIT_ASSIGN_OR_RETURN(auto x, F());
#define TACIT_ASSIGN_OR_RETURN(target, expression) \
  TACIT_ASSIGN_OR_RETURN_NAMED_(TACIT_JOIN_(tacit_result_, __LINE__), target, expression)
#define TACIT_ASSIGN_OR_RETURN_NAMED_(result, target, expression) \
  auto result = (expression);                                     \
  if (!result.ok()) return result.status();                       \
  target = std::move(result).value()
#define TACIT_JOIN_(a, b) TACIT_JOIN2_(a, b)
#define TACIT_JOIN2_(a, b) a##b
