import type { Cell } from '../../../models.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

/** The matrix as one HTML page that needs nothing else: filters, and why each cell is what it is. */
export function compatPage(matrix: Matrix): string {
  const recorded = matrix.rows.filter(({ isSimulated }) => !isSimulated);
  const count = new Set(recorded.map(({ model }) => model)).size;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>reqllm: compatibility</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>What is proved of which model</h1>
<p>${count} models, from recordings up to ${escaped(matrix.asOf)}. Each cell is decided by the scenario’s own assertions on a replayed recording; press one to see why it is what it is.</p>
<ul class="legend">
<li><b class="mark pass">✓</b> passes</li>
<li><b class="mark fail">✗</b> fails</li>
<li><b class="mark unusable">?</b> the recording shows nothing</li>
<li><b class="mark simulated">S</b> simulator only</li>
<li><b class="mark none">·</b> not recorded</li>
<li><b class="mark none">–</b> makes no sense for the model</li>
</ul>
</header>
${filtersOf(matrix)}
<div class="scroll" tabindex="0" role="region" aria-label="The matrix">
<table>
<thead><tr><th scope="col">Model</th>${matrix.scenarios.map(({ id, shows }) => `<th scope="col" title="${escaped(shows)}" data-scenario="${escaped(id)}"><span>${escaped(id)}</span></th>`).join('')}</tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
<dialog id="why"><h2></h2><p class="what"></p><dl></dl><form method="dialog"><button autofocus>Close</button></form></dialog>
<script type="application/json" id="data">${dataOf(matrix)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

function filtersOf(matrix: Matrix): string {
  return `<form id="filters">
<label>Model <input name="text" type="search" placeholder="part of a name" autocomplete="off"></label>
<label>Work <select name="work"><option value="">all</option>${worksOf(matrix)}</select></label>
<label>Provider <select name="provider"><option value="">all</option>${options(matrix.rows.map(({ provider }) => provider))}</select></label>
<label>Tier <select name="tier"><option value="">all</option>${options(matrix.rows.map(tierOf))}</select></label>
<label>Scenario <select name="scenario"><option value="">all</option>${matrix.scenarios.map(({ id, shows }) => `<option value="${escaped(id)}">${escaped(`${id}: ${shows}`)}</option>`).join('')}</select></label>
<label>Result <select name="result"><option value="">all</option><option value="pass">passes</option><option value="fail">fails</option><option value="unusable">unusable</option></select></label>
<button type="reset">Reset</button>
<output id="count" aria-live="polite"></output>
</form>`;
}

// Most models talk: the others are one choice away.
function worksOf({ scenarios }: Matrix): string {
  const all = [...new Set(scenarios.map(({ type = 'text' }) => type))];
  return all.map((type) => `<option${type === 'text' ? ' selected' : ''}>${escaped(type)}</option>`).join('');
}

function options(values: readonly string[]): string {
  const all = [...new Set(values)].sort();
  return all.map((value) => `<option>${escaped(value)}</option>`).join('');
}

function tierOf({ isSimulated, tier }: MatrixRow): string {
  return isSimulated ? 'simulator only' : tier;
}

// A script element ends at the first `</script`, whatever its type.
function dataOf({ scenarios, rows }: Matrix): string {
  const data = {
    scenarios: scenarios.map(({ id, shows, type = 'text' }) => ({ id, shows, type })),
    rows: rows.map((row) => ({
      model: row.model,
      provider: row.provider,
      surface: row.surface,
      tier: tierOf(row),
      cells: scenarios.map(({ id }) => row.cells[id] && packed(row.cells[id])),
      inapplicable: row.inapplicable,
    })),
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function packed({ result, date, fixture, source, layer, reason }: Cell): object {
  return { result: source === 'simulator' ? 'simulated' : result, was: result, date, fixture, layer, reason };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
