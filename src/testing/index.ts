export type { FastCheck, Law, LawId, LawOptions, LawSubject } from './conformance/law.ts';
export { conformanceSuite, laws, type TestRunner } from './conformance/laws.ts';
export { callFor } from './call-for.ts';
export { type Fault, faults } from './fault.ts';
export { sampleOf } from './responder.ts';
export type { Pace } from './send.ts';
export { type SimulatedRequest, type Simulator, simulator, type SimulatorOptions } from './simulator.ts';
export type { Turn } from './turn.ts';
