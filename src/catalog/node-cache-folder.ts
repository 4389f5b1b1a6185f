/**
 * The folder for what this library keeps for a user: `REQLLM_CACHE_DIR`, else a folder `reqllm` in the system's place for
 * such things (`XDG_CACHE_HOME`, `~/Library/Caches`, `%LOCALAPPDATA%`, `~/.cache`). Undefined where there is no home.
 */
export function cacheFolder(
  env: (name: string) => string | undefined,
  platform: string = process.platform,
): string | undefined {
  const said = (name: string): string | undefined => env(name)?.trim() || undefined;
  const own = said('REQLLM_CACHE_DIR');
  if (own !== undefined) return own;
  const home = said('HOME') ?? said('USERPROFILE');
  const at = (base: string | undefined, rest: string): string | undefined =>
    base === undefined ? undefined : `${base}/${rest}`;
  const inHome = (): string | undefined => {
    if (platform === 'darwin') return at(home, 'Library/Caches/reqllm');
    if (platform === 'win32') return at(said('LOCALAPPDATA'), 'reqllm');
    return at(home, '.cache/reqllm');
  };
  return at(said('XDG_CACHE_HOME'), 'reqllm') ?? inHome();
}
