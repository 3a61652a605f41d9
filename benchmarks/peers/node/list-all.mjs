// Reads every contact with all of its properties by HubSpot's own client for Node, the way its documentation shows: one page
// after the other. Writes one JSON object a line: id, updatedAt and the properties. Arguments: base URL, token, output file.
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { createRequire } from "node:module";

const [baseUrl, token, output] = process.argv.slice(2);
const require = createRequire(process.env.PEER_MODULES + "/");
const { Client } = require("@hubspot/api-client");

const client = new Client({ accessToken: token, basePath: baseUrl, numberOfApiCallRetries: 6 });
const names = [];
for (const sensitivity of ["non_sensitive", "sensitive", "highly_sensitive"]) {
  const definitions = await client.crm.properties.coreApi.getAll("contacts", false, sensitivity);
  names.push(...definitions.results.map((definition) => definition.name));
}

const file = createWriteStream(output);
let after;
let rows = 0;
do {
  // So many names do not fit into the URL of a list, in which this client repeats "properties=" for each: read them by id.
  const page = await client.crm.contacts.basicApi.getPage(100, after, []);
  const inputs = page.results.map(({ id }) => ({ id }));
  const batch = await client.crm.contacts.batchApi.read({ inputs, properties: names, propertiesWithHistory: [] });
  for (const { id, updatedAt, properties } of batch.results) {
    rows++;
    if (!file.write(JSON.stringify({ id, updatedAt, properties }) + "\n")) await once(file, "drain");
  }
  after = page.paging?.next?.after;
} while (after);
file.end();
await once(file, "finish");
console.log(rows);
