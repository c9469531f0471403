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
