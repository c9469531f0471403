import { Column, DataType, Table, Unique } from "sequelize-typescript";
import Base from "./base";

@Table
class Team extends Base {
  @Unique("slug_and_region")
  @Column(DataType.STRING(20))
  slug: string;

  @Unique("slug_and_region")
  @Column
  region: string;

  // No column: nothing is stored.
  @Column(DataType.VIRTUAL(DataType.STRING(5)))
  shown: string;
}

export default Team;
