"""What each consulate records of itself month by month, as the plan's catalogue names it.

Tests hold these to be exactly the inputs of the plan that consulates feed.
"""

from db.observations import Input

ACTS = Input("3.2.4.1a", "actuaciones_consulares")  # by service
REVENUE = Input("3.2.4.2a", "monto_recaudado")  # US dollars
SUPPORTED = Input("3.1.2.1a", "connacionales_apoyados")  # persons
COUNCIL_ACTIONS = Input("3.1.6.1a", "acciones")
COUNCIL_USERS = Input("3.1.7.1a", "usuarios")

ASKED = (ACTS, REVENUE, SUPPORTED, COUNCIL_ACTIONS, COUNCIL_USERS)  # in this order
