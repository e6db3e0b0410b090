"""What ledgers are: form model, loader, field types, expressions, rules, figures."""
