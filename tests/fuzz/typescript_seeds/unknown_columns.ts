import { Column, DataType, Model, Table } from "sequelize-typescript";

@Table({ tableName: "pages" })
export default class Page extends Model {
  @Column(DataType.STRING)
  title: string;
}
----
module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable(
      "users",
      { id: { type: Sequelize.INTEGER }, ...rest },
      { uniqueKeys: { one: { fields: ["email", "teamId"] } } }
    );
  },
};
