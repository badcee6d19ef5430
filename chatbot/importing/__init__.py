"""What others have written, cut into articles. Pure: files and pages come in as bytes, nothing is stored."""
