import { applyDecorators } from "@nestjs/common";
import { Column, Entity, PrimaryColumn, Unique } from "typeorm";
import { IsUUID } from "class-validator";

const registry = new Map<any, any[]>();

// Makes a column of the key later on.
export function EntityId(options?: { primary?: boolean }) {
  return (entity: any, name: string) => {
    registry.set(entity, [...(registry.get(entity) ?? []), { name, options }]);
  };
}

export function AppEntity(name: string) {
  return (target: any) => {
    Entity(name)(target);
  };
}

export function AppColumn(options: object): PropertyDecorator {
  return (target, key) => {
    Column(options)(target, key);
  };
}

export const Key = () => applyDecorators(PrimaryColumn({ type: "uuid" }), IsUUID());

export function Hidden() {
  return (target: object, key: string) => {
    Reflect.defineMetadata("hidden", true, target, key);
  };
}
