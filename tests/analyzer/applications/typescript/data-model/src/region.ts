import { model } from "@medusajs/framework/utils";

const Region = model.define(
  { name: "Region", tableName: "region" },
  {
    id: model.id().primaryKey(),
    name: model.text(),
    carts: model.hasMany(() => Region, { mappedBy: "region" }),
  }
);

export default Region;

// Another library's model.
const other = { define: (name: string, fields: object) => fields };
export const Thing = other.define("thing", { name: other });
