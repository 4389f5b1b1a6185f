import type { ModelLayer } from './layer.ts';

let layers: readonly ModelLayer[] = [];
let revision = 0;

/** The layers that this process laid over the packaged catalogue, lowest first, and how often they changed. */
export function layersInUse(): { readonly layers: readonly ModelLayer[]; readonly revision: number } {
  return { layers, revision };
}

/** Lays a checked layer over the packaged catalogue for the whole process. The function that it returns takes it off again. */
export function useLayer(layer: ModelLayer): () => void {
  layers = [...layers, layer];
  revision += 1;
  let isOn = true;
  return () => {
    if (!isOn) return;
    isOn = false;
    const at = layers.lastIndexOf(layer);
    layers = layers.filter((_, index) => index !== at);
    revision += 1;
  };
}
