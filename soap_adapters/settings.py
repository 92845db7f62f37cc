"""What `[system.<name>]` may say where `connector = "soap"`; presets give most of it."""

from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from agent.domain import duration
from agent.domain.states import Kind
from agent.mapping import MappingError
from agent.mapping.nodes import Missing
from soap_adapters.compiler import compile_services

Duration = Annotated[float, BeforeValidator(lambda value: duration.seconds(str(value)))]
Tree = dict[str, Any]
Leaf = str | dict[str, Any]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CredentialRef(_Table):
    """A secret by its name; it stands in no file of ours."""

    credential: str = Field(pattern=r"^[a-z0-9_]{1,64}$", description="Name of the credential.")


class MissingPolicy(_Table):
    """What is sent for elements that the WSDL asks for and the tree does not give."""

    parameters: Missing = Field(
        default=Missing.ERROR,
        description="For the parameters of a call: `omit`, `empty`, `nil` or `error`.",
    )
    fields: Missing = Field(
        default=Missing.ERROR, description="For everything below them: the same words."
    )


class InterfaceSettings(_Table):
    """One WSDL with its address."""

    wsdl: str = Field(
        description="The WSDL, a file beside agent.toml; `preset:<name>/<file>` is the preset's."
    )
    sha256: str = Field(
        default="",
        description="What `sha256sum` says of the WSDL with the files it imports, sorted by name;"
        " a WSDL that has changed is then refused.",
    )
    path: str = Field(default="", description="What is put behind the endpoint for this WSDL.")
    urls: dict[str, str] = Field(
        default_factory=dict,
        description="Addresses that the WSDL imports, each with the file beside it to read instead;"
        " nothing is ever fetched.",
    )


class _Call(_Table):
    call: str = Field(
        description="The operation, `<interface>.<operation>` where there are several interfaces."
    )
    document: Tree = Field(
        default_factory=dict, description="The tree of the request (docs/reference/mapping.md)."
    )
    result: list[Tree] = Field(
        default_factory=list, description="Result rules of this service, before the common ones."
    )
    message: Leaf = Field(default="", description="Where the answer says what is wrong.")
    code: Leaf = Field(default="", description="Where the answer has the code of it.")


class StepSettings(_Call):
    """A look-up before a write: one call for each entry, its value saved under a name."""

    each: str = Field(description="Path to the list whose entries are looked up.")
    entry: str = Field(default="entry", alias="as", description="What an entry is called.")
    save: str = Field(description="The values are `saved.<name>`, by entry.")
    value: Leaf = Field(description="Where the answer has the value.")


class WriteSettings(_Call):
    """`create_order`, `amend_order`, `cancel_order`."""

    like: Literal["create_order"] | None = Field(
        default=None, description="Takes from there all that is not given here."
    )
    number: Leaf = Field(default="", description="Where the answer has the ERP's number.")
    expect: dict[str, Leaf] = Field(
        default_factory=dict,
        description="What a look-up must show if the ERP has carried it out.",
    )
    step: list[StepSettings] = Field(
        default_factory=list, description="Look-ups that the document needs."
    )


class FindSettings(_Call):
    """`find_order`: look for our reference."""

    documents: str = Field(description="Path to the documents of the reference.")
    number: Leaf = Field(description="In a document: the ERP's number.")
    shows: dict[str, Leaf] = Field(
        default_factory=dict, description="In a document: what it shows, by the names of `expect`."
    )


class StockSettings(_Call):
    """`stock`: a full snapshot."""

    paging: Literal["none", "pages"] = Field(
        default="none", description="`pages`: ask with `page` and `page_size` until the last."
    )
    page_size: int = Field(default=500, ge=1, description="How many figures a page has.")
    pages: Leaf = Field(default="", description="Where the answer says how many pages there are.")
    figures: str = Field(description="Path to the figures.")
    sku: Leaf = Field(description="In a figure: the SKU.")
    warehouse: Leaf = Field(default="", description="In a figure: the warehouse.")
    quantity: Leaf = Field(description="In a figure: what can be sold.")
    as_of: Leaf = Field(default="", description="Where the answer says of when it is.")
    total_count: Leaf = Field(default="", description="How many figures the whole has.")


class OrderStatesSettings(_Call):
    """`order_states`: what became of orders."""

    batch_size: int = Field(default=200, ge=1, description="How many references one call names.")
    orders: str = Field(description="Path to the orders.")
    reference: Leaf = Field(description="In an order: our reference.")
    number: Leaf = Field(description="In an order: the ERP's number.")
    state: Leaf = Field(description="In an order: its state.")
    lines: str = Field(default="", description="In an order: path to its lines.")
    line_number: Leaf = Field(default="", description="In a line: its number.")
    accepted: Leaf = Field(default="", description="In a line: the accepted quantity.")


class ProbeSettings(_Call):
    """`probe`: a harmless call."""

    name: Leaf = Field(default="", description="Where the answer says who answers.")
    clock: Leaf = Field(default="", description="Where the answer has the ERP's clock.")


class SoapSettings(_Table):
    """A system reached over SOAP."""

    endpoint: str = Field(
        description="The address that is spoken to, and the only one; never the one in the WSDL."
    )
    user: str = Field(default="", description="User of HTTP Basic authentication.")
    password: CredentialRef | None = Field(
        default=None, description='Its password: `{ credential = "name" }`.'
    )
    ca_file: str = Field(
        default="", description="Certificates to trust instead of the machine's (PEM)."
    )
    interfaces: dict[str, InterfaceSettings] = Field(description="The WSDLs by name.")
    connect_timeout: Duration = Field(default=10.0, description="How long a connection may take.")
    attempt_timeout: Duration = Field(default=30.0, description="How long one attempt may take.")
    commit_deadline: Duration = Field(
        default=900.0, description="D: the latest that the ERP commits what it has received."
    )
    lookup_lag: Duration = Field(
        default=120.0, description="L: how long a committed document stays invisible to look-ups."
    )
    concurrency: int = Field(
        default=2, ge=1, le=64, description="How many calls run at once; mind the ERP's licences."
    )
    answer_bytes_max: int = Field(
        default=20 * 1024 * 1024, ge=1024, description="Larger answers are not read."
    )
    enforces_reference: list[Kind] = Field(
        default_factory=list,
        description="Kinds of document for which the ERP refuses a repeated reference.",
    )
    reference_length_max: int = Field(
        default=24, ge=8, description="The longest reference the ERP takes."
    )
    tz: str = Field(default="UTC", description="Time zone of dates without one.")
    force_list: list[str] = Field(
        default_factory=list,
        description="Paths in answers that are lists also where there is one entry.",
    )
    missing: MissingPolicy = Field(
        default_factory=MissingPolicy, description="What is sent for elements nothing is given for."
    )
    maps: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="Value maps: our words → the ERP's."
    )
    result: list[Tree] = Field(
        default_factory=list, description="Result rules of all services, the first that fits."
    )
    create_order: WriteSettings | None = Field(default=None, description="Enters an order.")
    amend_order: WriteSettings | None = Field(default=None, description="Changes an order.")
    cancel_order: WriteSettings | None = Field(default=None, description="Cancels an order.")
    find_order: FindSettings | None = Field(default=None, description="Looks for a reference.")
    stock: StockSettings | None = Field(default=None, description="Reads stock.")
    order_states: OrderStatesSettings | None = Field(default=None, description="Reads states.")
    probe: ProbeSettings | None = Field(default=None, description="Asks whether the ERP is there.")

    def address(self, interface: str) -> str:
        """Where an interface is reached: always on the endpoint's host."""
        path = self.interfaces[interface].path
        return f"{self.endpoint.rstrip('/')}/{path.lstrip('/')}" if path else self.endpoint

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [*_address(self)]
        try:
            compile_services(self)
        except MappingError as error:
            problems += [(one.path, one.message) for one in error.defects]
        if problems:
            raise ValidationError.from_exception_data("soap", [_detail(*one) for one in problems])
        return self


def _address(settings: SoapSettings) -> list[tuple[tuple[str | int, ...], str]]:
    found: list[tuple[tuple[str | int, ...], str]] = []
    url = urlsplit(settings.endpoint)
    if url.scheme not in {"http", "https"} or not url.hostname or not _has_port(url):
        found.append((("endpoint",), "the endpoint is an http or https address"))
    if url.username or url.password:
        found.append((("endpoint",), "put the user into `user`, the password into a credential"))
    if settings.user and settings.password is None:
        found.append((("user",), '`user` needs `password = { credential = "…" }`'))
    return found


def _has_port(url: SplitResult) -> bool:
    try:
        return url.port is None or url.port > 0
    except ValueError:
        return False


def _detail(path: tuple[str | int, ...], message: str) -> InitErrorDetails:
    # As a parameter, since a message may hold braces.
    kind = PydanticCustomError("mapping", "{message}", {"message": message})
    return InitErrorDetails(type=kind, loc=path, input=None)
