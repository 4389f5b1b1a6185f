export type { FastCheck, Law, LawId, LawOptions, LawSubject } from './conformance/law.ts';
export { conformanceSuite, laws, type TestRunner } from './conformance/laws.ts';
export { callFor } from './call-for.ts';
export { type FakeModel, fakeModel, type FakeModelOptions } from './fake-model.ts';
export { type Fault, faults } from './fault.ts';
export type { Drift } from './fixtures/drift.ts';
export type { Fixture, FixtureBody, FixtureEnd, FixtureRead, FixtureRequest } from './fixtures/fixture.ts';
export { type FixtureMode, type FixtureOptions, type Fixtures, fixtures } from './fixtures/fixtures.ts';
export type { Play, PlayFault } from './fixtures/play.ts';
export type { RawReply } from './raw-reply.ts';
export { sampleOf } from './sample.ts';
export type { Pace } from './send.ts';
export type { ResumeQuestion, ResumeTurn } from './resume.ts';
export { type SimulatedRequest, type Simulator, simulator, type SimulatorOptions } from './simulator.ts';
export type { Turn } from './turn.ts';
export { scenarioActor } from './scenarios/actor.ts';
export { scenarios } from './scenarios/list.ts';
export { runScenario } from './scenarios/run.ts';
export {
  type FailureLayer,
  type RecordedQuestion,
  type Scenario,
  ScenarioFailure,
  type ScenarioResult,
  type ScenarioType,
  type Stage,
} from './scenarios/scenario.ts';
export { leadToSimulator } from './suite/lead-to-simulator.ts';
export { providerSuite, type ProviderSuiteOptions, type SuiteRunner } from './suite/provider-suite.ts';
export { fixtureFile, type Trial, type TrialResult, tryScenario } from './suite/try-scenario.ts';
