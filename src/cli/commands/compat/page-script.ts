/** What the page does: fills the table from its data, filters it, and tells why a cell is what it is. */
export const pageScript: string = `
'use strict';
const { scenarios, rows } = JSON.parse(document.getElementById('data').textContent);
const marks = { pass: '✓', fail: '✗', unusable: '?', simulated: 'S' };
const words = { pass: 'passes', fail: 'fails', unusable: 'the recording shows nothing of the model' };
const body = document.getElementById('rows');
const form = document.getElementById('filters');
const dialog = document.getElementById('why');

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
};

const lines = rows.map((row) => {
  const line = element('tr');
  const head = element('th', row.model.slice(row.provider.length + 1));
  head.scope = 'row';
  const about = element('small', row.provider + ' · ' + row.surface + ' · ');
  about.append(element('span', row.tier, 'tier ' + row.tier.replace(' ', '-')));
  head.append(about);
  line.append(head);
  row.cells.forEach((cell, index) => {
    const place = element('td');
    place.dataset.scenario = scenarios[index].id;
    if (cell) {
      const button = element('button', marks[cell.result], cell.result);
      button.type = 'button';
      button.setAttribute('aria-label', row.model + ', ' + scenarios[index].id + ': ' + words[cell.was]);
      button.addEventListener('click', () => tell(row, scenarios[index], cell));
      place.append(button);
    } else place.append(element('span', row.inapplicable.includes(scenarios[index].id) ? '–' : '·', 'none'));
    line.append(place);
  });
  return line;
});
const hiding = document.head.appendChild(element('style'));
const nothing = element('tr', undefined, 'empty');
const said = element('td', 'No model fits these filters.');
said.colSpan = scenarios.length + 1;
nothing.append(said);

function tell(row, scenario, cell) {
  dialog.querySelector('h2').textContent = row.model;
  dialog.querySelector('.what').textContent = scenario.id + ': ' + scenario.shows;
  const list = dialog.querySelector('dl');
  list.replaceChildren();
  const facts = {
    result: words[cell.was] + (cell.result === 'simulated' ? ', on the simulator: nothing of the model is shown' : ''),
    layer: cell.layer,
    why: cell.reason,
    recorded: cell.date === 'unknown' ? undefined : cell.date,
    recording: cell.fixture,
    over: row.surface,
  };
  for (const [name, value] of Object.entries(facts))
    if (value !== undefined) list.append(element('dt', name), element('dd', value));
  dialog.showModal();
}

function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  const text = wanted.text.trim().toLowerCase();
  const chosen = scenarios.findIndex(({ id }) => id === wanted.scenario);
  // A scenario is of one kind of work: where one is chosen, that decides.
  const places = scenarios
    .map((scenario, at) => at)
    .filter((at) => (chosen < 0 ? wanted.work === '' || scenarios[at].type === wanted.work : at === chosen));
  const fits = (row) => {
    const cells = places.map((at) => row.cells[at]).filter(Boolean);
    return (
      cells.length > 0 &&
      row.model.toLowerCase().includes(text) &&
      (wanted.provider === '' || row.provider === wanted.provider) &&
      (wanted.tier === '' || row.tier === wanted.tier) &&
      (wanted.result === '' || cells.some((cell) => cell.result === wanted.result))
    );
  };
  const shown = rows.flatMap((row, index) => (fits(row) ? [index] : []));
  body.replaceChildren(...(shown.length > 0 ? shown.map((index) => lines[index]) : [nothing]));
  // What was recorded for none of these rows only takes room.
  const used = new Set(places.filter((at) => chosen >= 0 || shown.some((index) => rows[index].cells[at])));
  const unused = scenarios.filter((scenario, at) => !used.has(at)).map(({ id }) => '[data-scenario=' + id + ']');
  // One rule, not thousands of cells.
  hiding.textContent = unused.length > 0 ? unused.join() + '{display:none}' : '';
  document.getElementById('count').textContent = shown.length + ' of ' + rows.length;
  remember(wanted);
}

// The address tells what is shown, so that it can be passed on.
function remember(wanted) {
  const told = new URLSearchParams(Object.entries(wanted).filter(([name, value]) => value !== preset[name]));
  history.replaceState(null, '', told.size > 0 ? '#' + told : location.pathname + location.search);
}
function recall() {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1)))
    if (form.elements[name]) form.elements[name].value = value;
}

const preset = Object.fromEntries(new FormData(form));
recall();
form.addEventListener('input', filter);
form.addEventListener('reset', () => setTimeout(filter));
form.addEventListener('submit', (event) => event.preventDefault());
filter();
`;
