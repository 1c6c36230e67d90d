"""Decisions of reviewers and the audit trail, for HTTP and the command line alike."""
