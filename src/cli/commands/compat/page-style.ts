/** The look of the page: the system's font, its light and dark colours, a table that scrolls inside itself. */
export const pageStyle: string = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --faint: #5b6570; --line: #d9dee3; --head: #f4f6f8;
  --pass: #0f7a3d; --pass-paper: #dff5e6; --fail: #b3261e; --fail-paper: #fde7e4;
  --unusable: #7a5b00; --unusable-paper: #fff3cd; --simulated: #3556b0; --simulated-paper: #e3eafc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e8eaed; --faint: #a3adb7; --line: #333a41; --head: #1d2125;
    --pass: #6fdc98; --pass-paper: #12381f; --fail: #ff9d93; --fail-paper: #4a1a16;
    --unusable: #f2cf6b; --unusable-paper: #40340c; --simulated: #a9c0ff; --simulated-paper: #1d2c57;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1.25rem; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
header p { margin: 0 0 .5rem; color: var(--faint); max-width: 70ch; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1rem; list-style: none; margin: 0 0 1rem; padding: 0; font-size: .875rem; }
.mark { display: inline-block; width: 1.5em; text-align: center; border-radius: 4px; font-weight: 600; }
.pass { color: var(--pass); background: var(--pass-paper); }
.fail { color: var(--fail); background: var(--fail-paper); }
.unusable { color: var(--unusable); background: var(--unusable-paper); }
.simulated { color: var(--simulated); background: var(--simulated-paper); }
.none { color: var(--faint); }
#filters { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin-bottom: .75rem; }
#filters label { display: grid; font-size: .75rem; color: var(--faint); }
#filters input, #filters select { font: inherit; font-size: .9rem; padding: .3rem .4rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; max-width: 15rem; }
#filters button { font: inherit; font-size: .85rem; padding: .35rem .8rem; color: var(--ink); background: var(--head); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
#count { margin-left: auto; color: var(--faint); font-variant-numeric: tabular-nums; }
.scroll { overflow: auto; max-height: calc(100vh - 6rem); max-height: calc(100dvh - 6rem); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: separate; border-spacing: 0; }
th, td { border-bottom: 1px solid var(--line); padding: 0; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--head); height: 11.5rem; vertical-align: bottom; font-weight: 500; font-size: .8rem; }
thead th span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; padding: .5rem .1rem; }
thead th:first-child { left: 0; z-index: 3; text-align: left; padding: .5rem; }
tbody th { position: sticky; left: 0; z-index: 1; background: var(--paper); text-align: left; font-weight: 400; padding: .3rem .6rem; width: 20rem; min-width: 20rem; max-width: 20rem; font-size: .9rem; line-height: 1.3; overflow-wrap: anywhere; border-right: 1px solid var(--line); }
tbody th small { display: block; color: var(--faint); }
td { text-align: center; min-width: 1.95rem; }
td button { all: unset; display: block; width: 1.7rem; line-height: 1.7rem; margin: 1px auto; border-radius: 4px; font-weight: 600; cursor: pointer; }
td button:focus-visible, .scroll:focus-visible { outline: 2px solid var(--simulated); outline-offset: 1px; }
.tier { padding: 0 .35em; border-radius: 4px; white-space: nowrap; color: var(--ink); background: var(--head); }
.tier.first-class { color: var(--pass); background: var(--pass-paper); }
.tier.failing { color: var(--fail); background: var(--fail-paper); }
.tier.simulator-only { color: var(--simulated); background: var(--simulated-paper); }
tbody tr:hover th, tbody tr:hover td { background: var(--head); }
td button:hover { filter: brightness(.94); }
tr.empty td { padding: 2rem; color: var(--faint); }
dialog { width: min(38rem, calc(100vw - 2rem)); border: 1px solid var(--line); border-radius: 10px; background: var(--paper); color: var(--ink); padding: 1.25rem; }
dialog::backdrop { background: rgb(0 0 0 / .45); }
dialog h2 { font-size: 1.05rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
dialog .what { margin: 0 0 .75rem; color: var(--faint); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem .9rem; margin: 0 0 1rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
dialog button { font: inherit; padding: .35rem 1rem; border: 1px solid var(--line); border-radius: 6px; background: var(--head); color: var(--ink); }
@media (max-width: 40rem) {
  body { padding: .75rem; }
  #filters label { flex: 1 1 40%; }
  #filters input, #filters select { max-width: none; width: 100%; font-size: 16px; }
  h1 { font-size: 1.25rem; }
  header p, .legend { font-size: .8125rem; }
  thead th { height: 9.5rem; font-size: .75rem; }
  td { min-width: 2.2rem; }
  td button { width: 2.1rem; line-height: 2.1rem; }
  tbody th { width: 9.5rem; min-width: 9.5rem; max-width: 9.5rem; font-size: .85rem; }
}
`;
