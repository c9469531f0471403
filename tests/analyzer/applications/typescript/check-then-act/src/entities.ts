import { Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("users")
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ nullable: true })
  email: string;

  @Column({ nullable: true })
  nick: string;

  @Column({ nullable: true })
  teamId: number;

  @Column({ nullable: true })
  state: string;

  @Column({ nullable: true })
  score: number;
}

@Entity("posts")
export class Post {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ nullable: true })
  slug: string;

  @Column({ nullable: true })
  authorId: number;

  @DeleteDateColumn()
  deletedAt: Date;
}
