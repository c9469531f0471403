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
import { model } from "@medusajs/framework/utils";
import Region from "./region";

const Cart = model
  .define("ShoppingCart", {
    id: model.id({ prefix: "cart" }).primaryKey(),
    email: model.text().unique(),
    note: model.text().nullable(),
    count: model.number().default(0),
    state: model.enum(["open", "done"]),
    region: model.belongsTo(() => Region, { mappedBy: "carts" }),
    items: model.hasMany(() => Region),
  })
  .indexes([
    { on: ["region_id", "note"], unique: true, where: "note IS NOT NULL" },
    { on: ["state"] },
  ]);

export default Cart;
module.exports = (sequelize, DataTypes) => {
  const User = sequelize.define(
    "user",
    {
      email: { type: DataTypes.STRING(64), allowNull: false, unique: true },
      state: DataTypes.ENUM("new", "active"),
      bornOn: { type: DataTypes.DATEONLY },
      shown: { type: DataTypes.VIRTUAL },
    },
    { underscored: true }
  );
  User.associate = (models) => {
    User.belongsTo(models.Category, { foreignKey: { name: "categoryId", allowNull: false }, onDelete: "CASCADE" });
    User.hasMany(models.Category);
  };
  return User;
};
