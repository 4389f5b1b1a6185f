import { leadToSimulator, scenarioActor, simulator, type Trial } from '../../../testing/index.ts';

/** Who answers when something is not replayed. */
export interface Respondent {
  /** Whether answers cost money. */
  readonly isPaid: boolean;
  /** How a provider's models are reached: with which transport, keys and settings. */
  reach(provider: string): Promise<Pick<Trial, 'transport'> & Required<Pick<Trial, 'client'>>>;
  close(): Promise<void>;
}

/** The providers themselves, with the keys of the environment. */
export const theProviders: Respondent = {
  isPaid: true,
  reach: () => Promise.resolve({ client: {} }),
  close: () => Promise.resolve(),
};

/** The built-in simulator, at the addresses of the providers. */
export async function theSimulator(): Promise<Respondent> {
  const simulated = await simulator({ turns: scenarioActor, pace: { frameMs: 1 } });
  return {
    isPaid: false,
    async reach(provider) {
      const lead = await leadToSimulator(simulated, provider);
      const client = { keys: simulated.keys, defaults: { retry: 0 } };
      return { client, ...(lead === undefined ? {} : { transport: lead }) };
    },
    close: () => simulated.close(),
  };
}
