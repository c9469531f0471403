import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("notes", (table) => {
    table.increments("id");
    table.string("alias", 255).notNullable();
    table.unique(["alias"]);
    table.foreign("alias").references("name").inTable("aliases");
  });
}
