"""Evidence: photos, scans and papers, kept by their content and shown only to who sees their subject."""
