import { relations, sql } from "drizzle-orm";
import { boolean, check, index, integer, pgEnum, pgTable, primaryKey, serial, text, timestamp, unique, uniqueIndex, varchar } from "drizzle-orm/pg-core";

export const role = pgEnum("user_role", ["admin", "member"]);

const stamps = {
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  deletedAt: timestamp("deleted_at"),
};

export const teams = pgTable("teams", {
  id: serial("id").primaryKey(),
  slug: text().notNull().unique(),
});

export const users = pgTable(
  "users",
  {
    id: serial("id").primaryKey(),
    email: varchar("email", { length: 64 }).notNull(),
    nick: text("nick_name"),
    role: role("role").notNull().default("member"),
    // A type of TypeScript alone.
    level: text("level", { enum: ["low", "high"] }),
    score: integer("score"),
    tags: text("tags").array(),
    active: boolean("active").notNull(),
    teamId: integer("team_id").references(() => teams.id, { onDelete: "cascade" }),
    ...stamps,
  },
  (table) => [
    uniqueIndex("by_email").on(table.email).where(sql`${table.deletedAt} is null`),
    unique().on(table.teamId, table.nick),
    index("by_role").on(table.role),
    // Over an expression: it is no key of columns.
    uniqueIndex("by_lower").on(sql`lower(${table.email})`),
    check("positive", sql`${table.score} >= 0`),
  ]
);

export const members = pgTable(
  "members",
  { userId: integer("user_id").references(() => users.id), teamId: integer("team_id") },
  (t) => ({ pk: primaryKey({ columns: [t.userId, t.teamId] }) })
);

export const usersRelations = relations(users, ({ one }) => ({ team: one(teams) }));
import { InjectRepository } from "@nestjs/typeorm";
import { DataSource, IsNull, MoreThan, Not, Repository } from "typeorm";
import { Post, User } from "./entities";

export class Service {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private dataSource: DataSource
  ) {}

  async throws(email: string) {
    const existing = await this.users.findOne({ where: { email } });
    if (existing) {
      throw new Error("taken");
    }
    return this.users.save({ email });
  }

  async inline(nick: string, teamId: number) {
    if ((await this.users.countBy({ nick, teamId })) > 0) throw new Error("taken");
    await this.users.insert({ nick, teamId });
  }

  async eitherOf(email: string, nick: string) {
    const taken = await this.users.findOne({ where: [{ email, state: "active" }, { nick, email: Not(IsNull()) }] });
    if (taken !== null) throw new Error("taken");
    const user = this.users.create({ email, nick });
    return this.users.save(user);
  }

  async makes(slug: string, authorId: number) {
    const posts = this.dataSource.getRepository(Post);
    let post = await posts.findOneBy({ slug, authorId });
    if (!post) {
      post = await posts.save({ slug, authorId });
    }
    const again = await this.dataSource.getRepository(Post).findOneBy({ slug, authorId });
    if (!again) {
      await this.dataSource.getRepository(Post).save({ slug, authorId });
    }
  }

  async built(nick: string, email: string) {
    const builder = this.users.createQueryBuilder("u").where("u.nick = :nick", { nick }).orWhere("u.email = :email", { email });
    const taken = await builder.getOne();
    if (taken) throw new Error("taken");
    return this.users.save({ nick, email });
  }

  // None of these says anything of a key.
  async asides(id: number, email: string, score: number) {
    const byKey = await this.users.findOne({ where: { id } });
    if (byKey) throw new Error("there");
    await this.users.save({ id });
    const missing = await this.users.findOne({ where: { email } });
    if (!missing) throw new Error("not there");
    const above = await this.users.findOne({ where: { score: MoreThan(score) } });
    if (above) throw new Error("too many");
  }

  async deletes(authorId: number) {
    if (await this.dataSource.getRepository(Post).countBy({ authorId })) {
      throw new Error("has posts");
    }
    await this.users.delete(authorId);
  }
}
----
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
