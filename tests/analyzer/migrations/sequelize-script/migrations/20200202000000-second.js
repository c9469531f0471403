module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.changeColumn("users", "nick", { type: Sequelize.TEXT, allowNull: false }, { transaction });
      await queryInterface.changeColumn("teams", "state", { type: Sequelize.STRING, allowNull: true }, { transaction });
      await queryInterface.removeColumn("users", "old", { transaction });
      await queryInterface.renameColumn("users", "likes", "loves", { transaction });
      await queryInterface.addConstraint("users", { type: "unique", fields: ["nick", "teamId"], name: "nick_in_team" });
      await queryInterface.removeConstraint("users", "one");
      await queryInterface.sequelize.query('ALTER TABLE "users" ADD CONSTRAINT likes CHECK (loves >= 0)');
      // Known only when it runs, but it changes no schema.
      await queryInterface.sequelize.query(`UPDATE users SET nick = ${transaction.id}`);
      // This one does.
      await queryInterface.sequelize.query(`ALTER TABLE users ADD COLUMN ${transaction.id} text`);
    });
  },
};
