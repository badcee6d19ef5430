"""Thirty customers of TechISP. No mobile number in Brazil begins with 90, so none of these rings at anybody's;
João's number is the one that everybody uses as an example. The documents' check digits are right, their owners
are made up."""

from dataclasses import dataclass, field
from datetime import date, datetime

from conversations.models import Customer, CustomerIdentity, IdentityKind
from conversations.phones import match_key, phone_of_wa_id

F100, F300, F500 = "Fibra 100 Mbps", "Fibra 300 Mbps", "Fibra 500 Mbps"
GIGA, EMPRESARIAL = "Fibra 1 Gbps", "Empresarial"


@dataclass(frozen=True, slots=True)
class Profile:
    key: str
    name: str
    wa_id: str
    plan: str = ""
    since: str = ""
    place: str = ""
    due_day: int = 0
    document: str = ""
    email: str = ""
    notes: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def attributes(self) -> dict[str, str]:
        city, _, district = self.place.partition(", ")
        known = {"cidade": city, "bairro": district, "vencimento": f"dia {self.due_day}" if self.due_day else ""}
        return {name: value for name, value in (known | self.more).items() if value}


PROFILES = (
    Profile(
        "joao", "João Silva", "5511999999999", F100, "2024-01-15", "São Paulo, Vila Mariana", 10,
        "253.454.709-79", "joao.silva@email.example", more={"contrato": "104582", "equipamento": "ONU Wi-Fi 5"},
    ),
    Profile("patricia", "Patrícia Nogueira", "5511901234018", F300, "2022-08-03", "São Paulo, Tatuapé", 5,
            "325.664.383-31", "patricia.nogueira@email.example", more={"contrato": "098114"}),
    Profile("marcos", "Marcos Vinícius Teixeira", "5511902215547", F500, "2023-03-21", "Guarulhos, Vila Galvão", 15,
            more={"equipamento": "ONU Wi-Fi 6"}),
    Profile("juliana", "Juliana Barros", "5511903387120", F300, "2021-11-09", "São Paulo, Mooca", 20,
            "110.773.681-19"),
    Profile("roberto", "Roberto Almeida", "5519904410976", F100, "2020-05-18", "Campinas, Cambuí", 10),
    Profile("sandra", "Sandra Ribeiro", "5511905562893", F300, "2023-09-12", "Osasco, Bela Vista", 5,
            "774.400.755-79", more={"contrato": "101937"}),
    Profile("felipe", "Felipe Araújo", "5511906648215", GIGA, "2024-06-27", "São Paulo, Pinheiros", 20,
            email="felipe.araujo@email.example", notes="Trabalha de casa; prefere contato por mensagem."),
    Profile("luciana", "Luciana Prates", "5511907729384", F500, "2022-02-14", "São Bernardo do Campo, Centro", 15,
            "425.264.298-11"),
    Profile("antonio", "Antônio Carlos Moreira", "5513908803451", F100, "2019-07-30", "Santos, Gonzaga", 10,
            "514.191.760-64", notes="Idoso: explicar com calma, passo a passo."),
    Profile("beatriz", "Beatriz Campos", "5511909915672", F100, "2023-12-05", "São Paulo, Ipiranga", 5),
    Profile("thiago", "Thiago Monteiro", "5521901108436", F500, "2024-04-11", "Niterói, Icaraí", 20),
    Profile("vera", "Vera Lúcia Pinto", "5511902230519", F100, "2018-10-22", "São Paulo, Penha", 10,
            "166.400.214-63"),
    Profile("gustavo", "Gustavo Henrique Reis", "5511903319784", F300, "2022-06-16", "Santo André, Jardim", 15,
            "096.744.404-70", "gustavo.reis@email.example"),
    Profile("larissa", "Larissa Fonseca", "5531904427650", F300, "2024-09-02", "Belo Horizonte, Savassi", 5),
    Profile("paulo", "Paulo Sérgio Batista", "5511905538912", F100, "2021-04-28", "Guarulhos, Macedo", 10,
            "071.420.044-10"),
    Profile("renata", "Renata Vasconcelos", "5511906641203", GIGA, "2025-02-19", "São Paulo, Moema", 20,
            email="renata.vasconcelos@email.example"),
    Profile("eduardo", "Eduardo Freitas", "5541907750864", F500, "2023-08-24", "Curitiba, Batel", 15,
            "021.278.532-02"),
    Profile("simone", "Simone Cardoso", "5511908863175", F300, "2022-12-01", "Diadema, Centro", 5),
    Profile("padaria", "Padaria Pão Nobre", "5511909970428", EMPRESARIAL, "2021-09-15", "São Paulo, Santana", 10,
            "38.721.456/0001-13", "contato@paonobre.example",
            more={"contrato": "E-0217", "responsável": "Seu Osvaldo"}),
    Profile("clinica", "Clínica Sorriso Pleno", "5511901087356", EMPRESARIAL, "2023-05-08", "São Paulo, Vila Olímpia",
            15, "41.903.527/0001-03", "recepcao@sorrisopleno.example", more={"contrato": "E-0344", "ip fixo": "sim"}),
    Profile("leandro", "Leandro Guimarães", "5511902194637", F500, "2024-11-13", "Barueri, Alphaville", 20),
    Profile("tatiane", "Tatiane Lopes", "5511903206581", F100, "2022-03-07", "Itaquaquecetuba, Centro", 5,
            "431.205.069-40"),
    Profile("jose", "José Raimundo Neves", "5511904315792", F100, "2020-01-20", "São Paulo, Grajaú", 10),
    Profile("isabela", "Isabela Duarte", "5548905428163", F300, "2025-01-30", "Florianópolis, Trindade", 15,
            email="isabela.duarte@email.example"),
    Profile("ricardo", "Ricardo Amaral", "5511906537240", F300, "2021-06-10", "São Caetano do Sul, Santa Paula", 20,
            "589.915.737-20"),
    Profile("aline", "Aline Tavares", "5511907641958", F100, "2023-10-17", "Mauá, Vila Bocaina", 10),
    Profile("fabio", "Fábio Queiroz", "5511908752036", F500, "2022-07-25", "São Paulo, Butantã", 5,
            "985.646.722-51", more={"equipamento": "ONU Wi-Fi 6"}),
    Profile("marta", "Marta Figueiredo", "5511909863147", F300, "2019-12-11", "São Paulo, Lapa", 15,
            "310.714.842-30"),
    Profile("vinicius", "Vinícius Peixoto", "5511901974258", F500, "2024-02-29", "Taboão da Serra, Jardim Maria Rosa",
            20),
    Profile("elaine", "Elaine Machado", "5511902085369", place="São Paulo, Jabaquara",
            notes="Ainda não é cliente: chegou por indicação de um vizinho."),
)  # fmt: skip


def create_customers(first_contact: dict[str, datetime], last_contact: dict[str, datetime]) -> dict[str, Customer]:
    """By key. Each has been known since their first history."""
    rows = {
        profile.key: Customer(
            name=profile.name,
            phone=phone_of_wa_id(profile.wa_id),
            email=profile.email,
            document=profile.document,
            plan=profile.plan,
            since=date.fromisoformat(profile.since) if profile.since else None,
            notes=profile.notes,
            attributes=profile.attributes,
            created_at=first_contact[profile.key],
        )
        for profile in PROFILES
    }
    Customer.objects.bulk_create(rows.values())
    CustomerIdentity.objects.bulk_create(
        CustomerIdentity(
            customer=rows[profile.key],
            kind=IdentityKind.PHONE,
            value=profile.wa_id,
            match_key=match_key(profile.wa_id),
            last_seen_at=last_contact[profile.key],
        )
        for profile in PROFILES
    )
    return rows
