import { isReqLLMError } from '../../core/error.ts';
import type { CallReport, CallStart, Observer } from '../../core/observation.ts';
import { type Channel, openChannels } from '../../http/node-channels.ts';

const names = [
  'reqllm:call:start',
  'reqllm:call:first-chunk',
  'reqllm:call:retry',
  'reqllm:call:end',
  'reqllm:call:error',
  'reqllm:tool:start',
  'reqllm:tool:end',
] as const;

type Channels = Readonly<Record<(typeof names)[number], Channel>>;

let opened: Channels | undefined;
let isOpened = false;

/**
 * Tells the channels of `node:diagnostics_channel`: `reqllm:call:start`, `:first-chunk`, `:retry` (one for each request
 * that failed before another was made), and `:end` or `:error` once. Nobody listening costs one look a call.
 */
export function channelObserver(): Observer {
  return {
    begin(start) {
      const channels = open();
      return channels !== undefined && isHeard(channels) ? watch(channels, start) : undefined;
    },
    async tool(start, work) {
      const channels = open();
      if (channels?.['reqllm:tool:start'].hasSubscribers === true)
        channels['reqllm:tool:start'].publish(start);
      const ended = await work();
      if (channels?.['reqllm:tool:end'].hasSubscribers === true)
        channels['reqllm:tool:end'].publish({
          ...start,
          status: ended.status,
        });
      return ended;
    },
  };
}

function open(): Channels | undefined {
  if (!isOpened) opened = openChannels(names);
  isOpened = true;
  return opened;
}

function isHeard(channels: Channels): boolean {
  return names.some((name) => channels[name].hasSubscribers);
}

function watch(
  channels: Channels,
  start: CallStart,
): { firstChunk: (ms: number) => void; end: (report: CallReport, error?: unknown) => void } {
  tell(channels['reqllm:call:start'], start);
  return {
    firstChunk: (ms) => tell(channels['reqllm:call:first-chunk'], { ...start, firstChunkMs: ms }),
    end: (report, error) => {
      for (const [index, attempt] of report.attempts.slice(0, -1).entries())
        tell(channels['reqllm:call:retry'], { id: start.id, attempt: index + 1, ...attempt });
      const isError = report.outcome === 'error' || report.outcome === 'truncated';
      tell(channels[isError ? 'reqllm:call:error' : 'reqllm:call:end'], {
        ...report,
        ...(isReqLLMError(error) ? { reason: error.message } : {}),
      });
    },
  };
}

function tell(channel: Channel, message: object): void {
  if (channel.hasSubscribers) channel.publish(message);
}
