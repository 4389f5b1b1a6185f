import type { DocumentPage } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { MediaSource } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import { type OperationDesk, type OperationResponse, readyOperation, sharedOf } from './begin.ts';
import { mediaIn } from './check.ts';
import type { OcrOptions } from './options.ts';

/** A document or an image: base64 or bytes with their type, an address, or a file that the provider keeps. */
export type DocumentInput = MediaSource | { readonly data: Uint8Array; readonly mediaType: string };

/** What stands in a document. */
export interface OcrResponse extends OperationResponse {
  /** All pages in their order, with a rule between them. */
  readonly markdown: string;
  readonly pages: readonly DocumentPage[];
}

/** Asks what stands in a document. */
export async function ocr(
  desk: OperationDesk,
  model: ModelInput,
  given: DocumentInput,
  options: OcrOptions = {},
): Promise<OcrResponse> {
  const document = mediaIn(given, 'document');
  const ready = await readyOperation(desk, { operation: 'ocr', model, options });
  const { response, chunks } = await ready.send({ document, ...(ready.own as OcrOptions) });
  const pages = chunks.flatMap((chunk) => (chunk.type === 'page' ? [chunk.page] : []));
  if (pages.length === 0)
    throw new ReqLLMError(`${response.model.spec} found no page in the document.`, {
      code: 'bad-response',
      phase: 'decode',
      model: response.model.spec,
    });
  pages.sort((left, right) => left.index - right.index);
  return { ...sharedOf(response), markdown: pages.map((page) => page.markdown).join('\n\n---\n\n'), pages };
}
