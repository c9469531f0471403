// The one macro that marks what leaves the shared libraries. Everything else is hidden.
#pragma once

#define TACIT_EXPORT [[gnu::visibility("default")]]
