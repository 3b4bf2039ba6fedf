"""Bytes to Notice: readers give a Document, which becomes tables, prose and metadata."""
