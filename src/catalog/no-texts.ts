/** The texts of the catalogue as modules. The build writes them (tsdown.config.ts); from the sources there are none. */
export const texts: Readonly<Record<string, () => Promise<{ readonly text: string }>>> = {};
