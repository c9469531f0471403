import { DataTypes, Model } from "sequelize";
import { sequelize } from "../db";

export class Category extends Model {}

Category.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    title: { type: DataTypes.STRING, allowNull: false, validate: { len: [2, 40] } },
  },
  { sequelize, tableName: "categories", timestamps: false }
);

// Not a model: another library's init.
Category.init({ title: { allowNull: false } });
registry.define("thing", { name: { allowNull: false } });
