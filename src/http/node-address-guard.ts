import type { BlockList } from 'node:net';

/**
 * Whether an IP address is one of the public internet: not of this machine or network, not a cloud's metadata service, not
 * reserved, and not one of those in the clothes of IPv6 (mapped, NAT64, 6to4, Teredo). By IANA's special-purpose registries.
 */
export function isPublicAddress(address: string): boolean {
  const { isIP } = process.getBuiltinModule('node:net');
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 4) return !closed().check(plain, 'ipv4');
  // All public IPv6 addresses begin with 2000::/3.
  return family === 6 && /^[23]/.test(plain) && plain.indexOf(':') === 4 && !closed().check(plain, 'ipv6');
}

let list: BlockList | undefined;

function closed(): BlockList {
  if (list !== undefined) return list;
  const { BlockList } = process.getBuiltinModule('node:net');
  list = new BlockList();
  for (const [net, bits] of closedV4) list.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of closedV6) list.addSubnet(net, bits, 'ipv6');
  return list;
}

const closedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's wire server and Alibaba's metadata, on addresses that look public.
  ['168.63.129.16', 32],
  ['100.100.100.200', 32],
];

const closedV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
