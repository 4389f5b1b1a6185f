import type { Capabilities, Support } from '../../catalog/schema.ts';
import type { ToolChoice } from '../../core/tool.ts';
import type { ObjectAbilities } from '../../protocols/object-abilities.ts';
import type { ObjectMode } from './options.ts';

/** What the choice of a mode depends on. */
export interface ModeQuestion {
  /** What the host and its protocol can. */
  readonly abilities: ObjectAbilities;
  /** What the catalogue knows of the model. */
  readonly capabilities?: Pick<Capabilities, 'tools' | 'output'>;
  /** What a rule for the model says: objects as tools, or JSON without a schema. */
  readonly rule?: 'tool' | 'json';
  /** Whether anybody looked at how the host differs from the owner of its protocol. */
  readonly isVerified: boolean;
  /** Whether the call has tools of the caller's. */
  readonly hasTools: boolean;
  readonly isThinking: boolean;
  /** Whether there is a schema at all. */
  readonly hasSchema: boolean;
  /** Whether the schema can be said in the forms that answers and strict tools are held to. */
  readonly fits: { readonly output: boolean; readonly loose: boolean; readonly tool: boolean };
}

/** How an object is asked for. */
export interface ModeChoice {
  readonly mode: ObjectMode;
  /** Whether the provider is asked to hold the answer to the schema to the letter. */
  readonly strict: boolean;
  /** For the modes with a tool: how the model is brought to call it. */
  readonly toolChoice: 'named' | 'required' | 'auto';
}

/** The surest way that the model is known to take. */
export function chooseMode(question: ModeQuestion): ModeChoice {
  const { hasSchema } = question;
  const native = hasSchema && canHold(question);
  const tools = hasSchema && canCall(question);
  const json = canJson(question);
  const { mode } = modes.find((row) => row.native === native && row.tools === tools && row.json === json) ?? {
    mode: 'prompt' as const,
  };
  return choiceOf(mode === 'tool' ? toolMode(question) : mode, question);
}

/** A mode that the caller chose, as this model takes it; undefined where the host has no such thing. */
export function takeMode(mode: ObjectMode, question: ModeQuestion): ModeChoice | undefined {
  const { abilities, hasSchema } = question;
  const { output, jsonMode, tools } = abilities;
  const isThere: Readonly<Record<ObjectMode, boolean>> = {
    native: hasSchema && (output === 'schema' || output === 'schema-if-known'),
    'strict-tool': hasSchema && tools && abilities.strictTools,
    'forced-tool': hasSchema && tools,
    json: jsonMode,
    prompt: true,
  };
  return isThere[mode] ? choiceOf(mode, question) : undefined;
}

// A tool that the model can only be asked to call comes after JSON that it is held to.
const modes: readonly {
  readonly native: boolean;
  readonly tools: 'forced' | 'asked' | false;
  readonly json: boolean;
  readonly mode: 'native' | 'tool' | 'json' | 'prompt';
}[] = [
  { native: true, tools: 'forced', json: true, mode: 'native' },
  { native: true, tools: 'forced', json: false, mode: 'native' },
  { native: true, tools: 'asked', json: true, mode: 'native' },
  { native: true, tools: 'asked', json: false, mode: 'native' },
  { native: true, tools: false, json: true, mode: 'native' },
  { native: true, tools: false, json: false, mode: 'native' },
  { native: false, tools: 'forced', json: true, mode: 'tool' },
  { native: false, tools: 'forced', json: false, mode: 'tool' },
  { native: false, tools: 'asked', json: true, mode: 'json' },
  { native: false, tools: 'asked', json: false, mode: 'tool' },
  { native: false, tools: false, json: true, mode: 'json' },
  { native: false, tools: false, json: false, mode: 'prompt' },
];

function canHold({ abilities, capabilities, rule, isVerified, hasTools, fits }: ModeQuestion): boolean {
  if (rule !== undefined || (!fits.output && !fits.loose)) return false;
  const known = capabilities?.output;
  const isAssumed = abilities.output === 'schema' && isVerified;
  const takesSchemas =
    (abilities.output === 'schema' || abilities.output === 'schema-if-known') &&
    supported(known?.jsonSchema, isAssumed);
  return takesSchemas && (!hasTools || supported(known?.withTools, abilities.outputWithTools));
}

function canCall(question: ModeQuestion): 'forced' | 'asked' | false {
  const { abilities, capabilities, rule } = question;
  if (rule === 'json' || !abilities.tools || !supported(capabilities?.tools.supported, true)) return false;
  return toolChoiceOf(question) === 'auto' ? 'asked' : 'forced';
}

// With the caller's tools the answer is JSON only at the end, which a mode for all turns would spoil.
function canJson({ abilities, capabilities, hasTools }: ModeQuestion): boolean {
  return abilities.jsonMode && !hasTools && supported(capabilities?.output.jsonMode, true);
}

function toolMode({ abilities, capabilities, fits }: ModeQuestion): ObjectMode {
  const isHeld = abilities.strictTools && fits.tool && supported(capabilities?.tools.strict, true);
  return isHeld ? 'strict-tool' : 'forced-tool';
}

function choiceOf(mode: ObjectMode, question: ModeQuestion): ModeChoice {
  const strict = mode === 'native' ? question.fits.output : mode === 'strict-tool';
  return { mode, strict, toolChoice: toolChoiceOf(question) };
}

// Among other tools the object's must not be named: the model could never call them.
function toolChoiceOf({
  abilities,
  capabilities,
  hasTools,
  isThinking,
}: ModeQuestion): ModeChoice['toolChoice'] {
  if (isThinking && !supported(capabilities?.tools.withReasoning, abilities.forcedWhileThinking))
    return 'auto';
  if (!supported(capabilities?.tools.forced, true)) return 'auto';
  return hasTools && abilities.toolChoice === 'named' ? 'required' : abilities.toolChoice;
}

/** The tool choice to send. */
export function sentChoice({ toolChoice }: ModeChoice, tool: string): ToolChoice {
  return toolChoice === 'named' ? { tool } : toolChoice;
}

// What holds only at times is not counted on.
function supported(known: Support | undefined, otherwise: boolean): boolean {
  if (known === undefined || known === 'unknown') return otherwise;
  return known === true;
}
