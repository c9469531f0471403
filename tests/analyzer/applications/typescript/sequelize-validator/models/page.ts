import { Column, DataType, Is, IsIn, IsLowercase, Length as Len, Max, Min, Model, NotEmpty, NotIn, Table } from "sequelize-typescript";
import Length from "./length";
import NoLinks from "./no_links";

const MAX = 100;

@Table({ tableName: "pages" })
export default class Page extends Model {
  @Length({ min: 1, max: MAX, msg: `at most ${MAX}` })
  @NoLinks
  @Column(DataType.STRING)
  title: string;

  @Len({ min: 2, max: 5 })
  @Column(DataType.STRING)
  code: string;

  @IsIn([["draft", "published"]])
  @NotIn({ args: [["deleted"]], msg: "gone" })
  @Column(DataType.STRING)
  state: string;

  @Is({ args: [/^[a-z\d-]+$/, "i"], msg: "slug" })
  @IsLowercase
  @NotEmpty
  @Column(DataType.STRING)
  slug: string;

  @Is("even", (value: number) => {
    if (value > 1000) {
      throw new Error("too many");
    }
  })
  @Min(0)
  @Column(DataType.INTEGER)
  views: number;

  // The bound is known only when it runs; a validator of which nothing is understood.
  @Max(Number(process.env.MAX))
  @Is("odd", (value: number) => {
    if (isOdd(value)) {
      throw new Error("odd");
    }
  })
  @Column(DataType.INTEGER)
  likes: number;
}

export async function writes(page: Page, rows: object[]) {
  await Page.bulkCreate(rows);
  await Page.bulkCreate(rows, { validate: true });
  await Page.increment("views", { where: { state: "draft" } });
  await Page.create({ title: "" }, { validate: false });
  // These are validated.
  await Page.create({ title: "" });
  await Page.update({ title: "a" }, { where: { state: "draft" } });
}
