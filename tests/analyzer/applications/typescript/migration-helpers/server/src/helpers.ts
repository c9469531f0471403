import type { QueryRunner } from "typeorm";

export async function makeShipments(queryRunner: QueryRunner) {
  await queryRunner.query(`CREATE TABLE "shipment" ("id" int PRIMARY KEY, "label" text NOT NULL)`);
}
