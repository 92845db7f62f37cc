"""The practice ERP: a strict SOAP back office to try and train on; knows no other room."""
