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
