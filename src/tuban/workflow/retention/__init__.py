"""How long what is kept about people stays: what law says, what the operator set, what is due, and its deletion."""
