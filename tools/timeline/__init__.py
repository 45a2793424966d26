"""The timeline page: one HTML file that shows a run, made from the trace's model (docs/timeline.md)."""
