import { Entity, EntityManager, Filter, PrimaryKey, Property } from "@mikro-orm/core";

const options = loadOptions();

@Entity()
@Filter({ name: "alive", cond: { deletedAt: null }, default: true })
export class Category {
  @PrimaryKey({ columnType: "text" })
  id!: string;

  @Property({ columnType: "timestamptz", nullable: true })
  deletedAt: Date | null;
}

@Entity()
@Filter(options)
export class Region {
  @PrimaryKey({ columnType: "text" })
  id!: string;
}

@Entity()
@Filter({ name: "mine", cond: { id: "1" } })
export class Store {
  @PrimaryKey({ columnType: "text" })
  id!: string;
}

export async function read(manager: EntityManager, id: string) {
  await manager.find(Category, { id });
  await manager.find(Region, { id });
  return manager.find(Store, { id });
}
