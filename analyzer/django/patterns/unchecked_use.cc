#include "analyzer/django/null_use.h"
#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

const Pattern kUncheckedUse = {
    .doc =
        {.name = "unchecked-use",
         .summary = "The value of a column that may be NULL is used in a way that fails on None, untested: "
                    "its attributes, items, arithmetic, order",
         .code = "price = models.DecimalField(null=True, ...)\n\ndef total(self):\n"
                 "    return self.price * self.quantity",
         .states = "price IS NOT NULL",
         .soundness = "D: only this code relies on it",
         .caveat =
             "The hint stands for each such use, with the condition over the row under which the code runs; "
             "where that cannot be said, nothing is claimed. NOT NULL follows only where no code of the "
             "application writes, asks for or tests for a NULL in a column of that name."},
    .apply = FindNullUses};

}  // namespace tacit::analyze::django
