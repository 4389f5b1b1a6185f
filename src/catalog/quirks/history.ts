import type { Call } from '../../core/call.ts';
import type { Message } from '../../core/message.ts';

/** Makes a conversation fit what some hosts demand of it. The same call when there is nothing to do. */
export function fixHistory(call: Call, fix: string): Call {
  switch (fix) {
    case 'stub-tools':
      return stubTools(call);
    case 'lead-user':
      return leadUser(call);
    case 'gap-assistant':
      return gapAssistant(call);
    default:
      return call;
  }
}

// Hosts that refuse tool calls in a conversation whose tools are not defined.
function stubTools(call: Call): Call {
  const names = new Set<string>();
  for (const message of call.messages) {
    if (message.role !== 'assistant') continue;
    for (const part of message.content) if (part.type === 'tool-call') names.add(part.name);
  }
  const known = new Set((call.tools ?? []).flatMap((tool) => ('definition' in tool ? [] : [tool.name])));
  const missing = [...names].filter((name) => !known.has(name));
  if (missing.length === 0) return call;
  const stubs = missing.map((name) => ({ name, inputSchema: { type: 'object' } }));
  return { ...call, tools: [...(call.tools ?? []), ...stubs] };
}

function leadUser(call: Call): Call {
  const first = call.messages.findIndex(({ role }) => role !== 'system');
  if (call.messages[first]?.role !== 'assistant') return call;
  const opening: Message = {
    role: 'user',
    content: [{ type: 'text', text: '(The conversation begins with your answer.)' }],
  };
  return { ...call, messages: call.messages.toSpliced(first, 0, opening) };
}

function gapAssistant(call: Call): Call {
  const messages = call.messages.flatMap((message, index): Message[] => {
    const isAfterResult = message.role === 'user' && call.messages[index - 1]?.role === 'tool';
    return isAfterResult
      ? [{ role: 'assistant', content: [{ type: 'text', text: '(Tool results received.)' }] }, message]
      : [message];
  });
  return messages.length === call.messages.length ? call : { ...call, messages };
}
