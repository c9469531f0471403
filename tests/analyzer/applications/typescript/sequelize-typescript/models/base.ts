import { Column, DataType, Model, PrimaryKey } from "sequelize-typescript";

export default abstract class Base extends Model {
  @PrimaryKey
  @Column(DataType.UUID)
  id: string;
}
