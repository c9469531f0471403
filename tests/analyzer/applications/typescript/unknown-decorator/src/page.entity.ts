import { Entity, ManyToOne, PrimaryColumn, Column } from "typeorm";
import { IsNotEmpty } from "class-validator";
import { SearchItem } from "./item.entity";
import { AppColumn, AppEntity, Hidden, Key } from "./decorators";

// The key is known: what else stands here makes no column, or one that is known.
@AppEntity("pages")
export class Page {
  @Key()
  id: string;

  @AppColumn({ length: 40, unique: true })
  slug: string;

  @Hidden()
  @IsNotEmpty()
  @Column()
  body: string;
}

@Entity()
export class Tag {
  @PrimaryColumn()
  name: string;

  @ManyToOne(() => Page)
  page: Page;

  // Its key is not known: no reference to a part of it.
  @ManyToOne(() => SearchItem)
  item: SearchItem;
}
