import type { Warning } from '../core/warning.ts';

/** What a form of JSON Schema made of a schema, in one place. */
export interface SchemaChange {
  /**
   * `described`: the model is told of the rule and not held to it. `dropped`: it is not even told. `closed`: the object
   * now allows no other members. `opened-no-more`: it said that it allows others. `required`: the member must be there
   * now, and may be null. `recursive`, `unresolved`: the reference cannot be put in place. `combined`: parts say
   * different things, the first counts. `root`: the schema as a whole is no object. `limit`: it is larger than the host
   * takes. `reworded`: the same, said otherwise.
   */
  readonly kind:
    | 'described'
    | 'dropped'
    | 'closed'
    | 'opened-no-more'
    | 'required'
    | 'recursive'
    | 'unresolved'
    | 'combined'
    | 'root'
    | 'limit'
    | 'reworded';
  /** The keyword concerned, or the limit in words. */
  readonly keyword: string;
  /** JSON pointer into the schema that was given. */
  readonly pointer: string;
}

type Kind = Exclude<SchemaChange['kind'], 'reworded'>;

const sentences: Readonly<Record<Kind, (host: string, keywords: string) => string>> = {
  described: (host, keywords) =>
    `${host} does not hold models to ${keywords}; the model is told of it in descriptions`,
  dropped: (host, keywords) => `${host} has no ${keywords}; left out`,
  closed: (host) => `The schema was closed for ${host}: its objects allow no members but their own`,
  'opened-no-more': (host) => `${host} takes no objects with other members than their own; they were closed`,
  required: (host) => `${host} demands every member; those that need not be there may be null instead`,
  recursive: (host) => `${host} takes no schema that holds itself; its inner copy allows any object`,
  unresolved: (_host, keywords) => `The schema refers to something that is not in it (${keywords})`,
  combined: (host, keywords) =>
    `For ${host} the parts of allOf became one schema, which lost some ${keywords}`,
  root: (host) => `${host} takes only an object as a whole; wrap the schema in one`,
  limit: (host, keywords) => `${host} takes no schema with more than ${keywords}`,
};

const codes: Readonly<Record<Kind, Warning['code']>> = {
  described: 'changed',
  dropped: 'changed',
  closed: 'added',
  'opened-no-more': 'changed',
  required: 'added',
  recursive: 'changed',
  unresolved: 'advice',
  combined: 'changed',
  root: 'advice',
  limit: 'advice',
};

/** The changes as warnings: one for each kind, with the places. `setting` is the option that the schema stands in. */
export function schemaWarnings(changes: readonly SchemaChange[], setting: string, host: string): Warning[] {
  const kinds = new Map<Kind, SchemaChange[]>();
  for (const change of changes) {
    if (change.kind === 'reworded') continue;
    const same = kinds.get(change.kind);
    if (same === undefined) kinds.set(change.kind, [change]);
    else same.push(change);
  }
  return [...kinds].map(([kind, same]) => {
    const keywords = [...new Set(same.map(({ keyword }) => keyword))].join(', ');
    const message = `${sentences[kind](host, keywords)} (${placesOf(same)}).`;
    return { code: codes[kind], setting, message };
  });
}

function placesOf(changes: readonly SchemaChange[]): string {
  const places = [...new Set(changes.map(({ pointer }) => `#${pointer}`))];
  const [shown, more] = [places.slice(0, 5).join(', '), places.length - 5];
  return more > 0 ? `${shown} and ${more} more` : shown;
}
