// A small vocabulary, common words first: drawn by Zipf's law it gives texts with real ones' repetition.
#pragma once

#include <array>
#include <string_view>

namespace tacit::generator {

inline constexpr std::array<std::string_view, 160> kWords = {
    "time",    "page",    "work",    "user",    "list",     "field",   "date",   "project", "error",
    "issue",   "file",    "change",  "report",  "view",     "test",    "name",   "version", "search",
    "link",    "new",     "update",  "missing", "form",     "table",   "query",  "order",   "group",
    "message", "default", "data",    "status",  "custom",   "value",   "export", "import",  "filter",
    "column",  "login",   "email",   "note",    "button",   "menu",    "layout", "mobile",  "release",
    "plan",    "week",    "budget",  "review",  "draft",    "server",  "client", "cache",   "slow",
    "fast",    "index",   "token",   "role",    "member",   "access",  "public", "private", "history",
    "journal", "comment", "reply",   "topic",   "forum",    "wiki",    "news",   "closed",  "open",
    "urgent",  "normal",  "low",     "high",    "support",  "feature", "bug",    "task",    "north",
    "south",   "east",    "west",    "river",   "forest",   "harbor",  "bridge", "market",  "garden",
    "winter",  "summer",  "spring",  "autumn",  "morning",  "evening", "silver", "copper",  "golden",
    "crystal", "quick",   "quiet",   "bright",  "dark",     "heavy",   "light",  "smooth",  "rough",
    "simple",  "complex", "alpha",   "beta",    "gamma",    "delta",   "omega",  "sigma",   "orbit",
    "rocket",  "engine",  "motor",   "paper",   "pencil",   "letter",  "number", "answer",  "question",
    "person",  "company", "office",  "branch",  "window",   "door",    "floor",  "roof",    "wall",
    "street",  "city",    "country", "island",  "mountain", "apple",   "banana", "cherry",  "lemon",
    "orange",  "pepper",  "salt",    "sugar",   "coffee",   "water",   "doctor", "teacher", "driver",
    "writer",  "painter", "singer",  "farmer",  "builder",  "baker",   "miller"};

}  // namespace tacit::generator
