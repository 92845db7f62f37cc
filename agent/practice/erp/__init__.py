"""The practice ERP: a strict SOAP back office for trying, training and tests; knows no other room."""
