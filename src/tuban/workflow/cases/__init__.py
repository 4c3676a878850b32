"""Cases (案件): from a lead to a closed case, step by step as the lawbook has them."""
