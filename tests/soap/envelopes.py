"""SOAP answers written by hand."""

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def envelope(body: str, encoding: str = "UTF-8") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><s:Envelope xmlns:s="{SOAP}" xmlns:i="{XSI}"'
        f' xmlns:e="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>{body}</s:Body></s:Envelope>'
    )
    return text.encode(encoding)
