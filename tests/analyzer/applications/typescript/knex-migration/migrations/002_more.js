exports.up = function (knex) {
  return knex.schema
    .alterTable("users", (t) => {
      t.dropColumn("old");
      t.dropUnique(["email", "team_id"]);
      t.string("email", 64).alter();
      t.decimal("score", 10, 2).notNullable();
    })
    .then(() => knex.schema.renameTable("teams", "groups"));
};
