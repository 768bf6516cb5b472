"""What a task hands over: shapes, splits, metrics, specimens, and the fingerprint that knows them again."""
