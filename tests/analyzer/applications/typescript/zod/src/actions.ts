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

// A function that is a local of the function it stands in.
export function titles(names: string[]) {
  const tidy = (name: string) => name.trim();
  return names.map(tidy);
}
