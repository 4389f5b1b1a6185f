import { checkBaseUrl, endpointUrl, isLoopback } from '../http/url.ts';

/** What is known of a base URL once it was checked. */
export interface Address {
  readonly baseUrl: string;
  /** With the port. */
  readonly host: string;
  /** Whether others on the way can read what is sent. */
  readonly isOpenRoad: boolean;
}

export interface Addresses {
  /** Checks a base URL. Throws `config` for one that is none. */
  base(text: string): Address;
  /** The whole address of a request. Throws `config` when the path would leave the base. */
  endpoint(address: Address, path: string, query: Parameters<typeof endpointUrl>[2]): string;
}

// A program calls few addresses often; parsing them anew cost a tenth of a call.
const most = 256;

/** Creates the memory of one client. */
export function createAddresses(): Addresses {
  const bases = new Map<string, Address>();
  const endpoints = new Map<string, string>();
  return {
    base: (text) => remembered(bases, text, () => addressOf(text)),
    endpoint: ({ baseUrl }, path, query) => {
      // Queries differ from call to call only where a caller says so.
      if (query !== undefined) return endpointUrl(baseUrl, path, query);
      return remembered(endpoints, `${baseUrl} ${path}`, () => endpointUrl(baseUrl, path));
    },
  };
}

function addressOf(text: string): Address {
  const baseUrl = checkBaseUrl(text);
  const { host, hostname, protocol } = new URL(baseUrl);
  return { baseUrl, host, isOpenRoad: protocol === 'http:' && !isLoopback(hostname) };
}

function remembered<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (memory.size >= most) memory.clear();
  memory.set(key, made);
  return made;
}
