import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import { STATES, type Level, type Mode } from "./types";

@Entity("users")
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ nullable: true })
  role: "admin" | "member" | null;

  @Column({ nullable: true })
  level: Level;

  @Column({ nullable: true })
  mode?: Mode;

  @Column({ nullable: true })
  state: (typeof STATES)[number];

  // Lists that are in the database say more.
  @Column({ type: "enum", enum: ["a", "b"], nullable: true })
  kind: "a" | "b" | "c";

  // One of its parts may be any text; a list of values, not one.
  @Column({ nullable: true })
  open: "a" | string;

  @Column({ type: "jsonb", nullable: true })
  many: "a" | "b";
}
