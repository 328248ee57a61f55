"""Says where a report breaks a schema: junit.py SCHEMA.xsd REPORT.xml"""

import sys

import xmlschema

schema = xmlschema.XMLSchema(sys.argv[1])
faults = [f"{fault.path}: {fault.reason}" for fault in schema.iter_errors(sys.argv[2])]
print("\n".join(faults[:10]))
sys.exit(bool(faults))
