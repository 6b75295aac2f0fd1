// node validate-openapi.cjs <file>: checks an OpenAPI document against the specification's own schema, and that every reference resolves.
const SwaggerParser = require("@apidevtools/swagger-parser");
SwaggerParser.validate(process.argv[2]).then(
  (api) => console.log(`valid: ${api.openapi}, ${Object.keys(api.paths).length} paths`),
  (error) => { console.error(error.message); process.exit(1); });
