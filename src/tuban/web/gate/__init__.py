"""The gate before approvals in the browser (审批闸口): asking, answers, certificates, bulk checks, made-up approvals."""
