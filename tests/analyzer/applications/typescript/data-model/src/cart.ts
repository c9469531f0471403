import { model } from "@medusajs/framework/utils";
import Region from "./region";

const Cart = model
  .define("ShoppingCart", {
    id: model.id({ prefix: "cart" }).primaryKey(),
    email: model.text().unique(),
    note: model.text().nullable(),
    count: model.number().default(0),
    state: model.enum(["open", "done"]),
    region: model.belongsTo(() => Region, { mappedBy: "carts" }),
    items: model.hasMany(() => Region),
  })
  .indexes([
    { on: ["region_id", "note"], unique: true, where: "note IS NOT NULL" },
    { on: ["state"] },
  ]);

export default Cart;
