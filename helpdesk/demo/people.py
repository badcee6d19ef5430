"""TechISP's teams and the accounts of those who work there."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import Role, Team, User

PASSWORD = "senha123"  # noqa: S105  printed by `make run`; exists in demos only
TEAMS = {
    "Suporte": Team.Assignment.AUTOMATIC,
    # Their agents take what they want, so what waits there is still there when somebody logs in.
    "Financeiro": Team.Assignment.MANUAL,
    "Comercial": Team.Assignment.MANUAL,
}
DEFAULT_TEAM = "Suporte"


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    email: str
    role: Role = Role.AGENT
    teams: tuple[str, ...] = ()
    password: str = PASSWORD


PEOPLE = (
    Person("ana", "Ana Souza", "atendente@empresa.com", teams=("Suporte", "Financeiro", "Comercial")),
    Person("carla", "Carla Mendes", "supervisor@empresa.com", Role.SUPERVISOR),
    Person("bot", "Assistente TechISP", "bot@empresa.com", Role.BOT, password="bot_password_123"),  # noqa: S106
    Person("rodrigo", "Rodrigo Prado", "admin@empresa.com", Role.ADMIN),
    Person("bruno", "Bruno Carvalho", "bruno.carvalho@empresa.com", teams=("Suporte",)),
    Person("camila", "Camila Rocha", "camila.rocha@empresa.com", teams=("Suporte", "Financeiro")),
    Person("diego", "Diego Martins", "diego.martins@empresa.com", teams=("Comercial",)),
    Person("fernanda", "Fernanda Lima", "fernanda.lima@empresa.com", teams=("Financeiro", "Comercial")),
)


def create_teams() -> dict[str, Team]:
    teams = [Team(name=name, assignment=how, is_default=name == DEFAULT_TEAM) for name, how in TEAMS.items()]
    return {team.name: team for team in Team.objects.bulk_create(teams)}


def create_people(teams: dict[str, Team]) -> dict[str, User]:
    # Hashing is slow on purpose: once a password, not once an account.
    hashes = {password: make_password(password) for password in {person.password for person in PEOPLE}}
    users = User.objects.bulk_create(
        [User(email=p.email, name=p.name, role=p.role, password=hashes[p.password]) for p in PEOPLE]
    )
    by_key = {person.key: user for person, user in zip(PEOPLE, users, strict=True)}
    membership = User.teams.through
    membership.objects.bulk_create(
        [
            membership(user_id=by_key[person.key].pk, team_id=teams[name].pk)
            for person in PEOPLE
            for name in person.teams
        ]
    )
    return by_key
