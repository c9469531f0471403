import { PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function page(team: string, page: number | undefined, size: number) {
  return prisma.member.findMany({ where: { team }, take: size, skip: size });
}

// No limit where there is no page, no condition where there is no name: not one statement.
export async function open(team: string, page: number | undefined, name: string | undefined, user: any) {
  await prisma.member.findMany({ where: { team }, take: page ? 20 : undefined });
  await prisma.member.findMany({ where: { team, name: name ?? undefined } });
  await prisma.member.findMany({ where: { team, name: name || null } });
  await prisma.member.findMany({ where: { team: user?.team } });
  await prisma.member.findMany({ where: { team: name && team } });
  return prisma.member.findMany({ where: { team: name ?? team } });
}
