// Comments that applications put into their statements to say where they come from.
#pragma once

#include <string>
#include <string_view>

namespace tacit::workload {

struct Origin {
  std::string file;
  int line = 0;
  std::string note;
};

// What a comment's text says: `application:Shop,controller:orders,action:index,line:/app/models/order.rb:3:in
// 'x'` (marginalia, Rails' query log tags) or
// `action='index',controller='orders',source_location='app%2Fx.rb%3A3'` (sqlcommenter). What it does not say
// stays empty.
[[nodiscard]] Origin ReadTags(std::string_view comment);

// "app/models/x.rb:12:in `name'", or "app/models/x.rb:12". A note of it is kept nowhere.
[[nodiscard]] Origin ReadSourceLine(std::string_view text);

// Takes the comments /* */ and -- out of a statement, and reads the tags in them. A hint (/*+) goes too.
[[nodiscard]] std::string WithoutComments(std::string_view sql, Origin* origin);

}  // namespace tacit::workload
