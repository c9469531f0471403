import { Check, Entity, Enum, Index, ManyToOne, OneToMany, OneToOne, PrimaryKey, Property, Unique } from "@mikro-orm/core";

enum State {
  Draft = "draft",
  Done = "done",
}

@Entity({ abstract: true })
abstract class Base {
  @PrimaryKey()
  id!: number;

  @Property({ persist: false })
  shown?: string;
}

@Entity({ tableName: "people" })
export class Author extends Base {
  @Property({ unique: true })
  email!: string;

  @OneToMany(() => Book, (book) => book.author)
  books: unknown;
}

@Entity()
@Unique({ properties: ["author", "title"] })
@Check({ expression: "price >= 0" })
export class BookEdition extends Base {
  @Property({ length: 64 })
  title!: string;

  @Property({ columnType: "numeric(10,2)" })
  price!: string;

  @Property({ nullable: true })
  note!: string;

  @Property()
  subTitle?: string;

  @Enum(() => State)
  state!: State;

  @ManyToOne(() => Author)
  author!: Author;

  // Not stored: the column is another member's, which may be NULL.
  @ManyToOne(() => Author, { fieldName: "reader_id", mapToPk: true, nullable: true })
  reader_id: number | null = null;

  @ManyToOne(() => Author, { persist: false })
  reader!: Author;

  @OneToOne({ entity: () => Author, owner: true, nullable: true })
  editor?: Author;

  @OneToOne(() => Author, { mappedBy: "edition" })
  other?: Author;
}
