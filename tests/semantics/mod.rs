mod tenant_a;
