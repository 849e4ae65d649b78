"""Base templates, components, design tokens and vendored browser code that every face shares."""
