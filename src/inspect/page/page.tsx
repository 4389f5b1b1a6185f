import type { JSX } from 'preact';
import { type CallView, callOf, calls, countsOf, link, statusOf, textOf, unreadable } from './calls.ts';
import { askedText } from './as-code.ts';
import { Comparison } from './comparison.tsx';
import { Detail } from './detail.tsx';
import { clock, cost, dollars, duration, tokens } from './format.ts';
import { compared, longer, most, selected, wanted } from './selection.ts';

/** The whole page. */
export function Page(): JSX.Element {
  const shown = calls.value.filter((call) => isWanted(call, wanted.value));
  const current = callOf(selected.value);
  const other = callOf(compared.value);
  return (
    <>
      <header class="top">
        <h1>reqllm inspect</h1>
        <label>
          <span>Filter</span>
          <input
            type="search"
            placeholder="model, status or text"
            aria-keyshortcuts="/"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
        </label>
        <p class="sum">
          {sumOf(shown)} <span class={`link ${link.value}`}>{link.value}</span>
        </p>
      </header>
      {link.value === 'lost' ? (
        <p class="problem" role="alert">
          The server of this page does not answer. Start reqllm inspect again and open the new address.
        </p>
      ) : null}
      {unreadable.value === 0 ? null : (
        <p class="warning">{unreadable.value} lines of the journal cannot be read; the rest is shown.</p>
      )}
      <main
        class={current === undefined ? 'list-only' : other === undefined || other === current ? 'one' : 'two'}
      >
        <nav aria-label="Calls" onKeyDown={(event) => move(event, shown)}>
          {shown.length === 0 ? <p class="empty">{emptyText()}</p> : null}
          <ul>
            {shown.slice(0, most.value).map((call) => (
              <li key={call.head.id}>
                <Row call={call} />
              </li>
            ))}
          </ul>
          {shown.length > most.value ? (
            <button type="button" class="more" onClick={longer}>
              Show older ones ({shown.length - most.value} more)
            </button>
          ) : null}
        </nav>
        {other !== undefined && other !== current && current !== undefined ? (
          <Comparison left={other} right={current} />
        ) : null}
        {other !== undefined && other !== current && current !== undefined ? (
          <Detail key={`with-${other.head.id}`} call={other} title="Compared with" />
        ) : null}
        {current === undefined ? null : <Detail key={current.head.id} call={current} />}
      </main>
    </>
  );
}

function Row({ call }: { readonly call: CallView }): JSX.Element {
  const { head, end } = call;
  const status = statusOf(call);
  return (
    <button
      type="button"
      class="row"
      aria-current={selected.value === head.id}
      onClick={() => (selected.value = selected.value === head.id ? undefined : head.id)}
    >
      <span class={`status ${status}`}>{status}</span>
      <span class="model">{end?.model === undefined ? head.model : `${head.model} → ${end.model}`}</span>
      <span class="asked">{askedText(head)}</span>
      <span class="when">{clock(head.at)}</span>
      <span class="numbers">
        {end === undefined ? '…' : duration(end.ms)} · {tokens(call)} · {cost(call)}
        {call.requests.length > 1 ? ` · ${call.requests.length} tries` : ''}
      </span>
    </button>
  );
}

function isWanted(call: CallView, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { head, end } = call;
  const all = `${head.model} ${statusOf(call)} ${end?.error?.code ?? ''} ${JSON.stringify(head.call)} ${textOf(call, 'text')}`;
  return words.every((word) => all.toLowerCase().includes(word));
}

function emptyText(): string {
  if (link.value === 'connecting') return 'Reading the journal …';
  if (calls.value.length > 0) return 'No call fits the filter.';
  return 'The journal holds no call yet. They appear here as they are made.';
}

function sumOf(shown: readonly CallView[]): string {
  const total = shown.reduce((sum, call) => sum + (countsOf(call).cost?.total ?? 0), 0);
  return `${shown.length} ${shown.length === 1 ? 'call' : 'calls'} · ${dollars(total)}`;
}

/** `/` leads to the filter, Escape closes the call, wherever one is. */
export function hearKeys(event: KeyboardEvent): void {
  const isWriting = event.target instanceof HTMLInputElement;
  if (event.key === '/' && !isWriting) {
    event.preventDefault();
    document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
  }
  if (event.key !== 'Escape') return;
  const row = document.querySelector<HTMLElement>('.row[aria-current=true]');
  if (isWriting && wanted.value !== '') wanted.value = '';
  else if (selected.value !== undefined) {
    selected.value = undefined;
    row?.focus();
  }
}

/** Up and down go through the calls. */
function move(event: KeyboardEvent, shown: readonly CallView[]): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const at = shown.findIndex(({ head }) => head.id === selected.value);
  const to = Math.min(shown.length - 1, Math.max(0, at + step));
  const next = shown[to];
  if (next === undefined) return;
  selected.value = next.head.id;
  const rows = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.row');
  rows[to]?.focus();
  // One before the end, so that the next key finds its row drawn.
  if (to + 1 >= most.value) longer();
}
