import type { Env } from '../http/transport.ts';

/** The environment of this process; empty where there is none. The only place that reads it. */
export function processEnv(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name];
}

/** A function from a function or a plain object. */
export function envOf(env: Env | Readonly<Record<string, string | undefined>> | undefined): Env {
  if (env === undefined) return processEnv;
  return typeof env === 'function' ? env : (name) => env[name];
}
