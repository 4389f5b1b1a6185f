/** The longest time in milliseconds that a timer can be set to, about 24 days: one that is longer fires at once. */
export const longestTimerMs: number = 2 ** 31 - 1;
