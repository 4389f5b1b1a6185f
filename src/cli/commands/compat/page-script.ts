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
  head.append(element('small', row.provider + ' · ' + row.surface + ' · ' + row.tier));
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
    } else place.append(element('span', '·', 'none'));
    line.append(place);
  });
  return line;
});
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
  const at = scenarios.findIndex(({ id }) => id === wanted.scenario);
  const fits = (row) => {
    const cells = at < 0 ? row.cells : [row.cells[at]];
    return (
      row.model.toLowerCase().includes(text) &&
      (wanted.provider === '' || row.provider === wanted.provider) &&
      (wanted.tier === '' || row.tier === wanted.tier) &&
      (at < 0 || Boolean(row.cells[at])) &&
      (wanted.result === '' || cells.some((cell) => cell && cell.result === wanted.result))
    );
  };
  const shown = lines.filter((_, index) => fits(rows[index]));
  body.replaceChildren(...(shown.length > 0 ? shown : [nothing]));
  for (const place of document.querySelectorAll('[data-scenario]'))
    place.hidden = wanted.scenario !== '' && place.dataset.scenario !== wanted.scenario;
  document.getElementById('count').textContent = shown.length + ' of ' + rows.length;
}

form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
filter();
`;
