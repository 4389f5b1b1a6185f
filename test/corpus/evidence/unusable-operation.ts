import type { OperationRecording } from './recorded-operations.ts';

/** Why a recording of another operation than text shows nothing of its model; undefined for those that do. */
export function whyUnusable({ request, response }: OperationRecording): string | undefined {
  const { body, status } = response;
  if (status >= 400) return undefined;
  if (/"response_format": ?"text"/.test(JSON.stringify(request.body)))
    return 'The recorder asked for plain text, where this package asks for JSON.';
  const text = body?.text ?? JSON.stringify(body?.json ?? '');
  // No image is a dozen bytes long.
  const isMade = /"(?:b64_json|data|bytesBase64Encoded)": ?"[^"]{0,20}"/.test(text);
  return isMade ? 'The image on record is none: the recording was made by hand.' : undefined;
}
