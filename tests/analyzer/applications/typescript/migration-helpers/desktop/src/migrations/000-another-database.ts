import { MigrationInterface, QueryRunner } from "typeorm";

export class Other000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE "user" ("id" int, "role" text NOT NULL UNIQUE)`);
  }
}
