import { MigrationInterface, QueryRunner } from "typeorm";
import { makeShipments } from "../helpers";

declare function typeOf(name: string): string;

export class Helpers002 implements MigrationInterface {
  // The table is another one from here on.
  private async modifyTable(queryRunner: QueryRunner) {
    await queryRunner.query(`ALTER TABLE "user" RENAME TO "temp_user"`);
    await queryRunner.query(`CREATE TABLE "user" ("id" int PRIMARY KEY, "role" text, "email" text NOT NULL)`);
    await queryRunner.query(`DROP TABLE "temp_user"`);
  }

  async up(queryRunner: QueryRunner): Promise<void> {
    await this.modifyTable(queryRunner);
    await makeShipments(queryRunner);
    const sql = `
      ALTER TABLE "order" ALTER COLUMN "code" ${typeOf("code")};
      ALTER TABLE "label" ADD COLUMN "size" int NOT NULL;
    `;
    await queryRunner.query(sql);
  }
}
