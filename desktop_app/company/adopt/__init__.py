"""Taking over the company database of an earlier uploader."""
