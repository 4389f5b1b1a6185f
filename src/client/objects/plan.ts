import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import type { Warning } from '../../core/warning.ts';
import { nullRemover } from '../../schema/nulls.ts';
import type { Checked } from '../../schema/standard.ts';
import { type Input, messagesOf } from '../input.ts';
import type { TextOptions } from '../options.ts';
import type { ToolInput } from '../tool.ts';
import type { Target, Turns } from '../turns.ts';
import { checkObjectOptions, objectOptionNames } from './check-object-options.ts';
import { addsNulls, fitsForm } from './fit.ts';
import { closingQuestion, schemaInstruction, toolInstruction, withInstruction } from './instructions.ts';
import { chooseMode, type ModeChoice, type ModeQuestion, sentChoice, takeMode } from './mode.ts';
import type { ObjectMode, ObjectOf, ObjectOptions, ObjectShape } from './options.ts';
import { anyObject } from './target.ts';
import { type Wanted, wantedOf } from './wanted.ts';
import { unwrapped } from './wrapper.ts';

/** An object call as the text call that makes it, and how its answer is read. */
export interface ObjectPlan<T> {
  readonly shape: ObjectShape;
  /** The model that it is for. */
  readonly spec?: string;
  readonly mode: ObjectMode;
  /** The text call to make. */
  readonly options: TextOptions;
  readonly input: Input;
  /** The conversation without what the plan says in it to the model. */
  readonly messages: readonly Message[];
  /** The tool whose arguments are the JSON. Absent: the text is. */
  readonly tool?: string;
  /** Whether code fences and prose around the JSON are overlooked. */
  readonly tolerant: boolean;
  /** Takes the wrapper and what the provider's form of the schema added off, of whole and of partial values. */
  unwrap(value: Json): Json | undefined;
  /** Whether an unwrapped value is what was asked for. */
  check(value: Json): Promise<Checked<T>>;
  readonly warnings: readonly Warning[];
}

/** Chooses how an object is asked for. Throws `config` for options that cannot be, `unsupported` for a mode that is not there. */
export async function planObject<const Options extends ObjectOptions>(
  turns: Turns,
  model: ModelInput,
  input: Input,
  options: Options,
): Promise<ObjectPlan<ObjectOf<Options>>> {
  checkObjectOptions(options);
  const wanted = wantedOf(options);
  const given = messagesOf(input);
  const isAnswered = given.at(-1)?.role === 'assistant';
  const messages = isAnswered ? [...given, closingQuestion] : given;
  const text = textOptions(options);
  const target = await turns.objectTarget(model, { ...text, output: anyObject });
  const question = questionOf(target, wanted, text);
  const choice = choiceFor(options, question, target);
  const plan = { choice, question, wanted, messages, text, options };
  const saying = sayingOf(plan, target);
  return {
    ...saying,
    warnings: isAnswered ? [questionAdded, ...saying.warnings] : saying.warnings,
    ...readingOf(plan),
    shape: wanted.shape,
    spec: target.model.spec,
  } as ObjectPlan<ObjectOf<Options>>;
}

const questionAdded: Warning = {
  code: 'added',
  setting: 'messages',
  message: 'The conversation ends with a turn of the model; a message that asks for the answer was added.',
};

interface Planned {
  readonly choice: ModeChoice;
  readonly question: ModeQuestion;
  readonly wanted: Wanted;
  readonly messages: readonly Message[];
  readonly text: TextOptions;
  readonly options: ObjectOptions;
}

function textOptions(options: ObjectOptions): TextOptions {
  const own: ReadonlySet<string> = new Set(objectOptionNames);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !own.has(name)));
}

function questionOf(target: ObjectTargetOf, { schema }: Wanted, text: TextOptions): ModeQuestion {
  const { abilities, rule, knowledge, provider } = target;
  const { reasoning } = text;
  const { effort, budgetTokens } = typeof reasoning === 'string' ? { effort: reasoning } : (reasoning ?? {});
  const fits = (form: typeof abilities.outputForm): boolean => schema === undefined || fitsForm(schema, form);
  return {
    abilities,
    ...(knowledge === undefined ? {} : { capabilities: knowledge.capabilities }),
    ...(rule === undefined ? {} : { rule }),
    isVerified: provider.verified,
    hasTools: (text.tools ?? []).length > 0 && text.toolChoice !== 'none',
    isThinking: effort === undefined ? (budgetTokens ?? 0) > 0 : effort !== 'none',
    hasSchema: schema !== undefined,
    fits: {
      output: fits(abilities.outputForm),
      loose: fits(abilities.looseForm),
      tool: fits(abilities.toolForm),
    },
  };
}

type ObjectTargetOf = Awaited<ReturnType<Turns['objectTarget']>>;

function choiceFor({ mode = 'auto' }: ObjectOptions, question: ModeQuestion, { model }: Target): ModeChoice {
  if (mode === 'auto') return chooseMode(question);
  const choice = takeMode(mode, question);
  if (choice !== undefined) return choice;
  const message = `${model.spec} cannot be asked for an object in the mode '${mode}'; use 'auto', which takes '${chooseMode(question).mode}'.`;
  throw new ReqLLMError(message, { code: 'unsupported', phase: 'config', model: model.spec });
}

type Saying = Pick<
  ObjectPlan<unknown>,
  'mode' | 'options' | 'input' | 'messages' | 'tool' | 'tolerant' | 'warnings'
>;

/** What is sent. */
function sayingOf({ choice, question, wanted, messages, text, options }: Planned, target: Target): Saying {
  const { mode } = choice;
  const { schema, name } = wanted;
  const { description } = options;
  const told = description === undefined ? {} : { description };
  const base = { mode, messages, warnings: warningsOf(choice, question, target) };
  if (mode === 'native' && schema !== undefined) {
    const strict = question.abilities.saysStrict ? { strict: choice.strict } : {};
    const output = { type: 'json-schema' as const, name, schema, ...told, ...strict };
    return { ...base, input: messages, options: { ...text, output }, tolerant: !choice.strict };
  }
  if (schema === undefined || mode === 'json' || mode === 'prompt') {
    const input = withInstruction(messages, schemaInstruction(schema, description));
    const output = mode === 'json' ? { output: { type: 'json' as const } } : {};
    return { ...base, input, options: { ...text, ...output }, tolerant: true };
  }
  const tool = freeName(name, text.tools ?? []);
  const strict = mode === 'strict-tool' ? { strict: true } : {};
  const own: ToolInput = { name: tool, description: toolWords(description), inputSchema: schema, ...strict };
  const toolChoice = sentChoice(choice, tool);
  const isAsked = toolChoice === 'auto' || question.hasTools;
  return {
    ...base,
    tool,
    tolerant: true,
    input: isAsked ? withInstruction(messages, toolInstruction(tool)) : messages,
    options: { ...text, tools: [...(text.tools ?? []), own], toolChoice },
  };
}

function toolWords(description: string | undefined): string {
  return description ?? 'Takes the final answer.';
}

function freeName(name: string, tools: readonly ToolInput[]): string {
  const taken = tools.map((tool) => ('name' in tool ? tool.name : undefined));
  let free = name;
  for (let number = 2; taken.includes(free); number++) free = `${name.slice(0, 60)}_${number}`;
  return free;
}

function warningsOf(choice: ModeChoice, question: ModeQuestion, { model }: Target): Warning[] {
  const isAsked = choice.mode === 'forced-tool' && choice.toolChoice === 'auto';
  const isInWords = choice.mode === 'json' || choice.mode === 'prompt';
  if (!question.hasSchema || (!isAsked && !isInWords)) return [];
  const how = isAsked ? 'asked, not made, to call a tool with the object' : 'told the schema in words';
  const message = `${model.spec} is not held to the schema by its provider here: it was ${how} (mode '${choice.mode}'). What it answers is checked.`;
  return [{ code: 'advice', setting: 'mode', message }];
}

/** How the answer is read. */
function readingOf({ choice, question, wanted }: Planned): Pick<ObjectPlan<unknown>, 'unwrap' | 'check'> {
  const { wrapper, schema, check } = wanted;
  const { abilities } = question;
  const form = choice.mode === 'strict-tool' ? abilities.toolForm : abilities.outputForm;
  const isNulled = choice.strict && addsNulls(form);
  const bare = isNulled && schema !== undefined ? nullRemover(schema) : undefined;
  return {
    unwrap(value) {
      const said = bare === undefined ? value : bare(value);
      return wrapper === undefined ? said : unwrapped(said, wrapper);
    },
    check,
  };
}
