import { InjectRepository } from "@nestjs/typeorm";
import { DataSource, IsNull, MoreThan, Not, Repository } from "typeorm";
import { Post, User } from "./entities";

export class Service {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private dataSource: DataSource
  ) {}

  async throws(email: string) {
    const existing = await this.users.findOne({ where: { email } });
    if (existing) {
      throw new Error("taken");
    }
    return this.users.save({ email });
  }

  async inline(nick: string, teamId: number) {
    if ((await this.users.countBy({ nick, teamId })) > 0) throw new Error("taken");
    await this.users.insert({ nick, teamId });
  }

  async eitherOf(email: string, nick: string) {
    const taken = await this.users.findOne({ where: [{ email, state: "active" }, { nick, email: Not(IsNull()) }] });
    if (taken !== null) throw new Error("taken");
    const user = this.users.create({ email, nick });
    return this.users.save(user);
  }

  async makes(slug: string, authorId: number) {
    const posts = this.dataSource.getRepository(Post);
    let post = await posts.findOneBy({ slug, authorId });
    if (!post) {
      post = await posts.save({ slug, authorId });
    }
    const again = await this.dataSource.getRepository(Post).findOneBy({ slug, authorId });
    if (!again) {
      await this.dataSource.getRepository(Post).save({ slug, authorId });
    }
  }

  async built(nick: string, email: string) {
    const builder = this.users.createQueryBuilder("u").where("u.nick = :nick", { nick }).orWhere("u.email = :email", { email });
    const taken = await builder.getOne();
    if (taken) throw new Error("taken");
    return this.users.save({ nick, email });
  }

  // None of these says anything of a key.
  async asides(id: number, email: string, score: number) {
    const byKey = await this.users.findOne({ where: { id } });
    if (byKey) throw new Error("there");
    await this.users.save({ id });
    const missing = await this.users.findOne({ where: { email } });
    if (!missing) throw new Error("not there");
    const above = await this.users.findOne({ where: { score: MoreThan(score) } });
    if (above) throw new Error("too many");
  }

  async deletes(authorId: number) {
    if (await this.dataSource.getRepository(Post).countBy({ authorId })) {
      throw new Error("has posts");
    }
    await this.users.delete(authorId);
  }
}
