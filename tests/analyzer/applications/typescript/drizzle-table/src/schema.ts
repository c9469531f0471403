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
