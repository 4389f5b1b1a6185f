// For people who write a protocol of their own: the contract, and the pieces that every codec needs.
export { functionTools, providerTools } from './core/call.ts';
export { type FailureFacts, failureOf } from './core/failure.ts';
export { isRecord, type JsonResult, parseJson } from './core/json.ts';
export { isFromHere, textOf } from './core/message.ts';
export { modelOf } from './core/model.ts';
export { count, unknownUsage, usage } from './core/usage.ts';
export {
  type Codec,
  type Endpoint,
  renderStream,
  type JobServer,
  type ServerCodec,
  type ServerRequest,
  type StreamReader,
  type StreamState,
  type StreamWriter,
  type WireRequest,
} from './protocols/protocol.ts';
export type { FramingName, WireEvent } from './wire/event.ts';
