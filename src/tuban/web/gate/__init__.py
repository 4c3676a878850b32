"""The gate before approvals in the browser (审批闸口): answers, certificates, bulk checks, made-up approvals."""
