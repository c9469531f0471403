#include "tests/generator/shop.h"

namespace tacit::testing {
namespace {

Column Id() { return {.name = "id", .type = "integer", .nullable = false}; }
Column Make(std::string name, std::string type, bool nullable = true) {
  return {.name = std::move(name), .type = std::move(type), .nullable = nullable};
}

class Builder {
 public:
  void Add(std::string name, std::vector<Column> columns) {
    Table table{.name = std::move(name), .columns = std::move(columns)};
    table.columns.insert(table.columns.begin(), Id());
    table.primary_key = {"id"};
    catalogue_.schema.tables.push_back(std::move(table));
  }

  Constraint& Say(ConstraintKind kind, const std::string& table, std::vector<std::string> columns,
                  ConstraintDetail detail = {}, NullPolicy nulls = NullPolicy::kAllowed) {
    Constraint c{.kind = kind,
                 .table = table,
                 .columns = std::move(columns),
                 .detail = std::move(detail),
                 .nulls = nulls};
    c.id =
        "c" + std::to_string(catalogue_.constraints.size() + 1) + "." + table + "." + std::string(Name(kind));
    c.soundness = Soundness::kB;
    catalogue_.constraints.push_back(std::move(c));
    return catalogue_.constraints.back();
  }
  Constraint& Refer(const std::string& table, const std::string& column, const std::string& target) {
    return Say(ConstraintKind::kForeignKey, table, {column},
               ForeignKeyDetail{.ref_table = target, .ref_columns = {"id"}});
  }

  [[nodiscard]] Catalogue Take() { return std::move(catalogue_); }

 private:
  Catalogue catalogue_;
};

void AddTables(Builder& b) {
  b.Add("teams", {Make("name", "varchar(30)"), Make("kind", "varchar(10)")});
  b.Add("users",
        {Make("login", "varchar(20)"), Make("email", "varchar(60)"), Make("age", "integer"),
         Make("team_id", "integer"), Make("manager_id", "integer"), Make("state", "varchar(10)"),
         Make("score", "numeric"), Make("admin", "boolean", false), Make("born_on", "date"),
         Make("created_at", "timestamp"), Make("updated_at", "timestamp"), Make("posts_count", "integer")});
  b.Add("tags", {Make("name", "varchar(12)"), Make("code", "varchar(8)")});
  b.Add("posts", {Make("user_id", "integer"), Make("slug", "varchar(20)"), Make("title", "varchar(80)"),
                  Make("body", "text"), Make("published", "boolean"), Make("position", "integer")});
  b.Add("taggings",
        {Make("tag_id", "integer"), Make("target_id", "integer"), Make("target_type", "varchar(20)")});
  b.Add("pages", {Make("parent_id", "integer"), Make("lft", "integer"), Make("rgt", "integer"),
                  Make("title", "text")});
  b.Add("spots", {Make("mark_id", "integer", false)});
  b.Add("marks", {Make("spot_id", "integer")});
  b.Add("biographies", {Make("body", "text"), Make("code", "varchar(8)")});
}

void SayOfUsers(Builder& b) {
  using enum ConstraintKind;
  constexpr std::int64_t kZero = 0;
  b.Say(kNotNull, "users", {"login"}, {}, NullPolicy::kRejected);
  b.Say(kUnique, "users", {"login"}, UniqueDetail{.case_sensitive = false, .nulls_equal = true});
  b.Say(kLength, "users", {"login"}, LengthDetail{.min = 3, .max = 12});
  b.Say(kFormat, "users", {"login"}, FormatDetail{.regex = R"(\A[a-z0-9_\-@\.]*\z)", .dialect = "ruby"});
  b.Say(kUnique, "users", {"email"}, UniqueDetail{});
  b.Say(kLength, "users", {"email"}, LengthDetail{.min = 6}, NullPolicy::kBlankAllowed);
  b.Say(kRange, "users", {"age"},
        RangeDetail{.min = Value(std::int64_t{17}),
                    .max = Value(std::int64_t{120}),
                    .min_exclusive = true,
                    .integer = true});
  b.Say(kOneOf, "users", {"state"}, ValuesDetail{{Value("active"), Value("locked"), Value("new")}},
        NullPolicy::kRejected);
  b.Say(kNoneOf, "users", {"state"}, ValuesDetail{{Value("root")}});
  b.Say(kRange, "users", {"score"},
        RangeDetail{.min = Value(kZero), .max = Value(9.5), .max_exclusive = true});
  b.Say(kRange, "users", {"born_on"}, RangeDetail{.min = Value("1940-01-01"), .max = Value("2005-12-31")});
  b.Say(kRange, "users", {"posts_count"}, RangeDetail{.min = Value(kZero)}, NullPolicy::kRejected);
  b.Refer("users", "team_id", "teams").nulls = NullPolicy::kRejected;
  b.Refer("users", "manager_id", "users");
}

void SayOfTheRest(Builder& b) {
  using enum ConstraintKind;
  b.Say(kNotNull, "teams", {"name"}, {}, NullPolicy::kRejected);
  b.Say(kUnique, "teams", {"name", "kind"}, UniqueDetail{.nulls_equal = true});
  b.Say(kFormat, "tags", {"code"}, FormatDetail{.regex = R"(^[A-Z]{2}-\d{3,5}$)", .dialect = "ruby"});
  b.Say(kUnique, "tags", {"code"}, UniqueDetail{.nulls_equal = true}, NullPolicy::kRejected);
  b.Say(kNotNull, "tags", {"name"}, {}, NullPolicy::kRejected);
  b.Refer("posts", "user_id", "users").nulls = NullPolicy::kRejected;
  b.Say(kUnique, "posts", {"slug", "user_id"}, UniqueDetail{});
  b.Say(kUnique, "posts", {"user_id", "position"}, UniqueDetail{}).condition = Condition{.text = "published"};
  b.Say(kNotNull, "posts", {"title"}, {}, NullPolicy::kRejected).condition = Condition{.text = "published"};
  b.Refer("taggings", "tag_id", "tags").nulls = NullPolicy::kRejected;
  b.Say(kForeignKey, "taggings", {"target_id"},
        ForeignKeyDetail{.ref_table = "", .ref_columns = {}, .type_column = "target_type"});
  b.Say(kOneOf, "taggings", {"target_type"}, ValuesDetail{{Value("Post"), Value("User")}},
        NullPolicy::kRejected);
  b.Say(kUnique, "taggings", {"tag_id", "target_id", "target_type"}, UniqueDetail{});
  b.Say(kCheck, "posts", {"title", "body"},
        CheckDetail{"(title IS NOT NULL OR body IS NOT NULL) AND (NOT published OR length(title) < 30)"});
  // Known to the running application only, and a condition that no row can be under.
  b.Say(kFormat, "biographies", {"code"}, FormatDetail{.regex = ""}).condition =
      Condition{.text = "with: CODE", .opaque = true};
  b.Say(kLength, "biographies", {"code"}, LengthDetail{.min = 8, .max = 8}, NullPolicy::kRejected);
  b.Say(kLength, "biographies", {"code"}, LengthDetail{.min = 12, .max = {}}).condition =
      Condition{.text = "body = 'never'"};
  b.Refer("biographies", "id", "users").nulls = NullPolicy::kRejected;
  b.Refer("spots", "mark_id", "marks");
  b.Refer("marks", "spot_id", "spots");
}

}  // namespace

Catalogue ShopCatalogue() {
  Builder builder;
  AddTables(builder);
  SayOfUsers(builder);
  SayOfTheRest(builder);
  return builder.Take();
}

}  // namespace tacit::testing
