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
