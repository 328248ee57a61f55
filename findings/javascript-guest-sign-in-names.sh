#!/usr/bin/env bash
# zod 4.6.7 (`z.email()`), valibot 1.5.0 (`email()`) and joi 18.3.2 (`string().email()`) (npm), with sign-in names of Entra ID,
# which have the form of an email address: a guest's, `ada_contoso.com#EXT#@fabrikam.onmicrosoft.com`, is refused by the first
# two, whose `email` is narrower than the standard, which has `#` among the letters of the part before `@`. joi refuses
# synchronised names of a domain that is not public (`ada@contoso.local`), and valibot O'Brien. An import of users that is held to
# such a schema and skips what is invalid is a review without the guests. `z.email({ pattern: z.regexes.html5Email })`,
# `rfcEmail()` of valibot, `email({ tlds: false })` of joi, and yup 1.7.1, validator 13.15.35 and ajv-formats 3.0.1 take all of
# these.
#
# Guess: what the standard allows and every guest has is an email address to a widely used validator.
# Seen: guest: refused by zod valibot | o'brien@contoso.com: refused by valibot | ada@contoso.local: refused by joi | told
# otherwise and others: all taken
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund zod@4.6.7 valibot@1.5.0 joi@18.3.2 yup@1.7.1 validator@13.15.35 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null
cat >check.mjs <<'JS'
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import Joi from 'joi';
import * as valibot from 'valibot';
import validator from 'validator';
import * as yup from 'yup';
import { z } from 'zod';

const ajv = new Ajv();
addFormats(ajv);
const zod = (schema) => (name) => schema.safeParse(name).success;
const byValibot = (action) => (name) => valibot.safeParse(valibot.pipe(valibot.string(), action), name).success;
const joi = (schema) => (name) => !schema.validate(name).error;
const plain = { zod: zod(z.email()), valibot: byValibot(valibot.email()), joi: joi(Joi.string().email()) };
const others = {
  zod: zod(z.email({ pattern: z.regexes.html5Email })),
  valibot: byValibot(valibot.rfcEmail()),
  joi: joi(Joi.string().email({ tlds: false })),
  yup: (name) => yup.string().email().isValidSync(name),
  validator: (name) => validator.isEmail(name),
  ajv: ajv.compile({ type: 'string', format: 'email' }),
};
const guest = 'ada_contoso.com#EXT#@fabrikam.onmicrosoft.com';
const names = [guest, "o'brien@contoso.com", 'ada@contoso.local'];
const refused = (checks, name) => Object.keys(checks).filter((check) => !checks[check](name)).join(' ');
const parts = names.map((name) => `${name === guest ? 'guest' : name}: refused by ${refused(plain, name)}`);
const rest = names.map((name) => refused(others, name)).join('');
console.log(`${parts.join(' | ')} | told otherwise and others: ${rest || 'all taken'}`);
JS
seen=$(node check.mjs)
echo "$seen"
expected="guest: refused by zod valibot | o'brien@contoso.com: refused by valibot"
expected+=" | ada@contoso.local: refused by joi | told otherwise and others: all taken"
[ "$seen" = "$expected" ]
