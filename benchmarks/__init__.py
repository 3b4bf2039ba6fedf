"""Speed and accuracy, measured: notices drawn from known facts, and what is read back from them."""
