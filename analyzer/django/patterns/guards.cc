#include "analyzer/django/guards.h"

#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

const Pattern kClean = {
    .doc =
        {.name = "clean",
         .summary = "guards in clean() and the methods that it calls: what they refuse",
         .code = "def clean(self):\n    if self.starts and self.ends and self.starts > self.ends:\n"
                 "        raise ValidationError(\"order\")",
         .states = "starts IS NULL OR ends IS NULL OR starts <= ends",
         .soundness = "C: only full_clean() and forms run it",
         .caveat =
             "Conditions over anything but the row's own columns, and columns that the methods assign, state "
             "nothing."},
    .apply = FindGuards};

const Pattern kSave = {
    .doc = {.name = "save",
            .summary = "guards in save(): what it refuses",
            .code = "def save(self, *args, **kwargs):\n    if self.amount < 0:\n        raise "
                    "ValueError(\"amount\")\n"
                    "    super().save(*args, **kwargs)",
            .states = "amount >= 0",
            .soundness = "B: bulk_create(), bulk_update() and QuerySet.update() pass it by",
            .caveat = "Conditions over anything but the row's own columns state nothing."},
    .apply = nullptr};

}  // namespace tacit::analyze::django
