import { Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn } from "typeorm";
import { Column as Attribute, DataType, Model, Table } from "sequelize-typescript";

@Entity("posts")
export class Post {
  @PrimaryGeneratedColumn()
  id: number;

  @DeleteDateColumn({ name: "deleted_at" })
  deletedAt?: Date;
}

@Table({ tableName: "users", paranoid: true })
export class User extends Model {
  @Attribute(DataType.STRING)
  name: string;
}

// A date of this name alone deletes nothing.
@Entity("teams")
export class Team {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ nullable: true })
  deletedAt: Date;
}
