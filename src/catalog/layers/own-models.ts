import type { Catalog } from '../catalog.ts';
import { layersInUse } from './in-use.ts';
import type { ModelLayer } from './layer.ts';
import { renamed } from './rename.ts';

/** What a client is told about models: a catalogue, or facts over the packaged one. */
export type ModelsInput = Catalog | ModelsOptions;

/** Facts of the running program, over those of the project, over the catalogue. */
export interface ModelsOptions extends ModelLayer {
  /** The project's layer, such as `loadProjectModels` gives; it lies under the rest. */
  readonly project?: ModelLayer;
  /** The lists of providers, such as `readLive` gives; they lie under the project's layer. */
  readonly live?: readonly ModelLayer[];
  /** The only catalogue that may be used, by version and hash; another one is refused with `config`. */
  readonly pin?: { readonly version: string; readonly sha256?: string };
  /**
   * Brings the catalogue in the user's cache folder up to date in the background when it is older than this: `24h`, `30m`
   * or milliseconds. Looked at by calls, at most once in this time; a failure keeps the old one. Default: never.
   */
  readonly autoSync?: string | number;
}

/** Whether a client was given a whole catalogue. */
export function isCatalog(input: ModelsInput): input is Catalog {
  return 'find' in input && typeof input.find === 'function';
}

/** What a caller's word for a model stands for, by the aliases of a client or of the process. */
export function meaningOf(input: ModelsInput | undefined, model: unknown): unknown {
  if (typeof model !== 'string') return model;
  if (input === undefined) {
    const { layers } = layersInUse();
    return layers.length === 0 ? model : renamed(layers, model);
  }
  if (isCatalog(input)) return input.meaning(model);
  return renamed([...(input.project === undefined ? [] : [input.project]), input], model);
}
