"""The university's side: issues papers, takes in the journals, answers for what it issued."""
