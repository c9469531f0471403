import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("teams", (table) => {
    table.increments("id");
    table.string("slug", 20).notNullable().unique();
  });
  await knex.schema.createTable("users", (table) => {
    table.uuid("id").primary();
    table.string("email").notNullable();
    table.enu("role", ["admin", "member"]).notNullable().defaultTo("member");
    table.integer("team_id").references("id").inTable("teams").onDelete("CASCADE");
    table.text("old").notNullable();
    table.unique(["email", "team_id"]);
    table.timestamps();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("users");
}
