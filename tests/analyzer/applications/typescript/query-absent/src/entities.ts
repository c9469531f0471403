import { Column, DataSource, Entity, ManyToOne, PrimaryColumn } from "typeorm";

@Entity()
export class Channel {
  @PrimaryColumn()
  code: string;
}

@Entity()
export class Product {
  @PrimaryColumn()
  sku: string;

  @ManyToOne(() => Channel, { eager: true })
  channel: Channel;
}

export async function read(source: DataSource) {
  await source.getRepository(Product).find();
  return source.getRepository(Channel).findOne({ where: { code: "a" } });
}
