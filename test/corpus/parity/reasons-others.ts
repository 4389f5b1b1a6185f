import type { Reason } from './reasons.ts';

export const cohereReasons: readonly Reason[] = [
  {
    path: /^messages\[\]<assistant>\.content$/,
    holds: ({ recorded, sent }) => recorded === '' && sent === undefined,
    because:
      'A turn of the model that only calls tools has no content, which is optional there (https://docs.cohere.com/reference/chat); the recorder sent an empty text.',
  },
];

export const invokeReasons: readonly Reason[] = [
  {
    path: /^(?:model|stream)$/,
    holds: ({ sent }) => sent === undefined,
    because: 'The model, and whether to stream, is in the address; the recorder said it in the body as well.',
  },
];
