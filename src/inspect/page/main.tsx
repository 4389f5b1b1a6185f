import { render } from 'preact';
import { link, reset, take } from './calls.ts';
import { hearKeys, Page } from './page.tsx';
import './page.css';

const events = new EventSource('/api/events');
events.addEventListener('reset', reset);
events.addEventListener('ready', () => (link.value = 'live'));
events.addEventListener('message', ({ data }) => {
  for (const line of String(data).split('\n')) take(line);
});
events.addEventListener('error', () => (link.value = 'lost'));

document.addEventListener('keydown', hearKeys);

const place = document.querySelector('#page');
if (place !== null) render(<Page />, place);
