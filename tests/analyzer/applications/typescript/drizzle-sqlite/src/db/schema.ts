import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const pages = sqliteTable("page", {
  id: integer("id").primaryKey(),
  slug: text("slug", { length: 64 }).notNull().unique(),
  kind: text("kind", { enum: ["open", "closed"] }).notNull(),
  views: integer("views").notNull(),
});
