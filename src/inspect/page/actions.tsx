import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CallView } from './calls.ts';
import { asCurl } from './as-curl.ts';
import { compared } from './selection.ts';

/** What can be done with a call. */
export function Actions({ call }: { readonly call: CallView }): JSX.Element {
  const said = useSignal('');
  const request = call.requests.at(-1);
  const canSave = call.exchanges.some(({ fixture }) => fixture !== undefined);
  const isCompared = compared.value === call.head.id;
  return (
    <>
      <div class="actions">
        <button
          type="button"
          disabled={request === undefined}
          onClick={() => {
            if (request !== undefined) void copy(asCurl(request)).then((words) => (said.value = words));
          }}
        >
          Copy as curl
        </button>
        {canSave ? (
          <a
            class="button"
            href={`/api/fixture?id=${encodeURIComponent(call.head.id)}`}
            download="fixture.jsonl"
          >
            Save as fixture
          </a>
        ) : null}
        <button
          type="button"
          aria-pressed={isCompared}
          onClick={() => (compared.value = isCompared ? undefined : call.head.id)}
        >
          {isCompared ? 'End comparing' : 'Compare with …'}
        </button>
        <form
          class="replay"
          onSubmit={(event) => {
            event.preventDefault();
            const model = new FormData(event.currentTarget).get('model');
            said.value = 'Sending …';
            if (typeof model === 'string')
              void replay(call.head.id, model).then((words) => (said.value = words));
          }}
        >
          <input
            name="model"
            required
            placeholder="provider:model"
            aria-label="Model to replay on"
            defaultValue={call.head.model}
          />
          <button type="submit">Replay</button>
        </form>
      </div>
      <p class="said" role="status">
        {said.value}
      </p>
    </>
  );
}

async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied. Set API_KEY before you run it.';
  } catch {
    return 'The browser did not let the page copy.';
  }
}

async function replay(id: string, model: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch('/api/replay', {
      method: 'POST',
      headers,
      body: JSON.stringify({ id, model }),
    });
    return await response.text();
  } catch {
    return 'The server of this page is gone.';
  }
}
