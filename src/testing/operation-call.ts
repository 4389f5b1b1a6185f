import { modelOf } from '../core/model.ts';
import type { AnyCall, Operation } from '../core/operation.ts';
import { callFor } from './call-for.ts';

type CallOf<O extends Operation> = Extract<AnyCall, { operation: O }>;
type BodyOf<O extends Operation> = Omit<CallOf<O>, 'operation' | 'model' | 'stream' | 'control'> &
  Partial<Pick<CallOf<O>, 'stream'>>;

/** A call of another operation than text with these contents and the default settings, for trying a protocol. */
export function operationCall<O extends Exclude<Operation, 'text'>>(
  operation: O,
  spec: string,
  body: BodyOf<O>,
): CallOf<O> {
  const [provider = '', ...rest] = spec.split(':');
  const model = modelOf({ provider, id: rest.join(':') });
  const { control } = callFor({ model, messages: [], stream: false });
  // The members of an operation's call cannot be seen through the parameter.
  return { operation, model, stream: false, control, ...body } as unknown as CallOf<O>;
}
