import { MigrationInterface, QueryRunner } from "typeorm";

export class Init001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "user" ("id" int PRIMARY KEY, "role" text NOT NULL, "email" text NOT NULL UNIQUE);
      CREATE TABLE "order" ("id" int PRIMARY KEY, "code" text NOT NULL);
      CREATE TABLE "label" ("id" int PRIMARY KEY, "text" text NOT NULL);
    `);
  }
}
