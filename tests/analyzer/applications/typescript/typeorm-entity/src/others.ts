import { Column, Entity, EntitySchema, PrimaryColumn } from "typeorm";

@Entity("teams")
export class Team {
  @PrimaryColumn()
  id: number;
}

@Entity({ name: "profiles" })
export class Profile {
  @PrimaryColumn("uuid")
  id: string;

  @Column("text", { array: true })
  tags: string[];
}

export const CategorySchema = new EntitySchema({
  name: "Category",
  columns: {
    id: { type: Number, primary: true, generated: true },
    title: { type: String, length: 40, unique: true },
    note: { type: "text", nullable: true },
  },
});

// Not TypeORM's.
function Other() {
  return () => {};
}
class Plain {
  @Other()
  name: string;
}
