import { BaseEntity, Check, Column, CreateDateColumn, DeleteDateColumn, Entity, Index, JoinColumn, ManyToOne, OneToMany, OneToOne, PrimaryGeneratedColumn, Unique } from "typeorm";
import { Profile, Team } from "./others";

enum Role {
  Admin = "admin",
  Member = "member",
}

abstract class Dated extends BaseEntity {
  @CreateDateColumn()
  createdAt: Date;

  @DeleteDateColumn()
  deletedAt?: Date;
}

class Name {
  @Column({ length: 30 })
  first: string;
}

@Entity()
@Unique(["team", "nick"])
@Index("by_mail", ["mail"], { unique: true, where: '"deletedAt" IS NULL' })
@Check('"score" >= 0')
export class UserAccount extends Dated {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @Column({ type: "varchar", length: 64, unique: true })
  email: string;

  @Column({ nullable: true })
  mail: string | null;

  @Column("varchar", { name: "nick_name", length: "12" })
  nick: string;

  @Column({ type: "enum", enum: Role, default: Role.Member })
  role: Role;

  @Column({ type: "int", default: 0 })
  score: number;

  @Column(() => Name)
  name: Name;

  @ManyToOne(() => Team, (team) => team.users, { onDelete: "CASCADE" })
  team: Team;

  @ManyToOne("Team", { nullable: false })
  @JoinColumn({ name: "home_team" })
  home: Team;

  @OneToOne(() => Profile)
  @JoinColumn()
  profile: Profile;

  // The other side: no column.
  @OneToMany(() => Team, (team) => team.owner)
  owned: Team[];

  // No column either.
  shown: string;
}
----
import { MigrationInterface, QueryRunner, Table, TableColumn, TableForeignKey, TableIndex } from "typeorm";

export class Init1600000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE "team" ("id" SERIAL NOT NULL, "slug" character varying(20) NOT NULL, CONSTRAINT "UQ_1" UNIQUE ("slug"), CONSTRAINT "PK_1" PRIMARY KEY ("id"))`);
    await queryRunner.createTable(
      new Table({
        name: "user",
        columns: [
          { name: "id", type: "int", isPrimary: true, isGenerated: true },
          { name: "email", type: "varchar", length: "64", isUnique: true },
          { name: "nick", type: "varchar", isNullable: true },
          { name: "teamId", type: "int", isNullable: true },
        ],
      })
    );
    await queryRunner.addColumn("user", new TableColumn({ name: "score", type: "int" }));
    await queryRunner.createIndex("user", new TableIndex({ name: "IDX_1", columnNames: ["nick"], isUnique: true, where: "score > 0" }));
    await queryRunner.createForeignKey(
      "user",
      new TableForeignKey({ columnNames: ["teamId"], referencedTableName: "team", referencedColumnNames: ["id"], onDelete: "SET NULL" })
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable("user");
  }
}
