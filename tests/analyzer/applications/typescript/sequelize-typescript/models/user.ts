import { AllowNull, BelongsTo, Column, DataType, Default, ForeignKey, Table, Unique } from "sequelize-typescript";
import { Team } from "@app/models";
import { Role } from "../types";
import Base from "./base";

const LIMITS = { name: 8 * 8 } as const;

@Table({ tableName: "users", paranoid: true, indexes: [{ unique: true, fields: ["teamId", "nick"], where: { deletedAt: null } }] })
export default class User extends Base {
  @AllowNull(false)
  @Unique
  @Column(DataType.STRING(LIMITS.name))
  email: string;

  // A bare @AllowNull allows NULL, whatever TypeScript says.
  @AllowNull
  @Column({ type: DataType.STRING, field: "nick_name" })
  nick: string;

  @Default(Role.Member)
  @Column(DataType.ENUM(...Object.values(Role)))
  role: Role;

  @ForeignKey(() => Team)
  @Column(DataType.UUID)
  teamId: string | null;

  @BelongsTo(() => Team, { onDelete: "CASCADE" })
  team: Team;
}

// Not a model: no @Table.
export class Person {
  @AllowNull(false)
  @Column
  name: string;
}
