import type { Warning } from '../core/warning.ts';
import type { Catalog } from './catalog.ts';
import { byText } from './order.ts';
import type { CatalogModel } from './schema.ts';

/** What to use instead of a model: what its maker says, else the newest of its family that the provider serves. */
export function replacementFor(catalog: Catalog, model: CatalogModel): string | undefined {
  const { provider, id, kind, family, lifecycle } = model;
  const named = lifecycle.replacement;
  if (named !== undefined) return named.includes(':') ? named : `${provider}:${named}`;
  const served = catalog
    .list(provider)
    .filter((other) => other.id !== id && other.kind === kind && other.lifecycle.status === 'active');
  const stem = stemOf(id);
  const kin = family === undefined ? [] : served.filter((other) => other.family === family);
  const same = kin.length > 0 ? kin : served.filter((other) => stemOf(other.id) === stem);
  const ageOf = ({ lifecycle: { releasedAt = '' }, id: name }: CatalogModel): string =>
    `${releasedAt} ${name}`;
  return same.toSorted((left, right) => byText(ageOf(left), ageOf(right))).at(-1)?.spec;
}

/** The warning for a call to a model that is no longer listed, or is about to go; the call is sent all the same. */
export function retirementOf(catalog: Catalog, model: CatalogModel): Warning | undefined {
  const { spec, lifecycle } = model;
  const { status, lastSeen, retiresAt } = lifecycle;
  if (status !== 'retired' && !(status === 'deprecated' && retiresAt !== undefined)) return undefined;
  const what =
    status === 'retired'
      ? `is no longer listed${lastSeen === '' ? '' : ` (last seen on ${lastSeen})`}`
      : `is deprecated and ends on ${retiresAt ?? ''}`;
  const instead = replacementFor(catalog, model);
  const message = `The model "${spec}" ${what}; the call was sent all the same.${instead === undefined ? '' : ` Consider "${instead}".`}`;
  return { code: 'advice', message, setting: 'model', ...(instead === undefined ? {} : { to: instead }) };
}

// `grok-4-fast` and `grok-4.1-fast` are of a kind: what is left without digits.
function stemOf(id: string): string {
  return id
    .toLowerCase()
    .replace(/[\d.]+/g, '')
    .replace(/-+/g, '-');
}
