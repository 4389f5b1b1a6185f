import type { Call } from '../../core/call.ts';
import { wireToolIds } from '../../core/tool-ids.ts';
import type { Changes } from '../changes.ts';
import { type OpenaiChatDialect, openaiChatDefaults } from './dialect.ts';
import { idFrom } from '../../core/made-id.ts';

/**
 * What each tool-call id of the conversation is called here. Ids that this host gave stay; others that it would refuse
 * are replaced, in the call and in its result alike.
 */
export function toolCallIds(
  { vendor, toolCallIds: { pattern, length } }: OpenaiChatDialect,
  { messages, model }: Call,
  changes: Changes,
): (id: string) => string {
  let accepted: RegExp | undefined;
  const isUsual = pattern === openaiChatDefaults.toolCallIds.pattern;
  return wireToolIds(messages, {
    takes: (id) => (accepted ??= new RegExp(pattern)).test(id),
    // A host with a pattern of its own gives no ids that it would refuse.
    isOwn: ({ origin }) => isUsual && origin?.provider === model.provider,
    nameFor: (id, attempt) => idFrom(attempt === 0 ? id : `${id}#${attempt}`, length),
    renamed(from, to) {
      const message = `${vendor} refuses tool-call ids of this form; one was replaced in its call and result.`;
      changes.changed('messages', message, { from, to });
    },
  });
}
