import { BeforeCreate, BeforeSave, BeforeValidate, Column, DataType, Model, Table } from "sequelize-typescript";

@Table({
  tableName: "bookings",
  validate: {
    inOrder(this: Booking) {
      if (this.beginsAt > this.endsAt) {
        throw new Error("ends before it begins");
      }
    },
    // A value that was never set is undefined, which is not null: it states nothing.
    bothOrNone(this: Booking) {
      if ((this.beginsAt === null) !== (this.endsAt === null)) {
        throw new Error("both or none");
      }
    },
  },
})
export default class Booking extends Model {
  @Column(DataType.DATE)
  beginsAt: Date | null;

  @Column(DataType.DATE)
  endsAt: Date | null;

  @Column(DataType.STRING)
  room: string;

  @Column(DataType.INTEGER)
  guests: number;

  @Column(DataType.INTEGER)
  beds: number;

  @BeforeValidate
  static tidy(model: Booking) {
    model.room = model.room.toLowerCase().trim();
  }

  @BeforeSave
  static async check(model: Booking) {
    if (!model.changed("guests")) {
      return;
    }
    if (model.guests > 10) {
      throw new Error("behind an early exit that is not known: it states nothing");
    }
  }

  @BeforeSave
  static fits(model: Booking) {
    if (model.guests > model.beds) {
      throw new Error("too many guests");
    }
    if (model.room == null) throw new Error("no room");
  }

  @BeforeCreate
  static fresh(model: Booking) {
    if (model.beds < 1) {
      throw new Error("no bed");
    }
  }
}
import { z } from "zod";
import { prisma } from "./prisma";

const Base = z.object({ name: z.string().min(1).max(64), bio: z.string().max(500).optional() });
const Input = Base.extend({
  role: z.enum(["admin", "member"]),
  age: z.number().int().min(0).max(150),
  code: z.string().transform((code) => code.slice(0, 3)),
});

export async function create(body: unknown) {
  const input = Input.parse(body);
  return prisma.user.create({ data: { ...input, id: 1 } });
}

const Rename = z.object({ bio: z.string().max(100), other: z.string().max(7) });

export async function rename(body: unknown, id: number) {
  const { bio, other } = await Rename.parseAsync(body);
  return prisma.user.update({ where: { id }, data: { bio, email: other.trim() } });
}

// Written into no model.
const Query = z.object({ email: z.string().max(9) });
export const search = (body: unknown) => Query.parse(body);
