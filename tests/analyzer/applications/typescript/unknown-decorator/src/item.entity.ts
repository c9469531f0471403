import { Entity, PrimaryColumn, Column } from "typeorm";
import { EntityId } from "./decorators";

@Entity()
export class SearchItem {
  @EntityId({ primary: true })
  productId: string;

  @PrimaryColumn()
  language: string;

  @Column()
  title: string;
}
