export { default as User } from "./user";
export { default as Team } from "./team";
