"""Approvals as BPMN flows."""
