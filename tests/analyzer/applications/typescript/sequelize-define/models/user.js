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
