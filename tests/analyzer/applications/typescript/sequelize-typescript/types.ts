export enum Role {
  Admin = "admin",
  Member = "member",
}
