import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity()
export class User {
  @PrimaryColumn()
  id: number;

  @Column()
  role: string;

  @Column({ unique: true })
  email: string;
}

@Entity()
export class Order {
  @PrimaryColumn()
  id: number;

  @Column()
  code: string;
}

@Entity()
export class Shipment {
  @PrimaryColumn()
  id: number;

  @Column()
  label: string;
}

@Entity()
export class Label {
  @PrimaryColumn()
  id: number;

  @Column()
  text: string;
}
