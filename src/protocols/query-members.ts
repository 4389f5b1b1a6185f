import { type Json, type JsonObject, setOwn } from '../core/json.ts';
import type { WireRequest } from './protocol.ts';

/** Settings as members of a query; lists become several of the same name, and what is null is left out. */
export function queryOf(settings: JsonObject): NonNullable<WireRequest['query']> {
  const query: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (value === null || value === undefined) continue;
    setOwn(query, name, Array.isArray(value) ? value.map(textOf) : textOf(value));
  }
  return query;
}

/** The members of the query of a path; what is there several times is a list. */
export function membersOfQuery(path: string): JsonObject {
  const { searchParams } = new URL(path, 'http://localhost');
  const members: Record<string, Json> = {};
  for (const name of new Set(searchParams.keys())) {
    const all = searchParams.getAll(name);
    setOwn(members, name, all.length === 1 ? (all[0] ?? '') : all);
  }
  return members;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
