#include "analyzer/django/check_then_act.h"

#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

const Pattern kGetOrCreate = {
    .doc = {.name = "get-or-create",
            .summary = "get_or_create and update_or_create: the columns that the code takes for a key",
            .code = "line, created = basket.lines.get_or_create(product=product, defaults={\"quantity\": 1})",
            .states = "no two lines of a basket have the same product",
            .soundness = "D: only this code looks first, and two at once may both find nothing",
            .caveat = "Literals in the lookup become the condition under which it holds."},
    .apply = FindCheckThenAct};

const Pattern kExistsThenAct = {
    .doc = {.name = "exists-then-act",
            .summary = "if rows.filter(...).exists(): raise; if not rows.count(): create",
            .code = "if Order.objects.filter(number=number).exists():\n    raise ValueError(\"taken\")",
            .states = "no two orders have the same number",
            .soundness = "D: only this code looks first, and two at once may both find nothing",
            .caveat = "exclude(pk=self.pk) belongs to the idiom; other lookups than equality state nothing."},
    .apply = nullptr};

const Pattern kLookup = {
    .doc = {.name = "lookup",
            .summary =
                "get(...) and get_object_or_404 by columns other than the primary key: one row is expected",
            .code = "offer = get_object_or_404(Offer, slug=slug)",
            .states = "no two offers have the same slug",
            .soundness = "D: with two such rows this code fails, which keeps nobody from writing them",
            .caveat = "Literals in the lookup become the condition under which it holds."},
    .apply = nullptr};

}  // namespace tacit::analyze::django
