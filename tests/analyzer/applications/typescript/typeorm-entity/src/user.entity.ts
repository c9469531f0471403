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
