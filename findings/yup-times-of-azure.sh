#!/usr/bin/env bash
# yup 1.7.1 (npm), `date()`, with times as Azure and Microsoft Graph write them, which leave out the zeros at the end: the digits behind the point
# are read as milliseconds, so that `03.5Z` is 3.005 seconds and `03.12Z` is 3.012, and of two calls of one second the later may come first. The
# years 1 to 99 are put into the twentieth century: `0001-01-01T00:00:00Z`, which .NET and Graph write for "never" (a
# last sign-in, an end), is 1901, and is not found by who asks for the year 1 to tell never from long ago. `string().datetime()`, and zod 4.6.7's
# `z.iso.datetime()`, refuse `+00:00`, which Python writes for Z. joi 18.3.2's `string().isoDate()`, which is of texts, gives the text
# back cut to milliseconds, so that it is no longer equal to that in the log. `new Date`, `Joi.date()` read all of these right.
#
# Guess: what a validator reads is what `new Date` reads; a text that is found valid stays as it is.
# Seen: 03.5Z 3.005, 03.12Z 3.012, 03.123Z 3.123 | year 1: 1901 | +00:00: refused by yup, zod, taken by joi, ajv | joi: 03.1234567Z -> 03.123Z
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund yup@1.7.1 zod@4.6.7 joi@18.3.2 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null
cat >read.mjs <<'JS'
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import Joi from 'joi';
import * as yup from 'yup';
import { z } from 'zod';

const times = ['2026-03-01T07:14:03.5Z', '2026-03-01T07:14:03.12Z', '2026-03-01T07:14:03.123Z', '2026-03-01T07:14:03.1234567Z', '0001-01-01T00:00:00Z'];
const readers = {
  yup: (text) => yup.date().validateSync(text),
  Date: (text) => new Date(text),
  joi: (text) => Joi.date().iso().validate(text).value,
};
for (const [name, read] of Object.entries(readers)) {
  console.log(`${name}: ${times.map((text) => read(text).toISOString().replace('2026-03-01T07:14:', '')).join(' ')}`);
}
const ajv = new Ajv();
addFormats(ajv);
const taken = {
  yup: (text) => yup.string().datetime().isValidSync(text),
  zod: (text) => z.iso.datetime().safeParse(text).success,
  joi: (text) => !Joi.string().isoDate().validate(text).error,
  ajv: ajv.compile({ type: 'string', format: 'date-time' }),
};
const offset = '2026-03-01T07:14:03+00:00';
console.log(`+00:00: ${Object.keys(taken).map((name) => `${name} ${taken[name](offset)}`).join(' ')}`);
console.log(`Z: ${Object.keys(taken).map((name) => `${name} ${taken[name]('2026-03-01T07:14:03Z')}`).join(' ')}`);
console.log(`text: ${Joi.string().isoDate().validate('2026-03-01T07:14:03.1234567Z').value}`);
JS
node read.mjs | tee out
diff out - <<'SEEN'
yup: 03.005Z 03.012Z 03.123Z 03.123Z 1901-01-01T00:00:00.000Z
Date: 03.500Z 03.120Z 03.123Z 03.123Z 0001-01-01T00:00:00.000Z
joi: 03.500Z 03.120Z 03.123Z 03.123Z 0001-01-01T00:00:00.000Z
+00:00: yup false zod false joi true ajv true
Z: yup true zod true joi true ajv true
text: 2026-03-01T07:14:03.123Z
SEEN
