import { MaxLength, MinLength } from "class-validator";
import { Repository } from "typeorm";
import { User } from "./user.entity";

export class CreateUser {
  @MaxLength(30)
  email: string;

  @MinLength(2)
  code: string;
}

export class Service {
  constructor(private readonly users: Repository<User>) {}

  create(dto: CreateUser) {
    return this.users.save({ email: dto.email, code: dto.code.trim() });
  }
}
