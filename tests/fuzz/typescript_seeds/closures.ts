import { z } from "zod";
import { prisma } from "./prisma";
const Input = z.object({ code: z.string().transform((code) => code.slice(0, 3)) });
export async function create(body: unknown) {
  const f = (x) => x + 1;
  return f(1);
}
