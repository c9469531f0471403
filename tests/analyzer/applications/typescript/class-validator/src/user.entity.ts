import { IsEmail, IsEnum, IsIn, Length, Matches, Max, MaxLength, Min } from "class-validator";
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

enum Kind {
  A = "a",
  B = "b",
}

@Entity("users")
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @MaxLength(64)
  @IsEmail()
  @Column({ nullable: true })
  email: string;

  @Length(2, 5)
  @Matches(/^[a-z]+$/)
  @Column({ nullable: true })
  code: string;

  @Min(0)
  @Max(10)
  @Column({ nullable: true })
  score: number;

  @IsEnum(Kind)
  @Column({ nullable: true })
  kind: string;

  @IsIn(["x", "y"])
  @Column({ nullable: true })
  letter: string;

  // Of its items, not of the column.
  @MaxLength(3, { each: true })
  @Column("text", { array: true, nullable: true })
  tags: string[];
}

// Written into no model.
export class Search {
  @MaxLength(5)
  email: string;
}
