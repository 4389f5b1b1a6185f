import type { ToolResultPart } from '../../core/message.ts';

/** A failure that a tool tells the model in its own parts. Thrown by tools of this library only. */
export class ToolFailure extends Error {
  readonly content: ToolResultPart['content'];

  constructor(content: ToolResultPart['content']) {
    super(content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n'));
    this.content = content;
  }
}
