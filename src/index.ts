export { handoff } from './client/hand-off.ts';
export { bearer, headerKey, optionalBearer } from './auth/api-key.ts';
export type { Auth, AuthRequest } from './auth/auth.ts';
export type { AwsCredentials } from './auth/aws-chain.ts';
export type { AccessToken, Credentials, CredentialSource, GoogleCredentials } from './auth/credentials.ts';
export { type Client, type ClientOptions, createClient } from './client/client.ts';
export type { LearnedRule } from './client/learning.ts';
export {
  countTokens,
  deleteFile,
  downloadFile,
  embed,
  explain,
  fileInfo,
  fits,
  generateImage,
  generateObject,
  generateText,
  generateVideo,
  rerank,
  cancelAnswer,
  resumeStream,
  resumeTools,
  resumeVideo,
  runTools,
  setKey,
  speak,
  streamImage,
  streamObject,
  streamText,
  streamTools,
  moderate,
  ocr,
  transcribe,
  uploadFile,
} from './client/default-client.ts';
export type {
  FileContent,
  FileFunctions,
  FileOptions,
  FileToUpload,
  KnownFile,
  UploadedFile,
  UploadOptions,
} from './client/files/file-functions.ts';
export { toolsFromMcp } from './client/doors.ts';
export { processEnv } from './client/env.ts';
export type {
  InputFor,
  KnownModel,
  Lack,
  ModelInput,
  ModelSpec,
  OptionsFor,
  Refused,
  RefusedOptions,
} from './client/fitting.ts';
export { type Input, type MessageInput, parseContext } from './client/input.ts';
export type { ObjectResponse } from './client/objects/generate-object.ts';
export type {
  ObjectForm,
  ObjectMode,
  ObjectOf,
  ObjectOptions,
  ObjectSettings,
  ObjectShape,
  Repair,
} from './client/objects/options.ts';
export type { DeepPartial, ElementOf, PartialOf } from './client/objects/partial-object.ts';
export type { ObjectStream, StreamedObject, StreamObjectOptions } from './client/objects/stream-object.ts';
export type { OperationResponse } from './client/operations/begin.ts';
export type { EmbedResponse, EmbedValue } from './client/operations/embed.ts';
export type {
  GeneratedImage,
  ImageEvent,
  ImageResponse,
  ImageStream,
} from './client/operations/image-stream.ts';
export type {
  EmbedOptions,
  ImageOptions,
  OperationOptions,
  ModerationOptions,
  OcrOptions,
  RerankOptions,
  ResumeVideoOptions,
  SpeechOptions,
  StreamImageOptions,
  TranscriptionOptions,
  VideoOptions,
} from './client/operations/options.ts';
export type { Ranked, RerankDocument, RerankInput, RerankResponse } from './client/operations/rerank.ts';
export type { SpeechResponse } from './client/operations/speak.ts';
export type {
  ModerationCategory,
  ModerationInput,
  ModerationResponse,
  ModerationResult,
} from './client/operations/moderate.ts';
export type { GeneratedVideo, VideoResponse } from './client/operations/generate-video.ts';
export type { DocumentInput, OcrResponse } from './client/operations/ocr.ts';
export type { AudioInput, TranscriptionResponse } from './client/operations/transcribe.ts';
export type { RecoveryOptions, TextOptions } from './client/options.ts';
export type { HeldAnswer } from './client/beyond-partial.ts';
export type { CancelOptions, ResumeOptions } from './client/resume-stream.ts';
export { listProviders, type ProviderInfo } from './client/list-providers.ts';
export type { CountMethod, CountOptions, Fit, TokenCount } from './client/sight/count-tokens.ts';
export type {
  ExplainedChange,
  ExplainedCost,
  ExplainedRequest,
  Explanation,
} from './client/sight/explain.ts';
export type { Journal, JournalLine, JournalRequest } from './client/sight/journal.ts';
export type { ClientUsage, UsageTotals } from './client/sight/ledger.ts';
export { type Safe, safe } from './client/safe.ts';
export { type EventReplyOptions, type EventSink, toSSE } from './client/event-reply.ts';
export type { StreamEvent, StreamResponse } from './client/text-stream.ts';
export { cosineSimilarity } from './core/cosine-similarity.ts';
export {
  type ArgumentsOf,
  type HostedTool,
  type SchemaFor,
  tool,
  type Tool,
  type ToolContext,
  type ToolInput,
  type ToolOutput,
  type ToolSpec,
} from './client/tool.ts';
export type { McpClient, McpResult, McpToolsOptions } from './client/tools/mcp.ts';
export { pendingOf } from './client/tools/pending-run.ts';
export { costOver, hasToolCall, stepCount, tokensOver } from './client/tools/stop-when.ts';
export type { ToolEvent } from './client/tools/tool-event.ts';
export type {
  Approval,
  ApprovalRequest,
  PendingCall,
  PendingRun,
  PrepareStepRequest,
  RunFinish,
  RunSoFar,
  RunToolsOptions,
  Step,
  StepOverrides,
  StopCondition,
  ToolOutcome,
  ToolProgress,
  ToolReply,
  ToolRun,
  ToolStatus,
} from './client/tools/tool-run.ts';
export type { ToolStream } from './client/tools/tool-stream.ts';
export type { Attempt } from './core/attempt.ts';
export type {
  Call,
  CallBody,
  CallControl,
  Effort,
  Middleware,
  Next,
  OnUnsupported,
  OutputFormat,
  Reasoning,
  Reply,
  PollPolicy,
  RetryPolicy,
  TimeoutLimits,
} from './core/call.ts';
export type {
  CategoryVerdict,
  Chunk,
  DocumentPage,
  Emit,
  FinishReason,
  PageImage,
  TokenLogprob,
  TranscriptSegment,
} from './core/chunk.ts';
export { ChunkStream, type ChunkSource, type StreamOutcome, type Tap } from './core/chunk-stream.ts';
export { append, assistant, context, type Context, system, toolResult, user } from './core/context.ts';
export {
  type ErrorCode,
  type ErrorIssue,
  type ErrorPhase,
  isReqLLMError,
  type PartialResponse,
  ReqLLMError,
  type TimeoutKind,
} from './core/error.ts';
export type { Handoff, HandoffOptions, HandoffTarget } from './core/handoff.ts';
export type { Json, JsonObject } from './core/json.ts';
export type { ModelLookup, ModelPrice, ModelWish, PriceFacts } from './core/lookup.ts';
export type {
  AssistantMessage,
  AssistantPart,
  ExtraPart,
  FilePart,
  ImagePart,
  HeldFile,
  MediaSource,
  Message,
  Origin,
  Part,
  ProviderOptions,
  ReasoningPart,
  RefusalPart,
  Source,
  SystemMessage,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
  UserPart,
} from './core/message.ts';
export type { Model, ModelFacts, ModelObject, SingleModel } from './core/model.ts';
export type {
  AnyCall,
  EmbedCall,
  ImageCall,
  Operation,
  ModerationCall,
  ModerationPart,
  OcrCall,
  RerankCall,
  SpeechCall,
  TranscriptionCall,
  VideoCall,
} from './core/operation.ts';
export type {
  RecoveryCause,
  RecoveryEvent,
  RecoveryMode,
  RecoveryPolicy,
  ResumePoint,
  ResumeToken,
} from './core/recovery.ts';
export type {
  CallReport,
  CallStart,
  CallWatcher,
  Observer,
  RunEnd,
  RunStart,
  ToolEnd,
  ToolStart,
} from './core/observation.ts';
export type { ModelResponse } from './core/response.ts';
export type { ProviderTool, ToolChoice, ToolDefinition } from './core/tool.ts';
export type { Cost, Usage, UsageUnits } from './core/usage.ts';
export type { Warning } from './core/warning.ts';
export type { MediaLimits } from './http/node-media.ts';
export type { ByteStream, Env, HttpRequest, HttpResponse, Transport } from './http/transport.ts';
export { retry } from './middleware/retry.ts';
export { timeout } from './middleware/timeout.ts';
export { anthropicMessages } from './protocols/anthropic-messages/endpoint.ts';
export { bedrockConverse } from './protocols/bedrock-converse/endpoint.ts';
export { bedrockInvoke } from './protocols/bedrock-invoke/endpoint.ts';
export { cohereChat } from './protocols/cohere-chat/endpoint.ts';
export { googleGenerate } from './protocols/google-generate/endpoint.ts';
export { googleInteractions } from './protocols/google-interactions/endpoint.ts';
export { ollamaChat } from './protocols/ollama-chat/endpoint.ts';
export { openaiChat } from './protocols/openai-chat/endpoint.ts';
export { openaiResponses, openaiResponsesSocket } from './protocols/openai-responses/endpoint.ts';
export type { AnyEndpoint, Endpoint } from './protocols/protocol.ts';
export {
  type BaseUrlVariable,
  defineProvider,
  type Provider,
  type ProviderDefinition,
  type Route,
  under,
} from './providers/provider.ts';
export {
  type Checked,
  type InferInput,
  type InferSchema,
  type Issue,
  type JsonSchemaOptions,
  jsonSchema,
  type SchemaInput,
  type StandardSchema,
  type TypedSchema,
} from './schema/standard.ts';
