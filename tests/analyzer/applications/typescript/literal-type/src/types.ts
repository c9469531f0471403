export const STATES = ["new", "done"] as const;
export type Level = "low" | High;
type High = "high" | "highest";
export enum Mode {
  Slow,
  Fast,
}
