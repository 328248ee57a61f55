#!/usr/bin/env bash
# uuid 14.0.3 (`validate`), zod 4.6.7 (`z.uuid()`, `z.string().uuid()`), validator 13.15.35 (`isUUID`, also with "all") and yup
# 1.7.1 (npm), with GUIDs of Azure: they look at the digit of the version, and Azure's own ids needn't have one. The application
# id of Microsoft Graph (`00000003-0000-0000-c000-000000000000`) and its kin is refused by all four, and yup refuses published
# role definitions too (Experimentation Administrator). A reader of exports that validates ids and skips what is invalid loses the
# principals and consents that reach furthest. `z.guid()`, ajv-formats 3.0.1 (`uuid`), joi 18.3.2 (`guid()`) and valibot 1.5.0
# (`uuid()`) take all of them.
#
# Guess: eight, four, four, four and twelve hexadecimal digits are a UUID to a validator; at least all role definitions pass.
# Seen: Graph: refused by uuid zod validator yup | role: refused by yup | both taken by z.guid ajv joi valibot
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund uuid@14.0.3 zod@4.6.7 validator@13.15.35 \
    yup@1.7.1 ajv@8.20.0 ajv-formats@3.0.1 joi@18.3.2 valibot@1.5.0 >/dev/null
cat >check.mjs <<'JS'
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import Joi from 'joi';
import { validate } from 'uuid';
import * as valibot from 'valibot';
import validator from 'validator';
import * as yup from 'yup';
import { z } from 'zod';

const ajv = new Ajv();
addFormats(ajv);
const checks = {
  uuid: validate,
  zod: (id) => z.uuid().safeParse(id).success || z.string().uuid().safeParse(id).success,
  validator: (id) => validator.isUUID(id) || validator.isUUID(id, 'all'),
  yup: (id) => yup.string().uuid().isValidSync(id),
  'z.guid': (id) => z.guid().safeParse(id).success,
  ajv: ajv.compile({ type: 'string', format: 'uuid' }),
  joi: (id) => !Joi.string().guid().validate(id).error,
  valibot: (id) => valibot.safeParse(valibot.pipe(valibot.string(), valibot.uuid()), id).success,
};
const graph = '00000003-0000-0000-c000-000000000000';
const role = '7f646f1b-fa08-80eb-a33b-edd6ce5c915c';
const names = Object.keys(checks);
const refused = (id) => names.filter((name) => !checks[name](id)).join(' ');
const taken = names.filter((name) => checks[name](graph) && checks[name](role)).join(' ');
console.log(`Graph: refused by ${refused(graph)} | role: refused by ${refused(role)} | both taken by ${taken}`);
JS
seen=$(node check.mjs)
echo "$seen"
[ "$seen" = 'Graph: refused by uuid zod validator yup | role: refused by yup | both taken by z.guid ajv joi valibot' ]
