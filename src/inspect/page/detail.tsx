import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { Actions } from './actions.tsx';
import { asCode } from './as-code.ts';
import { type CallView, countsOf, othersOf, statusOf, textOf, toolsOf, warningsOf } from './calls.ts';
import { clock, cost, duration, json, tokens } from './format.ts';
import { Timeline } from './timeline.tsx';

const tabs = ['Answer', 'Request', 'Wire', 'Tries'] as const;
type Tab = (typeof tabs)[number];

/** All that is known of one call. */
export function Detail({ call, title }: { readonly call: CallView; readonly title?: string }): JSX.Element {
  const tab: Signal<Tab> = useSignal('Answer');
  const { head, end } = call;
  const status = statusOf(call);
  return (
    <article class="detail" aria-label={`Call to ${head.model}`}>
      <header>
        {title === undefined ? null : <p class="side">{title}</p>}
        <h2>{head.model}</h2>
        <p class="facts">
          <span class={`status ${status}`}>{status}</span> {clock(head.at)} ·{' '}
          {end === undefined ? 'under way' : duration(end.ms)} · {tokens(call)} tokens · {cost(call)}
          {call.requests.length > 1 ? ` · ${call.requests.length} tries` : ''}
        </p>
        <Actions call={call} />
      </header>
      {end?.error === undefined ? null : (
        <p class="problem" role="alert">
          <strong>{end.error.code}</strong> {end.error.message}
        </p>
      )}
      <Timeline call={call} />
      <div class="tabs" role="tablist">
        {tabs.map((name) => (
          <button
            type="button"
            role="tab"
            id={`${head.id}-${name}`}
            aria-controls={`${head.id}-panel`}
            aria-selected={tab.value === name}
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => (tab.value = name)}
            onKeyDown={(event) => turn(event, tab)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${head.id}-panel`} aria-labelledby={`${head.id}-${tab.value}`}>
        {panel(tab.value, call)}
      </div>
    </article>
  );
}

function turn(event: KeyboardEvent, tab: Signal<Tab>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const next = tabs[(tabs.indexOf(tab.value) + step + tabs.length) % tabs.length] ?? 'Answer';
  tab.value = next;
  const list = (event.currentTarget as HTMLElement).parentElement;
  (list?.children[tabs.indexOf(next)] as HTMLElement | undefined)?.focus();
}

function panel(tab: Tab, call: CallView): JSX.Element {
  switch (tab) {
    case 'Answer':
      return <Answer call={call} />;
    case 'Request':
      return (
        <>
          <Part title="As code">{asCode(call.head)}</Part>
          <Part title="Normalised">{json(call.head.call)}</Part>
        </>
      );
    case 'Wire':
      return <Wire call={call} />;
    case 'Tries':
      return <Tries call={call} />;
    default:
      return tab satisfies never;
  }
}

function Answer({ call }: { readonly call: CallView }): JSX.Element {
  const [text, thoughts, refusal] = [
    textOf(call, 'text'),
    textOf(call, 'reasoning'),
    textOf(call, 'refusal'),
  ];
  const others = othersOf(call);
  const { cost: _cost, ...counts } = countsOf(call);
  const shown = Object.entries(counts).filter(([, value]) => typeof value === 'number');
  return (
    <>
      {warningsOf(call).map((message) => (
        <p class="warning">{message}</p>
      ))}
      {thoughts === '' ? null : <Part title="Thoughts">{thoughts}</Part>}
      {text === '' ? null : <Part title="Text">{text}</Part>}
      {refusal === '' ? null : <Part title="Refusal">{refusal}</Part>}
      {toolsOf(call).map(({ name, json: input }) => (
        <Part title={`Tool: ${name}`}>{input}</Part>
      ))}
      {others.length === 0 ? null : <Part title="Besides">{others.join('\n')}</Part>}
      {call.chunks.length === 0 ? <p class="empty">Nothing has come yet.</p> : null}
      {shown.length === 0 ? null : (
        <dl class="counts">
          {shown.map(([name, value]) => (
            <div>
              <dt>{wordsOf(name)}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** `cacheReadTokens` as `Cache read tokens`. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function Wire({ call }: { readonly call: CallView }): JSX.Element {
  const request = call.requests.at(-1);
  if (request === undefined) return <p class="empty">Nothing was sent: the call ended before.</p>;
  const heads = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const hidden = request.proof.map((name) => `${name}: (not in the journal)`);
  const reply = call.exchanges.at(-1)?.fixture;
  return (
    <>
      <Part title="Request">
        {[`${request.method} ${request.url}`, ...heads, ...hidden, '', json(request.body)].join('\n')}
      </Part>
      {reply === undefined ? null : <Part title="Reply, as it came">{readsIn(reply)}</Part>}
    </>
  );
}

function readsIn(fixture: string): string {
  return fixture
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { text?: string; base64?: string; status?: number; ms?: number })
    .map(
      ({ text, base64, status }) =>
        text ?? (base64 === undefined ? (status === undefined ? '' : `HTTP ${status}\n\n`) : `[${base64}]`),
    )
    .join('');
}

function Tries({ call }: { readonly call: CallView }): JSX.Element {
  if (call.requests.length === 0) return <p class="empty">No request was made.</p>;
  return (
    <ol class="tries">
      {call.requests.map(({ attempt, ms, url }) => {
        const end = call.exchanges.find((each) => each.attempt === attempt);
        const outcome = end === undefined ? 'under way' : (end.problem ?? `HTTP ${end.status}`);
        return (
          <li>
            after {duration(ms)} · {new URL(url).host} · <strong>{outcome}</strong>
            {end === undefined ? '' : ` · ${duration(end.ms - ms)}`}
          </li>
        );
      })}
    </ol>
  );
}

function Part({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="part">
      <h3>{title}</h3>
      <pre tabIndex={0}>{children}</pre>
    </section>
  );
}
