/** Loads things one after the other: Jest cannot link modules that are imported at the same time (jestjs/jest#11434). */
export async function oneByOne<Item, Loaded>(
  items: readonly Item[],
  load: (item: Item) => Promise<Loaded>,
): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  for (const item of items) loaded.push(await load(item));
  return loaded;
}
