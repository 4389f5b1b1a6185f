import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPublicAddress } from './node-address-guard.ts';

test.each(['8.8.8.8', '1.1.1.1', '104.18.6.192', '2606:4700::6812:7c0', '2a00:1450:4001:800::200e'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '[::1]',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  'fc00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2001:0:4136:e378::',
  '2001:db8::1',
  'localhost',
  '2130706433',
  '0x7f.1',
  '',
])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

test('no private address in any spelling of a mapped one', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, fc.constantFrom('::ffff:', '::', '64:ff9b::'), (b, c, d, prefix) => {
      expect(isPublicAddress(`10.${b}.${c}.${d}`)).toBe(false);
      expect(isPublicAddress(`${prefix}10.${b}.${c}.${d}`)).toBe(false);
    }),
  );
});
