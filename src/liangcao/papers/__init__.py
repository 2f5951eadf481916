"""凭据 Papers: what stands behind a document, photographed or scanned; named in the journal by its hash."""
