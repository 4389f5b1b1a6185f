/** Tokens for each thing counted, for the models of one family; the last three say how far this was off. */
export interface TokenRates {
  readonly base: number;
  readonly message: number;
  readonly anyTool: number;
  readonly tool: number;
  /** May be below zero. */
  readonly forced: number;
  /** May be below zero. */
  readonly barred: number;
  readonly schema: number;
  readonly anyOutput: number;
  readonly output: number;
  readonly thinks: number;
  readonly calls: number;
  readonly thoughts: number;
  readonly latin: number;
  readonly digits: number;
  readonly symbols: number;
  readonly cjk: number;
  readonly other: number;
  /** 19 of 20 recordings were within `errorTokens + errorShare × estimate` of rates that were learned without them. */
  readonly errorTokens: number;
  readonly errorShare: number;
  /** How many recordings these rates were learned from. */
  readonly samples: number;
}

const names = [
  'base',
  'message',
  'anyTool',
  'tool',
  'forced',
  'barred',
  'schema',
  'anyOutput',
  'output',
  'thinks',
  'calls',
  'thoughts',
  'latin',
  'digits',
  'symbols',
  'cjk',
  'other',
  'errorTokens',
  'errorShare',
  'samples',
] as const satisfies readonly (keyof TokenRates)[];

function rates(values: readonly number[]): TokenRates {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0])) as unknown as TokenRates;
}

/** Learned from recorded usage by `test/corpus/token-estimate.test.ts`, in the order of the names above. */
export const familyRates: Readonly<Record<string, TokenRates>> = {
  claude: rates([
    5.263, 2.643, 498, 9.867, 93.98, 4.315, 0.2616, 99.92, 0.45, 28.38, 25.89, 0.00625, 0.1913, 0.3, 0.9, 0.8,
    1, 1, 0.4, 359,
  ]),
  'claude-3': rates([
    7.08, 0, 289.3, 6.512, 45.47, -4.53, 0.2547, 0, 0.2, 28.85, 36.98, 0.1, 0.2026, 0.3, 0.864, 0.8, 0.5, 7,
    0.5, 130,
  ]),
  'claude-4': rates([
    4.808, 2.674, 311.1, 10.86, 2.861, -0.05916, 0.2749, 0, 0.2, 29.27, 34.45, 0.1605, 0.1616, 1, 0.9, 0.8,
    0.5, 1, 0.3, 141,
  ]),
  command: rates([
    24.05, 2.82, 173.6, 0, 0, 0, 0.2147, 35.54, 0.2486, 0, 34.58, 0.1, 0.19, 0.9068, 0.7604, 0.8, 0.4467,
    1362, 0.03, 13,
  ]),
  'command-a': rates([
    487.7, 11.71, 872.2, 0, 18.85, 6.188, 0.3505, 0, 0.2, 0, 33.19, 0.1, 0.1908, 0.6307, 0.6348, 0.8, 0.5, 31,
    0.05, 19,
  ]),
  'command-r': rates([
    0, 1.269, 21.9, 2.564, 0, 0, 0, 0, 0.2, 0, 0, 0.1, 0.1553, 0.328, 0.3757, 0.8, 0.5, 26, 0.5, 12,
  ]),
  deepseek: rates([
    1.405, 4.429, 52.53, 0, -0.5063, 0, 0.376, 0, 0.2, 0.3429, 7.256, 0.001086, 0.15, 1, 0.3, 0.8, 0.2, 70,
    0.5, 79,
  ]),
  'deepseek-4': rates([
    78.88, 3.486, 249.8, 17.62, -79.38, 0, 0.07523, 24.54, 0.2394, 2.398, 17.24, 0, 0.201, 0.8226, 0.7651,
    0.8, 0.5, 75, 0.05, 17,
  ]),
  'devstral-small': rates([
    0, 3.782, 4.136, 63.07, 56.3, 0, 0.004369, 0, 0.2, 0, 4.842, 0.1, 0.1671, 0.4968, 0.5533, 0.8, 0.5, 1225,
    0.03, 14,
  ]),
  gemini: rates([
    0, 0.7597, 0, 0, 9.352, 4.383, 0.1887, 0, 0, 0, 7.681, 0.005032, 0.1845, 1, 0.9, 0.8, 1, 33, 0.5, 284,
  ]),
  'gemini-2': rates([
    0, 0.5747, 3.166, 2.168, -2.591, 0, 0.06042, 0, 0.05381, 0, 0.673, 0.1, 0.2061, 1, 0.4336, 0.8, 0.5, 20,
    0.3, 83,
  ]),
  glm: rates([
    1.102, 6.584, 89.74, 8.717, 6.393, 0, 0.2644, 0, 0, 0, 10.03, 0.2896, 0.15, 0.4017, 0.3, 0.8, 0.5, 7, 0.4,
    90,
  ]),
  gpt: rates([
    4.014, 3.705, 12.44, 0, -0.819, 0, 0.1156, 12.25, 0.1586, 0, 4.837, 0.1, 0.1878, 0.6828, 0.6325, 0.8,
    0.4513, 8, 0.5, 301,
  ]),
  'gpt-5': rates([
    0.9238, 5.135, 36.01, 1.538, 4.24, 2.827, 0, 46.2, 0.03971, 0.6826, 5.272, 0.006709, 0.171, 1, 0.9, 0.8,
    1, 72, 0.5, 245,
  ]),
  'gpt-oss': rates([
    60.8, 7.934, 23.76, 11.08, 3.881, 0, 0.08459, 53.93, 0.2863, 0, 5.098, 0.004822, 0.193, 1, 0.4677, 0.8,
    0.6136, 11, 0.3, 78,
  ]),
  grok: rates([
    3.848, 2.961, 104.8, 74.11, -11.56, 0, 0, 26.26, 0.2939, 0, 15.86, 0.1, 0.183, 1, 0.7413, 0.8, 0.6692, 14,
    0.5, 147,
  ]),
  'grok-4': rates([
    0, 9.133, 824.2, 0.927, 0, 0, 0.2107, 0, 0.2, 0, 227.9, 0.1, 0.1672, 0.909, 0.9, 0.8, 0.5, 1043, 0.5, 12,
  ]),
  'grok-4-fast': rates([
    152.2, 8.226, 138.9, 0, 24.41, 60.28, 0.228, 33.03, 0.3449, 28.29, 18.06, 0.32, 0.188, 0.676, 0.8031, 0.8,
    0.6092, 156, 0.03, 66,
  ]),
  kimi: rates([
    7.801, 2.693, 19.06, 59.8, 67.75, 0, 0, 0, 0, 0, 23.5, 0.001395, 0.1845, 0.6157, 0.7161, 0.8, 0.5775, 53,
    0.5, 56,
  ]),
  llama: rates([
    34.99, 1.08, 109.7, 22.47, 29.57, 0, 0.196, 0, 0.2, 0, 12.42, 0.1, 0.1579, 0.3, 0.3, 0.8, 0.5, 165, 0.03,
    47,
  ]),
  'llama-4': rates([
    7.669, 2.712, 586.9, 0, 43.39, -649.8, 0.3184, 40.7, 0.2639, 0, 21.07, 0.1, 0.1785, 0.7434, 0.9, 0.8, 0.5,
    200, 0.5, 49,
  ]),
  minimax: rates([
    38.68, 0, 97.34, 16.7, 7.431, 0, 0.2185, 0, 0.2, 0, 0, 0.2869, 0.15, 0.3, 0.3, 0.8, 0.5, 26, 0.03, 48,
  ]),
  mistral: rates([
    0, 4.453, 17.98, 52.66, -71.28, -64.89, 0.02642, 0, 0, 12.8, 22.08, 0.2478, 0.2018, 1, 0.6732, 0.8, 0.2,
    915, 0.5, 46,
  ]),
  'mistral-open': rates([
    2.578, 0.9294, 0.9778, 16.77, 8.357, 0, 0.2412, 0, 0, 0, 1.85, 0.1, 0.2039, 1, 0.9, 0.8, 0.5, 179, 0.03,
    34,
  ]),
  nova: rates([
    0, 0, 351.7, 0, 28.31, 0, 0.2434, 0, 0.2, 0, 13.26, 0.1, 0.2486, 1, 0.3969, 0.8, 0.5, 1, 0.3, 19,
  ]),
  'nova-2': rates([
    44.46, 3.466, 787.7, 40.61, 0, 0, 0.2371, 0, 0.2, 0, 15.84, 0, 0.15, 0.43, 0.7789, 0.8, 0.5049, 52, 0.03,
    15,
  ]),
  qwen: rates([
    3.894, 6.175, 56.89, 60.47, 34.88, 0, 0.1185, 0, 0.0298, 0, 9.779, 0.01037, 0.1577, 1, 0.661, 0.8, 0.267,
    79, 0.5, 123,
  ]),
  other: rates([
    3.052, 3.827, 0, 0, 13.33, -1.097, 0.1893, 26.64, 0, 1.851, 12.46, 0.00001239, 0.1996, 0.7192, 0.5407,
    0.8, 1, 564, 0.5, 2574,
  ]),
};
