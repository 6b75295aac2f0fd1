// A program that uses the client which was generated from the app's OpenAPI document. Usage: node client.js <address>
import { client } from './generated/client.gen';
import { getReport, healthReady, listModels, score, showModel, writeReport } from './generated/sdk.gen';

declare const process: { argv: string[] };
client.setConfig({ baseUrl: process.argv[2] });

const patient = {
  gender: 'Male', age: 67, hypertension: 0, heart_disease: 1, ever_married: 'Yes', work_type: 'Private',
  Residence_type: 'Urban', avg_glucose_level: 228.69, bmi: null, smoking_status: 'formerly smoked',
} as const;

async function main() {
  const one = await score({ body: patient });
  if (!one.data || typeof one.data === 'string' || !('stroke_probability' in one.data)) throw new Error(JSON.stringify(one.error));
  const logOdds = one.data.reasons!.reduce((sum, reason) => sum + reason.log_odds, one.data.base_log_odds!);
  const difference = Math.abs(1 / (1 + Math.exp(-logOdds)) - one.data.stroke_probability!);
  console.log(one.data.model_version, difference < 1e-12 ? 'adds up' : 'does not add up');

  console.log(`${one.data.stroke_share_low} to ${one.data.stroke_share_high}, few: ${one.data.few_patients_like_this}`);

  const many = await score({ body: [patient, { ...patient, age: 130 }], query: { explain: false } });
  if (!many.data || typeof many.data === 'string' || !('results' in many.data)) throw new Error(JSON.stringify(many.error));
  console.log(many.data.results.length, 'results');

  const faulty = await score({ body: { ...patient, age: 130 } });
  console.log(faulty.response?.status, faulty.error?.errors?.[0]?.pointer);

  const ready = await healthReady();
  console.log(ready.data?.status);

  const list = await listModels();
  if (!list.data) throw new Error(JSON.stringify(list.error));
  const champion = list.data.models.find(model => model.version === list.data!.champion)!;
  console.log(`${champion.version} of ${list.data.models.length}, ${champion.patients} patients`);

  const manifest = await showModel({ path: { version: 'champion' } });
  if (!manifest.data?.evaluation) throw new Error(JSON.stringify(manifest.error));
  console.log('recall', Number(manifest.data.evaluation.overall.recall.value).toFixed(6));

  const written = await writeReport();
  if (!written.data) throw new Error(JSON.stringify(written.error));
  const report = await getReport({ path: { name: written.data.name } });
  if (!report.data || typeof report.data === 'string') throw new Error(JSON.stringify(report.error));
  console.log(`${report.data.verdict.level}: ${report.data.columns.length} columns, ${report.data.performance?.patients} patients`);

  const nothing = await showModel({ path: { version: 'nothing' } });
  console.log(nothing.response?.status, nothing.error?.title);
}

main();
