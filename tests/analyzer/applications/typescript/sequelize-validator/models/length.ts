import { addAttributeOptions } from "sequelize-typescript";

export default function Length({ msg, min = 0, max }: { msg?: string; min?: number; max: number }) {
  return (target: object, name: string) =>
    addAttributeOptions(target, name, {
      validate: {
        validLength(value: string | null) {
          const length = value ? Array.from(value).length : 0;
          if (length > max || length < min) {
            throw new Error(msg);
          }
        },
      },
    });
}
