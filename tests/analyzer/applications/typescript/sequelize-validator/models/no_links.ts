import { addAttributeOptions } from "sequelize-typescript";

export default function NoLinks(target: object, name: string) {
  return addAttributeOptions(target, name, { validate: { not: { args: /https?:/, msg: "no links" } } });
}
