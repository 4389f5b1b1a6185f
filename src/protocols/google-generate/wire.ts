/**
 * The members of generateContent's JSON that this protocol uses; all others pass untouched. Every member may be absent
 * or of the wrong type: readers check before use. https://ai.google.dev/api/generate-content
 */
export interface WirePart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly inlineData?: { readonly mimeType?: string; readonly data?: string };
  readonly fileData?: { readonly mimeType?: string; readonly fileUri?: string };
  readonly functionCall?: WireFunctionCall;
  readonly functionResponse?: WireFunctionResponse;
}

export interface WireFunctionCall {
  readonly id?: string;
  readonly name?: string;
  readonly args?: unknown;
  /** Vertex streams arguments in pieces when asked to; the call goes on while `willContinue` is true. */
  readonly partialArgs?: readonly WirePartialArg[];
  readonly willContinue?: boolean;
}

export interface WirePartialArg {
  readonly jsonPath?: string;
  readonly stringValue?: string;
  readonly numberValue?: number;
  readonly boolValue?: boolean;
  readonly willContinue?: boolean;
}

export interface WireFunctionResponse {
  readonly id?: string;
  readonly name?: string;
  readonly response?: unknown;
  readonly parts?: readonly WirePart[];
}

export interface WireCandidate {
  readonly index?: number;
  readonly content?: { readonly role?: string; readonly parts?: readonly WirePart[] };
  readonly finishReason?: string;
  readonly finishMessage?: string;
  readonly groundingMetadata?: {
    readonly groundingChunks?: readonly WireGroundingChunk[];
    readonly webSearchQueries?: readonly string[];
  };
  readonly logprobsResult?: WireLogprobs;
}

export interface WireGroundingChunk {
  readonly web?: WireGroundingPlace;
  readonly maps?: WireGroundingPlace;
  readonly image?: WireGroundingPlace & { readonly sourceUri?: string };
  readonly retrievedContext?: WireGroundingPlace;
}

export interface WireGroundingPlace {
  readonly uri?: string;
  readonly title?: string;
  readonly text?: string;
}

export interface WireLogprobs {
  readonly chosenCandidates?: readonly WireLogprob[];
  readonly topCandidates?: readonly { readonly candidates?: readonly WireLogprob[] }[];
}

export interface WireLogprob {
  readonly token?: string;
  readonly logProbability?: number;
}

export interface WireTokenDetail {
  readonly modality?: string;
  readonly tokenCount?: number;
}

export interface WireUsage {
  readonly promptTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly toolUsePromptTokenCount?: number;
  readonly totalTokenCount?: number;
  readonly promptTokensDetails?: readonly WireTokenDetail[];
  readonly toolUsePromptTokensDetails?: readonly WireTokenDetail[];
  readonly candidatesTokensDetails?: readonly WireTokenDetail[];
}

/** One frame of a stream; a whole body has the same form. */
export interface WireFrame {
  readonly candidates?: readonly WireCandidate[];
  readonly promptFeedback?: { readonly blockReason?: string; readonly blockReasonMessage?: string };
  readonly usageMetadata?: WireUsage;
  readonly modelVersion?: string;
  readonly responseId?: string;
  readonly error?: unknown;
}

export interface WireError {
  readonly code?: number | string;
  readonly message?: string;
  readonly status?: string;
  readonly details?: readonly WireErrorDetail[];
}

export interface WireErrorDetail {
  readonly reason?: string;
  readonly retryDelay?: string;
  readonly violations?: readonly { readonly quotaId?: string }[];
}

/** The finish reasons Google documents, and those it sends besides, with what they mean here. */
export const finishReasons: Readonly<Record<string, 'stop' | 'length' | 'content-filter' | 'other'>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  MODEL_ARMOR: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  OTHER: 'other',
  MALFORMED_FUNCTION_CALL: 'other',
  UNEXPECTED_TOOL_CALL: 'other',
  TOO_MANY_TOOL_CALLS: 'other',
  MISSING_THOUGHT_SIGNATURE: 'other',
  MALFORMED_RESPONSE: 'other',
  NO_IMAGE: 'other',
  IMAGE_OTHER: 'other',
};
