"""Tasks between departments (协办事项): what others do for the inspection, until when, and what they answered."""
