'use strict';
// node kusto.js QUERY…: parses and analyses queries of Kusto against the tables of Log Analytics, with the columns
// that they have here (https://learn.microsoft.com/azure/azure-monitor/reference/tables-index).
const path = require('path'), fs = require('fs'), vm = require('vm');
const folder = path.dirname(require.resolve('@kusto/language-service-next', { paths: [process.env.ROLECALL_KUSTO] }));
for (const name of ['bridge.js', 'Kusto.Language.Bridge.js'])
  vm.runInThisContext(fs.readFileSync(path.join(folder, name), 'utf8'), { filename: name });
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;
const schemas = {
  AzureActivity: '(TimeGenerated: datetime, ActivityStatusValue: string, ActivitySubstatusValue: string, Authorization: string, Authorization_d: dynamic, Caller: string, CategoryValue: string, Claims: string, Claims_d: dynamic, CorrelationId: string, EventDataId: string, OperationNameValue: string, Properties: string, Properties_d: dynamic, _ResourceId: string, SubscriptionId: string)',
  AZKVAuditLogs: '(TimeGenerated: datetime, CallerIpAddress: string, CorrelationId: string, HttpStatusCode: int, Id: string, Identity: dynamic, OperationName: string, RequestUri: string, ResultSignature: string, ResultType: string, _ResourceId: string)',
  ...Object.fromEntries(['Blob', 'Queue', 'Table', 'File'].map(service => [`Storage${service}Logs`, '(TimeGenerated: datetime, AccountName: string, AuthenticationType: string, AuthorizationDetails: dynamic, Category: string, CorrelationId: string, ObjectKey: string, OperationName: string, RequesterAppId: string, RequesterObjectId: string, RequesterUpn: string, ServiceType: string, StatusCode: string, StatusText: string, Uri: string, _ResourceId: string)'])),
};
const tables = Object.entries(schemas).map(([name, columns]) => Symbols.TableSymbol.From(columns).WithName(name));
const database = new Symbols.DatabaseSymbol.$ctor1('workspace', tables);
const globals = GlobalState.Default.WithDatabase(database);
const none = new globalThis.Kusto.Language.Utils.CancellationToken();
let faults = 0;
for (const file of process.argv.slice(2)) {
  const code = KustoCode.ParseAndAnalyze(fs.readFileSync(file, 'utf8'), globals, none);
  const found = code.GetDiagnostics(none);
  for (let at = 0; at < found.Count; at++) {
    const { Start, Length, Severity, Code, Message } = found.getItem(at);
    console.log(`${file}: ${Severity} ${Code} ${Message} <<${code.Text.substr(Start, Math.min(Length, 60))}>>`);
    faults++;
  }
}
process.exit(faults ? 1 : 0);
