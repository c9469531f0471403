// A small catalogue with every kind of constraint, for the generator's and the advisor's tests.
#pragma once

#include "tacit/catalogue.h"

namespace tacit::testing {

// Tables: teams, users (of a team; with a manager), tags, posts (by a user), taggings (polymorphic: posts or
// users), pages (a nested set), and spots and marks, which refer to each other.
[[nodiscard]] Catalogue ShopCatalogue();

}  // namespace tacit::testing
