import { Column, DataType, Is, IsIn, IsLowercase, Length as Len, Max, Min, Model, NotEmpty, NotIn, Table } from "sequelize-typescript";
import Length from "./length";
import NoLinks from "./no_links";

const MAX = 100;

@Table({ tableName: "pages" })
export default class Page extends Model {
  @Length({ min: 1, max: MAX, msg: `at most ${MAX}` })
  @NoLinks
  @Column(DataType.STRING)
  title: string;

  @Len({ min: 2, max: 5 })
  @Column(DataType.STRING)
  code: string;

  @IsIn([["draft", "published"]])
  @NotIn({ args: [["deleted"]], msg: "gone" })
  @Column(DataType.STRING)
  state: string;

  @Is({ args: [/^[a-z\d-]+$/, "i"], msg: "slug" })
  @IsLowercase
  @NotEmpty
  @Column(DataType.STRING)
  slug: string;

  @Is("even", (value: number) => {
    if (value > 1000) {
      throw new Error("too many");
    }
  })
  @Min(0)
  @Column(DataType.INTEGER)
  views: number;

  // The bound is known only when it runs; a validator of which nothing is understood.
  @Max(Number(process.env.MAX))
  @Is("odd", (value: number) => {
    if (isOdd(value)) {
      throw new Error("odd");
    }
  })
  @Column(DataType.INTEGER)
  likes: number;
}
----
"use strict";

const TABLE = "users";

module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable("teams", {
      id: { type: Sequelize.UUID, allowNull: false, primaryKey: true },
      slug: { type: Sequelize.STRING(20), unique: true },
      state: { type: Sequelize.ENUM("new", "done"), allowNull: false },
    });
    await queryInterface.createTable(
      TABLE,
      {
        id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
        email: { type: Sequelize.STRING, allowNull: false },
        nick: { type: Sequelize.STRING },
        teamId: {
          type: Sequelize.UUID,
          references: { model: "teams", key: "id" },
          onDelete: "CASCADE",
        },
        old: { type: Sequelize.TEXT, allowNull: false },
      },
      { uniqueKeys: { one: { fields: ["email", "teamId"] } } }
    );
    for (const column of ["likes", "views"]) {
      await queryInterface.addColumn("users", column, { type: Sequelize.INTEGER, allowNull: false, defaultValue: 0 });
    }
    await queryInterface.addIndex("users", ["nick"], { unique: true, where: { old: null } });
    await queryInterface.addIndex("users", ["email", "nick"]);
  },
  down: async (queryInterface) => {
    await queryInterface.dropTable("users");
  },
};
