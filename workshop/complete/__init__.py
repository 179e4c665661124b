"""Is a new exercise, mistake, page or chapter complete? The rules, in words; tests ask the same."""
