"""What is looked at while a model learns: pictures, answers, measures and diagnoses; nothing here changes a run."""
