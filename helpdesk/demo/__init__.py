"""The demo: TechISP, an internet provider that does not exist, with people, customers and two weeks of histories."""
