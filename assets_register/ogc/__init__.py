"""The register for other people's maps and programs: OGC API - Features, Part 1 (OGC 17-069)."""
