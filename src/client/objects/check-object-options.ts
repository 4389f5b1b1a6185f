import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';
import { didYouMean } from '../../core/suggest.ts';
import { type ObjectOptions, objectModes } from './options.ts';

const shapes = ['object', 'array', 'choice', 'json'];

/** Names of the options of objects; the others are those of text calls. */
export const objectOptionNames = [
  'schema',
  'shape',
  'choices',
  'name',
  'description',
  'mode',
  'repair',
  'retries',
] as const;

/** Throws `config` for options of objects that cannot be; those of text calls are checked by the call. */
export function checkObjectOptions(options: unknown): asserts options is ObjectOptions {
  if (!isRecord(options)) throw wrong('An object call needs options with a `schema`.');
  const { schema, shape = 'object', choices, name, description, mode, repair, retries, output } = options;
  if (output !== undefined)
    throw wrong('An object call takes no `output`; say `schema`, and `mode` if you must.');
  if (!shapes.includes(shape as string))
    throw wrong(
      `The option \`shape\` must be one of ${shapes.join(', ')}.${didYouMean(String(shape), shapes)}`,
    );
  if (shape === 'choice') checkChoices(choices);
  else if (choices !== undefined) throw wrong("The option `choices` goes with `shape: 'choice'`.");
  const needsSchema = shape === 'object' || shape === 'array';
  if (needsSchema && schema === undefined)
    throw wrong(`An object call of the shape '${shape as string}' needs a \`schema\`.`);
  if (!needsSchema && schema !== undefined)
    throw wrong(`An object call of the shape '${shape as string}' takes no \`schema\`.`);
  if (name !== undefined && (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name)))
    throw wrong(
      'The option `name` must be letters, digits, _ and -, at most 64, beginning with a letter or _.',
    );
  if (description !== undefined && typeof description !== 'string')
    throw wrong('The option `description` must be text.');
  const known = ['auto', ...objectModes];
  if (mode !== undefined && !known.includes(mode as string)) {
    const meant = typeof mode === 'string' ? didYouMean(mode, known) : '';
    throw wrong(`The option \`mode\` must be one of ${known.join(', ')}.${meant}`);
  }
  if (repair !== undefined && repair !== false && repair !== 'json' && typeof repair !== 'function')
    throw wrong("The option `repair` must be false, 'json' or a function.");
  if (
    retries !== undefined &&
    !(Number.isSafeInteger(retries) && Number(retries) >= 0 && Number(retries) <= 10)
  )
    throw wrong('The option `retries` must be a whole number from 0 to 10.');
}

function checkChoices(choices: unknown): void {
  const isList = Array.isArray(choices) && choices.length > 0;
  if (!isList || !choices.every((each) => typeof each === 'string'))
    throw wrong("The shape 'choice' needs `choices`: a list of texts.");
  if (new Set(choices).size < choices.length) throw wrong('The `choices` must differ.');
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
